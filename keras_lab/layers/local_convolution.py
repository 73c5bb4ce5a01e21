"""Convolutions with a kernel of its own for each position."""

from __future__ import annotations

import itertools
from math import prod
from typing import Any

from keras_lab import config, ops
from keras_lab.layers import checks, layouts
from keras_lab.layers.convolution import Sizes
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.weighted import Weighted


class LocalConvolution(Weighted):
    """Base of LocallyConnected1D and LocallyConnected2D: a convolution that shares no weights.

    Args:
        filters, kernel_size, strides, data_format: see `Convolution`.
        padding: only `"valid"`.
        activation, use_bias, **kwargs: see `Weighted` and `Layer`.

    Shapes:
        `(batch, *spatial, channels)`, of known size → `(batch, *positions, filters)`. Weights: kernel
        `(number of positions, window · channels, filters)`, bias `(*positions, filters)`.
    """

    rank = 1

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: str = "valid",
        data_format: str | None = None,
        activation: Any = None,
        use_bias: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(activation=activation, use_bias=use_bias, **kwargs)
        self.filters = checks.positive(self, "filters", filters)
        self.kernel_size = checks.sizes(self, "kernel_size", kernel_size, self.rank)
        self.strides = checks.sizes(self, "strides", strides, self.rank)
        self.padding = checks.one_of(self, "padding", padding, ("valid",))
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def build(self, input_shape: Any) -> None:
        axis = layouts.channel_axis(self.data_format)
        axes = layouts.spatial_axes(self.rank, self.data_format)
        channels, *sizes = (checks.known_size(self, input_shape, a) for a in (axis, *axes))
        self.input_spec = InputSpec(shape=(None, *input_shape[1:]))
        pairs = zip(sizes, self.kernel_size, self.strides, strict=True)
        self.positions = tuple((size - window) // stride + 1 for size, window, stride in pairs)
        if min(self.positions) < 1:
            raise ValueError(
                f"The window {self.kernel_size} of the layer {self.name!r} is larger than its input. "
                f"Received an input of shape {tuple(input_shape)}."
            )
        entries = prod(self.kernel_size) * channels
        self.kernel = self.add_kernel((prod(self.positions), entries, self.filters))
        self.bias = self.add_bias((*self.positions, self.filters))

    def call(self, inputs: Any) -> Any:
        x = layouts.channels_last(inputs, self.data_format)
        parts = [
            ops.get_item(x, (slice(None), *self._every(starts)))
            for starts in itertools.product(*map(range, self.kernel_size))
        ]
        # a window's entries are in the order in which the input has them: channels first or last
        windows = ops.stack(parts, axis=-2 if self.data_format == "channels_last" else -1)
        batch, *_ = ops.shape(x)
        flat = ops.reshape(windows, (batch, *self.kernel.shape[:2]))
        outputs = ops.einsum("bpi,pif->bpf", flat, self.kernel)
        outputs = ops.reshape(outputs, (batch, *self.positions, self.filters))
        return self.activation(layouts.laid_out(self.biased(outputs), self.data_format))

    def _every(self, starts: tuple[int, ...]) -> list[slice]:
        """The entry at `starts` of every window."""
        each = zip(starts, self.positions, self.strides, strict=True)
        return [slice(first, first + stride * (count - 1) + 1, stride) for first, count, stride in each]


class LocallyConnected1D(LocalConvolution):
    """A convolution over sequences that shares no weights. Args, shapes: see `LocalConvolution`."""


class LocallyConnected2D(LocalConvolution):
    """A convolution over images that shares no weights. Args, shapes: see `LocalConvolution`."""

    rank = 2

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(filters, kernel_size, strides, padding, data_format, **kwargs)
