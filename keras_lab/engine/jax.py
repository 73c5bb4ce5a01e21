"""The JAX engine: what `keras_lab.engine.contract` asks for, in terms of JAX.

Convolutions on a CPU are several times slower than TensorFlow's; everything else keeps up with it.
"""

from __future__ import annotations

import logging
import math
import os
from builtins import all as all_of
from builtins import any as any_of
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")  # several kernels share one GPU
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import jax
from jax import lax
from jax import numpy as jnp

from keras_lab import tree
from keras_lab.engine.host import as_array
from keras_lab.engine.probing import probe
from keras_lab.engine.spec import Spec

Tensor = Any
Axis = int | tuple[int, ...] | None

name = "jax"

logging.getLogger("jax._src.xla_bridge").setLevel(logging.ERROR)  # "no GPU found"


# ---- tensors in and out -----------------------------------------------------------------------------


def _own(dtype: Any) -> np.dtype:
    """The dtype, or the widest JAX has at the moment where it lacks this one."""
    return jax.dtypes.canonicalize_dtype(dtype)


def convert(x: Any, dtype: str | None = None) -> Tensor:
    if _holds_tensors(x):
        x = jnp.stack([convert(item) for item in x])
    if isinstance(x, jax.Array):
        return x if dtype is None else cast(x, dtype)
    array = as_array(x, dtype)
    return jnp.array(array, _own(array.dtype))


def _holds_tensors(x: Any) -> bool:
    return isinstance(x, (list, tuple)) and any_of(isinstance(leaf, jax.Array) for leaf in tree.flatten(x))


def to_numpy(x: Tensor) -> np.ndarray:
    return np.array(x)


def is_tensor(x: Any) -> bool:
    return isinstance(x, jax.Array)


def shape(x: Tensor) -> tuple[int, ...]:
    return x.shape


def dtype(x: Tensor) -> str:
    return x.dtype.name


def cast(x: Tensor, dtype: str) -> Tensor:
    return x.astype(_own(dtype))


def full(shape: Sequence[int], value: float | int | bool, dtype: str) -> Tensor:
    return jnp.full(tuple(shape), value, _own(dtype))


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


# ---- linear algebra, convolution, pooling -----------------------------------------------------------


def matmul(x: Tensor, y: Tensor) -> Tensor:
    return jnp.matmul(x, y)


def einsum(equation: str, *operands: Tensor) -> Tensor:
    return jnp.einsum(equation, *operands)


def _layouts(rank: int, kernel_channels: str) -> tuple[str, str, str]:
    axes = "DHW"[3 - rank :]
    return f"N{axes}C", f"{axes}{kernel_channels}", f"N{axes}C"


def conv(
    x: Tensor,
    kernel: Tensor,
    strides: tuple[int, ...],
    padding: str,
    dilation: tuple[int, ...],
    groups: int,
) -> Tensor:
    return lax.conv_general_dilated(
        x,
        kernel,
        strides,
        padding.upper(),
        rhs_dilation=dilation,
        dimension_numbers=_layouts(len(strides), "IO"),
        feature_group_count=groups,
    )


def conv_transpose(
    x: Tensor,
    kernel: Tensor,
    strides: tuple[int, ...],
    padding: Sequence[tuple[int, int]],
    dilation: tuple[int, ...],
) -> Tensor:
    rank = len(strides)
    return lax.conv_general_dilated(
        x,
        jnp.flip(kernel, tuple(range(rank))),
        (1,) * rank,
        tuple(padding),
        lhs_dilation=strides,
        rhs_dilation=dilation,
        dimension_numbers=_layouts(rank, "OI"),
    )


def max_pool(x: Tensor, size: tuple[int, ...], strides: tuple[int, ...], padding: str) -> Tensor:
    if _tiles(x, size, strides, padding):
        return jnp.max(_tiled(x, size), axis=tuple(range(2, 2 * len(size) + 1, 2)))
    lowest = -np.inf if jnp.issubdtype(x.dtype, jnp.floating) else jnp.iinfo(x.dtype).min
    return _reduce_windows(x, lowest, lax.max, size, strides, padding)


def avg_pool(x: Tensor, size: tuple[int, ...], strides: tuple[int, ...], padding: str) -> Tensor:
    if _tiles(x, size, strides, padding):
        return jnp.mean(_tiled(x, size), axis=tuple(range(2, 2 * len(size) + 1, 2)))
    total = _reduce_windows(x, 0, lax.add, size, strides, padding)
    if padding == "valid":
        return total / math.prod(size)
    ones = jnp.ones((1, *x.shape[1:-1], 1), x.dtype)
    return total / _reduce_windows(ones, 0, lax.add, size, strides, padding)


