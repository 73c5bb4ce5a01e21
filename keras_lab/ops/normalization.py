"""Functions that shift and scale: to unit length, to mean 0 and variance 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import config
from keras_lab.engine import P
from keras_lab.ops.dispatch import floating, fused, op, tensor
from keras_lab.ops.elementwise import maximum, rsqrt
from keras_lab.ops.reductions import length, moments

Tensor = Any


@op
def normalize(x: Any, axis: int | Sequence[int] = -1, order: int = 2, epsilon: float | None = None) -> Tensor:
    """Vectors along `axis` scaled to length 1 in the norm of that `order` (divided by `epsilon` at least)."""
    x = floating(x)
    size = length(x, order, axis, True)
    return P.divide(x, maximum(size, config.epsilon() if epsilon is None else epsilon))


@op
def batch_normalization(
    x: Any, mean: Any, variance: Any, axis: int, offset: Any = None, scale: Any = None, epsilon: float = 1e-3
) -> Tensor:
    """`(x - mean) / sqrt(variance + epsilon) * scale + offset`; all but `x` are vectors along `axis`."""
    x = floating(x)
    sizes = [1] * len(P.shape(x))
    sizes[axis] = -1

    def along(vector: Any) -> Tensor:
        return P.reshape(tensor(vector, P.dtype(x)), sizes)

    factor = rsqrt(along(variance) + epsilon)
    factor = factor if scale is None else factor * along(scale)
    x = (x - along(mean)) * factor
    return x if offset is None else x + along(offset)


@fused(floating)
def batch_standardized(
    x: Any, axis: int, offset: Tensor | None = None, scale: Tensor | None = None, epsilon: float = 1e-3
) -> tuple[Tensor, Tensor, Tensor]:
    """`x` normalized with its own mean and variance over all axes but `axis`, and those two, without a gradient."""
    rank = len(P.shape(x))
    mean, variance = moments(x, tuple(a for a in range(rank) if a != axis % rank))
    normalized = batch_normalization(x, mean, variance, axis, offset, scale, epsilon)
    return normalized, P.stop_gradient(mean), P.stop_gradient(variance)


@op
def layer_normalization(
    x: Any,
    gamma: Any = None,
    beta: Any = None,
    axis: int | Sequence[int] = -1,
    epsilon: float | None = None,
) -> Tensor:
    """Mean 0 and variance 1 along `axis`, then times `gamma` plus `beta` (Ba et al., 2016)."""
    x = floating(x)
    mean, variance = moments(x, axis, keepdims=True)
    x = (x - mean) * rsqrt(variance + (config.epsilon() if epsilon is None else epsilon))
    x = x if gamma is None else x * _along(gamma, x, axis)
    return x if beta is None else x + _along(beta, x, axis)


@op
def rms_normalization(
    x: Any, scale: Any = None, axis: int | Sequence[int] = -1, epsilon: float | None = None
) -> Tensor:
    """Mean square 1 along `axis`, then times `scale` (Zhang & Sennrich, 2019)."""
    x = floating(x)
    axes = axis if isinstance(axis, int) else tuple(axis)
    power = P.mean(P.multiply(x, x), axes, True)
    x = x * rsqrt(power + (config.epsilon() if epsilon is None else epsilon))
    return x if scale is None else x * _along(scale, x, axis)


def _along(weights: Any, x: Tensor, axis: int | Sequence[int]) -> Tensor:
    """`weights` with axes of one entry where `x` is not normalized."""
    shape = P.shape(x)
    axes = {a % len(shape) for a in ((axis,) if isinstance(axis, int) else axis)}
    return P.reshape(tensor(weights, P.dtype(x)), [n if i in axes else 1 for i, n in enumerate(shape)])
