"""What a model says of chosen samples: confusion of classes, residuals of a regression, single predictions.

All can be asked of a model at any time, also between two steps of its training.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from keras_lab import tree
from keras_lab.doctor.statistics import Numbers, numbers
from keras_lab.doctor.targets import last_activation
from keras_lab.training.batch import to_arrays

#: Points of a residual plot.
MOST_POINTS = 500
#: Samples in a batch.
MOST_AT_ONCE = 256


@dataclass(frozen=True)
class Confusion:
    """How often which class was taken for which.

    Attributes:
        counts: int64 `(classes, classes)`: rows are the true classes, columns the predicted ones.
    """

    counts: np.ndarray

    @property
    def accuracy(self) -> float:
        """The share of samples on the diagonal."""
        return float(np.trace(self.counts) / max(self.counts.sum(), 1))

    @property
    def recall(self) -> np.ndarray:
        """For each class the share of its samples that were found; NaN for a class without samples."""
        return _ratio(np.diag(self.counts), self.counts.sum(axis=1))

    @property
    def precision(self) -> np.ndarray:
        """For each class the share of right ones among what was taken for it; NaN if nothing was."""
        return _ratio(np.diag(self.counts), self.counts.sum(axis=0))


@dataclass(frozen=True)
class Residuals:
    """How far a regression is from its targets.

    Attributes:
        expected, predicted: float64, at most 500 points, evenly picked.
        errors: statistics of `predicted - expected` over all points, with a histogram.
    """

    expected: np.ndarray
    predicted: np.ndarray
    errors: Numbers


@dataclass(frozen=True)
class Prediction:
    """What a model says of one sample.

    Attributes:
        values: the output, flat.
        classes: the numbers of the most probable classes, best first; empty where outputs are no classes.
    """

    values: np.ndarray
    classes: tuple[int, ...] = ()


def confusion(model: Any, x: Any, y: Any, output: int = 0) -> Confusion:
    """The confusion matrix of a classifier.

    Args:
        model: its output has one unit (two classes) or one for each class on its last axis.
        x: inputs.
        y: numbers of classes, or one-hot rows.
        output: which output, where there are several.

    Raises:
        ValueError: if targets and outputs do not fit each other.
    """
    scores, target = _pair(model, x, y, output)
    truth = _classes_in(target, scores)
    found = _most_probable(scores, model, output)
    if truth.shape != found.shape:
        raise ValueError(
            f"confusion: targets of shape {target.shape} do not fit outputs of shape {scores.shape}: "
            "give the numbers of the classes, or one-hot rows."
        )
    classes = max(2, scores.shape[-1], int(truth.max(initial=0)) + 1)
    if truth.min(initial=0) < 0:
        raise ValueError(f"confusion: classes are counted from 0. Received the label {truth.min()}.")
    pairs = truth.reshape(-1) * classes + found.reshape(-1)
    return Confusion(np.bincount(pairs, minlength=classes**2).reshape(classes, classes))


def residuals(model: Any, x: Any, y: Any, output: int = 0) -> Residuals:
    """Targets, predictions and the errors between them, of a regression (arguments as for `confusion`).

    Raises:
        ValueError: if targets and outputs do not fit each other.
    """
    predicted, target = _pair(model, x, y, output)
    if predicted.size != target.size:
        raise ValueError(
            f"residuals: targets of shape {target.shape} do not fit outputs of shape {predicted.shape}."
        )
    got, wanted = predicted.reshape(-1).astype(np.float64), target.reshape(-1).astype(np.float64)
    picked = np.linspace(0, got.size - 1, min(got.size, MOST_POINTS)).astype(int)
    return Residuals(wanted[picked], got[picked], numbers(got - wanted, bins=32))


def watch(model: Any, x: Any, output: int = 0, top: int = 3) -> list[Prediction]:
    """What the model says of each sample of `x`: watched inputs, told of again and again while it learns.

    Args:
        model, x, output: as for `confusion`.
        top: how many of the most probable classes to name, where the output is a softmax.
    """
    rows = _outputs(model, x, output)
    if last_activation(model, output) not in ("softmax", "log_softmax") or rows.ndim != 2:
        return [Prediction(row.reshape(-1)) for row in rows]
    order = np.argsort(-rows, axis=-1, kind="stable")[:, :top]
    return [Prediction(row, tuple(map(int, best))) for row, best in zip(rows, order, strict=True)]


def _pair(model: Any, x: Any, y: Any, output: int) -> tuple[np.ndarray, np.ndarray]:
    targets = tree.flatten(to_arrays(y, "y"))
    return _outputs(model, x, output), targets[output if len(targets) > 1 else 0]


def _outputs(model: Any, x: Any, output: int) -> np.ndarray:
    """The outputs for `x`, in as few batches of one size as may be: each size costs a compilation."""
    nest = to_arrays(x, "x")
    count = len(tree.flatten(nest)[0])
    size = -(-count // -(-count // MOST_AT_ONCE)) if count else 1
    return np.asarray(tree.flatten(model.predict(nest, batch_size=size, verbose=0))[output])


def _classes_in(target: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """The targets as numbers of classes."""
    if target.ndim == scores.ndim and target.shape[-1] == scores.shape[-1] > 1:
        return target.argmax(axis=-1)
    labels = target[..., 0] if target.ndim == scores.ndim and target.shape[-1] == 1 else target
    return np.rint(labels).astype(np.int64)


def _most_probable(scores: np.ndarray, model: Any, output: int) -> np.ndarray:
    if scores.shape[-1] > 1:
        return scores.argmax(axis=-1)
    threshold = 0.0 if last_activation(model, output) == "linear" else 0.5  # logits
    return (scores[..., 0] > threshold).astype(np.int64)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
