"""The order of a graph's nodes, and how far each operation is from the outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import tree
from keras_lab.graph.symbolic import Node, SymbolicTensor


def sorted_nodes(inputs: list[SymbolicTensor], outputs: list[SymbolicTensor]) -> list[Node]:
    """All nodes between `inputs` and `outputs`, each after the nodes it needs; inputs that lead nowhere first.

    The walk is iterative, for graphs may be thousands of calls deep.

    Raises:
        ValueError: if something that `outputs` need is not among `inputs`, if one of `inputs` is given
            twice, or if the calls run in a circle.
    """
    _check_inputs(inputs)
    stop = set(inputs)
    order: list[Node] = []
    done: set[Node] = set()
    under_way: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(_node(tensor), False) for tensor in reversed(outputs)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            under_way.discard(node)
            done.add(node)
            order.append(node)
        elif node not in done:
            _enter(node, stop, under_way, stack)
    return [*dict.fromkeys(_node(tensor) for tensor in inputs if _node(tensor) not in done), *order]


def _enter(
    node: Node, stop: set[SymbolicTensor], under_way: set[Node], stack: list[tuple[Node, bool]]
) -> None:
    if node in under_way:
        raise ValueError(f"The graph runs in a circle through {node.operation.name!r}.")
    under_way.add(node)
    stack.append((node, True))
    if any(tensor in stop for tensor in _flat_outputs(node)):
        return
    if not node.inputs:
        raise ValueError(
            f"The graph is disconnected: the outputs need {node.operation.name!r}, "
            "which is not among the inputs of the model."
        )
    for tensor in reversed(node.inputs):
        parent = _node(tensor)
        if parent in under_way:
            raise ValueError(f"The graph runs in a circle through {parent.operation.name!r}.")
        stack.append((parent, False))


def _flat_outputs(node: Node) -> list[SymbolicTensor]:
    return tree.flatten(node.outputs)


def _node(tensor: SymbolicTensor) -> Node:
    if tensor.node is None:
        raise ValueError(f"{tensor!r} comes from no layer: start from keras_lab.Input(...).")
    return tensor.node


def _check_inputs(inputs: list[SymbolicTensor]) -> None:
    for position, tensor in enumerate(inputs):
        _node(tensor)
        if tensor in inputs[:position]:
            raise ValueError(f"The input {tensor.name!r} is given twice.")


def sources(outputs: Sequence[SymbolicTensor], inputs: Sequence[SymbolicTensor] = ()) -> list[SymbolicTensor]:
    """Where a walk back from `outputs` ends: at those of `inputs` on the way, else where the graph begins."""
    stack, seen = list(outputs), set()
    found: dict[SymbolicTensor, None] = {}
    while stack:
        at = stack.pop()
        if at in seen:
            continue
        seen.add(at)
        if at in inputs or at.node is None or not at.node.inputs:
            found[at] = None
        else:
            stack.extend(at.node.inputs)
    return list(found)


def depths(nodes: list[Node], outputs: list[SymbolicTensor]) -> tuple[dict[Any, int], dict[Any, int]]:
    """For each operation its distance from the outputs, and its place in a walk from the outputs.

    An operation called several times counts by its farthest call; 0 is an output.
    """
    node_depth: dict[Node, int] = {}
    depth: dict[Any, int] = {}
    inside = set(nodes)
    for node in reversed(nodes):
        own = max(node_depth.get(node, 0), depth.get(node.operation, 0))
        node_depth[node] = depth[node.operation] = own
        for parent in node.parents:
            if parent in inside:
                node_depth[parent] = max(node_depth.get(parent, 0), own + 1)
    return depth, _first_seen(outputs, inside)


def _first_seen(outputs: list[SymbolicTensor], inside: set[Node]) -> dict[Any, int]:
    places: dict[Any, int] = {}
    seen: set[Node] = set()
    stack = [_node(tensor) for tensor in reversed(outputs)]
    while stack:
        node = stack.pop()
        if node in seen or node not in inside:
            continue
        seen.add(node)
        places.setdefault(node.operation, len(places))
        stack.extend(reversed(node.parents))
    return places
