"""From what the doctor sees of a model to what travels: `protocol.looks`."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

import numpy as np

from keras_lab import doctor, tree
from keras_lab.doctor import Confusion, LayerStatistics, Numbers, Prediction
from keras_lab.doctor.targets import last_activation
from keras_lab.lab.looks import pictures
from keras_lab.lab.looks.subjects import Subject
from keras_lab.lab.looks.watched import samples_for, watched
from keras_lab.lab.protocol import JSON, Number
from keras_lab.lab.protocol.looks import ArrayRow, Guess, LayerNumbers, Look, LookKind, NumbersOf, SampleLook

#: Classes that a confusion matrix names; of more, those with most mistakes.
MOST_NAMED = 20
_MISTAKES, _POINTS, _BINS, _VALUES = 5, 200, 12, 4
#: Weights beyond which only kernels are listed.
_MOST_ARRAYS = 60


def make(subject: Subject, kind: LookKind, step: int, epoch: int) -> Look:
    """Looks at the model of `subject` now; called in the thread that may run it.

    Raises:
        LookupError: if the model is gone.
        ValueError: if this cannot be asked of it.
    """
    model = subject.model()
    if model is None:
        raise LookupError("The model of this run is gone: no variable holds it any more.")
    if kind not in subject.offered:
        known = ", ".join(subject.offered)
        raise ValueError(f"{kind} cannot be shown of this run; there are: {known}.")
    begin = time.perf_counter()
    found = _HOW[kind](subject, model)
    head = {
        "kind": kind, "run": subject.run, "step": step, "epoch": epoch,
        "held_out": subject.held_out and kind != "statistics",
        "seconds": round(time.perf_counter() - begin, 4),
    }  # fmt: skip
    return cast(Look, {**head, **found})


def _confusion(subject: Subject, model: Any) -> JSON:
    batch = subject.batch or ()
    found = doctor.confusion(model, batch[0], batch[1], subject.output)
    names, counts, others = named(found)
    return {
        "samples": int(found.counts.sum()), "classes": names, "counts": counts.tolist(), "others": others,
        "accuracy": _short(found.accuracy), "mistakes": _mistakes(found.counts),
    }  # fmt: skip


def named(found: Confusion, most: int = MOST_NAMED) -> tuple[list[str], np.ndarray, int]:
    """Names of the classes and the matrix, with the least confused ones of many folded into one at the end, and
    how many those are."""
    counts = found.counts
    if len(counts) <= most:
        return [_label(number) for number in range(len(counts))], counts, 0
    wrong = counts.sum(0) + counts.sum(1) - 2 * np.diag(counts)
    kept = np.sort(np.argsort(-wrong, kind="stable")[: most - 1])
    place = np.full(len(counts), most - 1)
    place[kept] = np.arange(most - 1)
    folded = np.zeros((most, most), counts.dtype)
    np.add.at(folded, (place[:, None], place[None, :]), counts)
    return [*map(_label, kept), "…"], folded, len(counts) - len(kept)


def _mistakes(counts: np.ndarray) -> list[JSON]:
    wrong = counts - np.diag(np.diag(counts))
    order = np.argsort(-wrong, axis=None, kind="stable")[:_MISTAKES]
    pairs = [np.unravel_index(int(place), wrong.shape) for place in order]
    return [
        {"truth": _label(int(truth)), "taken": _label(int(taken)), "count": int(wrong[truth, taken])}
        for truth, taken in pairs
        if wrong[truth, taken]
    ]


def _residuals(subject: Subject, model: Any) -> JSON:
    batch = subject.batch or ()
    found = doctor.residuals(model, batch[0], batch[1], subject.output)
    rows = np.linspace(0, len(found.expected) - 1, min(len(found.expected), _POINTS)).astype(int)
    wanted, got = found.expected, found.predicted
    error, spread = got - wanted, wanted - wanted.mean()
    total = float(np.square(spread).sum())
    return {
        "samples": found.errors.count, "expected": _all_short(wanted[rows]), "predicted": _all_short(got[rows]),
        "errors": numbers_of(found.errors), "mean_absolute": _short(float(np.abs(error).mean())),
        "r2": _short(1 - float(np.square(error).sum()) / total) if total else None,
    }  # fmt: skip


def _samples(subject: Subject, model: Any) -> JSON:
    chosen = samples_for(model, subject.batch)
    if chosen is None:
        raise ValueError("There are no samples to show: name some with keras_lab.lab.watch_inputs(x).")
    x, y, by_user = chosen
    said = doctor.watch(model, x, subject.output)
    leaves = [leaf for leaf in tree.flatten(x) if leaf is not None]
    drawn = next((found for leaf in leaves if (found := pictures.images(leaf)) is not None), None)
    classifies = "confusion" in subject.offered
    said = [_with_classes(each, model, subject.output) if classifies else each for each in said]
    truths = _truths(y, subject, said)
    items = [
        _sample(each, drawn[i] if drawn else None, _in_words(leaves[0][i]), truths[i] if truths else None)
        for i, each in enumerate(said)
    ]
    return {"samples": len(items), "watched": by_user, "items": items}


def _with_classes(said: Prediction, model: Any, output: int) -> Prediction:
    """What a classifier says as probabilities of classes, where it gives logits, or one number for two classes."""
    values = said.values.astype(np.float64)
    logits = last_activation(model, output) not in ("softmax", "log_softmax", "sigmoid")
    if values.size == 1:
        yes = 1 / (1 + np.exp(-np.clip(values[0], -50, 50))) if logits else values[0]
        values = np.array([1 - yes, yes])
    elif logits:
        values = np.exp(values - values.max())
        values /= values.sum()
    order = said.classes or tuple(map(int, np.argsort(-values, kind="stable")[:3]))
    return Prediction(values, order)


def _sample(said: Prediction, image: str | None, words: str, truth: Any) -> SampleLook:
    shares = said.values
    guesses: list[Guess] = [{"label": _label(each), "share": _short(shares[each])} for each in said.classes]
    return {
        "image": image,
        "input": "" if image else words,
        "truth": None if truth is None else truth if isinstance(truth, str) else _label(truth),
        "guesses": guesses,
        "values": [] if guesses else _all_short(shares[:_VALUES]),
        "right": said.classes[0] == truth if said.classes and isinstance(truth, int) else None,
    }


def _truths(y: Any, subject: Subject, said: list[Prediction]) -> list[Any] | None:
    """The numbers of the classes, or the targets in words."""
    if y is None:
        return None
    targets = tree.flatten(y)
    target = np.asarray(targets[subject.output if len(targets) > 1 else 0])
    if not said or not said[0].classes:
        return [_in_words(each) for each in target]
    if target.ndim > 1 and target.shape[-1] > 1:
        return [int(each) for each in target.reshape(len(target), -1).argmax(-1)]
    return [int(each) for each in target.reshape(len(target), -1)[:, 0]]


def _statistics(subject: Subject, model: Any) -> JSON:
    x, y, weight = subject.training or (None, None, None)
    found = doctor.statistics(model, x, y if model.compiled else None, weight, _BINS)
    everything = sum(len(each.weights) for each in found) <= _MOST_ARRAYS
    leaves = [] if x is None else tree.flatten(x)
    return {
        "samples": len(leaves[0]) if leaves else 0,
        "layers": [_layer(each, everything) for each in found],
    }


def _layer(each: LayerStatistics, everything: bool) -> LayerNumbers:
    names = [name for name in each.weights if everything or name in each.kernels]
    return {
        "name": each.name,
        "type": each.kind,
        "weights": _rows(each.weights, names),
        "gradients": _rows(each.gradients, names),
        "activations": None if each.activations is None else numbers_of(each.activations),
        "dead": None if each.dead is None else _short(each.dead),
        "units": each.units,
    }


def _rows(arrays: Mapping[str, Numbers], names: Iterable[str]) -> list[ArrayRow]:
    return [{"name": name, "numbers": numbers_of(arrays[name])} for name in names if name in arrays]


def numbers_of(found: Numbers) -> NumbersOf:
    """The statistics of an array as they travel; null where nothing of it is finite."""
    there = found.bad < 1 and found.count > 0
    parts = (found.mean, found.std, found.low, found.high, found.norm)
    mean, std, low, high, norm = (_short(part) if there else None for part in parts)
    return {
        "count": found.count, "mean": mean, "std": std, "low": low, "high": high, "norm": norm,
        "zeros": _short(found.zeros), "bad": _short(found.bad), "bins": list(found.histogram),
    }  # fmt: skip


def _label(number: int) -> str:
    labels = watched().labels
    return labels[number] if 0 <= number < len(labels) else str(int(number))


def _in_words(sample: Any) -> str:
    """The first numbers of a sample, or its text."""
    flat = np.asarray(sample).reshape(-1)
    if flat.dtype.kind not in "fiub":
        return " ".join(map(_text, flat[:8]))[:80]
    words = " ".join(f"{float(number):.3g}" for number in flat[:_VALUES])
    return words + (" …" if flat.size > _VALUES else "")


def _text(word: Any) -> str:
    return word.decode("utf-8", "replace") if isinstance(word, bytes) else str(word)


def _short(value: Any) -> Any:
    """Four digits are all that is shown; JSON has no NaN."""
    return float(f"{float(value):.4g}") if math.isfinite(value) else None


def _all_short(values: np.ndarray) -> list[Number]:
    return [_short(value) for value in values]


_HOW: Mapping[LookKind, Callable[[Subject, Any], JSON]] = {
    "confusion": _confusion,
    "residuals": _residuals,
    "samples": _samples,
    "statistics": _statistics,
}
