"""Losses of predicted probabilities."""

from __future__ import annotations

from typing import Any

from keras_lab import config, masks, ops
from keras_lab.losses.loss import LossFunctionWrapper
from keras_lab.losses.matching import check_equal, comparison, from_logits_of, integer_labels
from keras_lab.ops import dispatch


@from_logits_of("sigmoid")
@comparison
def binary_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """Cross-entropy of yes-or-no labels, mean over `axis`.

    Args:
        y_true: 0, 1 or probabilities.
        y_pred: probabilities, or logits if `from_logits`.
        from_logits: whether predictions have not gone through a sigmoid.
        label_smoothing: from 0 to 1: how far labels are drawn towards ½.
        axis: what to take the mean over.
    """
    check_equal(y_true, y_pred, "binary_crossentropy")
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    return ops.mean(ops.binary_crossentropy(y_true, y_pred, from_logits=from_logits), axis=axis)


@from_logits_of("softmax")
@comparison
def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """Cross-entropy of one-hot labels (or probabilities of classes).

    Args:
        y_true: one-hot labels.
        y_pred: probabilities of the classes, or logits if `from_logits`.
        from_logits: whether predictions have not gone through a softmax.
        label_smoothing: from 0 to 1: how far labels are drawn towards an even distribution.
        axis: the axis of the classes.
    """
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + label_smoothing / int(y_true.shape[axis])
    return ops.categorical_crossentropy(y_true, y_pred, from_logits=from_logits, axis=axis)


@from_logits_of("softmax")
@dispatch.op
def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> Any:
    """Cross-entropy of labels that are the numbers of the classes.

    Args:
        y_true: integers from 0 to classes - 1, without the axis of the classes (or with one of size 1).
        y_pred: probabilities of the classes, or logits if `from_logits`.
        from_logits: whether predictions have not gone through a softmax.
        ignore_class: a label that does not count (-1 or 255 for unlabelled pixels).
        axis: the axis of the classes.
    """
    y_pred = dispatch.floating(y_pred)
    labels = integer_labels(y_true, y_pred, axis, "sparse_categorical_crossentropy")
    if ignore_class is None:
        return ops.sparse_categorical_crossentropy(labels, y_pred, from_logits=from_logits, axis=axis)
    valid = ops.not_equal(labels, ignore_class)
    labels = ops.where(valid, labels, 0)
    values = ops.sparse_categorical_crossentropy(labels, y_pred, from_logits=from_logits, axis=axis)
    values = ops.where(valid, values, 0.0)
    masks.set_mask(values, valid)
    return values


@comparison
def kl_divergence(y_true: Any, y_pred: Any) -> Any:
    """Kullback–Leibler divergence `sum(y_true * log(y_true / y_pred))` over the last axis."""
    y_true = ops.clip(y_true, config.epsilon(), 1.0)
    y_pred = ops.clip(y_pred, config.epsilon(), 1.0)
    return ops.sum(y_true * ops.log(y_true / y_pred), axis=-1)


@comparison
def poisson(y_true: Any, y_pred: Any) -> Any:
    """`mean(y_pred - y_true * log(y_pred))` over the last axis: counts `y_true` of mean `y_pred`."""
    return ops.mean(y_pred - y_true * ops.log(y_pred + config.epsilon()), axis=-1)


class BinaryCrossentropy(LossFunctionWrapper):
    """See `binary_crossentropy`; `reduction`, `name` and `dtype` as in `Loss`."""

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "binary_crossentropy",
        dtype: Any = None,
    ) -> None:
        options: dict[str, Any] = {"from_logits": from_logits, "axis": axis}
        options["label_smoothing"] = checked_smoothing(label_smoothing)
        super().__init__(binary_crossentropy, reduction, name, dtype, **options)


class CategoricalCrossentropy(LossFunctionWrapper):
    """See `categorical_crossentropy`; `reduction`, `name` and `dtype` as in `Loss`."""

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        options: dict[str, Any] = {"from_logits": from_logits, "axis": axis}
        options["label_smoothing"] = checked_smoothing(label_smoothing)
        super().__init__(categorical_crossentropy, reduction, name, dtype, **options)


class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """See `sparse_categorical_crossentropy`; `reduction`, `name` and `dtype` as in `Loss`."""

    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: int | None = None,
        reduction: str | None = "sum_over_batch_size",
        axis: int = -1,
        name: str = "sparse_categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        options = {"from_logits": from_logits, "ignore_class": ignore_class, "axis": axis}
        super().__init__(sparse_categorical_crossentropy, reduction, name, dtype, **options)


class KLDivergence(LossFunctionWrapper):
    """See `kl_divergence`."""

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str = "kl_divergence", dtype: Any = None
    ) -> None:
        super().__init__(kl_divergence, reduction, name, dtype)


class Poisson(LossFunctionWrapper):
    """See `poisson`."""

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str = "poisson", dtype: Any = None
    ) -> None:
        super().__init__(poisson, reduction, name, dtype)


def checked_smoothing(value: float) -> float:
    """`value`, if it is from 0 to 1."""
    if not 0 <= value <= 1:
        raise ValueError(f"label_smoothing must be from 0 to 1. Received: {value}")
    return value
