"""Connectionist temporal classification (Graves et al., 2006): labels without their places in time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab import engine
from keras_lab.engine import P, dtypes
from keras_lab.engine.spec import Spec
from keras_lab.ops.activation import log_softmax
from keras_lab.ops.crossentropy import one_hot
from keras_lab.ops.dispatch import floating, integral, op
from keras_lab.ops.indexing import argsort
from keras_lab.ops.logic import equal, less, logical_and, logical_or, not_equal, where
from keras_lab.ops.reductions import argmax, logsumexp, max, sum
from keras_lab.ops.shaping import concatenate, expand_dims, reshape, stack

Tensor = Any

#: The logarithm of a probability of zero, as good as: finite, so that gradients are too.
_NEVER = -1e9


@op
def ctc_loss(target: Any, output: Any, target_length: Any, output_length: Any, mask_index: int = 0) -> Tensor:
    """Minus the log-probability of each row of labels, summed over all their alignments with time: `(batch,)`.

    Args:
        target: integer labels `(batch, length)`.
        output: logits `(batch, time, classes)`.
        target_length: how many labels of each row count, `(batch,)`.
        output_length: how many steps of time of each row count, `(batch,)`.
        mask_index: the class that means "no label".
    """
    labels, logits = integral(target), _wide(output)
    if len(P.shape(labels)) != 2 or len(P.shape(logits)) != 3:
        raise ValueError(
            "ctc_loss: target must be of shape (batch, length) and output of shape (batch, time, classes). "
            f"Received: {P.shape(labels)} and {P.shape(logits)}"
        )
    states = _with_blanks(labels, mask_index)
    classes = P.shape(logits)[-1]
    chosen = one_hot(states, classes, dtype=P.dtype(logits))
    emitted = P.einsum("btc,bsc->tbs", log_softmax(logits), chosen)
    last = _forward(emitted, _may_leap(states), integral(output_length))
    ends = expand_dims(integral(target_length) * 2, 1)
    positions = P.arange(0, P.shape(states)[1], 1, P.dtype(ends))
    final = logical_or(equal(positions, ends), equal(positions, ends - 1))
    return P.negative(logsumexp(where(final, last, _NEVER), axis=1))


def _wide(x: Any) -> Tensor:
    """Sums of logarithms need more digits, and a wider range, than 16 bits have."""
    x = floating(x)
    return P.cast(x, dtypes.result_type(P.dtype(x), "float32"))


def _with_blanks(labels: Tensor, blank: int) -> Tensor:
    """`(batch, 2 * length + 1)`: a blank before, between and after the labels."""
    blanks = P.full(P.shape(labels), blank, P.dtype(labels))
    batch, length = P.shape(labels)
    pairs = reshape(stack([blanks, labels], 2), (batch, 2 * (length or 0)))
    return concatenate([pairs, blanks[:, :1]], 1)


def _may_leap(states: Tensor) -> Tensor:
    """Where a path may leave out the blank before: at a label other than the one before that."""
    edge = P.full(P.shape(states[:, :2]), -1, P.dtype(states))
    before = concatenate([edge, states[:, :-2]], 1)
    places = P.arange(0, P.shape(states)[1], 1, "int32")
    return logical_and(equal(places % 2, 1), not_equal(states, before))


def _forward(emitted: Tensor, leap: Tensor, times: Tensor) -> Tensor:
    """The log-probability of all paths to each state, after the steps that count."""
    first = less(P.arange(0, P.shape(emitted)[2], 1, "int32"), 2)
    start = where(first, emitted[0], _NEVER)

    def advance(carry: tuple[Tensor, Tensor], row: Tensor) -> tuple[Any, Any]:
        alpha, step = carry
        paths = [alpha, _shifted(alpha, 1), where(leap, _shifted(alpha, 2), _NEVER)]
        moved = logsumexp(stack(paths, 0), axis=0) + row
        return (where(less(step, expand_dims(times, 1)), moved, alpha), step + 1), ()

    one = P.full((), 1, P.dtype(times))
    return P.scan(advance, (start, one), emitted[1:])[0][0]


def _shifted(x: Tensor, n: int) -> Tensor:
    return concatenate([P.full(P.shape(x[:, :n]), _NEVER, P.dtype(x)), x[:, :-n]], 1)


# ---- decoding ---------------------------------------------------------------------------------------


@op
def ctc_decode(
    inputs: Any,
    sequence_lengths: Any,
    strategy: str = "greedy",
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
    mask_index: int = 0,
) -> tuple[Tensor, Tensor]:
    """The likeliest labels.

    Args:
        inputs: logits `(batch, time, classes)`.
        sequence_lengths: how many steps of time of each row count, `(batch,)`.
        strategy: `"greedy"` (the likeliest class of each step) or `"beam_search"`; a search needs values and
            does not work in compiled programs.
        beam_width, top_paths: candidates kept, and results given, by a search.
        merge_repeated: whether the same class in a row is one label (`"greedy"`).
        mask_index: the class that means "no label".

    Returns:
        Labels `(paths, batch, time)`, filled up with -1, and scores `(batch, paths)`: of "greedy" the negative
        sum of the largest logits, of a search the log-probabilities.
    """
    if strategy not in ("greedy", "beam_search"):
        raise ValueError(f"ctc_decode: strategy is 'greedy' or 'beam_search'. Received: {strategy!r}")
    logits, lengths = _wide(inputs), integral(sequence_lengths)
    if strategy == "greedy":
        return _greedy(logits, lengths, merge_repeated, mask_index)
    batch, time, _ = P.shape(logits)
    if engine.in_spec_mode():
        return Spec((top_paths, batch, time), "int32"), Spec((batch, top_paths), P.dtype(logits))
    rows = zip(P.to_numpy(log_softmax(logits)), P.to_numpy(lengths), strict=True)
    found = [_search(row[:n], beam_width, top_paths, mask_index) for row, n in rows]
    labels = np.full((top_paths, batch or 0, time or 0), -1, "int32")
    for i, paths in enumerate(found):
        for j, (path, _) in enumerate(paths):
            labels[j, i, : len(path)] = path
    scores = np.array([[score for _, score in paths] for paths in found], "float32")
    return P.convert(labels), P.convert(scores, P.dtype(logits))


def _greedy(logits: Tensor, lengths: Tensor, merge: bool, blank: int) -> tuple[Tensor, Tensor]:
    best = argmax(logits, -1)
    steps = P.arange(0, P.shape(logits)[1], 1, P.dtype(lengths))
    counts = less(steps, expand_dims(lengths, 1))
    kept = logical_and(counts, not_equal(best, blank))
    if merge:
        before = concatenate([P.full(P.shape(best[:, :1]), -1, P.dtype(best)), best[:, :-1]], 1)
        kept = logical_and(kept, not_equal(best, before))
    order = argsort(where(kept, 0, 1), 1)  # stable: what is kept comes first, in its order
    labels = P.take_along_axis(where(kept, best, -1), order, 1)
    scores = P.negative(sum(where(counts, max(logits, -1), 0.0), 1, True))
    return expand_dims(labels, 0), scores


def _search(logs: np.ndarray, width: int, top: int, blank: int) -> list[tuple[tuple[int, ...], float]]:
    """Prefix beam search (Hannun et al., 2014): a prefix's paths that end in a blank are counted apart."""
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, -math.inf)}
    for row in logs.astype("float64"):
        grown: dict[tuple[int, ...], list[float]] = {}
        for prefix, (ending, open_) in beams.items():
            for label, log in enumerate(row):
                _extend(grown, prefix, (ending, open_), label, log, blank)
        best = sorted(grown.items(), key=lambda item: -_whole(item[1]))[:width]
        beams = {prefix: (logs[0], logs[1]) for prefix, logs in best}
    ranked = [(prefix, _whole(both)) for prefix, both in beams.items()]
    ranked += [((), -math.inf)] * (top - len(ranked))
    return ranked[:top]


def _whole(logs: Sequence[float]) -> float:
    """A prefix's log-probability: that of paths that end in a blank and of those that do not."""
    return float(np.logaddexp(logs[0], logs[1]))


def _extend(
    grown: dict[tuple[int, ...], list[float]],
    prefix: tuple[int, ...],
    logs: tuple[float, float],
    label: int,
    log: float,
    blank: int,
) -> None:
    """Adds to the candidates what becomes of `prefix` where the next step is `label`."""
    ending, open_ = logs
    whole = _whole(logs)

    def add(path: tuple[int, ...], which: int, amount: float) -> None:
        entry = grown.setdefault(path, [-math.inf, -math.inf])
        entry[which] = float(np.logaddexp(entry[which], amount + log))

    if label == blank:
        add(prefix, 0, whole)
    elif prefix and prefix[-1] == label:
        add(prefix, 1, open_)  # the same label goes on
        add((*prefix, label), 1, ending)  # after a blank, it is a new one
    else:
        add((*prefix, label), 1, whole)
