"""A function from inputs to outputs, read off the calls between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import engine, tree
from keras_lab.engine.spec import Spec
from keras_lab.graph.operation import Operation
from keras_lab.graph.order import depths, sorted_nodes
from keras_lab.graph.symbolic import Node, SymbolicTensor, from_specs, is_symbolic, to_specs


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


class Function(Operation):
    """From values of `inputs` computes those of `outputs`, as `keras.Function`.

    Args:
        inputs, outputs: nests of symbolic tensors.
        name: default `function`.

    Raises:
        ValueError: if the outputs do not follow from the inputs.
    """

    def __init__(self, inputs: Any, outputs: Any, name: str | None = None) -> None:
        super().__init__(name=name)
        for what, nest in (("inputs", inputs), ("outputs", outputs)):
            if not tree.flatten(nest):
                raise ValueError(f"`{what}` argument cannot be empty.")
        self._graph = GraphFunction(inputs, outputs)

    @property
    def inputs(self) -> list[SymbolicTensor]:
        """The inputs in a flat list."""
        return tree.flatten(self._graph.inputs)

    @property
    def outputs(self) -> list[SymbolicTensor]:
        """The outputs in a flat list."""
        return tree.flatten(self._graph.outputs)

    @property
    def operations(self) -> list[Any]:
        """The layers and op calls between inputs and outputs."""
        given = {tensor.node for tensor in self.inputs}
        return [each for each in self._graph.operations if any(n not in given for n in each._nodes)]

    def __call__(self, inputs: Any) -> Any:
        """The outputs for `inputs`, a nest of tensors as the function's own."""
        self._check(inputs)
        return self.call(inputs)

    def call(self, inputs: Any) -> Any:
        """The same, without looking at the shapes of the inputs."""
        return self._graph.run(
            tree.flatten(inputs), lambda node, args, kwargs: node.operation(*args, **kwargs)
        )

    def compute_output_spec(self, inputs: Any) -> Any:
        """Symbolic tensors of the shapes and dtypes that inputs like these lead to."""
        with engine.spec_mode():
            return from_specs(self.call(to_specs(inputs)))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shapes of the outputs for inputs of these shapes."""
        shapes = [input_shape] if len(self.inputs) == 1 else _shapes_in(input_shape)
        specs = [Spec(tuple(s), x.dtype) for s, x in zip(shapes, self.inputs, strict=True)]
        with engine.spec_mode():
            return tree.map_structure(lambda spec: spec.shape, self.call(specs))

    def _check(self, inputs: Any) -> None:
        if len(self.inputs) == 1 and not tree.is_nested(inputs):
            inputs = tree.pack_sequence_as(self._graph.inputs, [inputs])
        try:
            tree.assert_same_structure(inputs, self._graph.inputs)
        except (ValueError, TypeError) as error:
            raise ValueError(f"{self.name!r} was called with an invalid input structure: {error}") from error
        for x, wanted in zip(tree.flatten(inputs), self.inputs, strict=True):
            shape = tuple(getattr(x, "shape", ()))
            same = len(shape) == wanted.ndim
            if not same or any(
                None not in (a, b) and a != b for a, b in zip(shape, wanted.shape, strict=True)
            ):
                raise ValueError(
                    f"{self.name!r} was given incompatible inputs: expected the shape {wanted.shape}. "
                    f"Received: {shape}"
                )


def _shapes_in(nest: Any) -> list[Any]:
    if isinstance(nest, dict):
        return [shape for value in nest.values() for shape in _shapes_in(value)]
    if all(n is None or isinstance(n, int) for n in nest):
        return [nest]
    return [shape for value in nest for shape in _shapes_in(value)]


def _operations(nodes: list[Node], outputs: list[SymbolicTensor]) -> list[Any]:
    depth, first_seen = depths(nodes, outputs)
    return sorted(
        depth, key=lambda operation: (-depth[operation], first_seen.get(operation, len(first_seen)))
    )
