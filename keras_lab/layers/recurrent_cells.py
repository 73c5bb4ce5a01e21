"""Cells: one time step of SimpleRNN, GRU and LSTM."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from keras_lab import activations, constraints, initializers, ops, regularizers
from keras_lab.engine import P
from keras_lab.layers import checks
from keras_lab.layers.weighted import Weighted
from keras_lab.ops import random

Masks = tuple[Any, Any]


class Cell(Weighted):
    """Base of the cells with `units` units: weights, and dropout that is the same in all steps of a sequence.

    Args:
        units: how many outputs.
        activation: of the new state.
        use_bias: whether a bias is added.
        recurrent_initializer, recurrent_regularizer, recurrent_constraint: for the weights from state to
            state.
        dropout: fraction of the inputs that is dropped in training.
        recurrent_dropout: fraction of the state that is dropped in training (Gal & Ghahramani, 2015,
            arXiv:1512.05287).
        seed: for dropout.
        **kwargs: see `Weighted` and `Layer`.
    """

    #: How many times `units` columns the kernels have.
    gates = 1

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        use_bias: bool = True,
        *,
        recurrent_initializer: Any = "orthogonal",
        recurrent_regularizer: Any = None,
        recurrent_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(activation=activation, use_bias=use_bias, **kwargs)
        self.units = checks.positive(self, "units", units)
        self.recurrent_initializer = initializers.get(recurrent_initializer)
        self.recurrent_regularizer = regularizers.get(recurrent_regularizer)
        self.recurrent_constraint = constraints.get(recurrent_constraint)
        self.dropout = checks.rate(self, "dropout", dropout, below=True)
        self.recurrent_dropout = checks.rate(self, "recurrent_dropout", recurrent_dropout, below=True)
        self.seed = seed
        self.seed_generator = None if seed is None else random.SeedGenerator(seed)
        self.state_size: Any = self.units
        self.output_size = self.units
        self._masks: Masks | None = None

    def build(self, input_shape: Any) -> None:
        size = checks.known_size(self, input_shape, -1)
        self.kernel = self.add_kernel((size, self.gates * self.units))
        self.recurrent_kernel = self.add_weight(
            (self.units, self.gates * self.units),
            self.recurrent_initializer,
            name="recurrent_kernel",
            regularizer=self.recurrent_regularizer,
            constraint=self.recurrent_constraint,
        )
        self.bias = self.add_bias((self.gates * self.units,))

    def call(self, inputs: Any, states: Any, training: bool = False) -> tuple[Any, list[Any]]:
        """One step: `(batch, features)`, the states, each `(batch, units)` → the outputs, the new states."""
        masks = self._masks
        if masks is None and training:
            masks = self._draw(ops.shape(inputs)[0])
        states = list(states) if isinstance(states, (list, tuple)) else [states]
        for_input, for_state = masks or (None, None)
        x = inputs if for_input is None else ops.multiply(inputs, for_input)
        h = states[0] if for_state is None else ops.multiply(states[0], for_state)
        return self.step(x, h, states)

    def step(self, x: Any, h: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        """The outputs and new states from the input, the first state (both after dropout) and all states."""
        raise NotImplementedError(f"{type(self).__name__} does not define step(x, h, states).")

    def project(self, x: Any, h: Any) -> Any:
        """`x · kernel + h · recurrent_kernel + bias`."""
        return self.biased(ops.add(ops.matmul(x, self.kernel), ops.matmul(h, self.recurrent_kernel)))

    @contextmanager
    def sequence(self, batch: int | None, training: bool) -> Iterator[None]:
        """Inside, all steps share the dropout masks that are drawn here, outside the engine's loop."""
        self._masks = self._draw(batch) if training else (None, None)
        try:
            yield
        finally:
            self._masks = None

    def _draw(self, batch: int | None) -> Masks:
        return (
            self._mask((batch, self.kernel.shape[0]), self.dropout),
            self._mask((batch, self.units), self.recurrent_dropout),
        )

    def _mask(self, shape: tuple[int | None, int], rate: float) -> Any:
        ones = P.full(shape, 1.0, self.compute_dtype)
        return random.dropout(ones, rate, seed=self.seed_generator) if rate else None


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
            past = ops.matmul(ops.multiply(r, h), self._columns(2, 3))
        candidate = self.activation(ops.add(of_input[:, 2 * self.units :], past))
        new = ops.add(ops.multiply(z, states[0]), ops.multiply(ops.subtract(1, z), candidate))
        return new, [new]

    def _projections(self, x: Any, h: Any) -> tuple[Any, Any]:
        """What input and state contribute; without `reset_after` the state's candidate comes later."""
        of_input = ops.matmul(x, self.kernel)
        if not self.reset_after:
            return self.biased(of_input), ops.matmul(h, self._columns(0, 2))
        of_state = ops.matmul(h, self.recurrent_kernel)
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
        return super().add_bias(shape, self._remembering if self.unit_forget_bias else initializer)

    def _remembering(self, shape: tuple[int, ...], dtype: str) -> Any:
        i, rest = (self.bias_initializer((n * self.units,), dtype=dtype) for n in (1, 2))
        return ops.concatenate([i, P.full((self.units,), 1.0, dtype), rest])

    def step(self, x: Any, h: Any, states: list[Any]) -> tuple[Any, list[Any]]:
        i, f, candidate, o = ops.split(self.project(x, h), 4, axis=-1)
        kept = ops.multiply(self.recurrent_activation(f), states[1])
        added = ops.multiply(self.recurrent_activation(i), self.activation(candidate))
        c = ops.add(kept, added)
        new = ops.multiply(self.recurrent_activation(o), self.activation(c))
        return new, [new, c]
