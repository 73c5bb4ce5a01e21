"""Lengths and arguments of convolutions, under the names that layers written for Keras 2 ask for."""

from __future__ import annotations

from typing import Any

from keras_lab.registry import suggest
from keras_lab.utils.layer_utils import convert_kernel as convert_kernel

_PADDINGS = ("valid", "same", "causal", "full")


def normalize_tuple(value: Any, n: int, name: str) -> tuple[int, ...]:
    """`value`, an int or `n` of them, as a tuple of `n` ints.

    Raises:
        ValueError: for anything else; `name` says what it was meant to be.
    """
    values = (value,) * n if isinstance(value, int) else tuple(value) if hasattr(value, "__iter__") else ()
    if len(values) != n or not all(isinstance(each, int) for each in values):
        raise ValueError(f"{name} must be an int or {n} ints. Received: {value!r}")
    return values


def normalize_padding(value: str) -> str:
    """The padding in lower case.

    Raises:
        ValueError: if there is no such padding.
    """
    padding = value.lower()
    if padding not in _PADDINGS[:3]:
        known = ", ".join(_PADDINGS[:3])
        raise ValueError(f"Unknown padding: {value!r}.{suggest(padding, _PADDINGS[:3])} Known: {known}.")
    return padding


def conv_output_length(
    input_length: int | None, filter_size: int, padding: str, stride: int, dilation: int = 1
) -> int | None:
    """The length of what a convolution gives for `input_length`; None for None.

    Raises:
        ValueError: for a padding other than `"valid"`, `"same"`, `"causal"`, `"full"`.
    """
    more = (filter_size - 1) * dilation
    added = {"valid": -more, "same": 0, "causal": 0, "full": more}
    if padding not in added:
        raise ValueError(f"Unknown padding: {padding!r}.{suggest(str(padding), _PADDINGS)}")
    return None if input_length is None else -(-(input_length + added[padding]) // stride)


def conv_input_length(output_length: int | None, filter_size: int, padding: str, stride: int) -> int | None:
    """The length that a convolution gives `output_length` for; None for None.

    Raises:
        ValueError: for a padding other than `"valid"`, `"same"`, `"full"`.
    """
    if output_length is None:
        return None
    return (output_length - 1) * stride + filter_size - 2 * _border(filter_size, padding)


def deconv_length(
    dim_size: int | None,
    stride_size: int,
    kernel_size: int,
    padding: str,
    output_padding: int | None = None,
    dilation: int = 1,
) -> int | None:
    """The length of what a transposed convolution gives for `dim_size`; None for None.

    Raises:
        ValueError: for a padding other than `"valid"`, `"same"`, `"full"`.
    """
    if dim_size is None:
        return None
    kernel = (kernel_size - 1) * dilation + 1
    if output_padding is not None:
        border = _border(kernel, padding)
        return (dim_size - 1) * stride_size + kernel - 2 * border + output_padding
    _border(kernel, padding)
    more = {"valid": max(kernel - stride_size, 0), "same": 0, "full": 2 - stride_size - kernel}
    return dim_size * stride_size + more[padding]


def deconv_output_length(
    input_length: int | None,
    filter_size: int,
    padding: str,
    output_padding: int | None = None,
    stride: int = 0,
    dilation: int = 1,
) -> int | None:
    """`deconv_length`, as tf.keras called it."""
    return deconv_length(input_length, stride, filter_size, padding, output_padding, dilation)


def _border(kernel: int, padding: str) -> int:
    borders = {"valid": 0, "same": kernel // 2, "full": kernel - 1}
    if padding not in borders:
        raise ValueError(f"Unknown padding: {padding!r}.{suggest(str(padding), borders)}")
    return borders[padding]
