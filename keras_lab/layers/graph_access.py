"""What a layer tells about its calls on symbolic tensors: inputs, outputs and their shapes, as Keras 2 asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import tree
from keras_lab.graph.symbolic import Node


class overridable:  # noqa: N801  (used like `property`)
    """A property that an instance may have an attribute of its own instead of."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self._read = read
        self.__doc__ = read.__doc__

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else self._read(instance)


class GraphAccess:
    """Base of layers: the tensors of each call that is part of a graph."""

    name: str
    _nodes: list[Node]

    @property
    def input(self) -> Any:
        """The symbolic input(s) of the layer's first call in a graph."""
        return self.get_input_at(0)

    @property
    def output(self) -> Any:
        """The symbolic output(s) of the layer's first call in a graph."""
        return self.get_output_at(0)

    @overridable
    def input_shape(self) -> Any:
        """The shape(s) of `input`."""
        return _shapes(self.input)

    @overridable
    def output_shape(self) -> Any:
        """The shape(s) of `output`."""
        return _shapes(self.output)

    @overridable
    def input_mask(self) -> Any:
        """None: masks are found when the model runs."""
        return self.get_input_mask_at(0)

    @overridable
    def output_mask(self) -> Any:
        """None: masks are found when the model runs."""
        return self.get_output_mask_at(0)

    def get_input_at(self, node_index: int) -> Any:
        """The symbolic input(s) of the call at that place."""
        inputs = self._node_at(node_index, "input").inputs
        return inputs[0] if len(inputs) == 1 else inputs

    def get_output_at(self, node_index: int) -> Any:
        """The symbolic output(s) of the call at that place."""
        outputs = self._node_at(node_index, "output").outputs
        return outputs[0] if isinstance(outputs, list) and len(outputs) == 1 else outputs

    def get_input_shape_at(self, node_index: int) -> Any:
        """The shape(s) of the input(s) of the call at that place."""
        return _shapes(self.get_input_at(node_index))

    def get_output_shape_at(self, node_index: int) -> Any:
        """The shape(s) of the output(s) of the call at that place."""
        return _shapes(self.get_output_at(node_index))

    def get_input_mask_at(self, node_index: int) -> Any:
        """None, if there is such a call."""
        self._node_at(node_index, "input mask")

    def get_output_mask_at(self, node_index: int) -> Any:
        """None, if there is such a call."""
        self._node_at(node_index, "output mask")

    def _node_at(self, index: int, what: str) -> Node:
        if not self._nodes:
            raise AttributeError(
                f"The layer {self.name!r} has never been called on symbolic tensors, so it has no {what}."
            )
        if not -len(self._nodes) <= index < len(self._nodes):
            raise ValueError(
                f"The layer {self.name!r} has been called {len(self._nodes)} times on symbolic tensors; "
                f"there is no {what} at {index}."
            )
        return self._nodes[index]

    @property
    def _inbound_nodes(self) -> list[Node]:
        return self._nodes

    @property
    def _outbound_nodes(self) -> list[Node]:
        made = (tensor for node in self._nodes for tensor in tree.flatten(node.outputs))
        return list(dict.fromkeys(user for tensor in made for user in tensor.users()))


def _shapes(tensors: Any) -> Any:
    return tree.map_structure(lambda tensor: tuple(tensor.shape), tensors)
