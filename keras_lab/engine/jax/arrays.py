"""JAX: tensors in and out, arithmetic, reductions, shapes and places."""

from __future__ import annotations

from builtins import any as any_of
from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np
from jax import lax
from jax import numpy as jnp
from jax.experimental import multihost_utils

from keras_lab import tree
from keras_lab.engine.host import TEXT, as_array

Tensor = Any
Axis = int | tuple[int, ...] | None

# ---- tensors in and out -----------------------------------------------------------------------------


def own_dtype(dtype: Any) -> np.dtype:
    """The dtype, or the widest JAX has at the moment where it lacks this one."""
    return jax.dtypes.canonicalize_dtype(dtype)


def convert(x: Any, dtype: str | None = None) -> Tensor:
    if _holds_tensors(x):
        x = jnp.stack([convert(item) for item in x])
    if isinstance(x, jax.Array):
        return x if dtype is None else cast(x, dtype)
    array = as_array(x, dtype)
    if array.dtype.kind in TEXT:
        raise TypeError(
            "JAX computes with numbers only, so no program can take strings. Call the layers that read them, or map "
            "them over the data set (`data.map(layer)`), before the data reach the model."
        )
    own = own_dtype(array.dtype)
    _refuse_overflow(array, own)
    return jnp.array(array, own)


def _refuse_overflow(array: np.ndarray, own: np.dtype) -> None:
    """JAX would keep the lower 32 bits and say nothing."""
    if own == array.dtype or own.kind not in "iu" or not array.size:
        return
    limits = np.iinfo(own)
    if array.min() < limits.min or array.max() > limits.max:
        raise ValueError(
            f"JAX keeps {own.name} where {array.dtype.name} is given, which cannot hold numbers from "
            f"{array.min()} to {array.max()}. Switch on its 64 bits (jax_enable_x64), or use smaller numbers."
        )


def _holds_tensors(x: Any) -> bool:
    return isinstance(x, (list, tuple)) and any_of(isinstance(leaf, jax.Array) for leaf in tree.flatten(x))


def strings(x: Any) -> Any:
    return np.asarray(x)


def to_numpy(x: Tensor) -> np.ndarray:
    if not getattr(x, "is_fully_addressable", True):  # other processes have parts of it
        x = multihost_utils.process_allgather(x, tiled=True)
    return np.array(x)


def is_tensor(x: Any) -> bool:
    return isinstance(x, jax.Array)


def shape(x: Tensor) -> tuple[int, ...]:
    return x.shape


def dtype(x: Tensor) -> str:
    return x.dtype.name


def cast(x: Tensor, dtype: str) -> Tensor:
    return x.astype(own_dtype(dtype))


def full(shape: Sequence[int], value: float | int | bool, dtype: str) -> Tensor:
    return jnp.full(tuple(shape), value, own_dtype(dtype))


def arange(start: int | float, stop: int | float, step: int | float, dtype: str) -> Tensor:
    return convert(np.arange(start, stop, step), dtype)


# ---- element by element -----------------------------------------------------------------------------


