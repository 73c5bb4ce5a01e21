"""Losses of predicted quantities: errors of several kinds, and the angle between vectors."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

from keras_lab import config, ops
from keras_lab.losses.loss import LossFunctionWrapper
from keras_lab.losses.matching import comparison


@comparison
def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """`mean(square(y_true - y_pred))` over the last axis."""
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


@comparison
def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """`mean(abs(y_true - y_pred))` over the last axis."""
    return ops.mean(ops.abs(y_true - y_pred), axis=-1)


@comparison
def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    """`100 * mean(abs((y_true - y_pred) / y_true))` over the last axis."""
    scale = ops.maximum(ops.abs(y_true), config.epsilon())
    return 100.0 * ops.mean(ops.abs(y_true - y_pred) / scale, axis=-1)


@comparison
def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Any:
    """`mean(square(log(y_true + 1) - log(y_pred + 1)))` over the last axis; negative values count as 0."""
    difference = ops.log1p(_positive(y_pred)) - ops.log1p(_positive(y_true))
    return ops.mean(ops.square(difference), axis=-1)


def _positive(x: Any) -> Any:
    return ops.maximum(x, config.epsilon())


@comparison
def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    """Quadratic for errors up to `delta`, linear beyond: Huber, 1964.

    `0.5 * error²` where `|error| <= delta`, else `delta * |error| - 0.5 * delta²`; mean over the last axis.
    """
    error = ops.abs(y_true - y_pred)
    small = ops.minimum(error, delta)
    return ops.mean(small * (error - 0.5 * small), axis=-1)


@comparison
def log_cosh(y_true: Any, y_pred: Any) -> Any:
    """`mean(log(cosh(y_pred - y_true)))` over the last axis: half the square near 0, `|x|` far away."""
    error = ops.abs(y_pred - y_true)
    return ops.mean(error + ops.log1p(ops.exp(-2.0 * error)) - math.log(2.0), axis=-1)


@comparison
def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Minus the cosine of the angle: -1 for parallel vectors, 0 for orthogonal ones, 1 for opposite ones."""
    return -ops.sum(y_true * y_pred, axis=axis) * _inverse_norm(y_true, axis) * _inverse_norm(y_pred, axis)


def _inverse_norm(x: Any, axis: int) -> Any:
    return ops.rsqrt(ops.maximum(ops.sum(ops.square(x), axis=axis), config.epsilon() ** 2))


class MeanSquaredError(LossFunctionWrapper):
    """See `mean_squared_error`."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "mean_squared_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_squared_error, reduction, name, dtype)


class MeanAbsoluteError(LossFunctionWrapper):
    """See `mean_absolute_error`."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "mean_absolute_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_absolute_error, reduction, name, dtype)


class MeanAbsolutePercentageError(LossFunctionWrapper):
    """See `mean_absolute_percentage_error`."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "mean_absolute_percentage_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_absolute_percentage_error, reduction, name, dtype)


class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """See `mean_squared_logarithmic_error`."""

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str = "mean_squared_logarithmic_error",
        dtype: Any = None,
    ) -> None:
        super().__init__(mean_squared_logarithmic_error, reduction, name, dtype)


class Huber(LossFunctionWrapper):
    """See `huber`.

    Args:
        delta: where the loss turns from quadratic to linear, > 0.
        reduction, name, dtype: as in `Loss`.
    """

    def __init__(
        self,
        delta: Any = 1.0,
        reduction: str | None = "sum_over_batch_size",
        name: str = "huber_loss",
        dtype: Any = None,
    ) -> None:
        if not isinstance(delta, Real) or delta <= 0:
            raise ValueError(f"Huber: delta must be positive. Received: {delta!r}")
        super().__init__(huber, reduction, name, dtype, delta=delta)


class LogCosh(LossFunctionWrapper):
    """See `log_cosh`."""

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str = "log_cosh", dtype: Any = None
    ) -> None:
        super().__init__(log_cosh, reduction, name, dtype)


class CosineSimilarity(LossFunctionWrapper):
    """See `cosine_similarity`.

    Args:
        axis: the axis of the vectors.
        reduction, name, dtype: as in `Loss`.
    """

    def __init__(
        self,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "cosine_similarity",
        dtype: Any = None,
    ) -> None:
        super().__init__(cosine_similarity, reduction, name, dtype, axis=axis)
