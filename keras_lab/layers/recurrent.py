"""Recurrent layers: a cell run over time by the engine's `scan`.

The cell computes `x_t · W + h · U` inside the loop: projecting the whole sequence beforehand moves a tensor
`(batch, time, gates · units)` through memory, which costs more than it gains on CPUs.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import numpy as np

from keras_lab import engine, ops, tree
from keras_lab.layers import checks
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.recurrent_call import RecurrentCall
from keras_lab.layers.recurrent_stacked import (
    StackedRNNCells,
    build_cell,
    call_cell,
    check_cell,
    initial_state,
    listed,
    output_before,
    shared_masks,
    takes_constants,
)
from keras_lab.ops.recurrence import recur


class RNN(RecurrentCall):
    """Runs a cell over the time steps of a sequence.

    A cell is a layer with `call(inputs, states)` → `(outputs, new states)` for one step and an attribute
    `state_size` (an int, or one for each state); `output_size` is that of the first state unless it says.

    Args:
        cell: the cell, or a list of cells, of which each takes the outputs of the one before.
        return_sequences: whether the outputs of all steps are returned, or only the last one's.
        return_state: whether the last states are returned as well.
        go_backwards: whether the sequence is gone through (and its outputs returned) from the end.
        stateful: whether a batch starts with the states in which the last one ended; needs a fixed batch
            size. `reset_states()` sets them to zero.
        unroll: whether the steps are written out instead of a loop; for short sequences only.
        zero_output_for_mask: whether the output of a masked step is zero; else it is that of the step before.

    Shapes:
        `(batch, time, features)` → `(batch, units)`, or `(batch, time, units)` with `return_sequences`; with
        `return_state` a tuple of that and the states, each `(batch, units)` (with stacked cells a list for
        each cell).

    Call arguments: sequences; `initial_state`, a tensor or list of them; `constants`, tensors that the cell gets
    in every step as `constants=` (and whose shapes its `build` gets in a list, after the shape of a step);
    `mask` `(batch, time)`: masked steps leave the states as they are; `training`. States and constants may
    also come in one list with the sequences, as in Keras 2.
    """

    supports_masking = True
    input_spec = InputSpec(min_ndim=3)

    def __init__(
        self,
        cell: Any,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        zero_output_for_mask: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.cell = StackedRNNCells(cell) if isinstance(cell, (list, tuple)) else cell
        check_cell(self, self.cell)
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.zero_output_for_mask = zero_output_for_mask
        self.states: Any = None

    @property
    def state_size(self) -> list[Any]:
        """The sizes of the cell's states, one for each."""
        return listed(self.cell.state_size)

    def build(
        self, sequences_shape: Any, initial_state_shape: Any = None, constants_shape: Any = None
    ) -> None:
        shape = checks.one_shape(self, sequences_shape)
        build_cell(self.cell, (shape[0], *shape[2:]), constants_shape or ())
        if self.stateful:
            self.states = self._state_variables(shape)

    def _state_variables(self, shape: Any) -> list[Any]:
        if shape[0] is None:
            raise ValueError(
                f"The layer {self.name!r} is stateful, so the size of its batches must be known: "
                "give the model's input a batch_size."
            )
        with engine.spec_mode():
            like = self._states_for(shape)
        return tree.map_structure(lambda spec: self.add_state(spec.shape, "rnn_state"), like)

    # ---- calling --------------------------------------------------------------------------------------

    def call(
        self,
        sequences: Any,
        initial_state: Any = None,
        mask: Any = None,
        training: bool = False,
        constants: Any = None,
    ) -> Any:
        self._check(sequences, constants)
        states = self._first_states(sequences, initial_state)
        last, outputs, states = self.inner_loop(sequences, states, mask, training, constants)
        if self.stateful:
            tree.map_structure(lambda variable, state: variable.assign(state), self.states, states)
        result = ops.cast(outputs if self.return_sequences else last, self.compute_dtype)
        if not self.return_state:
            return result
        return (result, *tree.map_structure(lambda state: ops.cast(state, self.compute_dtype), states))

    def inner_loop(
        self,
        sequences: Any,
        initial_state: Any,
        mask: Any,
        training: bool = False,
        constants: Any = None,
    ) -> tuple[Any, Any, list[Any]]:
        """Goes through the steps.

        Returns:
            The last output, the outputs of all steps (or nothing, without `return_sequences`), the states.
        """
        states = listed(initial_state)

        def step(x: Any, states: list[Any]) -> tuple[Any, Any]:
            return call_cell(self.cell, x, states, training, constants)

        with shared_masks(self.cell, sequences[:, 0], states) if training else nullcontext():
            return recur(
                step,
                sequences,
                states,
                output_before(self.cell, states),
                mask=mask,
                backwards=self.go_backwards,
                unroll=self.unroll,
                zero_masked=self.zero_output_for_mask,
                keep_all=self.return_sequences,
            )

    def _check(self, sequences: Any, constants: Any) -> None:
        batch, time = ops.shape(sequences)[:2]
        if self.unroll and time is None:
            raise ValueError(
                f"The layer {self.name!r} writes its steps out (unroll=True), so their number must be known. "
                f"Received sequences of shape {ops.shape(sequences)}."
            )
        if constants is not None and not takes_constants(self.cell):
            raise ValueError(f"The cell of the layer {self.name!r} takes no constants: {self.cell!r}")
        expected = tree.flatten(self.states)[0].shape[0] if self.states else None
        if expected is not None and batch not in (None, expected):
            raise ValueError(
                f"The layer {self.name!r} is stateful, with a batch size of {expected}. "
                f"Received sequences of shape {ops.shape(sequences)}."
            )

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        mask = mask[0] if isinstance(mask, (list, tuple)) else mask
        mask = mask if self.return_sequences else None
        return [mask, *(None for _ in tree.flatten(self.state_size))] if self.return_state else mask

    def compute_output_shape(self, sequences_shape: Any, initial_state_shape: Any = None) -> Any:
        """The shape of the outputs; with `return_state` a tuple of it and the shapes of the states."""
        return super().compute_output_shape(sequences_shape)

    # ---- states ---------------------------------------------------------------------------------------

    def get_initial_state(self, batch_size: Any) -> list[Any]:
        """The states before the first step: the cell's own, or zeros.

        Args:
            batch_size: a number, or (as in Keras 2) the sequences, also symbolic ones.
        """
        if batch_size is None or isinstance(batch_size, int) or not ops.shape(batch_size):
            return listed(initial_state(self.cell, batch_size))
        shape = ops.shape(batch_size)
        with engine.spec_mode():
            like = self._states_for(shape)
        zero = ops.sum(ops.zeros_like(batch_size), axis=tuple(range(1, len(shape))))
        return tree.map_structure(
            lambda spec: ops.add(
                ops.reshape(zero, (-1, *(1 for _ in spec.shape[1:]))), ops.zeros(spec.shape[1:], spec.dtype)
            ),
            like,
        )

    def _states_for(self, sequences_shape: Any) -> list[Any]:
        """`get_initial_state` for sequences of that shape."""
        return self.get_initial_state(sequences_shape[0])

    def _first_states(self, sequences: Any, given: Any) -> list[Any]:
        dtype = getattr(self.cell, "compute_dtype", self.compute_dtype)
        if given is None:
            given = self.states if self.stateful else self._states_for(ops.shape(sequences))
            return tree.map_structure(lambda state: ops.cast(state, dtype), given)
        tensors, sizes = tree.flatten(given), tree.flatten(self.state_size)
        if len(tensors) != len(sizes):
            raise ValueError(
                f"The layer {self.name!r} has {len(sizes)} state(s). "
                f"Received an initial_state of {len(tensors)}."
            )
        self._check_states(tensors, sizes)
        tensors = [ops.cast(tensor, dtype) for tensor in tensors]
        if not isinstance(self.cell, StackedRNNCells):
            return tensors
        with engine.spec_mode():
            like = self._states_for(ops.shape(sequences))
        return tree.pack_sequence_as(like, tensors)

    def _check_states(self, tensors: list[Any], sizes: list[int]) -> None:
        for tensor, size in zip(tensors, sizes, strict=True):
            if ops.shape(tensor)[-1] not in (size, None):
                raise ValueError(
                    f"A state of the layer {self.name!r} has the shape (batch, {size}). "
                    f"Received an initial_state of shape {ops.shape(tensor)}."
                )

    def reset_states(self, states: Any = None) -> None:
        """Sets the states of a stateful layer: to zero, or to `states`, an array or list of arrays."""
        variables = tree.flatten(self.states) if self.states is not None else []
        if states is None:
            states = [np.zeros(variable.shape) for variable in variables]
        values = tree.flatten(states)
        if len(values) != len(variables):
            raise ValueError(
                f"The layer {self.name!r} keeps {len(variables)} state(s). Received: {len(values)}."
            )
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)

    def reset_state(self) -> None:
        """Sets the states of a stateful layer to zero."""
        self.reset_states()

    # ---- configuration --------------------------------------------------------------------------------

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        from keras_lab.layers.lookup import deserialize

        config, count = dict(config), config.get("num_constants")
        config.pop("num_constants", None)
        if "cell" in config:
            config["cell"] = deserialize(config["cell"], custom_objects)
        layer = cls(**config)
        layer._num_constants = count
        return layer
