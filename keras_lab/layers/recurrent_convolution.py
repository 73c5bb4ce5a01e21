"""Recurrent layers in which the products with the kernels are convolutions.

Shi et al., "Convolutional LSTM network", 2015 (arXiv:1506.04214).
"""

from __future__ import annotations

from typing import Any

from keras_lab import activations, config, engine, ops
from keras_lab.engine import P
from keras_lab.engine.spec import Spec
from keras_lab.layers import checks, layouts
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.recurrent import RNN
from keras_lab.layers.recurrent_cells import RecurrentCell, for_each_gate, open_forget_gate, remembered
from keras_lab.layers.recurrent_units import UnitsRNN

Sizes = int | tuple[int, ...]


class ConvLSTMCell(RecurrentCell):
    """A step of an LSTM over images: see `LSTMCell`, with convolutions in place of products.

    Args:
        filters: how many channels come out.
        kernel_size: the size of the windows, of the input's and the state's.
        strides, padding, data_format, dilation_rate: of the input's convolution (see `Conv2D`); the state's
            has `padding="same"`.
        activation, recurrent_activation, use_bias, unit_forget_bias: see `LSTMCell`.
        **kwargs: see `RecurrentCell` and `Layer`.
    """

    gates = 4
    #: How many spatial axes there are.
    rank = 2
    output_size = None  # that of the states

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Sizes = 1,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        *,
        unit_forget_bias: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(activation=activation, use_bias=use_bias, **kwargs)
        self.filters = checks.positive(self, "filters", filters)
        self.kernel_size = checks.sizes(self, "kernel_size", kernel_size, self.rank)
        self.strides = checks.sizes(self, "strides", strides, self.rank)
        self.padding = checks.one_of(self, "padding", padding, ("valid", "same"))
        self.data_format = config.standardize_data_format(data_format)
        self.dilation_rate = checks.sizes(self, "dilation_rate", dilation_rate, self.rank)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"Specifying `strides > 1` is not compatible with `dilation_rate > 1`. "
                f"The layer {self.name!r} received strides={self.strides}, dilation_rate={self.dilation_rate}."
            )
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias
        self.state_size = [self.filters, self.filters]

    def build(self, input_shape: Any) -> None:
        channels = checks.known_size(self, input_shape, layouts.channel_axis(self.data_format))
        self._step_shape = tuple(input_shape)
        self.kernel = self.add_kernel((*self.kernel_size, channels, 4 * self.filters))
        self.recurrent_kernel = self.add_recurrent_kernel((*self.kernel_size, self.filters, 4 * self.filters))
        initializer = open_forget_gate(self) if self.unit_forget_bias else None
        self.bias = self.add_bias((4 * self.filters,), initializer)

    def get_initial_state(self, batch_size: int | None = None) -> list[Any]:
        """The states before the first step: zeros `(batch_size, *positions, filters)`, for images as built for."""
        return zero_states(self, (batch_size, *self._step_shape[1:]))

    def step(self, x: Any, h: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        axis = layouts.channel_axis(self.data_format)

        def of_input(x: Any, kernel: Any) -> Any:
            return self.input_conv(x, kernel, padding=self.padding)

        of_state = for_each_gate(self.recurrent_conv, h, self.recurrent_kernel, axis)
        gates = ops.add(for_each_gate(of_input, x, self.kernel, axis), of_state)
        return remembered(
            self, gates if self.bias is None else self._biased(gates, self.bias), states[1], axis
        )

    def input_conv(self, x: Any, w: Any, b: Any = None, padding: str = "valid") -> Any:
        """The convolution of the input with the kernel `w`, and the bias `b` if there is one."""
        outputs = ops.conv(x, w, self.strides, padding, self.data_format, self.dilation_rate)
        return outputs if b is None else self._biased(outputs, b)

    def recurrent_conv(self, x: Any, w: Any) -> Any:
        """The convolution of the state with the kernel `w`."""
        return ops.conv(x, w, 1, "same", self.data_format)

    def _biased(self, outputs: Any, bias: Any) -> Any:
        after = 0 if self.data_format == "channels_last" else self.rank
        return ops.add(outputs, ops.reshape(bias, (-1, *(1 for _ in range(after)))))


class ConvLSTM1DCell(ConvLSTMCell):
    __doc__ = (ConvLSTMCell.__doc__ or "").replace("images", "sequences")
    rank = 1


class ConvLSTM2DCell(ConvLSTMCell):
    __doc__ = ConvLSTMCell.__doc__
    rank = 2


class ConvLSTM3DCell(ConvLSTMCell):
    __doc__ = (ConvLSTMCell.__doc__ or "").replace("images", "volumes")
    rank = 3


class ConvRNN(RNN):
    """Runs a cell whose states are images (or sequences, or volumes) over the steps of a sequence of images.

    Args:
        cell: has `filters`, `kernel_size`, `data_format` and `input_conv(x, kernel, padding=)`, and a
            `state_size` of filters.
        **kwargs: see `RNN`.

    Shapes:
        `(batch, time, *spatial, channels)` → `(batch, *positions, filters)`, or with time `(batch, time, …)`.
    """

    def _states_for(self, sequences_shape: Any) -> list[Any]:
        return zero_states(self.cell, (sequences_shape[0], *sequences_shape[2:]))

    def _check_states(self, tensors: list[Any], sizes: list[int]) -> None:
        """Nothing: the engine compares the shapes of images."""


class ConvRNN2D(ConvRNN):
    __doc__ = ConvRNN.__doc__
    input_spec = InputSpec(ndim=5)


def zero_states(cell: Any, step_shape: Any) -> list[Any]:
    """Zeros of the shape that the convolution of a step `(batch, …)` has, one for each state."""
    channels = step_shape[layouts.channel_axis(cell.data_format)]
    dtype = getattr(cell, "compute_dtype", "float32")
    with engine.spec_mode():
        kernel = Spec((*cell.kernel_size, channels, cell.filters), dtype)
        shape = cell.input_conv(Spec(tuple(step_shape), dtype), kernel, padding=cell.padding).shape
    states = cell.state_size if isinstance(cell.state_size, (list, tuple)) else [cell.state_size]
    return [P.full(shape, 0.0, dtype) for _ in states]


class ConvLSTM(UnitsRNN, ConvRNN):
    """An LSTM over sequences of images: see `LSTM`, with convolutions in place of products.

    Args:
        filters: how many channels come out.
        kernel_size: the size of the windows, of the input's and the state's.
        strides, padding, data_format, dilation_rate: of the input's convolution (see `Conv2D`); the state's
            has `padding="same"`.
        activation, recurrent_activation, use_bias, unit_forget_bias: see `LSTMCell`.
        **kwargs: see `UnitsRNN` (weights, dropout) and `RNN` (sequences, states).

    Shapes:
        `(batch, time, *spatial, channels)` → `(batch, *positions, filters)`, or with `return_sequences`
        `(batch, time, *positions, filters)`; the states are h and c, of the first of these shapes. Weights:
        kernel `(*kernel_size, channels, 4 · filters)`, recurrent_kernel `(*kernel_size, filters,
        4 · filters)`, bias `(4 · filters,)`.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Sizes = 1,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        *,
        unit_forget_bias: bool = True,
        **kwargs: Any,
    ) -> None:
        own = {
            "filters": filters,
            "kernel_size": kernel_size,
            "strides": strides,
            "padding": padding,
            "data_format": data_format,
            "dilation_rate": dilation_rate,
            "activation": activation,
            "recurrent_activation": recurrent_activation,
            "use_bias": use_bias,
            "unit_forget_bias": unit_forget_bias,
        }
        super().__init__(own, **kwargs)


class ConvLSTM1D(ConvLSTM):
    __doc__ = (ConvLSTM.__doc__ or "").replace("sequences of images", "sequences of sequences")
    cell_class = ConvLSTM1DCell
    input_spec = InputSpec(ndim=4)


class ConvLSTM2D(ConvLSTM, ConvRNN2D):
    __doc__ = ConvLSTM.__doc__
    cell_class = ConvLSTM2DCell
    input_spec = InputSpec(ndim=5)


class ConvLSTM3D(ConvLSTM):
    __doc__ = (ConvLSTM.__doc__ or "").replace("sequences of images", "sequences of volumes")
    cell_class = ConvLSTM3DCell
    input_spec = InputSpec(ndim=6)
