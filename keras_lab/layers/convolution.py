"""Convolutions over sequences, images and volumes.

LeCun et al., "Backpropagation applied to handwritten zip code recognition", 1989; dilation: Yu & Koltun, 2015
(arXiv:1511.07122); causal padding: van den Oord et al., "WaveNet", 2016 (arXiv:1609.03499).
"""

from __future__ import annotations

from typing import Any

from keras_lab import config, ops
from keras_lab.layers import checks, layouts
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.lora import Adaptable, adapted
from keras_lab.layers.weighted import Weighted

Sizes = int | tuple[int, ...]


class Convolution(Adaptable, Weighted):
    """Base of Conv1D, Conv2D and Conv3D: `activation(inputs ∗ kernel + bias)`.

    Args:
        filters: how many channels come out.
        kernel_size: the size of the window: an int, or one for each spatial axis.
        strides: how far the window moves at a time.
        padding: `"valid"` (the window stays inside), `"same"` (as many positions as entries, at stride 1),
            and in 1D `"causal"` (position t sees nothing after t).
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.
        dilation_rate: how far apart the entries of a window are. Not together with strides above 1.
        groups: into how many groups the channels are split that do not see each other.
        activation, use_bias, **kwargs: see `Weighted` and `Layer`.

    Shapes:
        `(batch, *spatial, channels)` → `(batch, *positions, filters)`. Weights: kernel
        `(*kernel_size, channels / groups, filters)`, bias `(filters,)`.
    """

    #: How many spatial axes there are.
    rank = 1
    paddings: tuple[str, ...] = ("valid", "same")
    kernel = adapted()

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Sizes = 1,
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(activation=activation, use_bias=use_bias, **kwargs)
        self.filters = checks.positive(self, "filters", filters)
        self.kernel_size = checks.sizes(self, "kernel_size", kernel_size, self.rank)
        self.strides = checks.sizes(self, "strides", strides, self.rank)
        self.padding = checks.one_of(self, "padding", padding, self.paddings)
        self.data_format = config.standardize_data_format(data_format)
        self.dilation_rate = checks.sizes(self, "dilation_rate", dilation_rate, self.rank)
        self.groups = checks.positive(self, "groups", groups)
        self.input_spec = InputSpec(ndim=self.rank + 2)
        self._check_combination()

    def _check_combination(self) -> None:
        if self.filters % self.groups:
            raise ValueError(
                f"The {self.filters} filters of the layer {self.name!r} cannot be split into "
                f"{self.groups} groups."
            )
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"The layer {self.name!r} cannot have both strides={self.strides} and "
                f"dilation_rate={self.dilation_rate} above 1."
            )

    def build(self, input_shape: Any) -> None:
        axis = layouts.channel_axis(self.data_format)
        channels = checks.known_size(self, input_shape, axis)
        if channels % self.groups:
            raise ValueError(
                f"The {channels} channels that the layer {self.name!r} receives cannot be split into "
                f"{self.groups} groups. Received an input of shape {tuple(input_shape)}."
            )
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={axis: channels})
        self.kernel = self.add_kernel((*self.kernel_size, channels // self.groups, self.filters))
        self.bias = self.add_bias((self.filters,))

    def call(self, inputs: Any) -> Any:
        x = layouts.channels_last(inputs, self.data_format)
        outputs = self._convolved(x, self.kernel)
        return self.activation(layouts.laid_out(self.biased(outputs), self.data_format))

    def convolution_op(self, inputs: Any, kernel: Any) -> Any:
        """The convolution alone, of inputs in the layer's `data_format` with any `kernel`."""
        x = layouts.channels_last(inputs, self.data_format)
        return layouts.laid_out(self._convolved(x, kernel), self.data_format)

    def _convolved(self, x: Any, kernel: Any) -> Any:
        padding = "valid" if self.padding == "causal" else self.padding
        return ops.conv(self._padded(x), kernel, self.strides, padding, "channels_last", self.dilation_rate)

    def _padded(self, x: Any) -> Any:
        if self.padding != "causal":
            return x
        before = self.dilation_rate[0] * (self.kernel_size[0] - 1)
        return ops.pad(x, ((0, 0), (before, 0), (0, 0)))


class Conv1D(Convolution):
    __doc__ = (Convolution.__doc__ or "").replace(
        "Base of Conv1D, Conv2D and Conv3D", "Convolution over sequences"
    )
    rank = 1
    paddings = ("valid", "same", "causal")


class Conv2D(Convolution):
    __doc__ = (Convolution.__doc__ or "").replace(
        "Base of Conv1D, Conv2D and Conv3D", "Convolution over images"
    )
    rank = 2

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Sizes = (1, 1),
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            groups,
            activation,
            use_bias,
            **kwargs,
        )


class Conv3D(Convolution):
    __doc__ = (Convolution.__doc__ or "").replace(
        "Base of Conv1D, Conv2D and Conv3D", "Convolution over volumes"
    )
    rank = 3

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = (1, 1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Sizes = (1, 1, 1),
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            groups,
            activation,
            use_bias,
            **kwargs,
        )


Convolution1D = Conv1D


class Convolution2D(Conv2D):
    """Keras 1's name of `Conv2D`, which it makes; the kernel's sizes may come one by one: `(32, 3, 3)`."""

    modern_class = Conv2D


class Convolution3D(Conv3D):
    """Keras 1's name of `Conv3D`, which it makes; the kernel's sizes may come one by one: `(8, 3, 3, 3)`."""

    modern_class = Conv3D
