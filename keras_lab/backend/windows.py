"""Convolution and pooling with Keras 2's signatures; the work is done in `ops`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import config, ops

Tensor = Any
Sizes = int | Sequence[int]


def conv1d(
    x: Any,
    kernel: Any,
    strides: int = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: int = 1,
) -> Tensor:
    """Convolution of sequences; `padding="causal"` looks at the past only."""
    if padding == "causal":
        x = _padded_in_front(x, (_sizes(kernel)[0] - 1) * dilation_rate, data_format)
        padding = "valid"
    return ops.conv(x, kernel, strides, padding, data_format, dilation_rate)


def _padded_in_front(x: Any, count: int, data_format: str | None) -> Tensor:
    last = config.standardize_data_format(data_format) == "channels_last"
    return ops.pad(x, [(0, 0), (count, 0), (0, 0)] if last else [(0, 0), (0, 0), (count, 0)])


def conv2d(
    x: Any,
    kernel: Any,
    strides: Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = (1, 1),
) -> Tensor:
    """Convolution of images; kernel `(height, width, in_channels, out_channels)`."""
    return ops.conv(x, kernel, strides, padding, data_format, dilation_rate)


def conv3d(
    x: Any,
    kernel: Any,
    strides: Sizes = (1, 1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = (1, 1, 1),
) -> Tensor:
    """Convolution of volumes; kernel `(*spatial, in_channels, out_channels)`."""
    return ops.conv(x, kernel, strides, padding, data_format, dilation_rate)


def conv2d_transpose(
    x: Any,
    kernel: Any,
    output_shape: Sequence[Any],
    strides: Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = (1, 1),
) -> Tensor:
    """The way back through `conv2d`; kernel `(height, width, out_channels, in_channels)`.

    Args:
        output_shape: of the result, with the batch; says how many entries more there are at the ends.
    """
    return _transposed(x, kernel, output_shape, strides, padding, data_format, dilation_rate)


def conv3d_transpose(
    x: Any,
    kernel: Any,
    output_shape: Sequence[Any],
    strides: Sizes = (1, 1, 1),
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """The way back through `conv3d`; see `conv2d_transpose`."""
    return _transposed(x, kernel, output_shape, strides, padding, data_format, 1)


def _transposed(
    x: Any, kernel: Any, output_shape: Any, strides: Any, padding: str, data_format: Any, dilation: Any
) -> Tensor:
    rank = len(ops.shape(kernel)) - 2
    first = 1 if config.standardize_data_format(data_format) == "channels_last" else 2
    sizes = ops.shape(x)[first : first + rank]
    wanted = tuple(output_shape)[first : first + rank]
    if None in sizes or None in wanted:
        return ops.conv_transpose(x, kernel, strides, padding, None, data_format, dilation)
    steps, gaps = _each(strides, rank), _each(dilation, rank)
    window = _sizes(kernel)[:rank]
    known = [int(n) for n in sizes if n is not None]
    more = [
        want - _least(n, k, step, gap, padding)
        for want, n, k, step, gap in zip(wanted, known, window, steps, gaps, strict=True)
    ]
    return ops.conv_transpose(x, kernel, strides, padding, more, data_format, dilation)


def _sizes(x: Any) -> Any:
    return ops.shape(x)


def _each(value: Sizes, count: int) -> tuple[int, ...]:
    return (value,) * count if isinstance(value, int) else tuple(value)


def _least(size: int, window: int, stride: int, gap: int, padding: str) -> int:
    """The size of an axis with an `output_padding` of 0."""
    reach = (window - 1) * gap + 1
    return (size - 1) * stride + reach - (2 * (reach // 2) if padding == "same" else 0)


def depthwise_conv2d(
    x: Any,
    depthwise_kernel: Any,
    strides: Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = (1, 1),
) -> Tensor:
    """Convolution of every channel by itself."""
    return ops.depthwise_conv(x, depthwise_kernel, strides, padding, data_format, dilation_rate)


def separable_conv1d(
    x: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
) -> Tensor:
    """Every channel by itself, then all mixed, along time."""
    return ops.separable_conv(
        x, depthwise_kernel, pointwise_kernel, strides, padding, data_format, dilation_rate
    )


def separable_conv2d(
    x: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = (1, 1),
) -> Tensor:
    """Every channel by itself, then all mixed, over images."""
    return ops.separable_conv(
        x, depthwise_kernel, pointwise_kernel, strides, padding, data_format, dilation_rate
    )


def pool2d(
    x: Any,
    pool_size: Sizes,
    strides: Sizes = (1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    pool_mode: str = "max",
) -> Tensor:
    """The largest (`pool_mode="max"`) or mean (`"avg"`) of each window of images."""
    return _pooled(x, pool_size, strides, padding, data_format, pool_mode)


def pool3d(
    x: Any,
    pool_size: Sizes,
    strides: Sizes = (1, 1, 1),
    padding: str = "valid",
    data_format: str | None = None,
    pool_mode: str = "max",
) -> Tensor:
    """The largest (`pool_mode="max"`) or mean (`"avg"`) of each window of volumes."""
    return _pooled(x, pool_size, strides, padding, data_format, pool_mode)


def _pooled(x: Any, size: Any, strides: Any, padding: str, data_format: Any, mode: str) -> Tensor:
    pools = {"max": ops.max_pool, "avg": ops.average_pool}
    if mode not in pools:
        raise ValueError(f"pool_mode is 'max' or 'avg'. Received: {mode!r}")
    return pools[mode](x, size, strides, padding, data_format)


# ---- windows with weights of their own --------------------------------------------------------------


def local_conv1d(
    inputs: Any,
    kernel: Any,
    kernel_size: Sequence[int],
    strides: Sequence[int],
    data_format: str | None = None,
) -> Tensor:
    """A convolution whose kernel is another one at every position.

    Args:
        kernel: `(positions, kernel_size * in_channels, out_channels)`.
    """
    return _local(inputs, kernel, kernel_size, strides, data_format)


def local_conv2d(
    inputs: Any,
    kernel: Any,
    kernel_size: Sequence[int],
    strides: Sequence[int],
    output_shape: Sequence[int] | None = None,
    data_format: str | None = None,
) -> Tensor:
    """A convolution whose kernel is another one at every position.

    Args:
        kernel: `(rows * columns, kernel height * width * in_channels, out_channels)`.
        output_shape: `(rows, columns)` of the result; it follows from the other arguments.
    """
    return _local(inputs, kernel, kernel_size, strides, data_format)


def _local(x: Any, kernel: Any, kernel_size: Any, strides: Any, data_format: str | None) -> Tensor:
    """The windows as vectors, each times a matrix of its own."""
    first = config.standardize_data_format(data_format) == "channels_first"
    x = ops.moveaxis(x, 1, -1) if first else x
    rank, channels = len(kernel_size), _sizes(x)[-1]
    count = channels
    for size in kernel_size:
        count *= size
    pick = ops.reshape(ops.eye(count, dtype=ops.dtype(x)), (*kernel_size, channels, count))
    windows = ops.conv(x, pick, tuple(strides), "valid", "channels_last")
    places = ops.shape(windows)[1 : 1 + rank]
    flat = ops.reshape(windows, (-1, ops.shape(kernel)[0], count))
    made = ops.einsum("bpi,pio->bpo", flat, kernel)
    made = ops.reshape(made, (-1, *places, ops.shape(kernel)[-1]))
    return ops.moveaxis(made, -1, 1) if first else made
