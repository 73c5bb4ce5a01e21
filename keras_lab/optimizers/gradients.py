"""What is done with gradients before they are used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import ops
from keras_lab.variables import Variable


def overwritten(grads: Sequence[Any], variables: Sequence[Variable]) -> tuple[list[Any], list[Variable]]:
    """Sets the variables whose gradient is their next value (`overwrite_with_gradient`); gives back the others."""
    others = []
    for gradient, variable in zip(grads, variables, strict=True):
        if not variable.overwrite_with_gradient:
            others.append((gradient, variable))
        elif gradient is not None:
            variable.assign(gradient)
    return [gradient for gradient, _ in others], [variable for _, variable in others]


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


def clip_norm(g: Any, c: float, n: Any) -> Any:
    """Keras 2's: `g` scaled down by `c / n` where its norm `n` is more than `c` (0 and less: never)."""
    return ops.where(ops.greater(n, c), g * c / ops.maximum(n, c), g) if c > 0 else g
