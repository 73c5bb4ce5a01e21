"""SimpleRNN, GRU and LSTM: recurrent layers that make their own cell."""

from __future__ import annotations

from typing import Any

from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.recurrent import RNN
from keras_lab.layers.recurrent_at_once import at_once
from keras_lab.layers.recurrent_cells import GRUCell, LSTMCell, RecurrentCell, SimpleRNNCell
from keras_lab.layers.recurrent_stacked import listed


class UnitsRNN(RNN):
    """Base of the recurrent layers that are made with a number of units.

    Attributes such as `units`, `activation` or `dropout` are the cell's.

    Args:
        kernel_initializer, kernel_regularizer, kernel_constraint: for the weights from input to state.
        recurrent_initializer, recurrent_regularizer, recurrent_constraint: for those from state to state.
        bias_initializer, bias_regularizer, bias_constraint: for the bias.
        dropout, recurrent_dropout: fraction of the inputs, and of the state, that is dropped in training.
        seed: for dropout.
        **kwargs: see `RNN` and `Layer`.
    """

    input_spec = InputSpec(ndim=3)
    cell_class: type[RecurrentCell]
    use_cudnn: bool | str = False

    def __init__(
        self,
        _own: dict[str, Any],
        *,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        cell = self.cell_class(
            **_own,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            dtype=kwargs.get("dtype"),
            trainable=kwargs.get("trainable", True),
        )
        super().__init__(cell, **kwargs)

    def inner_loop(
        self,
        sequences: Any,
        initial_state: Any,
        mask: Any,
        training: bool = False,
        constants: Any = None,
    ) -> tuple[Any, Any, list[Any]]:
        if self.use_cudnn is not False and mask is None and constants is None and not self.unroll:
            done = at_once(self.cell, sequences, listed(initial_state), self.go_backwards, training)
            if done is not None:
                return done
        return super().inner_loop(sequences, initial_state, mask, training, constants)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.pop("use_cudnn", None)  # says how, not what
        return config

    def __getattr__(self, name: str) -> Any:
        """What the layer does not have itself (`units`, `dropout`, …) is the cell's."""
        if name.startswith("_") or "cell" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}.")
        return getattr(self.cell, name)


class SimpleRNN(UnitsRNN):
    """A recurrent layer in which the output is the state (Elman, "Finding structure in time", 1990).

    Args:
        units: how many outputs.
        activation, use_bias: see `SimpleRNNCell`.
        **kwargs: see `UnitsRNN` (weights, dropout) and `RNN` (sequences, states).

    Shapes:
        See `RNN`. Weights: kernel `(features, units)`, recurrent_kernel `(units, units)`, bias `(units,)`.
    """

    cell_class = SimpleRNNCell

    def __init__(self, units: int, activation: Any = "tanh", use_bias: bool = True, **kwargs: Any) -> None:
        super().__init__({"units": units, "activation": activation, "use_bias": use_bias}, **kwargs)


class GRU(UnitsRNN):
    """A layer of gated recurrent units (Cho et al., 2014, arXiv:1406.1078).

    Args:
        units: how many outputs.
        activation, recurrent_activation, use_bias, reset_after: see `GRUCell`.
        use_cudnn: False: never by the kernel that a device may have for whole sequences.
        **kwargs: see `UnitsRNN` (weights, dropout) and `RNN` (sequences, states).

    Shapes:
        See `RNN`. Weights: kernel `(features, 3 · units)`, recurrent_kernel `(units, 3 · units)`, bias
        `(2, 3 · units)`, or `(3 · units,)` without `reset_after`.
    """

    cell_class = GRUCell

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        *,
        reset_after: bool = True,
        use_cudnn: bool | str = "auto",
        **kwargs: Any,
    ) -> None:
        own = {
            "units": units,
            "activation": activation,
            "recurrent_activation": recurrent_activation,
            "use_bias": use_bias,
            "reset_after": reset_after,
        }
        super().__init__(own, **kwargs)
        self.use_cudnn = _cudnn(self, use_cudnn)


class LSTM(UnitsRNN):
    """A layer of long short-term memory (Hochreiter & Schmidhuber, 1997).

    Args:
        units: how many outputs.
        activation, recurrent_activation, use_bias, unit_forget_bias: see `LSTMCell`.
        use_cudnn: False: never by the kernel that a device may have for whole sequences.
        **kwargs: see `UnitsRNN` (weights, dropout) and `RNN` (sequences, states).

    Shapes:
        See `RNN`; the states are h and c. Weights: kernel `(features, 4 · units)`, recurrent_kernel
        `(units, 4 · units)`, bias `(4 · units,)`.
    """

    cell_class = LSTMCell

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        *,
        unit_forget_bias: bool = True,
        use_cudnn: bool | str = "auto",
        **kwargs: Any,
    ) -> None:
        own = {
            "units": units,
            "activation": activation,
            "recurrent_activation": recurrent_activation,
            "use_bias": use_bias,
            "unit_forget_bias": unit_forget_bias,
        }
        super().__init__(own, **kwargs)
        self.use_cudnn = _cudnn(self, use_cudnn)


def _cudnn(layer: RNN, value: bool | str) -> bool | str:
    if value not in ("auto", True, False):
        raise ValueError(
            f"The layer {layer.name!r} takes as use_cudnn 'auto', True or False. Received: {value!r}"
        )
    return value
