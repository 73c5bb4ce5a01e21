"""Documents: reading what a front end sends, order, ids, outputs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from keras_lab.lab.builder import values
from keras_lab.lab.builder.values import Made
from keras_lab.lab.protocol import BuilderDocument, BuilderNode
from keras_lab.registry import snake_case

INPUT = "Input"
MOST = 2000  # nodes
#: Layers that are called with a list, even if it has one item only.
LISTS = frozenset(
    {
        "Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "Subtract", "Attention",
        "AdditiveAttention",
    }
)  # fmt: skip
#: Layers that are called with their inputs one by one.
ONE_BY_ONE = frozenset({"MultiHeadAttention", "GroupQueryAttention"})


def empty() -> BuilderDocument:
    """A model of nothing."""
    return {"revision": 0, "name": "", "nodes": [], "outputs": []}


def read(data: Any) -> BuilderDocument:
    """A document from JSON.

    Raises:
        ValueError: if it is none.
    """
    try:
        nodes = [_read_node(node) for node in data["nodes"]]
        document: BuilderDocument = {
            "revision": int(data.get("revision", 0)),
            "name": str(data.get("name", "")),
            "nodes": nodes,
            "outputs": [str(node) for node in data.get("outputs", [])],
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"This is not the document of a model builder: {error!r}") from error
    if len({node["id"] for node in nodes}) < len(nodes) or len(nodes) > MOST:
        raise ValueError("The nodes of a model builder's document must have ids of their own.")
    return document


def _read_node(data: Any) -> BuilderNode:
    shares = data.get("shares")
    return {
        "id": str(data["id"]),
        "layer": str(data["layer"]),
        "args": {str(name): str(text) for name, text in data.get("args", {}).items()},
        "inputs": [str(node) for node in data.get("inputs", [])],
        "shares": None if shares is None else str(shares),
    }


def node(id: str, made: Made, inputs: Iterable[str] = (), shares: str | None = None) -> BuilderNode:
    """A node that calls the layer `made`."""
    args = {} if shares else {name: values.text(value) for name, value in made.args.items()}
    return {"id": id, "layer": made.name, "args": args, "inputs": list(inputs), "shares": shares}


def ordered(document: BuilderDocument) -> tuple[list[BuilderNode], list[BuilderNode]]:
    """The nodes, each after those that it needs and where possible right after one of them; and those that
    cannot be ordered because they run in a circle (or after one)."""
    nodes = {node["id"]: node for node in document["nodes"]}
    needs = {
        id: {each for each in [*node["inputs"], *filter(None, [node["shares"]])] if each in nodes}
        for id, node in nodes.items()
    }
    readers: dict[str, list[str]] = {id: [] for id in nodes}
    for id, sources in needs.items():
        for source in sources:
            readers[source].append(id)
    left = {id: len(sources) for id, sources in needs.items()}
    waiting = [id for id in reversed(nodes) if not left[id]]
    result = []
    while waiting:
        id = waiting.pop()
        result.append(nodes[id])
        free = []
        for reader in readers[id]:
            left[reader] -= 1
            if not left[reader]:
                free.append(reader)
        waiting.extend(reversed(free))
    done = {node["id"] for node in result}
    return result, [node for id, node in nodes.items() if id not in done]


def outputs_of(document: BuilderDocument) -> list[str]:
    """The ids of the nodes that the model gives: those named, else all that no other reads."""
    known = {node["id"] for node in document["nodes"]}
    named = [id for id in document["outputs"] if id in known]
    read = {each for node in document["nodes"] for each in node["inputs"]}
    return named or [node["id"] for node in document["nodes"] if node["id"] not in read]


class Ids:
    """Gives out ids as Keras names layers: `dense`, `dense_1`, …; each once."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def fresh(self, wish: str) -> str:
        """`wish` (a name, or the class of a layer), with a number where it is taken."""
        name = re.sub(r"\W", "_", snake_case(wish) if wish[:1].isupper() else wish) or "layer"
        found, count = name, 0
        while found in self._given:
            count += 1
            found = f"{name}_{count}"
        self._given[found] += 1
        return found
