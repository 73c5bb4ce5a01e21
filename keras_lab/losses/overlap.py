"""Losses of segmentation: how little predicted and true regions overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import config, ops
from keras_lab.losses.loss import LossFunctionWrapper
from keras_lab.losses.matching import comparison

Axis = int | Sequence[int] | None


@comparison
def dice(y_true: Any, y_pred: Any, axis: Axis = None) -> Any:
    """`1 - 2 * sum(y_true * y_pred) / (sum(y_true) + sum(y_pred))`: Milletari et al., arXiv:1606.04797.

    Args:
        y_true: 0 and 1 of any shape.
        y_pred: from 0 to 1, of the same shape.
        axis: what to sum over, such as `(1, 2, 3)` for one value an image; None gives a single value.
    """
    common = ops.sum(y_true * y_pred, axis=axis)
    total = ops.sum(y_true, axis=axis) + ops.sum(y_pred, axis=axis)
    return 1.0 - 2.0 * common / (total + config.epsilon())


@comparison
def tversky(y_true: Any, y_pred: Any, alpha: float = 0.5, beta: float = 0.5, axis: Axis = None) -> Any:
    """`1 - common / (common + alpha * missed + beta * wrong)`: Salehi et al., arXiv:1706.05721.

    Args:
        y_true: 0 and 1 of any shape.
        y_pred: from 0 to 1, of the same shape.
        alpha: the weight of what is missed: true, but not predicted.
        beta: the weight of what is wrong: predicted, but not true.
        axis: what to sum over; None gives a single value.
    """
    common = ops.sum(y_true * y_pred, axis=axis)
    missed = ops.sum(y_true * (1.0 - y_pred), axis=axis)
    wrong = ops.sum((1.0 - y_true) * y_pred, axis=axis)
    return 1.0 - common / (common + alpha * missed + beta * wrong + config.epsilon())


class Dice(LossFunctionWrapper):
    """See `dice`; `reduction`, `name` and `dtype` as in `Loss`."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "dice",
        axis: Axis = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dice, reduction, name, dtype, axis=axis)


class Tversky(LossFunctionWrapper):
    """See `tversky`; `reduction`, `name` and `dtype` as in `Loss`."""

    def __init__(
        self,
        alpha: float = 0.5,
        beta: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str = "tversky",
        axis: Axis = None,
        dtype: Any = None,
    ) -> None:
        if alpha < 0 or beta < 0:
            raise ValueError(
                f"Tversky: alpha and beta must not be negative. Received: alpha={alpha}, beta={beta}"
            )
        super().__init__(tversky, reduction, name, dtype, alpha=alpha, beta=beta, axis=axis)
