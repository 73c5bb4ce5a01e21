"""A model of Keras itself in the terms in which our views read models (see `keras_lab.graph.calls`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from keras_lab.lab.real import package


@dataclass(eq=False)
class Tensor:
    """An output of a call."""

    shape: tuple[int | None, ...]
    dtype: str
    node: Node
    index: int


@dataclass(eq=False)
class Node:
    """A call of a layer or op; `inputs` are in order, `outputs` one tensor or a list."""

    operation: Any
    inputs: list[Tensor] = field(default_factory=list)
    outputs: Any = None


@dataclass(eq=False)
class Graph:
    """The calls of a model, each after those it needs; its layers and ops in Keras's order."""

    inputs: list[Tensor]
    nodes: list[Node]
    operations: list[Any]


class Model:
    """What views want to know of a model; all else is asked of the model itself.

    Views tell kinds of models by the names of their classes: see `Sequential`.

    Attributes:
        original: the model.
        layers: its layers; in the place of models inside, portraits of them.
    """

    def __init__(self, original: Any) -> None:
        self.original = original
        self.layers = [portrait(layer) for layer in original.layers]
        self._kind = type(original).__name__
        self._graph = _graph(original)

    @property
    def built(self) -> bool:
        """Whether it has its weights."""
        return bool(self.original.built)

    def __getattr__(self, name: str) -> Any:
        if name == "original":
            raise AttributeError(name)
        return getattr(self.original, name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and other.original is self.original

    def __hash__(self) -> int:
        return id(self.original)


class Sequential(Model):
    """A stack of layers; that of its input is not among them."""


def portrait(thing: Any) -> Any:
    """A model of Keras itself as views read models; anything else as it is."""
    if not package.is_model(thing):
        return thing
    is_stack = any(base.__name__ == "Sequential" for base in type(thing).__mro__)
    return (Sequential if is_stack else Model)(thing)


def _graph(model: Any) -> Graph | None:
    """The calls of a functional or built Sequential model, else None."""
    function = getattr(model, "_functional", None) or model
    ranks = getattr(function, "_nodes_by_depth", None)
    if not ranks:
        return None
    known: dict[int, Tensor] = {}
    nodes = [_node(node, known) for depth in sorted(ranks, reverse=True) for node in ranks[depth]]
    given = [known[id(tensor)] for tensor in function.inputs]
    return Graph(given, nodes, [portrait(operation) for operation in function.operations])


def _node(node: Any, known: dict[int, Tensor]) -> Node:
    inputs = [known[id(tensor)] for tensor in node.input_tensors if id(tensor) in known]
    made = Node(portrait(node.operation), inputs)
    outputs = list(_outputs(node, made, known))
    made.outputs = outputs[0] if len(outputs) == 1 else outputs
    return made


def _outputs(node: Any, made: Node, known: dict[int, Tensor]) -> Iterator[Tensor]:
    for index, tensor in enumerate(node.output_tensors):
        known[id(tensor)] = Tensor(tuple(tensor.shape), str(tensor.dtype), made, index)
        yield known[id(tensor)]