def _tiles(x: Tensor, size: tuple[int, ...], strides: tuple[int, ...], padding: str) -> bool:
    """Whether the windows lie side by side, so that a reshape can do: its gradient is 50 times faster."""
    exact = all_of(n % k == 0 for n, k in zip(x.shape[1:-1], size, strict=True))
    return size == strides and (exact or padding == "valid")


def _tiled(x: Tensor, size: tuple[int, ...]) -> Tensor:
    """Every spatial axis split in two, windows and places in the window; what fills no window is cropped."""
    counts = [n // k for n, k in zip(x.shape[1:-1], size, strict=True)]
    whole = [slice(0, count * k) for count, k in zip(counts, size, strict=True)]
    axes = [length for pair in zip(counts, size, strict=True) for length in pair]
    return jnp.reshape(x[tuple([slice(None), *whole])], (x.shape[0], *axes, x.shape[-1]))


def _reduce_windows(
    x: Tensor,
    start: float,
    combine: Callable[[Any, Any], Any],
    size: tuple[int, ...],
    strides: tuple[int, ...],
    padding: str,
) -> Tensor:
    # the start value must be a NumPy scalar: only then JAX knows a maximum, which has a gradient
    first = np.array(start, x.dtype)[()]
    return lax.reduce_window(x, first, combine, (1, *size, 1), (1, *strides, 1), padding.upper())


# ---- random numbers from explicit keys --------------------------------------------------------------


def key(seed: int) -> Tensor:
    return jnp.array([seed >> 32 & 0xFFFFFFFF, seed & 0xFFFFFFFF], jnp.uint32)


def _typed(key: Tensor) -> Tensor:
    return jax.random.wrap_key_data(key, impl="threefry2x32")


def fold_in(key: Tensor, data: int | Tensor) -> Tensor:
    data = np.uint32(data & 0xFFFFFFFF) if isinstance(data, int) else data
    return jax.random.key_data(jax.random.fold_in(_typed(key), data))


def random_uniform(key: Tensor, shape: Sequence[int], dtype: str) -> Tensor:
    return jax.random.uniform(_typed(key), tuple(shape), _own(dtype))


def random_normal(key: Tensor, shape: Sequence[int], dtype: str) -> Tensor:
    return jax.random.normal(_typed(key), tuple(shape), _own(dtype))


def random_integers(key: Tensor, shape: Sequence[int], low: int, high: int, dtype: str) -> Tensor:
    return jax.random.randint(_typed(key), tuple(shape), low, high, _own(dtype))


# ---- services ---------------------------------------------------------------------------------------


def stop_gradient(x: Tensor) -> Tensor:
    return lax.stop_gradient(x)


def value_and_grad(fn: Callable[..., Any]) -> Callable[..., Any]:
    return jax.value_and_grad(fn, has_aux=True)


def cond(predicate: Tensor, true_fn: Callable[..., Any], false_fn: Callable[..., Any], *operands: Any) -> Any:
    return lax.cond(predicate, true_fn, false_fn, *operands)


def loop(count: int | Tensor, body: Callable[[Tensor, Any], Any], carry: Any) -> Any:
    return lax.fori_loop(jnp.int32(0), jnp.int32(count), body, carry)


def while_loop(test: Callable[[Any], Tensor], body: Callable[[Any], Any], carry: Any) -> Any:
    return lax.while_loop(test, body, carry)


def scan(body: Callable[[Any, Any], tuple[Any, Any]], carry: Any, xs: Any, reverse: bool = False) -> Any:
    return lax.scan(body, carry, xs, reverse=reverse)


def compile(fn: Callable[..., Any], *, hints: frozenset[str] = frozenset()) -> Callable[..., Any]:
    return jax.jit(fn)


def shape_of(fn: Callable[..., Any], *specs: Any) -> Any:
    def evaluate(args: Any) -> Any:
        inputs = tree.map_structure(lambda spec: jax.ShapeDtypeStruct(spec.shape, _own(spec.dtype)), args)
        return jax.tree.map(lambda x: Spec(x.shape, x.dtype.name), jax.eval_shape(fn, *inputs))

    return probe(evaluate, specs)


def eagerly() -> AbstractContextManager[Any]:
    return jax.ensure_compile_time_eval()


def put_on_device(x: Any) -> Tensor:
    return jax.device_put(convert(x), jax.devices()[0])


def devices() -> list[str]:
    found = [*jax.devices(), *(jax.devices("cpu") if jax.default_backend() != "cpu" else [])]
    return [f"{device.platform}:{device.id}" for device in found]


def version() -> str:
    return jax.__version__
