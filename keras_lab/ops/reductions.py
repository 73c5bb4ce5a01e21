"""Functions that take many elements together: sums, means, extremes, running sums.

`axis` is None (all axes), an int or a tuple of ints; `keepdims` leaves the axes in place with one entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab.engine import P, dtypes
from keras_lab.ops.dispatch import floating, fused, logical, op, promoted_floats, tensor
from keras_lab.ops.logic import isfinite, not_equal, where

Tensor = Any
Axis = int | Sequence[int] | None


def _axis(axis: Axis) -> int | tuple[int, ...] | None:
    return axis if axis is None or isinstance(axis, int) else tuple(axis)


def _summable(x: Any) -> Tensor:
    """Bools and small integers as 32 bits, so that sums do not overflow at 127."""
    x = tensor(x)
    dtype = P.dtype(x)
    if dtype == "bool" or dtype in ("int8", "int16"):
        return P.cast(x, "int32")
    return P.cast(x, "uint32") if dtype in ("uint8", "uint16") else x


@op
def sum(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The sum; integers narrower than 32 bits are widened to 32."""
    return P.sum(_summable(x), _axis(axis), keepdims)


@op
def prod(x: Any, axis: Axis = None, keepdims: bool = False, dtype: Any = None) -> Tensor:
    """The product; integers narrower than 32 bits are widened to 32."""
    x = _summable(x) if dtype is None else tensor(x, dtypes.standardize(dtype))
    return P.prod(x, _axis(axis), keepdims)


