"""Cells one upon the other, and what a recurrent layer asks of any cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from keras_lab import ops, tree
from keras_lab.engine import P
from keras_lab.layers.call import signature_of
from keras_lab.layers.layer import Layer
from keras_lab.layers.recurrent_dropout import DropoutRNNCell


class StackedRNNCells(Layer):
    """Cells one upon the other, which make one cell: each takes the outputs of the one before.

    Args:
        cells: the cells, the first one first. Its states are a list of theirs.
    """

    def __init__(self, cells: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for cell in cells:
            check_cell(self, cell)
        self.cells = list(cells)

    @property
    def state_size(self) -> list[Any]:
        """For each cell the size of its state, or a list of them."""
        return [size if isinstance(size, int) else list(size) for size in (c.state_size for c in self.cells)]

    @property
    def output_size(self) -> int:
        """Of the last cell."""
        return output_size(self.cells[-1])

    def get_initial_state(self, batch_size: int | None = None) -> list[Any]:
        """The states before the first step, those of each cell."""
        return [initial_state(cell, batch_size) for cell in self.cells]

    def build(self, input_shape: Any) -> None:
        shape, *constants = input_shape if isinstance(input_shape, list) else [input_shape]
        for cell in self.cells:
            build_cell(cell, shape, constants)
            shape = (shape[0], output_size(cell))

    def call(self, inputs: Any, states: Any, constants: Any = None, training: bool = False) -> Any:
        after = []
        for cell, own in zip(self.cells, states, strict=True):
            given = constants if takes_constants(cell) else None
            inputs, new = call_cell(cell, inputs, listed(own), training, given)
            after.append(listed(new) if tree.is_nested(own) else tree.flatten(new)[0])
        return inputs, after

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        from keras_lab.layers.lookup import deserialize

        return cls(**{**config, "cells": [deserialize(cell, custom_objects) for cell in config["cells"]]})


def check_cell(layer: Layer, cell: Any) -> None:
    """Raises ValueError for what is no cell."""
    if isinstance(cell, type) or not callable(getattr(cell, "call", None)) or not hasattr(cell, "state_size"):
        raise ValueError(
            f"The layer {layer.name!r} needs a cell: a layer with `call(inputs, states)` and an attribute "
            f"`state_size`. Received: {cell!r}"
        )


def listed(states: Any) -> list[Any]:
    """A cell's states as a list, of one where there is only one."""
    return list(states) if isinstance(states, (list, tuple)) else [states]


def takes_constants(cell: Any) -> bool:
    """Whether the cell's `call` takes tensors that are the same in all steps."""
    signature = signature_of(type(cell).call)
    return signature.takes("constants") or signature.anything


def call_cell(cell: Any, x: Any, states: list[Any], training: bool, constants: Any = None) -> Any:
    """One step of a cell, which need not be a layer: its output and new states."""
    more: dict[str, Any] = {}
    if constants is not None:
        more["constants"] = constants
    if signature_of(type(cell).call).takes("training"):
        more["training"] = training
    return cell(x, states, **more) if isinstance(cell, Layer) else cell.call(x, states, **more)


def build_cell(cell: Any, shape: Any, constants: Sequence[Any] = ()) -> None:
    """Builds a cell for steps of `shape`; one that takes constants gets a list of that and their shapes."""
    if not isinstance(cell, Layer) or cell.built:
        return
    with_constants = constants and (takes_constants(cell) or isinstance(cell, StackedRNNCells))
    cell.build([shape, *constants] if with_constants else shape)


def output_size(cell: Any) -> int:
    """The number of a cell's outputs: what it says, else the size of its first state."""
    size = getattr(cell, "output_size", None)
    return int(tree.flatten(cell.state_size)[0] if size is None else size)


def initial_state(cell: Any, batch: int | None) -> Any:
    """The states before the first step: what the cell says, else zeros of its state sizes."""
    if hasattr(cell, "get_initial_state"):
        return cell.get_initial_state(batch_size=batch)
    dtype = getattr(cell, "compute_dtype", None) or "float32"
    return tree.map_structure(lambda size: P.full((batch, size), 0.0, dtype), _plain(cell.state_size))


def _plain(size: Any) -> Any:
    return [_plain(each) for each in size] if isinstance(size, (list, tuple)) else size


def output_before(cell: Any, states: Any) -> Any:
    """What counts as the output before the first step: zeros, of the shape of an output."""
    if isinstance(cell, StackedRNNCells):
        return output_before(cell.cells[-1], states[-1])
    first = tree.flatten(states)[0]
    size = getattr(cell, "output_size", None)
    return ops.zeros_like(first) if size is None else P.full((ops.shape(first)[0], size), 0.0, P.dtype(first))


@contextmanager
def shared_masks(cell: Any, x: Any, states: Any) -> Iterator[None]:
    """Inside, all steps share the dropout masks that are drawn here, outside the engine's loop."""
    try:
        _draw(cell, x, states)
        yield
    finally:
        _forget(cell)


def _draw(cell: Any, x: Any, states: Any) -> None:
    if isinstance(cell, DropoutRNNCell):
        cell.get_dropout_mask(x)
        cell.get_recurrent_dropout_mask(listed(states)[0])
    if isinstance(cell, StackedRNNCells):
        for each, own in zip(cell.cells, states, strict=True):
            _draw(each, x, own)
            x = output_before(each, own)


def _forget(cell: Any) -> None:
    if isinstance(cell, DropoutRNNCell):
        cell.reset_dropout_mask()
        cell.reset_recurrent_dropout_mask()
    for each in cell.cells if isinstance(cell, StackedRNNCells) else ():
        _forget(each)
