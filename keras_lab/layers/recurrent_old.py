"""Recurrent layers of Keras 1 and 2: bases for layers of one's own, and the names of those made for GPUs."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab import config, engine, ops, tree
from keras_lab.engine import P
from keras_lab.engine.spec import Spec
from keras_lab.layers import checks
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer
from keras_lab.layers.recurrent_call import apart
from keras_lab.ops.recurrence import recur
from keras_lab.variables import Variable

Sizes = int | tuple[int, ...]


class Recurrent(Layer):
    """Keras 1's base of recurrent layers, for layers of one's own; new ones are an `RNN` with a cell.

    A layer of one's own sets `self.units`, and `self.states` to a list of as many None as there are states,
    makes its weights in `build`, and defines `step(inputs, states)` → `(output, new states)`; after the states
    come what `get_constants` gives.

    Args:
        return_sequences, return_state, go_backwards, stateful, unroll: see `RNN`.
        implementation: what `preprocess_input` of one's own may look at.
    """

    supports_masking = True
    input_spec: Any = InputSpec(ndim=3)
    units: int

    def __init__(
        self,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        implementation: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.implementation = implementation
        self.dropout = self.recurrent_dropout = 0.0
        self.states: list[Any] = [None]
        self.state_spec: Any = None

    # ---- to be overridden -----------------------------------------------------------------------------

    def step(self, inputs: Any, states: Any) -> tuple[Any, list[Any]]:
        """One step: `(batch, features)`, the states and constants → the output, the new states."""
        raise NotImplementedError(f"{type(self).__name__} defines no method step(self, inputs, states).")

    def get_constants(self, inputs: Any, training: Any = None) -> list[Any]:
        """Tensors that are the same in all steps."""
        return []

    def preprocess_input(self, inputs: Any, training: Any = None) -> Any:
        """What is computed of the whole sequence before the first step."""
        return inputs

    def get_initial_state(self, inputs: Any) -> list[Any]:
        """The states before the first step: zeros `(batch, units)`."""
        zeros = P.full((ops.shape(inputs)[0], self.units), 0.0, self.compute_dtype)
        return [zeros for _ in self.states]

    # ---- calling --------------------------------------------------------------------------------------

    def __call__(self, inputs: Any, initial_state: Any = None, **kwargs: Any) -> Any:
        inputs, initial_state, _ = apart(inputs, initial_state, None, None)
        if initial_state is not None:
            kwargs["initial_state"] = initial_state
        return super().__call__(inputs, **kwargs)

    def call(self, inputs: Any, mask: Any = None, training: Any = None, initial_state: Any = None) -> Any:
        if initial_state is None:
            initial_state = self._kept(inputs) if self.stateful else self.get_initial_state(inputs)
        if len(initial_state) != len(self.states):
            raise ValueError(
                f"The layer {self.name!r} has {len(self.states)} state(s). "
                f"Received an initial_state of {len(initial_state)}."
            )
        constants = self.get_constants(inputs, training=training)
        last, outputs, states = recur(
            lambda x, own: self.step(x, [*own, *constants]),
            self.preprocess_input(inputs, training=training),
            [ops.convert_to_tensor(state) for state in initial_state],
            mask=mask,
            backwards=self.go_backwards,
            unroll=self.unroll,
            keep_all=self.return_sequences,
        )
        if self.stateful:
            tree.map_structure(lambda variable, state: variable.assign(state), self.states, states)
        result = outputs if self.return_sequences else last
        return (result, *states) if self.return_state else result

    def _kept(self, inputs: Any) -> list[Any]:
        if not isinstance(self.states[0], Variable):
            with engine.spec_mode():
                like = self.get_initial_state(Spec(tuple(ops.shape(inputs)), self.compute_dtype))
            self.states = [self.add_state(spec.shape, "state") for spec in like]
        return self.states

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        mask = mask if self.return_sequences else None
        return [mask, *(None for _ in self.states)] if self.return_state else mask

    def reset_states(self, states: Any = None) -> None:
        """Sets the states of a stateful layer: to zero, or to `states`, an array or list of arrays."""
        variables = [state for state in self.states if isinstance(state, Variable)]
        values = [np.zeros(v.shape) for v in variables] if states is None else tree.flatten(states)
        if len(values) != len(variables):
            raise ValueError(
                f"The layer {self.name!r} keeps {len(variables)} state(s). Received: {len(values)}."
            )
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)


class ConvRecurrent2D(Recurrent):
    """Keras 2.0's base of convolutional recurrent layers, for layers of one's own.

    Args:
        filters, kernel_size, strides, padding, data_format, dilation_rate: see `Conv2D`.
        **kwargs: see `Recurrent`.
    """

    input_spec = InputSpec(ndim=5)

    def __init__(
        self,
        filters: int,
        kernel_size: Sizes,
        strides: Sizes = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Sizes = (1, 1),
        return_sequences: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            return_sequences=return_sequences, go_backwards=go_backwards, stateful=stateful, **kwargs
        )
        self.filters = checks.positive(self, "filters", filters)
        self.kernel_size = checks.sizes(self, "kernel_size", kernel_size, 2)
        self.strides = checks.sizes(self, "strides", strides, 2)
        self.padding = checks.one_of(self, "padding", padding, ("valid", "same"))
        self.data_format = config.standardize_data_format(data_format)
        self.dilation_rate = checks.sizes(self, "dilation_rate", dilation_rate, 2)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """That of the convolution of each step, or of the last one."""
        batch, time, *step = input_shape
        channels = step[-1 if self.data_format == "channels_last" else 0]
        kernel = (*self.kernel_size, channels, self.filters)
        with engine.spec_mode():
            specs = Spec((batch, *step), "float32"), Spec(kernel, "float32")
            state = ops.conv(*specs, self.strides, self.padding, self.data_format, self.dilation_rate).shape
        outputs = (batch, time, *state[1:]) if self.return_sequences else state
        return (outputs, state, state) if self.return_state else outputs