def _unary(fn: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    def primitive(x: Tensor) -> Tensor:
        return fn(x)

    return primitive


def _binary(fn: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
    def primitive(x: Tensor, y: Tensor) -> Tensor:
        return fn(x, y)

    return primitive


negative = _unary(jnp.negative)
absolute = _unary(jnp.abs)
sign = _unary(jnp.sign)
exp = _unary(jnp.exp)
expm1 = _unary(jnp.expm1)
log = _unary(jnp.log)
log1p = _unary(jnp.log1p)
sqrt = _unary(jnp.sqrt)
sin = _unary(jnp.sin)
cos = _unary(jnp.cos)
tan = _unary(jnp.tan)
arcsin = _unary(jnp.arcsin)
arccos = _unary(jnp.arccos)
arctan = _unary(jnp.arctan)
sinh = _unary(jnp.sinh)
cosh = _unary(jnp.cosh)
tanh = _unary(jnp.tanh)
arcsinh = _unary(jnp.arcsinh)
arccosh = _unary(jnp.arccosh)
arctanh = _unary(jnp.arctanh)
erf = _unary(lax.erf)
floor = _unary(jnp.floor)
ceil = _unary(jnp.ceil)
round = _unary(jnp.round)
isfinite = _unary(jnp.isfinite)
isnan = _unary(jnp.isnan)
logical_not = _unary(jnp.logical_not)

add = _binary(jnp.add)
subtract = _binary(jnp.subtract)
multiply = _binary(jnp.multiply)
divide = _binary(jnp.divide)
floor_divide = _binary(jnp.floor_divide)
mod = _binary(jnp.mod)
power = _binary(jnp.power)
arctan2 = _binary(jnp.arctan2)
maximum = _binary(jnp.maximum)
minimum = _binary(jnp.minimum)
equal = _binary(jnp.equal)
less = _binary(jnp.less)
less_equal = _binary(jnp.less_equal)
logical_and = _binary(jnp.logical_and)
logical_or = _binary(jnp.logical_or)


def where(condition: Tensor, x: Tensor, y: Tensor) -> Tensor:
    return jnp.where(condition, x, y)


# ---- reductions -------------------------------------------------------------------------------------


def _reduction(fn: Callable[..., Tensor], widens: bool = False) -> Callable[..., Tensor]:
    """`widens`: JAX would make small integers larger ones."""

    def primitive(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
        kind = {"dtype": x.dtype} if widens else {}
        return fn(x, axis=axis, keepdims=keepdims, **kind)

    return primitive


sum = _reduction(jnp.sum, widens=True)
mean = _reduction(jnp.mean)
prod = _reduction(jnp.prod, widens=True)
max = _reduction(jnp.max)
min = _reduction(jnp.min)
any = _reduction(jnp.any)
all = _reduction(jnp.all)


def argmax(x: Tensor, axis: int) -> Tensor:
    return jnp.argmax(x, axis=axis).astype(jnp.int32)


def cumsum(x: Tensor, axis: int) -> Tensor:
    return jnp.cumsum(x, axis=axis, dtype=x.dtype)


def cumprod(x: Tensor, axis: int) -> Tensor:
    return jnp.cumprod(x, axis=axis, dtype=x.dtype)


def argsort(x: Tensor, axis: int) -> Tensor:
    return jnp.argsort(x, axis=axis, stable=True).astype(jnp.int32)


def top_k(x: Tensor, k: int) -> tuple[Tensor, Tensor]:
    values, positions = lax.top_k(x, k)
    return values, positions


# ---- shapes and places ------------------------------------------------------------------------------


def reshape(x: Tensor, shape: Sequence[int]) -> Tensor:
    return jnp.reshape(x, tuple(shape))


def transpose(x: Tensor, axes: Sequence[int]) -> Tensor:
    return jnp.transpose(x, tuple(axes))


def broadcast_to(x: Tensor, shape: Sequence[int]) -> Tensor:
    return jnp.broadcast_to(x, tuple(shape))


def concatenate(xs: Sequence[Tensor], axis: int) -> Tensor:
    return jnp.concatenate(list(xs), axis)


def split(x: Tensor, sizes: Sequence[int], axis: int) -> list[Tensor]:
    return jnp.split(x, np.cumsum(sizes)[:-1].tolist(), axis)


def pad(x: Tensor, widths: Sequence[tuple[int, int]], mode: str, value: float | int) -> Tensor:
    fill = {"constant_values": value} if mode == "constant" else {}
    return jnp.pad(x, tuple(widths), mode, **fill)


def getitem(x: Tensor, key: Any) -> Tensor:
    return x[key]


def flip(x: Tensor, axis: Axis) -> Tensor:
    return jnp.flip(x, axis)


def take(x: Tensor, indices: Tensor, axis: int) -> Tensor:
    return jnp.take(x, indices, axis=axis)


def take_along_axis(x: Tensor, indices: Tensor, axis: int) -> Tensor:
    return jnp.take_along_axis(x, indices, axis=axis)


def put(x: Tensor, index: Tensor, value: Tensor) -> Tensor:
    return x.at[index].set(value)


def scatter_add(x: Tensor, indices: Tensor, updates: Tensor) -> Tensor:
    return x.at[indices].add(updates)


# ---- linear algebra -------------------------------------------------------------------------------


def matmul(x: Tensor, y: Tensor) -> Tensor:
    return jnp.matmul(x, y)


def einsum(equation: str, *operands: Tensor) -> Tensor:
    return jnp.einsum(equation, *operands)
