"""The calls a model is made of: who is called, with what from whom, giving what. All views start from here.

Views know a model only by `name`, `layers`, `built` and `_graph`; what a layer is they read off the names
of its classes, so that models of another library that has the same protocol can be shown too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from keras_lab import tree
from keras_lab.graph.function import GraphFunction
from keras_lab.graph.symbolic import Node, OpCall, SymbolicTensor
from keras_lab.graph.trace import trace


@dataclass(frozen=True)
class Source:
    """Where an input of a call comes from: the call's id and which of its outputs."""

    call: str
    output: int


@dataclass(frozen=True)
class Call:
    """One call of a layer or op in a model.

    Attributes:
        id: the layer's name; `name:2`, `name:3`, … for further calls of a shared layer.
        operation: the layer or `OpCall`.
        outputs: nest of symbolic tensors; None while the shapes are not known.
        sources: where the inputs come from, in order.
        number: which of the operation's calls it is, from 0.
        repeated: whether the operation is called more than once.
        node: the call in the graph, with all its arguments; None while the shapes are not known.
    """

    id: str
    operation: Any
    outputs: Any
    sources: tuple[Source, ...]
    number: int = 0
    repeated: bool = False
    node: Node | None = field(default=None, repr=False, compare=False)


def is_kind(thing: Any, name: str) -> bool:
    """Whether `thing` is of the class called `name`, or of one derived from it."""
    return any(cls.__name__ == name for cls in type(thing).__mro__)


def is_model(layer: Any) -> bool:
    """Whether a layer is a model with layers of its own."""
    return is_kind(layer, "Model")


def type_name(operation: Any) -> str:
    """`Dense` for a dense layer, `Functional` for a model of that kind, `add` for a call of `ops.add`."""
    if isinstance(operation, OpCall):
        return str(getattr(operation.function, "__name__", "op"))
    if is_model(operation):
        return str(getattr(operation, "_kind", type(operation).__name__))
    return type(operation).__name__


def has_graph(model: Any) -> bool:
    """Whether a model is defined by its graph (or will be, once it is built): functional or Sequential."""
    return getattr(model, "_graph", None) is not None or is_kind(model, "Sequential")


def calls_of(model: Any) -> list[Call] | None:
    """The calls of a model, each after those it needs; None if it is not known what calls what.

    A model of one's own is run on symbolic tensors to find out.
    """
    graph = getattr(model, "_graph", None)
    if graph is not None:
        return _read_off(graph)
    if is_kind(model, "Sequential"):
        return _chain(model.layers)
    graph = trace(model)
    return None if graph is None else _read_off(graph)


def operations_of(model: Any) -> list[Any]:
    """The layers (of a functional model: and ops) that have a row in the summary, in Keras's order."""
    graph = getattr(model, "_graph", None)
    if graph is None or is_kind(model, "Sequential"):
        return list(model.layers)
    return list(graph.operations)


def _read_off(graph: GraphFunction) -> list[Call]:
    given = set(tree.flatten(graph.inputs))
    times = Counter(node.operation for node in graph.nodes)
    seen: Counter[Any] = Counter()
    ids: dict[Node, str] = {}
    taken: set[str] = set()
    calls = []
    for node in graph.nodes:
        operation, number = node.operation, seen[node.operation]
        seen[operation] += 1
        ids[node] = _free_id(operation.name, number, taken)
        starts = any(tensor in given for tensor in tree.flatten(node.outputs))
        sources = () if starts else tuple(_sources(node.inputs, ids))
        calls.append(Call(ids[node], operation, node.outputs, sources, number, times[operation] > 1, node))
    return calls


def _sources(tensors: list[SymbolicTensor], ids: dict[Node, str]) -> list[Source]:
    return [Source(ids[t.node], t.index) for t in tensors if t.node is not None and t.node in ids]


def _free_id(name: str, number: int, taken: set[str]) -> str:
    count = number + 1
    found = name if count == 1 else f"{name}:{count}"
    while found in taken:
        count += 1
        found = f"{name}:{count}"
    taken.add(found)
    return found


def _chain(layers: list[Any]) -> list[Call]:
    """A stack of layers of which no shape is known yet."""
    calls: list[Call] = []
    for layer in layers:
        sources = (Source(calls[-1].id, 0),) if calls else ()
        calls.append(Call(layer.name, layer, None, sources))
    return calls