@op
def mean(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The mean, a float; NaN of nothing."""
    return P.mean(floating(x), _axis(axis), keepdims)


@op
def var(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The mean squared distance from the mean."""
    x = floating(x)
    return P.cast(_moments(x, axis, keepdims)[1], P.dtype(x))


@op
def std(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The square root of the variance."""
    x = floating(x)
    return P.cast(P.sqrt(_moments(x, axis, keepdims)[1]), P.dtype(x))


@op
def moments(x: Any, axes: Axis, keepdims: bool = False, synchronized: bool = False) -> tuple[Tensor, Tensor]:
    """Mean and variance along `axes`; 16-bit floats are summed in 32 bits, and no variance becomes infinite.

    Raises:
        NotImplementedError: if `synchronized`: there is one device.
    """
    if synchronized:
        raise NotImplementedError("moments: synchronized=True is for several devices; here there is one.")
    x = floating(x)
    center, variance = _moments(x, axes, keepdims)
    if P.dtype(x) == "float16":
        variance = P.minimum(variance, tensor(65504.0, "float32"))  # the largest there is
    return P.cast(center, P.dtype(x)), P.cast(variance, P.dtype(x))


def _moments(x: Tensor, axes: Axis, keepdims: bool) -> tuple[Tensor, Tensor]:
    """Mean and variance, with 32 bits at least."""
    wide = tensor(x, dtypes.result_type(P.dtype(x), "float32"))
    center = P.mean(wide, _axis(axes), True)
    deviation = P.subtract(wide, center)
    variance = P.mean(P.multiply(deviation, deviation), _axis(axes), keepdims)
    return center if keepdims else P.reshape(center, P.shape(variance)), variance


@op
def average(x: Any, axis: int | None = None, weights: Any = None) -> Tensor:
    """The mean, each element counting as much as its weight.

    Args:
        weights: as many as `x` has elements, or, with an `axis`, as many as that axis has entries.
    """
    if weights is None:
        return mean(x, axis)
    x, weights = promoted_floats(x, weights)
    if axis is not None and len(P.shape(weights)) == 1:
        sizes = [1] * len(P.shape(x))
        sizes[axis] = P.shape(weights)[0]
        weights = P.reshape(weights, sizes)
    weights = P.broadcast_to(weights, P.shape(x))
    return P.divide(P.sum(P.multiply(x, weights), axis, False), P.sum(weights, axis, False))


@op
def max(x: Any, axis: Axis = None, keepdims: bool = False, initial: Any = None) -> Tensor:
    """The largest element, and not less than `initial`."""
    return _extreme(x, P.max, P.maximum, axis, keepdims, initial)


@op
def min(x: Any, axis: Axis = None, keepdims: bool = False, initial: Any = None) -> Tensor:
    """The smallest element, and not more than `initial`."""
    return _extreme(x, P.min, P.minimum, axis, keepdims, initial)


def _extreme(x: Any, reduce: Any, meet: Any, axis: Axis, keepdims: bool, initial: Any) -> Tensor:
    x = tensor(x)
    if initial is None:
        return reduce(x, _axis(axis), keepdims)
    first = tensor(initial, P.dtype(x))
    if 0 in P.shape(x):  # there is nothing else
        return P.add(P.sum(x, _axis(axis), keepdims), first)
    return meet(reduce(x, _axis(axis), keepdims), first)


@op
def amax(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The largest element."""
    return max(x, axis, keepdims)


@op
def amin(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The smallest element."""
    return min(x, axis, keepdims)


@op
def any(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Whether one of the elements is not zero."""
    return P.any(logical(x), _axis(axis), keepdims)


@op
def all(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Whether none of the elements is zero."""
    return P.all(logical(x), _axis(axis), keepdims)


@op
def count_nonzero(x: Any, axis: Axis = None) -> Tensor:
    """How many elements are not zero, as int32."""
    return P.sum(P.cast(not_equal(x, 0), "int32"), _axis(axis), False)


@op
@fused(floating)
def logsumexp(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """`log(sum(exp(x)))`, without overflow."""
    highest = P.max(x, _axis(axis), True)
    highest = P.stop_gradient(where(isfinite(highest), highest, 0.0))
    total = P.log(P.sum(P.exp(P.subtract(x, highest)), _axis(axis), keepdims))
    return P.add(total, P.reshape(highest, P.shape(total)))


@op
def argmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """The int32 position of the first largest element; without an `axis`, in the flattened tensor."""
    x = _summable(x)
    ndim = len(P.shape(x))
    found = P.argmax(P.reshape(x, (-1,)), 0) if axis is None else P.argmax(x, axis)
    if not keepdims:
        return found
    kept = [1 if axis is None or i == axis % ndim else size for i, size in enumerate(P.shape(x))]
    return P.reshape(found, kept)


@op
def argmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """The int32 position of the first smallest element; without an `axis`, in the flattened tensor."""
    return argmax(_turned(_summable(x)), axis, keepdims)


def _turned(x: Tensor) -> Tensor:
    """The elements in the opposite order of size, without overflow: the smallest integer has no negative."""
    dtype = P.dtype(x)
    if dtypes.is_float(dtype):
        return P.negative(x)
    highest = 2 ** dtypes.BITS[dtype] - 1 if dtype.startswith("u") else -1
    return P.subtract(tensor(highest, dtype), x)


@op
def cumsum(x: Any, axis: int | None = None, dtype: Any = None) -> Tensor:
    """Running sums along `axis`, or of the flattened tensor."""
    return P.cumsum(*_running(x, axis, dtype))


@op
def cumprod(x: Any, axis: int | None = None, dtype: Any = None) -> Tensor:
    """Running products along `axis`, or of the flattened tensor."""
    return P.cumprod(*_running(x, axis, dtype))


def _running(x: Any, axis: int | None, dtype: Any) -> tuple[Tensor, int]:
    x = tensor(x, None if dtype is None else dtypes.standardize(dtype))
    x = P.cast(x, "int32") if P.dtype(x) == "bool" else x
    return (P.reshape(x, (-1,)), 0) if axis is None else (x, axis)


def length(x: Any, order: Any = 2, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The length of vectors that may lie along several axes (`ops.norm` takes two axes for matrices).

    Args:
        order: 2 (the root of the sum of squares), 1 (the sum of magnitudes), inf (the largest one), or any whole
            number from 1 on.

    Raises:
        ValueError: for other orders.
    """
    size = P.absolute(floating(x))
    if order == 2:
        return P.sqrt(P.sum(P.multiply(size, size), _axis(axis), keepdims))
    if order == 1:
        return P.sum(size, _axis(axis), keepdims)
    if order == float("inf"):
        return P.max(size, _axis(axis), keepdims)
    if not isinstance(order, int) or order < 1:
        raise ValueError(f"The order of a length is a whole number from 1 on, or inf. Received: {order!r}")
    total = P.sum(P.power(size, tensor(float(order), P.dtype(size))), _axis(axis), keepdims)
    return P.power(total, tensor(1.0 / order, P.dtype(total)))
