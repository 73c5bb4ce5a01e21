"""A computation that may stand in a graph, with arguments of its own but no weights."""

from __future__ import annotations

from typing import Any

from keras_lab import engine, rematerialization, tree
from keras_lab.configurable import Configurable, check_plain, constructor_parameters
from keras_lab.graph.symbolic import Node, from_specs, symbolic_leaves, to_specs
from keras_lab.naming import checked_name, unique_name


class Operation(Configurable):
    """Base of computations of one's own; it defines `call`, and perhaps `compute_output_spec`.

    Args:
        name: default: the class's name in snake case.
    """

    def __init__(self, name: str | None = None) -> None:
        self.name = checked_name(name or unique_name(type(self).__name__))
        self._nodes: list[Node] = []
        self._remat_mode = rematerialization.get_current_remat_mode()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Computes; with symbolic tensors, notes the call down."""
        if symbolic_leaves((args, kwargs)):
            return self.symbolic_call(*args, **kwargs)
        if engine.in_spec_mode():
            return to_specs(self.compute_output_spec(*from_specs(args), **from_specs(kwargs)))
        return self.call(*args, **kwargs)

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Computes outputs from inputs."""
        raise NotImplementedError(f"{type(self).__name__} does not have a `call` method implemented.")

    def symbolic_call(self, *args: Any, **kwargs: Any) -> Any:
        """Notes a call with symbolic tensors down; returns symbolic outputs."""
        outputs = self.compute_output_spec(*args, **kwargs)
        self._nodes.append(Node(self, args, kwargs, outputs))
        return outputs

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Symbolic tensors of the shapes and dtypes of the outputs, by running `call` on shapes alone."""
        with engine.spec_mode():
            return from_specs(self.call(*to_specs(args), **to_specs(kwargs)))

    def quantized_call(self, *args: Any, **kwargs: Any) -> Any:
        """Computes with weights of fewer bits."""
        raise NotImplementedError(
            f"{type(self).__name__} does not have a `quantized_call` method implemented."
        )

    def rematerialized_call(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """`fn` in the way that the `RematScope` the operation was made in asks for."""
        return rematerialization.wrapped(self, fn)

    def get_config(self) -> dict[str, Any]:
        """The name, and the constructor's arguments unless a subclass tells its own."""
        check_plain(self)
        told = type(self).get_config is not Operation.get_config
        takes_name = "name" in constructor_parameters(type(self))
        return {
            **({} if told else super().get_config()),
            **({"name": self.name} if takes_name or told else {}),
        }

    @property
    def input(self) -> Any:
        """The symbolic input(s) of the first call."""
        inputs = self._first_node("input").inputs
        return inputs[0] if len(inputs) == 1 else inputs

    @property
    def output(self) -> Any:
        """The symbolic output(s) of the first call."""
        outputs = tree.flatten(self._first_node("output").outputs)
        return outputs[0] if len(outputs) == 1 else outputs

    @property
    def _inbound_nodes(self) -> list[Node]:
        return self._nodes

    def _first_node(self, what: str) -> Node:
        if not self._nodes:
            raise AttributeError(
                f"{self.name!r} has never been called on symbolic tensors, so it has no {what}."
            )
        return self._nodes[0]

    def __repr__(self) -> str:
        return f"<Operation name={self.name}>"
