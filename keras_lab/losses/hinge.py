"""Losses of classifiers with a margin; labels are -1 and 1 (0 and 1 are taken as such, too)."""

from __future__ import annotations

from typing import Any

from keras_lab import ops
from keras_lab.losses.loss import LossFunctionWrapper
from keras_lab.losses.matching import comparison


@comparison
def hinge(y_true: Any, y_pred: Any) -> Any:
    """`mean(maximum(1 - y_true * y_pred, 0))` over the last axis."""
    return ops.mean(_shortfall(y_true, y_pred), axis=-1)


@comparison
def squared_hinge(y_true: Any, y_pred: Any) -> Any:
    """`mean(square(maximum(1 - y_true * y_pred, 0)))` over the last axis."""
    return ops.mean(ops.square(_shortfall(y_true, y_pred)), axis=-1)


@comparison
def categorical_hinge(y_true: Any, y_pred: Any) -> Any:
    """`maximum(negative - positive + 1, 0)`: the score of the best wrong class against that of the right one.

    `y_true` is one-hot.
    """
    positive = ops.sum(y_true * y_pred, axis=-1)
    negative = ops.max((1.0 - y_true) * y_pred, axis=-1)
    return ops.maximum(negative - positive + 1.0, 0)


def _shortfall(y_true: Any, y_pred: Any) -> Any:
    return ops.maximum(1.0 - _signs(y_true) * y_pred, 0)


def _signs(y_true: Any) -> Any:
    binary = ops.all(ops.logical_or(ops.equal(y_true, 0), ops.equal(y_true, 1)))
    return ops.where(binary, 2.0 * y_true - 1.0, y_true)


class Hinge(LossFunctionWrapper):
    """See `hinge`."""

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str = "hinge", dtype: Any = None
    ) -> None:
        super().__init__(hinge, reduction, name, dtype)


class SquaredHinge(LossFunctionWrapper):
    """See `squared_hinge`."""

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str = "squared_hinge", dtype: Any = None
    ) -> None:
        super().__init__(squared_hinge, reduction, name, dtype)


class CategoricalHinge(LossFunctionWrapper):
    """See `categorical_hinge`."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_hinge",
        dtype: Any = None,
    ) -> None:
        super().__init__(categorical_hinge, reduction, name, dtype)
