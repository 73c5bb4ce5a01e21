"""Making gradients smaller before they are used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import ops


def clipped(
    grads: Sequence[Any], clipnorm: float | None, clipvalue: float | None, global_clipnorm: float | None
) -> list[Any]:
    """The gradients, limited as in `Optimizer` (0 and None are no limits)."""
    if clipnorm:
        return [gradient * _factor(_square_sum(gradient), clipnorm) for gradient in grads]
    if global_clipnorm:
        total = sum(ops.cast(_square_sum(gradient), "float32") for gradient in grads)
        factor = _factor(total, global_clipnorm)
        return [gradient * ops.cast(factor, gradient.dtype) for gradient in grads]
    if clipvalue:
        return [ops.clip(gradient, -clipvalue, clipvalue) for gradient in grads]
    return list(grads)


def _square_sum(x: Any) -> Any:
    return ops.sum(ops.square(x))


def _factor(square_sum: Any, limit: float) -> Any:
    return limit / ops.maximum(ops.sqrt(square_sum), limit)
