"""Convolutions of each channel by itself, alone or followed by one that mixes the channels.

Chollet, "Xception", 2016 (arXiv:1610.02357); Howard et al., "MobileNets", 2017 (arXiv:1704.04861).
"""

from __future__ import annotations

from typing import Any

from keras_lab import config, constraints, initializers, ops, regularizers
from keras_lab.layers import checks, layouts
from keras_lab.layers.convolution import Sizes
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.weighted import Weighted
from keras_lab.variables import Variable


class ByChannel(Weighted):
    """Base of the layers that convolve each channel by itself.

    Args:
        kernel_size, strides, padding, data_format, dilation_rate: see `Convolution`.
        depth_multiplier: how many channels are made of each.
        depthwise_initializer, depthwise_regularizer, depthwise_constraint: for the kernel that does it.
        activation, use_bias, **kwargs: see `Weighted` and `Layer`.
    """

    rank = 1
    paddings: tuple[str, ...] = ("valid", "same")

    def __init__(
        self,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Sizes = 1,
        *,
        depthwise_initializer: Any = "glorot_uniform",
        depthwise_regularizer: Any = None,
        depthwise_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.kernel_size = checks.sizes(self, "kernel_size", kernel_size, self.rank)
        self.strides = checks.sizes(self, "strides", strides, self.rank)
        self.padding = checks.one_of(self, "padding", padding, self.paddings)
        self.depth_multiplier = checks.positive(
            self, "channels from each (depth_multiplier)", depth_multiplier
        )
        self.data_format = config.standardize_data_format(data_format)
        self.dilation_rate = checks.sizes(self, "dilation_rate", dilation_rate, self.rank)
        self.depthwise_initializer = initializers.get(depthwise_initializer)
        self.depthwise_regularizer = regularizers.get(depthwise_regularizer)
        self.depthwise_constraint = constraints.get(depthwise_constraint)
        self.input_spec = InputSpec(ndim=self.rank + 2)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"The layer {self.name!r} cannot have both strides={self.strides} and "
                f"dilation_rate={self.dilation_rate} above 1."
            )

    def add_depthwise_kernel(self, input_shape: Any, name: str) -> Variable:
        """The weight `(*kernel_size, channels, depth_multiplier)`."""
        axis = layouts.channel_axis(self.data_format)
        channels = checks.known_size(self, input_shape, axis)
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={axis: channels})
        return self.add_weight(
            (*self.kernel_size, channels, self.depth_multiplier),
            self.depthwise_initializer,
            name=name,
            regularizer=self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )

    def depthwise(self, inputs: Any, kernel: Any) -> Any:
        """Each channel convolved by itself, with the channels on the last axis."""
        x, padding = layouts.channels_last(inputs, self.data_format), self.padding
        if padding == "causal":
            x, padding = ops.pad(x, ((0, 0), self._before(), (0, 0))), "valid"
        return ops.depthwise_conv(x, kernel, self.strides, padding, "channels_last", self.dilation_rate)

    def _before(self) -> tuple[int, int]:
        return self.dilation_rate[0] * (self.kernel_size[0] - 1), 0

    def finished(self, outputs: Any) -> Any:
        """With bias and activation, laid out as the inputs."""
        return self.activation(layouts.laid_out(self.biased(outputs), self.data_format))

    def get_config(self) -> dict[str, Any]:
        kernel = ("kernel_initializer", "kernel_regularizer", "kernel_constraint")
        return {name: value for name, value in super().get_config().items() if name not in kernel}


class DepthwiseConvolution(ByChannel):
    """Base of DepthwiseConv1D and DepthwiseConv2D: convolves each channel by itself.

    Args:
        See `ByChannel`.

    Shapes:
        `(batch, *spatial, channels)` → `(batch, *positions, channels · depth_multiplier)`. Weights: kernel
        `(*kernel_size, channels, depth_multiplier)`, bias `(channels · depth_multiplier,)`.
    """

    def build(self, input_shape: Any) -> None:
        self.kernel = self.add_depthwise_kernel(input_shape, "kernel")
        self.bias = self.add_bias((self.kernel.shape[-2] * self.depth_multiplier,))

    def call(self, inputs: Any, training: Any = None) -> Any:
        return self.finished(self.depthwise(inputs, self.kernel))


class DepthwiseConv1D(DepthwiseConvolution):
    """Convolves each feature of sequences by itself. Args, shapes: see `DepthwiseConvolution`."""


class DepthwiseConv2D(DepthwiseConvolution):
    """Convolves each channel of images by itself. Args, shapes: see `DepthwiseConvolution`."""

    rank = 2

    def __init__(
        self,
        kernel_size: Sizes,
        strides: Sizes = (1, 1),
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Sizes = (1, 1),
        **kwargs: Any,
    ) -> None:
        super().__init__(
            kernel_size, strides, padding, depth_multiplier, data_format, dilation_rate, **kwargs
        )


class SeparableConvolution(ByChannel):
    """Base of SeparableConv1D and SeparableConv2D: each channel by itself, then the channels mixed.

    Args:
        filters: how many channels come out.
        pointwise_initializer, pointwise_regularizer, pointwise_constraint: for the kernel that mixes.
        **kwargs: see `ByChannel`.

    Shapes:
        `(batch, *spatial, channels)` → `(batch, *positions, filters)`. Weights: depthwise_kernel
        `(*kernel_size, channels, depth_multiplier)`, pointwise_kernel
        `(1, …, channels · depth_multiplier, filters)`, bias `(filters,)`.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Sizes = 1,
        depth_multiplier: int = 1,
        *,
        pointwise_initializer: Any = "glorot_uniform",
        pointwise_regularizer: Any = None,
        pointwise_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            kernel_size, strides, padding, depth_multiplier, data_format, dilation_rate, **kwargs
        )
        self.filters = checks.positive(self, "filters", filters)
        self.pointwise_initializer = initializers.get(pointwise_initializer)
        self.pointwise_regularizer = regularizers.get(pointwise_regularizer)
        self.pointwise_constraint = constraints.get(pointwise_constraint)

    def build(self, input_shape: Any) -> None:
        self.depthwise_kernel = self.add_depthwise_kernel(input_shape, "depthwise_kernel")
        self.pointwise_kernel = self.add_weight(
            (*(1,) * self.rank, self.depthwise_kernel.shape[-2] * self.depth_multiplier, self.filters),
            self.pointwise_initializer,
            name="pointwise_kernel",
            regularizer=self.pointwise_regularizer,
            constraint=self.pointwise_constraint,
        )
        self.bias = self.add_bias((self.filters,))

    def call(self, inputs: Any, training: Any = None) -> Any:
        apart = self.depthwise(inputs, self.depthwise_kernel)
        return self.finished(ops.conv(apart, self.pointwise_kernel, 1, "valid", "channels_last"))


class SeparableConv1D(SeparableConvolution):
    """Separable convolution over sequences; padding may be causal. Args: see `SeparableConvolution`."""

    paddings = ("valid", "same", "causal")


class SeparableConv2D(SeparableConvolution):
    """Separable convolution over images. Args, shapes: see `SeparableConvolution`."""

    rank = 2

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Sizes = (1, 1),
        depth_multiplier: int = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, data_format, dilation_rate, depth_multiplier, **kwargs
        )


SeparableConvolution1D = SeparableConv1D


class SeparableConvolution2D(SeparableConv2D):
    """Keras 1's name of `SeparableConv2D`, which it makes; the kernel's sizes may come one by one."""

    modern_class = SeparableConv2D
