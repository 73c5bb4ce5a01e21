"""Transposed convolutions, the way back through a convolution: they make images larger.

Zeiler et al., "Deconvolutional networks", 2010.
"""

from __future__ import annotations

from typing import Any

from keras_lab import config, ops
from keras_lab.layers import checks, layouts
from keras_lab.layers.convolution import Sizes
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.weighted import Weighted


class TransposedConvolution(Weighted):
    """Base of Conv1DTranspose, Conv2DTranspose and Conv3DTranspose.

    Args:
        filters: how many channels come out.
        kernel_size: the size of the window: an int, or one for each spatial axis.
        strides: how far the window moves in the output for each entry of the input.
        padding: `"valid"` or `"same"` (`size · stride` entries).
        output_padding: how many entries more at the end of each axis; None: none.
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.
        dilation_rate: how far apart the entries of a window are. Not together with strides above 1.
        activation, use_bias, **kwargs: see `Weighted` and `Layer`.

    Shapes:
        `(batch, *spatial, channels)` → `(batch, *larger, filters)`, with padding valid
        `size · stride + max(window - stride, 0)`. Weights: kernel `(*kernel_size, filters, channels)`, bias
        `(filters,)`.
    """

    rank = 1

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: str = "valid",
        output_padding: Sizes | None = None,
        data_format: str | None = None,
        dilation_rate: Sizes = 1,
        activation: Any = None,
        use_bias: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(activation=activation, use_bias=use_bias, **kwargs)
        self.filters = checks.positive(self, "filters", filters)
        self.kernel_size = checks.sizes(self, "kernel_size", kernel_size, self.rank)
        self.strides = checks.sizes(self, "strides", strides, self.rank)
        self.padding = checks.one_of(self, "padding", padding, ("valid", "same"))
        self.output_padding = (
            None
            if output_padding is None
            else checks.sizes(self, "output_padding", output_padding, self.rank, least=0)
        )
        self.data_format = config.standardize_data_format(data_format)
        self.dilation_rate = checks.sizes(self, "dilation_rate", dilation_rate, self.rank)
        self.input_spec = InputSpec(ndim=self.rank + 2)
        self._check_combination()

    def _check_combination(self) -> None:
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"The layer {self.name!r} cannot have both strides={self.strides} and "
                f"dilation_rate={self.dilation_rate} above 1."
            )
        more = self.output_padding or (0,) * self.rank
        if any(extra >= stride for extra, stride in zip(more, self.strides, strict=True) if extra):
            raise ValueError(
                f"The layer {self.name!r} needs an output_padding below its strides {self.strides}. "
                f"Received: {self.output_padding}"
            )

    def build(self, input_shape: Any) -> None:
        axis = layouts.channel_axis(self.data_format)
        channels = checks.known_size(self, input_shape, axis)
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={axis: channels})
        self.kernel = self.add_kernel((*self.kernel_size, self.filters, channels))
        self.bias = self.add_bias((self.filters,))

    def call(self, inputs: Any) -> Any:
        outputs = ops.conv_transpose(
            layouts.channels_last(inputs, self.data_format),
            self.kernel,
            self.strides,
            self.padding,
            self.output_padding,
            "channels_last",
            self.dilation_rate,
        )
        return self.activation(layouts.laid_out(self.biased(outputs), self.data_format))


class Conv1DTranspose(TransposedConvolution):
    """Transposed convolution over sequences. Args, shapes: see `TransposedConvolution`."""


class Conv2DTranspose(TransposedConvolution):
    """Transposed convolution over images. Args, shapes: see `TransposedConvolution`."""

    rank = 2

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = (1, 1),
        padding: str = "valid",
        output_padding: Sizes | None = None,
        data_format: str | None = None,
        dilation_rate: Sizes = (1, 1),
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, output_padding, data_format, dilation_rate, **kwargs
        )


class Conv3DTranspose(TransposedConvolution):
    """Transposed convolution over volumes. Args, shapes: see `TransposedConvolution`."""

    rank = 3

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = (1, 1, 1),
        padding: str = "valid",
        output_padding: Sizes | None = None,
        data_format: str | None = None,
        dilation_rate: Sizes = (1, 1, 1),
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters, kernel_size, strides, padding, output_padding, data_format, dilation_rate, **kwargs
        )


Convolution1DTranspose = Conv1DTranspose
Convolution2DTranspose = Conv2DTranspose
Convolution3DTranspose = Deconvolution3D = Deconv3D = Conv3DTranspose


class Deconvolution2D(Conv2DTranspose):
    """Keras 1's name of `Conv2DTranspose`, which it makes; the kernel's sizes may come one by one."""

    modern_class = Conv2DTranspose


Deconv2D = Deconvolution2D
