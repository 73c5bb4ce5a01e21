"""Activation functions as ops. `keras_lab.activations` gives them their names in layers."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

from keras_lab import masks
from keras_lab.engine import P
from keras_lab.ops.dispatch import floating, fused, op, tensor
from keras_lab.ops.elementwise import clip, maximum, where
from keras_lab.ops.indexing import sort
from keras_lab.ops.shaping import flip, split

Tensor = Any

#: The fixed point of Klambauer et al., "Self-normalizing neural networks" (2017).
_SELU_ALPHA = 1.6732632423543772
_SELU_SCALE = 1.0507009873554805


def _remembering_logits(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Attaches the argument to the result, for losses to start from."""

    @functools.wraps(function)
    def call(x: Any, *args: Any, **kwargs: Any) -> Tensor:
        result = function(x, *args, **kwargs)
        if all(axis == -1 for axis in (*args, *kwargs.values())):
            masks.set_logits(result, function.__name__, x)
        return result

    return call


@op
@fused(tensor)
def relu(x: Any) -> Tensor:
    """`max(x, 0)`."""
    return maximum(x, 0)


@op
@fused(tensor)
def relu6(x: Any) -> Tensor:
    """`min(max(x, 0), 6)`."""
    return clip(x, 0, 6)


@op
@fused(floating)
def leaky_relu(x: Any, negative_slope: float = 0.2) -> Tensor:
    """`x` where it is positive, else `negative_slope * x`."""
    return where(x > 0, x, x * negative_slope)


@op
@fused(floating)
def elu(x: Any, alpha: float = 1.0) -> Tensor:
    """`x` where it is positive, else `alpha * (exp(x) - 1)` (Clevert et al., 2016)."""
    return where(x > 0, x, P.expm1(_not_above_zero(x)) * alpha)


@op
@fused(floating)
def selu(x: Any) -> Tensor:
    """ELU scaled so that activations keep mean 0 and variance 1 (Klambauer et al., 2017)."""
    return elu(x, _SELU_ALPHA) * _SELU_SCALE


@op
@fused(floating)
def celu(x: Any, alpha: float = 1.0) -> Tensor:
    """`max(x, 0) + min(0, alpha * (exp(x / alpha) - 1))` (Barron, 2017)."""
    return maximum(x, 0) + P.expm1(_not_above_zero(x) / alpha) * alpha


def _not_above_zero(x: Tensor) -> Tensor:
    """Keeps `exp` from overflowing where its result is not used: infinity times 0 would be a NaN gradient."""
    return P.minimum(x, tensor(0, P.dtype(x)))


@op
@fused(floating)
def gelu(x: Any, approximate: bool = True) -> Tensor:
    """`x` times the normal distribution function of `x` (Hendrycks & Gimpel, 2016).

    Args:
        approximate: take `tanh` instead of `erf`.
    """
    if approximate:
        return x * 0.5 * (1.0 + P.tanh((x + x * x * x * 0.044715) * math.sqrt(2 / math.pi)))
    return x * 0.5 * (1.0 + P.erf(x * math.sqrt(0.5)))


@op
@_remembering_logits
@fused(floating)
def sigmoid(x: Any) -> Tensor:
    """`1 / (1 + exp(-x))`, written with `tanh`, which does not overflow."""
    return P.tanh(x * 0.5) * 0.5 + 0.5


@op
@fused(floating)
def silu(x: Any) -> Tensor:
    """`x * sigmoid(x)`, also known as swish (Ramachandran et al., 2017)."""
    return x * sigmoid(x)


swish = silu


@op
@fused(floating)
def softplus(x: Any) -> Tensor:
    """`log(1 + exp(x))`, without overflow."""
    return maximum(x, 0) + P.log1p(P.exp(P.negative(P.absolute(x))))


@op
@fused(floating)
def log_sigmoid(x: Any) -> Tensor:
    """`log(sigmoid(x))`, without underflow."""
    return P.negative(softplus(P.negative(x)))


@op
@fused(floating)
def softsign(x: Any) -> Tensor:
    """`x / (1 + |x|)`."""
    return x / (1.0 + P.absolute(x))


