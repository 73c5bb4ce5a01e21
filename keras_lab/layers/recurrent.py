"""Recurrent layers: a cell run over time by the engine's `scan`.

The cell computes `x_t · W + h · U` inside the loop: projecting the whole sequence beforehand moves a tensor
`(batch, time, gates · units)` through memory, which costs more than it gains on CPUs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any

from keras_lab import ops, tree
from keras_lab.engine import P
from keras_lab.layers import checks
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer


class RNN(Layer):
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
        `return_state` a tuple of that and the states, each `(batch, units)`.

    Call arguments: sequences; `initial_state`, a tensor or list of them; `mask` `(batch, time)`: masked steps
    leave the states as they are; `training`.
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
        if not isinstance(self.cell, Layer) or not hasattr(self.cell, "state_size"):
            raise ValueError(
                f"The layer {self.name!r} needs a cell: a layer with `call(inputs, states)` and an attribute "
                f"`state_size`. Received: {cell!r}"
            )
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.zero_output_for_mask = zero_output_for_mask
        self.states: Any = None

    @property
    def state_size(self) -> Any:
        """The sizes of the cell's states."""
        return self.cell.state_size

    def build(self, input_shape: Any) -> None:
        batch, _, *features = checks.one_shape(self, input_shape)
        if not self.cell.built:
            self.cell.build((batch, *features))
        if self.stateful:
            self.states = tree.map_structure(
                lambda size: self.add_state(self._state_shape(batch, size), "state"), self._sizes()
            )

    def _sizes(self) -> list[Any]:
        size = self.cell.state_size
        return [size] if isinstance(size, int) else list(size)

    def _state_shape(self, batch: int | None, size: int) -> tuple[int, int]:
        if batch is None:
            raise ValueError(
                f"The layer {self.name!r} is stateful, so the size of its batches must be known: "
                "give the model's input a batch_size."
            )
        return (batch, size)

    # ---- calling --------------------------------------------------------------------------------------

    def __call__(self, sequences: Any, initial_state: Any = None, **kwargs: Any) -> Any:
        if isinstance(sequences, (list, tuple)) and len(sequences) > 1 and initial_state is None:
            sequences, *initial_state = sequences  # as Keras 2 passed the initial states
        if initial_state is not None:
            kwargs["initial_state"] = initial_state
        return super().__call__(sequences, **kwargs)

    def call(
        self, sequences: Any, initial_state: Any = None, mask: Any = None, training: bool = False
    ) -> Any:
        batch = ops.shape(sequences)[0]
        states = self._first_states(batch, initial_state)
        before = P.full((batch, _output_size(self.cell)), 0.0, self.compute_dtype)
        xs = [ops.swapaxes(sequences, 0, 1)]
        if mask is not None:
            xs.append(ops.swapaxes(mask, 0, 1))
        with _sequence(self.cell, batch, training):
            run = _unrolled if self.unroll and None not in ops.shape(sequences)[:2] else P.scan
            (states, last), outputs = run(self._step, (states, before), xs, self.go_backwards)
        if self.stateful:
            tree.map_structure(lambda variable, state: variable.assign(state), self.states, states)
        result = self._in_order(outputs) if self.return_sequences else last
        return (result, *tree.flatten(states)) if self.return_state else result

    def _step(self, carry: tuple[Any, Any], items: list[Any]) -> tuple[Any, Any]:
        states, before = carry
        x, *counts = items
        output, after = self.cell(x, states)
        after = tree.pack_sequence_as(states, tree.flatten(after))
        if counts:
            after = tree.map_structure(lambda new, old: _choose(counts[0], new, old), after, states)
            output = _choose(counts[0], output, 0.0 if self.zero_output_for_mask else before)
        return (after, output), (output if self.return_sequences else ())

    def _first_states(self, batch: int | None, given: Any) -> list[Any]:
        sizes = self._sizes()
        if given is None and self.stateful:
            return tree.map_structure(lambda variable: ops.cast(variable, self.compute_dtype), self.states)
        if given is None:
            return tree.map_structure(lambda size: P.full((batch, size), 0.0, self.compute_dtype), sizes)
        tensors = tree.flatten(given)
        if len(tensors) != len(tree.flatten(sizes)):
            raise ValueError(
                f"The layer {self.name!r} has {len(tree.flatten(sizes))} state(s). "
                f"Received an initial_state of {len(tensors)}."
            )
        for tensor, size in zip(tensors, tree.flatten(sizes), strict=True):
            if ops.shape(tensor)[-1] not in (size, None):
                raise ValueError(
                    f"A state of the layer {self.name!r} has the shape {(batch, size)}. "
                    f"Received an initial_state of shape {ops.shape(tensor)}."
                )
        return tree.pack_sequence_as(sizes, [ops.cast(tensor, self.compute_dtype) for tensor in tensors])

    def _in_order(self, outputs: Any) -> Any:
        """The outputs `(time, batch, …)` with the batch first, in the order in which they were computed."""
        return ops.swapaxes(ops.flip(outputs, 0) if self.go_backwards else outputs, 0, 1)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        mask = previous_mask if self.return_sequences else None
        return [mask, *(None for _ in tree.flatten(self._sizes()))] if self.return_state else mask

    # ---- states, configuration ------------------------------------------------------------------------

    def reset_states(self) -> None:
        """Sets the states of a stateful layer to zero."""
        for state in tree.flatten(self.states) if self.states is not None else ():
            state.assign(P.full(state.shape, 0.0, state.dtype))

    reset_state = reset_states

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        from keras_lab.layers.lookup import get

        return cls(**{**config, "cell": get(config["cell"])}) if "cell" in config else cls(**config)


