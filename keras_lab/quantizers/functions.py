"""Numbers of few bits: from floats to them and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab import engine, ops

Tensor = Any
_BYTES = ("int8", "uint8")
#: The greatest numbers of the floats of 8 bits.
FLOAT8_MAX = {"float8_e4m3fn": 448.0, "float8_e5m2": 57344.0}


def abs_max_quantize(
    inputs: Any,
    axis: int | Sequence[int],
    value_range: tuple[float, float] = (-127, 127),
    dtype: str = "int8",
    epsilon: float = 1e-7,
    to_numpy: bool = False,
) -> tuple[Tensor, Tensor]:
    """Whole numbers in proportion to `inputs`, of which the largest along `axis` fills the range.

    Args:
        inputs: floats.
        axis: along which one scale serves.
        value_range: the least and the greatest whole number.
        dtype: of the whole numbers.
        epsilon: added to the largest size.
        to_numpy: whether to compute on the host.

    Returns:
        `(numbers, scale)`: `numbers / scale` is nearly `inputs`.
    """
    x = ops.convert_to_tensor(ops.convert_to_numpy(inputs) if to_numpy else inputs)
    axes = axis if isinstance(axis, int) else tuple(axis)
    largest = ops.add(ops.max(ops.abs(x), axis=axes, keepdims=True), epsilon)
    scale = ops.cast(ops.divide(value_range[1], largest), x.dtype)
    return ops.cast(ops.clip(ops.round(ops.multiply(x, scale)), *value_range), dtype), scale


def abs_max_quantize_grouped_with_zero_point(
    inputs: Any,
    block_size: int,
    value_range: tuple[float, float] = (-8, 7),
    dtype: str = "int8",
    epsilon: float = 1e-7,
    to_numpy: bool = False,
) -> tuple[Tensor, Tensor, Tensor]:
    """Whole numbers for the columns of a matrix, with a scale and a zero for each block of `block_size` rows.

    Args:
        inputs: `(rows, columns)`.
        block_size: how many rows share scale and zero.
        value_range, dtype, epsilon, to_numpy: see `abs_max_quantize`.

    Returns:
        `(numbers, scale, zero_point)`, the last two `(blocks, columns)`: `(numbers - zero_point) · scale` is
        nearly `inputs`.
    """
    x = ops.convert_to_tensor(ops.convert_to_numpy(inputs) if to_numpy else inputs)
    rows, columns = (int(n or 0) for n in ops.shape(x))
    least, most = value_range
    blocks = -(-rows // block_size)
    padded = ops.pad(x, ((0, blocks * block_size - rows), (0, 0)))
    groups = ops.reshape(padded, (blocks, block_size, columns))
    low = ops.min(groups, axis=1, keepdims=True)
    scale = (ops.max(groups, axis=1, keepdims=True) - low + epsilon) / (most - least)
    zero = ops.clip(ops.round(ops.negative(low) / scale) + least, least, most)
    numbers = ops.clip(ops.round(groups / scale) + zero, least, most)
    numbers = ops.reshape(numbers, (blocks * block_size, columns))[:rows]
    return ops.cast(numbers, dtype), ops.squeeze(scale, 1), ops.cast(ops.squeeze(zero, 1), "int8")


def fake_quant_with_min_max_vars(
    inputs: Any,
    min_vals: Any,
    max_vals: Any,
    num_bits: int = 8,
    narrow_range: bool = False,
    axis: int | None = None,
) -> Tensor:
    """`inputs` rounded to the numbers that `num_bits` bits can tell apart between two bounds.

    Going back, gradients pass where the input is inside; outside they go to the bound.

    Args:
        min_vals, max_vals: the bounds: scalars, or with `axis` one for each entry along it.
        num_bits: how many bits.
        narrow_range: whether the lowest number is left out.
        axis: along which the bounds differ.
    """
    x = ops.convert_to_tensor(inputs)
    shape = [1] * x.ndim
    if axis is not None:
        shape[axis] = -1
    low, high = (ops.reshape(ops.cast(v, x.dtype), shape) for v in (min_vals, max_vals))
    least, most = int(narrow_range), (1 << int(num_bits)) - 1
    scale = (high - low) / (most - least)
    zero = ops.round(ops.clip(least - low / scale, least, most))
    low_bound, high_bound = (ops.stop_gradient((end - zero) * scale) for end in (least, most))
    inside = ops.logical_and(ops.greater_equal(x, low_bound), ops.less_equal(x, high_bound))
    clamped = ops.clip(x, low_bound, high_bound)
    steps = ops.floor((clamped - low_bound) / scale - ops.floor(-low_bound / scale + 0.5) + 0.5)
    rounded = ops.stop_gradient(steps * scale)
    beside = ops.where(ops.less_equal(x, low_bound), low, high)
    passing = ops.where(inside, x, ops.broadcast_to(beside, ops.shape(x)))
    return rounded + passing - ops.stop_gradient(passing)


def compute_float8_scale(amax: Any, scale: Any, dtype_max: float, margin: int = 0) -> Tensor:
    """The factor by which values up to `amax` are divided to fit under `dtype_max`; `scale` if that is none."""
    before = ops.reciprocal(scale)
    wanted = ops.divide(ops.divide(dtype_max, amax), 2**margin)
    fits = ops.logical_and(ops.greater(amax, 0.0), ops.isfinite(amax))
    return ops.reciprocal(ops.where(fits, wanted, before))


def compute_float8_amax_history(x: Any, amax_history: Any) -> Tensor:
    """`amax_history` moved on by one, with the largest size in `x` in front."""
    newest = ops.reshape(ops.cast(ops.max(ops.abs(x)), amax_history.dtype), (1,))
    return ops.concatenate([newest, ops.roll(amax_history, shift=-1)[1:]])


def quantize_and_dequantize(inputs: Any, scale: Any, quantized_dtype: Any, compute_dtype: Any) -> Tensor:
    """`inputs` as they come back from `quantized_dtype`, such as `"float8_e4m3fn"`; no gradient flows through.

    Args:
        inputs: floats.
        scale: what they are divided by meanwhile.
        quantized_dtype: a small float type, one of `FLOAT8_MAX`.
        compute_dtype: of the result.
    """
    name = quantized_dtype if isinstance(quantized_dtype, str) else np.dtype(quantized_dtype).name
    scale = ops.cast(scale, compute_dtype)
    x = ops.divide(ops.cast(inputs, compute_dtype), scale)
    small = engine.P.cast(ops.clip(x, -FLOAT8_MAX[name], FLOAT8_MAX[name]), name)
    return ops.multiply(engine.P.cast(small, compute_dtype), scale)


def pack_int4(arr: Any, axis: int = 0, dtype: str = "int8") -> tuple[Tensor, tuple[int, ...], int]:
    """Numbers of 4 bits, two in a byte.

    Args:
        arr: `dtype`, from -8 to 7 (uint8: from 0 to 15).
        axis: along which neighbours share a byte.
        dtype: `"int8"` or `"uint8"`.

    Returns:
        `(packed, shape of it, length along axis before)`.
    """
    _check_byte(dtype)
    numbers = np.asarray(ops.convert_to_numpy(arr))
    if numbers.dtype.name != dtype:
        raise TypeError(f"pack_int4 expected a {dtype} tensor. Received: {numbers.dtype.name}")
    numbers = np.moveaxis(numbers, axis, 0).view("uint8")
    length = numbers.shape[0]
    if length % 2:
        numbers = np.concatenate([numbers, np.zeros((1, *numbers.shape[1:]), "uint8")])
    packed = (numbers[::2] & 0x0F) | (numbers[1::2] << 4)
    packed = np.ascontiguousarray(np.moveaxis(packed.view(dtype), 0, axis))
    return ops.convert_to_tensor(packed), packed.shape, length


def unpack_int4(packed: Any, orig_len: int, axis: int = 0, dtype: str = "int8") -> Tensor:
    """What `pack_int4` packed: `orig_len` numbers along `axis`."""
    _check_byte(dtype)
    numbers = ops.cast(packed, "int32")
    axis = axis % numbers.ndim
    low = ops.bitwise_and(numbers, 0x0F)
    high = ops.bitwise_and(ops.right_shift(numbers, 4), 0x0F)
    if dtype == "int8":
        low, high = (ops.subtract(ops.bitwise_xor(half, 8), 8) for half in (low, high))
    both = ops.stack([low, high], axis=axis + 1)
    shape = list(ops.shape(numbers))
    shape[axis] = -1
    return ops.cast(ops.take(ops.reshape(both, shape), np.arange(orig_len), axis=axis), dtype)


def _check_byte(dtype: str) -> None:
    if dtype not in _BYTES:
        raise ValueError(f"Expected dtype to be 'int8' or 'uint8'. Received: {dtype!r}")
