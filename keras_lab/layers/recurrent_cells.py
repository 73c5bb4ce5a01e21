"""Cells: one time step of SimpleRNN, GRU and LSTM."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import activations, constraints, initializers, ops, regularizers
from keras_lab.engine import P
from keras_lab.layers import checks
from keras_lab.layers.recurrent_dropout import DropoutRNNCell
from keras_lab.layers.weighted import Weighted
from keras_lab.ops import random
from keras_lab.variables import Variable


class RecurrentCell(DropoutRNNCell, Weighted):
    """Base of our cells: weights from state to state, and dropout.

    Args:
        activation: of the new state.
        use_bias: whether a bias is added.
        recurrent_initializer, recurrent_regularizer, recurrent_constraint: for the weights from state to
            state.
        dropout: fraction of the inputs that is dropped in training.
        recurrent_dropout: fraction of the state that is dropped in training; then each gate has masks of its
            own.
        seed: for dropout.
        **kwargs: see `Weighted` and `Layer`.
    """

    #: How many times as many columns as there are units the kernels have.
    gates = 1

    def __init__(
        self,
        *,
        activation: Any = "tanh",
        use_bias: bool = True,
        recurrent_initializer: Any = "orthogonal",
        recurrent_regularizer: Any = None,
        recurrent_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(activation=activation, use_bias=use_bias, **kwargs)
        self.recurrent_initializer = initializers.get(recurrent_initializer)
        self.recurrent_regularizer = regularizers.get(recurrent_regularizer)
        self.recurrent_constraint = constraints.get(recurrent_constraint)
        self.dropout = checks.rate(self, "dropout", dropout, below=True)
        self.recurrent_dropout = checks.rate(self, "recurrent_dropout", recurrent_dropout, below=True)
        self.dropout_mask_count = self.gates if self.recurrent_dropout and self.gates > 1 else None
        self.seed = seed
        self.seed_generator = None if seed is None else random.SeedGenerator(seed)

    def add_recurrent_kernel(self, shape: tuple[int, ...]) -> Variable:
        """The weight `recurrent_kernel`, made as the constructor was told."""
        return self.add_weight(
            shape,
            self.recurrent_initializer,
            name="recurrent_kernel",
            regularizer=self.recurrent_regularizer,
            constraint=self.recurrent_constraint,
        )

    def call(self, inputs: Any, states: Any, training: bool = False) -> tuple[Any, list[Any]]:
        """One step: `(batch, …)`, the states → the outputs, the new states."""
        states = list(states) if isinstance(states, (list, tuple)) else [states]
        for_input = self.get_dropout_mask(inputs) if training else None
        for_state = self.get_recurrent_dropout_mask(states[0]) if training else None
        return self.step(dropped(inputs, for_input), dropped(states[0], for_state), states)

    def step(self, x: Any, h: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        """The outputs and new states from the input and the first state (after dropout) and all states.

        `x` and `h` are lists, one for each gate, where each gate has a mask of its own.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define step(x, h, states).")


def dropped(x: Any, mask: Any) -> Any:
    """`x` after dropout; a list of as many as there are masks."""
    if isinstance(mask, list):
        return [ops.multiply(x, each) for each in mask]
    return x if mask is None else ops.multiply(x, mask)


def for_each_gate(product: Callable[[Any, Any], Any], x: Any, kernel: Any, axis: int = -1) -> Any:
    """`product(x, kernel)`; with a list, each gate's own x with its part of the kernel, put together."""
    if not isinstance(x, list):
        return product(x, kernel)
    parts = ops.split(ops.convert_to_tensor(kernel), len(x), axis=-1)
    return ops.concatenate([product(one, part) for one, part in zip(x, parts, strict=True)], axis=axis)


class Cell(RecurrentCell):
    """Base of the cells with `units` units.

    Args:
        units: how many outputs.
        activation, use_bias, **kwargs: see `RecurrentCell`.
    """

    def __init__(self, units: int, activation: Any = "tanh", use_bias: bool = True, **kwargs: Any) -> None:
        super().__init__(activation=activation, use_bias=use_bias, **kwargs)
        self.units = checks.positive(self, "units", units)
        self.state_size: Any = self.units
        self.output_size = self.units

    def build(self, input_shape: Any) -> None:
        size = checks.known_size(self, input_shape, -1)
        self.kernel = self.add_kernel((size, self.gates * self.units))
        self.recurrent_kernel = self.add_recurrent_kernel((self.units, self.gates * self.units))
        self.bias = self.add_bias((self.gates * self.units,))

    def get_initial_state(self, batch_size: int | None = None) -> list[Any]:
        """The states before the first step: zeros `(batch_size, units)`."""
        count = len(self.state_size) if isinstance(self.state_size, list) else 1
        return [P.full((batch_size, self.units), 0.0, self.compute_dtype) for _ in range(count)]

    def project(self, x: Any, h: Any) -> Any:
        """`x · kernel + h · recurrent_kernel + bias`."""
        of_input = for_each_gate(ops.matmul, x, self.kernel)
        return self.biased(ops.add(of_input, for_each_gate(ops.matmul, h, self.recurrent_kernel)))