@op
@fused(floating)
def hard_sigmoid(x: Any) -> Tensor:
    """`relu6(x + 3) / 6`: a sigmoid of straight lines."""
    return relu6(x + 3.0) / 6.0


@op
@fused(floating)
def hard_silu(x: Any) -> Tensor:
    """`x * hard_sigmoid(x)` (Howard et al., 2019)."""
    return x * hard_sigmoid(x)


hard_swish = hard_silu


@op
@fused(floating)
def hard_tanh(x: Any) -> Tensor:
    """`x` clipped to [-1, 1]."""
    return clip(x, -1.0, 1.0)


@op
@fused(floating)
def tanh_shrink(x: Any) -> Tensor:
    """`x - tanh(x)`."""
    return x - P.tanh(x)


@op
@fused(floating)
def soft_shrink(x: Any, threshold: float = 0.5) -> Tensor:
    """`x` moved towards 0 by the threshold, 0 within it."""
    return where(x > threshold, x - threshold, where(x < -threshold, x + threshold, 0.0))


@op
@fused(floating)
def hard_shrink(x: Any, threshold: float = 0.5) -> Tensor:
    """`x`, but 0 where its magnitude is not above the threshold."""
    return where(P.absolute(x) > threshold, x, 0.0)


@op
@fused(tensor)
def threshold(x: Any, threshold: float, default_value: float) -> Tensor:
    """`x` where it is above the threshold, else `default_value`."""
    return where(x > threshold, x, default_value)


@op
@fused(floating)
def squareplus(x: Any, b: float = 4) -> Tensor:
    """`(x + sqrt(x² + b)) / 2`."""
    return (x + P.sqrt(x * x + float(b))) * 0.5


@op
@fused(floating)
def glu(x: Any, axis: int = -1) -> Tensor:
    """One half of the axis times the sigmoid of the other (Dauphin et al., 2017)."""
    left, right = split(x, 2, axis)
    return left * sigmoid(right)


@op
@fused(floating)
def sparse_plus(x: Any) -> Tensor:
    """0 up to -1, `x` from 1 on, and the parabola `((x + 1) / 2)²` that joins them."""
    return where(x <= -1.0, 0.0, where(x < 1.0, (x + 1.0) * (x + 1.0) * 0.25, x))


@op
@fused(floating)
def sparse_sigmoid(x: Any) -> Tensor:
    """`(x + 1) / 2` clipped to [0, 1]."""
    return clip((x + 1.0) * 0.5, 0.0, 1.0)


@op
@_remembering_logits
@fused(floating)
def softmax(x: Any, axis: int | Sequence[int] | None = -1) -> Tensor:
    """Positive numbers that sum to 1 along `axis` (None: altogether), in proportion to `exp(x)`."""
    axes = axis if axis is None or isinstance(axis, int) else tuple(axis)
    weights = P.exp(P.subtract(x, P.stop_gradient(P.max(x, axes, True))))
    return P.divide(weights, P.sum(weights, axes, True))


@op
@fused(floating)
def log_softmax(x: Any, axis: int | Sequence[int] | None = -1) -> Tensor:
    """`log(softmax(x))`, without underflow."""
    axes = axis if axis is None or isinstance(axis, int) else tuple(axis)
    shifted = P.subtract(x, P.stop_gradient(P.max(x, axes, True)))
    return P.subtract(shifted, P.log(P.sum(P.exp(shifted), axes, True)))


@op
@fused(floating)
def sparsemax(x: Any, axis: int = -1) -> Tensor:
    """The nearest point to `x` whose entries along `axis` are probabilities; many are exactly 0.

    Martins & Astudillo, "From softmax to sparsemax" (2016).
    """
    size = P.shape(x)[axis]
    descending = flip(sort(x, axis), axis)
    places = [-1 if i == axis % len(P.shape(x)) else 1 for i in range(len(P.shape(x)))]
    ranks = P.reshape(P.arange(1, (size or 0) + 1, 1, P.dtype(x)), places)
    sums = P.cumsum(descending, axis)
    inside = P.cast(1.0 + ranks * descending > sums, P.dtype(x))
    count = P.sum(inside, axis, True)
    excess = (P.sum(descending * inside, axis, True) - 1.0) / count
    return maximum(x - excess, 0)
