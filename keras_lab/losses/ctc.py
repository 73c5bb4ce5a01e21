"""Connectionist temporal classification: labels of a sequence without their places in time."""

from __future__ import annotations

from typing import Any

from keras_lab import ops
from keras_lab.losses.loss import LossFunctionWrapper
from keras_lab.ops import dispatch

#: The logarithm of a probability of zero, as good as: finite, so that gradients are too.
_NEVER = -1e9


@dispatch.op
def ctc(y_true: Any, y_pred: Any) -> Any:
    """Minus the log-probability of label sequences, summed over all their alignments with time.

    Graves et al., ICML 2006. One value a sample.

    Args:
        y_true: integer labels `(batch, length)`, padded with 0, which stands for "no label".
        y_pred: logits `(batch, time, classes)`; class 0 is "no label".
    """
    logits = dispatch.floating(y_pred)
    labels = dispatch.tensor(y_true, "int32")
    if len(labels.shape) != 2 or len(logits.shape) != 3:
        raise ValueError(
            "ctc: y_true must be of shape (batch, length) and y_pred of shape (batch, time, classes). "
            f"Received: {tuple(labels.shape)} and {tuple(logits.shape)}"
        )
    lengths = ops.sum(ops.cast(ops.not_equal(labels, 0), "int32"), axis=1)
    return alignment_loss(labels, logits, lengths)


def alignment_loss(labels: Any, logits: Any, label_lengths: Any, blank: int = 0, times: Any = None) -> Any:
    """The loss of `ctc` with lengths of their own.

    Args:
        labels: int32 `(batch, length)`.
        logits: `(batch, time, classes)`.
        label_lengths: int32 `(batch,)`: how many labels of each row count.
        blank: the class that means "no label".
        times: int32 `(batch,)`: how many steps of time of each row count; all by default.
    """
    states = _with_blanks(labels, blank)
    size = int(states.shape[1])
    emitted = _emissions(logits, states)
    leap = _may_leap(states)
    start = ops.where(ops.less(ops.arange(size, dtype="int32"), 2), emitted[0], _NEVER)

    def advance(carry: Any, row: Any) -> tuple[Any, Any]:
        alpha, step = carry
        paths = [alpha, _shifted(alpha, 1), ops.where(leap, _shifted(alpha, 2), _NEVER)]
        moved = ops.logsumexp(ops.stack(paths, axis=0), axis=0) + row
        if times is not None:
            moved = ops.where(ops.less(step, ops.expand_dims(times, 1)), moved, alpha)
        return (moved, step + 1), step

    (last, _), _ = ops.scan(advance, (start, ops.ones((), dtype="int32")), emitted[1:])
    ends = ops.expand_dims(2 * label_lengths, 1)
    positions = ops.arange(size, dtype="int32")
    final = ops.logical_or(ops.equal(positions, ends), ops.equal(positions, ends - 1))
    return -ops.logsumexp(ops.where(final, last, _NEVER), axis=1)


def _with_blanks(labels: Any, blank: int) -> Any:
    """`(batch, 2 * length + 1)`: a blank before, between and after the labels."""
    batch, length = labels.shape
    blanks = ops.full_like(labels, blank)
    pairs = ops.reshape(ops.stack([blanks, labels], axis=2), (batch or -1, 2 * length))
    return ops.concatenate([pairs, blanks[:, :1]], axis=1)


def _emissions(logits: Any, states: Any) -> Any:
    """`(time, batch, states)`: the log-probability of what each state stands for."""
    classes = int(logits.shape[-1])
    chosen = ops.one_hot(states, classes, dtype=dispatch.dtype_of(logits))
    return ops.einsum("btc,bsc->tbs", ops.log_softmax(logits, axis=-1), chosen)


def _may_leap(states: Any) -> Any:
    """Where a path may leave out the blank before: at a label other than the one before that."""
    before = ops.concatenate([ops.full_like(states[:, :2], -1), states[:, :-2]], axis=1)
    is_label = ops.equal(ops.mod(ops.arange(int(states.shape[1]), dtype="int32"), 2), 1)
    return ops.logical_and(is_label, ops.not_equal(states, before))


def _shifted(x: Any, n: int) -> Any:
    return ops.concatenate([ops.full_like(x[:, :n], _NEVER), x[:, :-n]], axis=1)


class CTC(LossFunctionWrapper):
    """See `ctc`; `reduction`, `name` and `dtype` as in `Loss`."""

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str = "ctc", dtype: Any = None
    ) -> None:
        super().__init__(ctc, reduction, name, dtype)