class SimpleRNNCell(Cell):
    """`h' = activation(x · kernel + h · recurrent_kernel + bias)` (Elman, 1990). Args: see `Cell`."""

    def step(self, x: Any, h: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        new = self.activation(self.project(x, h))
        return new, [new]


class _GatedCell(Cell):
    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(units, activation, use_bias, **kwargs)
        self.recurrent_activation = activations.get(recurrent_activation)


class GRUCell(_GatedCell):
    """A step of a gated recurrent unit: `h' = z · h + (1 - z) · candidate`.

    Cho et al., 2014 (arXiv:1406.1078). The columns of the kernels are those of the gates z (update) and r
    (reset) and of the candidate.

    Args:
        units, activation, use_bias, **kwargs: see `Cell`.
        recurrent_activation: of the gates.
        reset_after: whether the reset gate is applied after multiplying with the recurrent kernel; then there
            are two biases, `(2, 3 · units)`.
    """

    gates = 3

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        *,
        reset_after: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(units, activation, recurrent_activation, use_bias, **kwargs)
        self.reset_after = reset_after

    def add_bias(self, shape: tuple[int, ...], initializer: Any = None) -> Any:
        return super().add_bias((2, *shape) if self.reset_after else shape, initializer)

    def step(self, x: Any, h: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        of_input, of_state = self._projections(x, h)
        gates = self.recurrent_activation(
            ops.add(of_input[:, : 2 * self.units], of_state[:, : 2 * self.units])
        )
        z, r = ops.split(gates, 2, axis=-1)
        if self.reset_after:
            past = ops.multiply(r, of_state[:, 2 * self.units :])
        else:
            past = ops.matmul(ops.multiply(r, h[2] if isinstance(h, list) else h), self._columns(2, 3))
        candidate = self.activation(ops.add(of_input[:, 2 * self.units :], past))
        new = ops.add(ops.multiply(z, states[0]), ops.multiply(ops.subtract(1, z), candidate))
        return new, [new]

    def _projections(self, x: Any, h: Any) -> tuple[Any, Any]:
        """What input and state contribute; without `reset_after` the state's candidate comes later."""
        of_input = for_each_gate(ops.matmul, x, self.kernel)
        if not self.reset_after:
            h = h[:2] if isinstance(h, list) else h
            return self.biased(of_input), for_each_gate(ops.matmul, h, self._columns(0, 2))
        of_state = for_each_gate(ops.matmul, h, self.recurrent_kernel)
        if self.bias is None:
            return of_input, of_state
        for_input, for_state = ops.unstack(self.bias, 2)
        return ops.add(of_input, for_input), ops.add(of_state, for_state)

    def _columns(self, first: int, last: int) -> Any:
        kernel = ops.convert_to_tensor(self.recurrent_kernel)
        return kernel[:, first * self.units : last * self.units]


class LSTMCell(_GatedCell):
    """A step of long short-term memory: `c' = f · c + i · candidate`, `h' = o · activation(c')`.

    Hochreiter & Schmidhuber, 1997. The columns of the kernels are those of the gates i (input) and f
    (forget), of the candidate, and of the gate o (output). The states are h and c.

    Args:
        units, activation, use_bias, **kwargs: see `Cell`.
        recurrent_activation: of the gates.
        unit_forget_bias: whether the bias of the forget gate starts at 1 (Jozefowicz et al., 2015).
    """

    gates = 4

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        *,
        unit_forget_bias: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(units, activation, recurrent_activation, use_bias, **kwargs)
        self.unit_forget_bias = unit_forget_bias
        self.state_size = [self.units, self.units]

    def add_bias(self, shape: tuple[int, ...], initializer: Any = None) -> Any:
        return super().add_bias(shape, open_forget_gate(self) if self.unit_forget_bias else initializer)

    def step(self, x: Any, h: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        return remembered(self, self.project(x, h), states[1])


def open_forget_gate(cell: Any, gates_before: int = 1) -> Callable[..., Any]:
    """An initializer for the bias of an LSTM cell: ones for the forget gate, else the cell's own.

    Args:
        gates_before: how many gates' biases come before the forget gate's.
    """

    def initialize(shape: tuple[int, ...], dtype: str) -> Any:
        units = cell.state_size[0]
        sizes = (gates_before * units, shape[0] - (gates_before + 1) * units)
        before, after = (cell.bias_initializer((size,), dtype=dtype) for size in sizes)
        return ops.concatenate([before, P.full((units,), 1.0, dtype), after])

    return initialize


def remembered(cell: Any, gates: Any, c: Any, axis: int = -1) -> tuple[Any, list[Any]]:
    """Output and new states of an LSTM cell from its four gates, side by side along `axis`, and the old c."""
    i, f, candidate, o = ops.split(gates, 4, axis=axis)
    kept = ops.multiply(cell.recurrent_activation(f), c)
    c = ops.add(kept, ops.multiply(cell.recurrent_activation(i), cell.activation(candidate)))
    new = ops.multiply(cell.recurrent_activation(o), cell.activation(c))
    return new, [new, c]
