"""Convolution and pooling over 1 to 3 spatial axes.

Images are `(batch, *spatial, channels)`, or `(batch, channels, *spatial)` with `data_format="channels_first"`
(None: `config.image_data_format()`). Sizes, strides and dilations are an int or one for each spatial axis.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras_lab import config
from keras_lab.engine import P
from keras_lab.engine.spec.shapes import windows
from keras_lab.ops.dispatch import op, promoted, tensor

Tensor = Any
Sizes = int | Sequence[int]


def _each(value: Sizes, count: int, what: str) -> tuple[int, ...]:
    sizes = (value,) * count if isinstance(value, int) else tuple(value)
    if len(sizes) != count or any(size < 1 for size in sizes):
        raise ValueError(f"{what} must be a positive int or {count} of them. Received: {value}")
    return sizes


def _padding(padding: str, what: str) -> str:
    if str(padding).lower() not in ("valid", "same"):
        raise ValueError(f"{what}: padding must be 'valid' or 'same'. Received: {padding!r}")
    return padding.lower()


def _channels_last(run: Callable[[Tensor], Tensor], x: Tensor, data_format: str | None) -> Tensor:
    """Runs `run` on `x` with the channels at the end, and puts them back."""
    if config.standardize_data_format(data_format) == "channels_last":
        return run(x)
    ndim = len(P.shape(x))
    y = run(P.transpose(x, (0, *range(2, ndim), 1)))
    return P.transpose(y, (0, ndim - 1, *range(1, ndim - 1)))


@op
def conv(
    inputs: Any,
    kernel: Any,
    strides: Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
) -> Tensor:
    """Convolution (without flipping the kernel).

    Args:
        kernel: `(*spatial, in_channels / groups, out_channels)`; its shape says how many groups there are.
        padding: `"valid"` (the window stays inside) or `"same"` (zeros around, as many positions as entries).

    Raises:
        ValueError: if the window does not fit into the input.
    """
    x, kernel = promoted(inputs, kernel)
    rank = len(P.shape(kernel)) - 2
    _check_rank("conv", x, rank)
    steps, gaps = _each(strides, rank, "strides"), _each(dilation_rate, rank, "dilation_rate")
    mode = _padding(padding, "conv")

    def run(x: Tensor) -> Tensor:
        for size, window, gap in zip(P.shape(x)[1:-1], P.shape(kernel), gaps, strict=False):
            windows(size, window, 1, mode, gap, "conv")  # TensorFlow would give garbage, JAX an empty tensor
        return P.conv(x, kernel, steps, mode, gaps, _groups(P.shape(x)[-1], P.shape(kernel)))

    return _channels_last(run, x, data_format)


def _groups(channels: int | None, kernel: Sequence[int]) -> int:
    if channels is None:
        return 1
    if not kernel[-2] or channels % kernel[-2]:
        raise ValueError(f"conv: {channels} input channels do not fit a kernel of shape {tuple(kernel)}.")
    return channels // kernel[-2]


def _check_rank(what: str, x: Tensor, rank: int) -> None:
    if len(P.shape(x)) != rank + 2:
        raise ValueError(
            f"{what}: an input with {rank} spatial axes has {rank + 2} axes in all (batch and channels too). "
            f"Received shape: {P.shape(x)}"
        )


@op
def depthwise_conv(
    inputs: Any,
    kernel: Any,
    strides: Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
) -> Tensor:
    """Convolution of every channel by itself.

    Args:
        kernel: `(*spatial, channels, multiplier)`; the output has `channels * multiplier` channels.
    """
    x, kernel = promoted(inputs, kernel)
    *window, channels, multiplier = P.shape(kernel)
    grouped = P.reshape(kernel, (*window, 1, channels * multiplier))
    return conv(x, grouped, strides, padding, data_format, dilation_rate)


@op
def separable_conv(
    inputs: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Sizes = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
) -> Tensor:
    """`depthwise_conv`, then channels mixed by a convolution of window 1."""
    x = depthwise_conv(inputs, depthwise_kernel, strides, padding, data_format, dilation_rate)
    return conv(x, pointwise_kernel, 1, "valid", data_format)


@op
def conv_transpose(
    inputs: Any,
    kernel: Any,
    strides: Sizes = 1,
    padding: str = "valid",
    output_padding: Sizes | None = None,
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
) -> Tensor:
    """The way back through `conv`: what it made of a larger tensor, spread out again.

    Args:
        kernel: `(*spatial, out_channels, in_channels)`.
        output_padding: entries more at the end of each axis. None chooses the size by `padding`:
            `size * stride` for `"same"`, `size * stride + max(window - stride, 0)` for `"valid"`.
    """
    x, kernel = promoted(inputs, kernel)
    window = P.shape(kernel)[:-2]
    rank = len(window)
    _check_rank("conv_transpose", x, rank)
    steps, gaps = _each(strides, rank, "strides"), _each(dilation_rate, rank, "dilation_rate")
    mode = _padding(padding, "conv_transpose")
    more: Sequence[int | None] = [None] * rank
    if output_padding is not None:
        more = (output_padding,) * rank if isinstance(output_padding, int) else tuple(output_padding)
    around = [
        _around((k - 1) * gap + 1, step, mode, extra)
        for k, step, gap, extra in zip(window, steps, gaps, more, strict=True)
    ]

    def run(x: Tensor) -> Tensor:
        return P.conv_transpose(x, kernel, steps, around, gaps)

    return _channels_last(run, x, data_format)


def _around(reach: int, stride: int, padding: str, more: int | None) -> tuple[int, int]:
    """How much to pad an axis that is spread by `stride`, for a window of `reach` entries.

    The forward convolution cut `cropped` entries off; its first half was cut in front.
    """
    if more is None:
        beyond = stride if padding == "same" else max(reach, stride)
    else:
        beyond = reach + more - (2 * (reach // 2) if padding == "same" else 0)
    cropped = max(reach - beyond, 0)
    before = reach - 1 - cropped // 2
    return before, beyond + reach - 2 - before


@op
def max_pool(
    inputs: Any,
    pool_size: Sizes,
    strides: Sizes | None = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """The largest element of each window; `strides` is `pool_size` by default."""
    x = tensor(inputs)
    size, steps, mode = _window(x, pool_size, strides, padding, "max_pool")
    return _channels_last(lambda x: P.max_pool(x, size, steps, mode), x, data_format)


@op
def average_pool(
    inputs: Any,
    pool_size: Sizes,
    strides: Sizes | None = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """The mean of each window, padding not counted; `strides` is `pool_size` by default."""
    x = tensor(inputs)
    size, steps, mode = _window(x, pool_size, strides, padding, "average_pool")
    return _channels_last(lambda x: P.avg_pool(x, size, steps, mode), x, data_format)


def _window(
    x: Tensor, pool_size: Sizes, strides: Sizes | None, padding: str, what: str
) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    rank = len(P.shape(x)) - 2
    if not 1 <= rank <= 3:
        raise ValueError(f"{what}: the input needs 3 to 5 axes. Received shape: {P.shape(x)}")
    size = _each(pool_size, rank, "pool_size")
    steps = size if strides is None else _each(strides, rank, "strides")
    return size, steps, _padding(padding, what)


@op
def adaptive_average_pool(inputs: Any, output_size: Sizes, data_format: str | None = None) -> Tensor:
    """As many windows along each axis as `output_size` says, of about equal size; the mean of each."""
    return _adaptive(tensor(inputs), output_size, data_format, P.mean, "adaptive_average_pool")


@op
def adaptive_max_pool(inputs: Any, output_size: Sizes, data_format: str | None = None) -> Tensor:
    """As many windows along each axis as `output_size` says, of about equal size; the largest of each."""
    return _adaptive(tensor(inputs), output_size, data_format, P.max, "adaptive_max_pool")


def _adaptive(x: Tensor, output_size: Sizes, data_format: str | None, reduce: Any, what: str) -> Tensor:
    rank = len(P.shape(x)) - 2
    sizes = _each(output_size, rank, "output_size")
    first = 1 if config.standardize_data_format(data_format) == "channels_last" else 2
    for axis, count in enumerate(sizes, first):
        have = P.shape(x)[axis]
        if have is None:
            raise ValueError(f"{what}: the sizes of the windows need a known input. Received: {P.shape(x)}")
        before = (slice(None),) * axis
        cuts = [slice(i * have // count, -(-(i + 1) * have // count)) for i in range(count)]
        x = P.concatenate([reduce(P.getitem(x, (*before, cut)), axis, True) for cut in cuts], axis)
    return x
