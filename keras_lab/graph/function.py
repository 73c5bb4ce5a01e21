"""A function from inputs to outputs, read off the calls between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import tree
from keras_lab.graph.order import depths, sorted_nodes
from keras_lab.graph.symbolic import Node, SymbolicTensor, is_symbolic
from keras_lab.naming import unique_name


class GraphFunction:
    """The calls that lead from `inputs` to `outputs`, in an order in which they can be run.

    Attributes:
        inputs, outputs: nests of symbolic tensors.
        nodes: the calls, each after those it needs; the inputs' own nodes first.
        operations: the layers and op calls, farthest from the outputs first (as `model.layers` lists them).

    Raises:
        ValueError: if an output does not depend on the inputs given, or depends on others as well.
    """

    def __init__(self, inputs: Any, outputs: Any) -> None:
        self.inputs = inputs
        self.outputs = outputs
        self.nodes = sorted_nodes(tree.flatten(inputs), tree.flatten(outputs))
        self.operations = _operations(self.nodes, tree.flatten(outputs))

    def run(self, values: list[Any], call: Callable[[Node, tuple[Any, ...], dict[str, Any]], Any]) -> Any:
        """Runs the calls on `values`, one for each flattened input; `call` makes one call."""
        known = dict(zip(tree.flatten(self.inputs), values, strict=True))

        def fill(structure: Any) -> Any:
            return tree.map_structure(lambda leaf: known[leaf] if is_symbolic(leaf) else leaf, structure)

        for node in self.nodes:
            made = tree.flatten(node.outputs)
            if all(tensor in known for tensor in made):
                continue
            known.update(zip(made, tree.flatten(call(node, fill(node.args), fill(node.kwargs))), strict=True))
        return fill(self.outputs)


class Function:
    """From values of `inputs` computes those of `outputs`, as `keras.Function`.

    Args:
        inputs, outputs: nests of symbolic tensors.
        name: default `function`.

    Raises:
        ValueError: if the outputs do not follow from the inputs.
    """

    def __init__(self, inputs: Any, outputs: Any, name: str | None = None) -> None:
        self.name = name or unique_name("function")
        self._graph = GraphFunction(inputs, outputs)

    @property
    def inputs(self) -> list[SymbolicTensor]:
        """The inputs in a flat list."""
        return tree.flatten(self._graph.inputs)

    @property
    def outputs(self) -> list[SymbolicTensor]:
        """The outputs in a flat list."""
        return tree.flatten(self._graph.outputs)

    def __call__(self, inputs: Any) -> Any:
        """The outputs for `inputs`, a nest of tensors as the function's own."""
        values = tree.flatten(inputs)
        if len(values) != len(self.inputs):
            raise ValueError(f"{self.name!r} takes {len(self.inputs)} inputs. Received: {len(values)}")
        return self._graph.run(values, lambda node, args, kwargs: node.operation(*args, **kwargs))


def _operations(nodes: list[Node], outputs: list[SymbolicTensor]) -> list[Any]:
    depth, first_seen = depths(nodes, outputs)
    return sorted(depth, key=lambda operation: (-depth[operation], first_seen[operation]))