class StackedRNNCells(Layer):
    """Cells one upon the other, which make one cell: each takes the outputs of the one before.

    Args:
        cells: the cells, the first one first.
    """

    def __init__(self, cells: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for cell in cells:
            if not hasattr(cell, "state_size"):
                raise ValueError(f"Each of the cells of {self.name!r} needs a state_size. Received: {cell!r}")
        self.cells = list(cells)

    @property
    def state_size(self) -> list[Any]:
        """For each cell the size of its state, or a list of them."""
        return [size if isinstance(size, int) else list(size) for size in (c.state_size for c in self.cells)]

    @property
    def output_size(self) -> int:
        """Of the last cell."""
        return _output_size(self.cells[-1])

    def build(self, input_shape: Any) -> None:
        for cell in self.cells:
            if not cell.built:
                cell.build(input_shape)
            input_shape = (input_shape[0], _output_size(cell))

    def call(self, inputs: Any, states: Any, training: bool = False) -> Any:
        after = []
        for cell, own in zip(self.cells, states, strict=True):
            listed = own if isinstance(own, (list, tuple)) else [own]
            inputs, new = cell(inputs, listed)
            after.append(new if isinstance(own, (list, tuple)) else tree.flatten(new)[0])
        return inputs, after

    @contextmanager
    def sequence(self, batch: int | None, training: bool) -> Iterator[None]:
        """Around the steps of one sequence; see `recurrent_cells.Cell`."""
        with ExitStack() as stack:
            for cell in self.cells:
                stack.enter_context(_sequence(cell, batch, training))
            yield

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        from keras_lab.layers.lookup import get

        return cls(**{**config, "cells": [get(cell) for cell in config["cells"]]})


def _sequence(cell: Any, batch: int | None, training: bool) -> Any:
    return cell.sequence(batch, training) if hasattr(cell, "sequence") else nullcontext()


def _output_size(cell: Any) -> int:
    size = getattr(cell, "output_size", None)
    return int(tree.flatten(cell.state_size)[0] if size is None else size)


def _choose(counts: Any, new: Any, old: Any) -> Any:
    """`new` in the samples `(batch,)` that count, `old` in the others."""
    extra = (1,) * (len(ops.shape(new)) - 1)
    return ops.where(ops.reshape(counts, (*ops.shape(counts), *extra)), new, old)


def _unrolled(step: Any, carry: Any, xs: list[Any], reverse: bool) -> tuple[Any, Any]:
    """As the engine's `scan`, but without a loop in the program."""
    times = range(ops.shape(xs[0])[0] or 0)
    outputs = {}
    for time in reversed(times) if reverse else times:
        carry, outputs[time] = step(carry, [x[time] for x in xs])
    kept = [outputs[time] for time in times]
    return carry, () if isinstance(kept[0], tuple) else ops.stack(kept, axis=0)
