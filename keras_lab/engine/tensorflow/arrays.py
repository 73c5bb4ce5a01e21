"""TensorFlow: tensors in and out, arithmetic, reductions, shapes and places."""

from __future__ import annotations

import math
from builtins import any as any_of
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras_lab import tree
from keras_lab.engine.host import as_array
from keras_lab.engine.tensorflow import einsums
from keras_lab.engine.tensorflow.sizes import Size, sizes
from keras_lab.engine.tensorflow.sizes import shape as shape

Tensor = Any
Axis = int | tuple[int, ...] | None

# ---- tensors in and out -----------------------------------------------------------------------------


def convert(x: Any, dtype: str | None = None) -> Tensor:
    if isinstance(x, tf.IndexedSlices):  # a gradient of a lookup
        x = tf.convert_to_tensor(x)
    if _holds_tensors(x):
        x = tf.stack([convert(item) for item in x])
    x = x.tensor if isinstance(x, Size) else x
    if isinstance(x, tf.Tensor):
        return x if dtype is None else tf.cast(x, dtype)
    return tf.constant(as_array(x, dtype))


def _holds_tensors(x: Any) -> bool:
    return isinstance(x, (list, tuple)) and any_of(
        isinstance(leaf, (tf.Tensor, Size)) for leaf in tree.flatten(x)
    )


def strings(x: Any) -> Tensor:
    array = np.asarray(x)
    return tf.constant(array.astype(object) if array.dtype.kind != "O" else array, tf.string)


def to_numpy(x: Tensor) -> Any:
    return np.array(x.numpy() if hasattr(x, "numpy") else x)  # np.array of a bfloat16 tensor itself warns


def is_tensor(x: Any) -> bool:
    return isinstance(x, (tf.Tensor, Size))


def dtype(x: Tensor) -> str:
    return x.dtype.name


def cast(x: Tensor, dtype: str) -> Tensor:
    return tf.cast(x, dtype)


def full(shape: Sequence[int], value: float | int | bool, dtype: str) -> Tensor:
    return tf.fill(sizes(shape), convert(value, dtype))


def arange(start: int | float, stop: int | float, step: int | float, dtype: str) -> Tensor:
    return convert(np.arange(start, stop, step), dtype)


# ---- element by element -----------------------------------------------------------------------------


