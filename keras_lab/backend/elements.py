"""Elementwise functions, reductions and comparisons where Keras 2's signature is not that of `ops`."""

from __future__ import annotations

import builtins
import math
from collections.abc import Sequence
from typing import Any

from keras_lab import activations, ops, random
from keras_lab.ops.dispatch import fused, op, tensor

Tensor = Any


def pow(x: Any, a: Any) -> Tensor:
    """`x ** a`."""
    return ops.power(x, a)


def clip(x: Any, min_value: Any, max_value: Any) -> Tensor:
    """Elements below `min_value` become it, those above `max_value` become that; None: no bound."""
    low = -math.inf if min_value is None else min_value
    high = math.inf if max_value is None else max_value
    if isinstance(low, (int, float)) and isinstance(high, (int, float)):
        high = builtins.max(low, high)
    return ops.clip(x, low, high)


def equal(x: Any, y: Any) -> Tensor:
    """Where `x == y`."""
    return ops.equal(x, y)


def not_equal(x: Any, y: Any) -> Tensor:
    """Where `x != y`."""
    return ops.not_equal(x, y)


def greater(x: Any, y: Any) -> Tensor:
    """Where `x > y`."""
    return ops.greater(x, y)


def greater_equal(x: Any, y: Any) -> Tensor:
    """Where `x >= y`."""
    return ops.greater_equal(x, y)


def less(x: Any, y: Any) -> Tensor:
    """Where `x < y`."""
    return ops.less(x, y)


def less_equal(x: Any, y: Any) -> Tensor:
    """Where `x <= y`."""
    return ops.less_equal(x, y)


def maximum(x: Any, y: Any) -> Tensor:
    """The larger of two elements."""
    return ops.maximum(x, y)


def minimum(x: Any, y: Any) -> Tensor:
    """The smaller of two elements."""
    return ops.minimum(x, y)


def max(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The largest element."""
    return ops.max(x, axis, keepdims)


def min(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """The smallest element."""
    return ops.min(x, axis, keepdims)


def argmax(x: Any, axis: int = -1) -> Tensor:
    """The int32 position of the first largest element."""
    return ops.argmax(x, axis)


def argmin(x: Any, axis: int = -1) -> Tensor:
    """The int32 position of the first smallest element."""
    return ops.argmin(x, axis)


def cumsum(x: Any, axis: int = 0) -> Tensor:
    """Running sums along `axis`."""
    return ops.cumsum(x, axis)


def cumprod(x: Any, axis: int = 0) -> Tensor:
    """Running products along `axis`."""
    return ops.cumprod(x, axis)


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = "int32") -> Tensor:
    """Numbers from `start` (0, if only one bound is given) up to, not including, `stop`."""
    return ops.arange(start, stop, step, dtype)


def one_hot(indices: Any, num_classes: int) -> Tensor:
    """A new last axis: 1 at the class, else 0."""
    return ops.one_hot(indices, num_classes)


def in_top_k(predictions: Any, targets: Any, k: int) -> Tensor:
    """For each row of `predictions`, whether the target is among its `k` largest."""
    return ops.in_top_k(targets, predictions, k)


def l2_normalize(x: Any, axis: Any = None) -> Tensor:
    """Vectors along `axis` scaled to length 1 (None: the whole tensor as one vector)."""
    power = ops.sum(ops.square(x), axis, True)
    return x * ops.rsqrt(ops.maximum(power, 1e-12))


def stop_gradient(variables: Any) -> Any:
    """The same values, through which no gradient flows; a list gives a list."""
    if isinstance(variables, (list, tuple)):
        return [ops.stop_gradient(each) for each in variables]
    return ops.stop_gradient(variables)


# ---- activations ------------------------------------------------------------------------------------


def relu(x: Any, alpha: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Tensor:
    """`max(x, 0)`, or a bent and capped line; see `activations.relu`."""
    return activations.relu(x, alpha, max_value, threshold)


def elu(x: Any, alpha: float = 1.0) -> Tensor:
    """`x` where it is positive, else `alpha * (exp(x) - 1)`."""
    return ops.elu(x, alpha)


def hard_sigmoid(x: Any) -> Tensor:
    """Keras 2's sigmoid of straight lines: `0.2 x + 0.5`, clipped to [0, 1]."""
    return ops.clip(x * 0.2 + 0.5, 0.0, 1.0)


def dropout(x: Any, level: float, noise_shape: Any = None, seed: Any = None) -> Tensor:
    """Sets a fraction `level` of the elements to 0 and scales the others up."""
    return random.dropout(x, level, noise_shape, seed)


# ---- normalization ----------------------------------------------------------------------------------


def batch_normalization(
    x: Any, mean: Any, var: Any, beta: Any, gamma: Any, axis: int = -1, epsilon: float = 1e-3
) -> Tensor:
    """`(x - mean) / sqrt(var + epsilon) * gamma + beta`; statistics are vectors, or broadcast as they are."""
    sizes = ops.shape(mean)
    if len(sizes) == 1:
        return ops.batch_normalization(x, mean, var, axis, beta, gamma, epsilon)
    x = (x - mean) * ops.rsqrt(var + epsilon)
    x = x if gamma is None else x * gamma
    return x if beta is None else x + beta


def normalize_batch_in_training(
    x: Any, gamma: Any, beta: Any, reduction_axes: Sequence[int], epsilon: float = 1e-3
) -> tuple[Tensor, Tensor, Tensor]:
    """`x` normalized by its own statistics over `reduction_axes`, then their mean and variance."""
    kept, variances = ops.moments(x, tuple(reduction_axes), keepdims=True)
    normed = batch_normalization(x, kept, variances, _as(beta, kept), _as(gamma, kept), -1, epsilon)
    mean, variance = ops.moments(x, tuple(reduction_axes))
    return normed, mean, variance


def _as(weights: Any, like: Tensor) -> Any:
    return None if weights is None else ops.reshape(weights, ops.shape(like))


# ---- looking ----------------------------------------------------------------------------------------


@op
@fused(tensor)
def print_tensor(x: Any, message: str = "") -> Tensor:
    """`x`; each time it is computed, the message and its values are printed."""
    return x