def _unary(fn: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    def primitive(x: Tensor) -> Tensor:
        return fn(x)

    return primitive


def _binary(
    fn: Callable[[Tensor, Tensor], Tensor], for_bools: Callable[[Tensor, Tensor], Tensor] | None = None
) -> Callable[[Tensor, Tensor], Tensor]:
    """`for_bools` takes the place of `fn`, which TensorFlow does not have for them."""

    def primitive(x: Tensor, y: Tensor) -> Tensor:
        return fn(x, y) if for_bools is None or x.dtype != tf.bool else for_bools(x, y)

    return primitive


negative = _unary(tf.negative)
exp = _unary(tf.exp)
expm1 = _unary(tf.math.expm1)
log = _unary(tf.math.log)
log1p = _unary(tf.math.log1p)
sqrt = _unary(tf.sqrt)
sin = _unary(tf.sin)
cos = _unary(tf.cos)
tan = _unary(tf.tan)
arcsin = _unary(tf.asin)
arccos = _unary(tf.acos)
arctan = _unary(tf.atan)
sinh = _unary(tf.sinh)
cosh = _unary(tf.cosh)
tanh = _unary(tf.tanh)
arcsinh = _unary(tf.asinh)
arccosh = _unary(tf.acosh)
arctanh = _unary(tf.atanh)
erf = _unary(tf.math.erf)
floor = _unary(tf.floor)
ceil = _unary(tf.math.ceil)
round = _unary(tf.round)
logical_not = _unary(tf.logical_not)

add = _binary(tf.add, tf.logical_or)
subtract = _binary(tf.subtract)
multiply = _binary(tf.multiply, tf.logical_and)
divide = _binary(tf.divide)
floor_divide = _binary(tf.math.floordiv)
mod = _binary(tf.math.floormod)
power = _binary(tf.pow)
arctan2 = _binary(tf.atan2)
maximum = _binary(tf.maximum, tf.logical_or)
minimum = _binary(tf.minimum, tf.logical_and)
equal = _binary(tf.equal)
less = _binary(tf.less, lambda x, y: tf.logical_and(tf.logical_not(x), y))
less_equal = _binary(tf.less_equal, lambda x, y: tf.logical_or(tf.logical_not(x), y))
logical_and = _binary(tf.logical_and)
logical_or = _binary(tf.logical_or)


def absolute(x: Tensor) -> Tensor:
    return x if x.dtype.is_unsigned else tf.abs(x)


def sign(x: Tensor) -> Tensor:
    return tf.minimum(x, tf.ones([], x.dtype)) if x.dtype.is_unsigned else tf.sign(x)


def isfinite(x: Tensor) -> Tensor:
    return tf.math.is_finite(x) if x.dtype.is_floating else tf.ones_like(x, tf.bool)


def isnan(x: Tensor) -> Tensor:
    return tf.math.is_nan(x) if x.dtype.is_floating else tf.zeros_like(x, tf.bool)


def where(condition: Tensor, x: Tensor, y: Tensor) -> Tensor:
    return tf.where(condition, x, y)


# ---- reductions -------------------------------------------------------------------------------------


def _reduction(
    fn: Callable[..., Tensor], for_bools: Callable[..., Tensor] | None = None
) -> Callable[..., Tensor]:
    def primitive(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
        reduce = fn if for_bools is None or x.dtype != tf.bool else for_bools
        return reduce(x, axis=axis, keepdims=keepdims)

    return primitive


sum = _reduction(tf.reduce_sum)
mean = _reduction(tf.reduce_mean)
prod = _reduction(tf.reduce_prod)
max = _reduction(tf.reduce_max, tf.reduce_any)
min = _reduction(tf.reduce_min, tf.reduce_all)
any = _reduction(tf.reduce_any)
all = _reduction(tf.reduce_all)


def _countable(x: Tensor) -> Tensor:
    """Bools as numbers, for kernels that only order numbers."""
    return tf.cast(x, tf.int32) if x.dtype == tf.bool else x


def argmax(x: Tensor, axis: int) -> Tensor:
    return tf.argmax(_countable(x), axis=axis, output_type=tf.int32)


def cumsum(x: Tensor, axis: int) -> Tensor:
    return tf.cumsum(x, axis=axis)


def cumprod(x: Tensor, axis: int) -> Tensor:
    return tf.math.cumprod(x, axis=axis)


def argsort(x: Tensor, axis: int) -> Tensor:
    return tf.argsort(_countable(x), axis=axis, stable=True)


def top_k(x: Tensor, k: int) -> tuple[Tensor, Tensor]:
    values, positions = tf.math.top_k(x, k)
    return values, positions


# ---- shapes and places ------------------------------------------------------------------------------


def reshape(x: Tensor, shape: Sequence[int]) -> Tensor:
    return tf.reshape(x, sizes(shape))


def transpose(x: Tensor, axes: Sequence[int]) -> Tensor:
    return tf.transpose(x, tuple(axes))


def broadcast_to(x: Tensor, shape: Sequence[int]) -> Tensor:
    return tf.broadcast_to(x, sizes(shape))


def concatenate(xs: Sequence[Tensor], axis: int) -> Tensor:
    return tf.concat(list(xs), axis)


def split(x: Tensor, sizes: Sequence[int], axis: int) -> list[Tensor]:
    return tf.split(x, len(sizes) if len(set(sizes)) == 1 else list(sizes), axis)


def pad(x: Tensor, widths: Sequence[tuple[int, int]], mode: str, value: float | int) -> Tensor:
    if mode == "constant":
        return tf.pad(x, widths, constant_values=convert(value, dtype(x)))
    return tf.pad(x, widths, mode=mode)


def getitem(x: Tensor, key: Any) -> Tensor:
    return x[key]


def flip(x: Tensor, axis: Axis) -> Tensor:
    if axis is None:
        axis = tuple(range(x.shape.rank))
    return tf.reverse(x, [axis] if isinstance(axis, int) else list(axis))


def _index(x: Tensor) -> Tensor:
    """Integers of a type TensorFlow takes for places."""
    return x if x.dtype in (tf.int32, tf.int64) else tf.cast(x, tf.int32)


def take(x: Tensor, indices: Tensor, axis: int) -> Tensor:
    return tf.gather(x, _index(indices), axis=axis)


def take_along_axis(x: Tensor, indices: Tensor, axis: int) -> Tensor:
    rank = x.shape.rank
    axis %= rank
    others = [i for i in range(rank) if i != axis]
    lead = np.broadcast_shapes(*([tensor.shape[i] for i in others] for tensor in (x, indices)))
    x, indices = (
        tf.broadcast_to(tf.transpose(tensor, [*others, axis]), [*lead, tensor.shape[axis]])
        for tensor in (x, indices)
    )
    picked = tf.gather(x, _index(indices), axis=-1, batch_dims=rank - 1)
    return tf.transpose(picked, np.argsort([*others, axis]))


def put(x: Tensor, index: Tensor, value: Tensor) -> Tensor:
    return tf.tensor_scatter_nd_update(x, tf.reshape(_index(index), (1, 1)), tf.expand_dims(value, 0))


def scatter_add(x: Tensor, indices: Tensor, updates: Tensor) -> Tensor:
    return tf.tensor_scatter_nd_add(x, tf.expand_dims(_index(indices), -1), updates)


# ---- linear algebra ---------------------------------------------------------------------------------


#: Types that TensorFlow has no products of matrices for.
_NARROW = (tf.bool, tf.int8, tf.int16)


def matmul(x: Tensor, y: Tensor) -> Tensor:
    if x.dtype in _NARROW:
        return tf.cast(matmul(tf.cast(x, tf.int32), tf.cast(y, tf.int32)), x.dtype)
    if y.shape.rank == 2 and x.shape.rank > 2:  # one large product instead of a broadcast batch of small ones
        lead, inner = shape(x)[:-1], x.shape[-1]
        return reshape(tf.matmul(reshape(x, (math.prod(lead), inner)), y), (*lead, y.shape[-1]))
    return tf.matmul(x, y)


def einsum(equation: str, *operands: Tensor) -> Tensor:
    kind = operands[0].dtype
    if kind in _NARROW:
        return tf.cast(tf.einsum(equation, *(tf.cast(x, tf.int32) for x in operands)), kind)
    plan = einsums.planned(equation)
    return tf.einsum(equation, *operands) if plan is None else plan(*operands)
