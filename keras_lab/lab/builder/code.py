"""The Keras code of a document: a `Sequential` where it is a chain, else functional; written as ruff formats it."""

from __future__ import annotations

import itertools
import keyword
import re
from collections import Counter
from typing import Any

from keras_lab.lab.builder import document as documents
from keras_lab.lab.builder import values
from keras_lab.lab.builder.document import INPUT, LISTS, ONE_BY_ONE
from keras_lab.lab.builder.expressions import UnreadableError, read
from keras_lab.lab.protocol import BuilderDocument, BuilderNode

WIDTH = 88
_TAKEN = frozenset(
    {"keras", "layers", "model", "x", "inputs", "outputs", *keyword.kwlist, *keyword.softkwlist}
)


def code_of(document: BuilderDocument) -> str:
    """The program that makes the model in the variable `model`."""
    if not document["nodes"]:
        return "import keras_lab as keras\n\nmodel = keras.Sequential()\n"
    chain = chain_of(document)
    return _sequential(document, chain) if chain else _functional(document)


def chain_of(document: BuilderDocument) -> list[BuilderNode] | None:
    """The nodes in their order if each has one input, the one before; None if it is no such chain."""
    nodes, rest = documents.ordered(document)
    if (
        rest
        or not nodes
        or nodes[0]["layer"] != INPUT
        or set(nodes[0]["args"]) & {"sparse", "ragged", "optional"}
    ):
        return None
    for before, node in itertools.pairwise(nodes):
        if node["inputs"] != [before["id"]] or node["shares"]:
            return None
    if documents.outputs_of(document) != [nodes[-1]["id"]] or len(nodes) < 2:
        return None
    return nodes


def _head(nodes: list[BuilderNode]) -> str:
    texts = [text for node in nodes for text in node["args"].values()]
    layers = any(node["layer"] != INPUT for node in nodes) or any("layers." in text for text in texts)
    return "import keras_lab as keras\n" + ("from keras_lab import layers\n" if layers else "")


def _sequential(document: BuilderDocument, nodes: list[BuilderNode]) -> str:
    items = "".join(f"        {constructor(node, 8, after=1)},\n" for node in nodes)
    name = f"    name={values.text(document['name'])},\n" if document["name"] else ""
    return f"{_head(nodes)}\nmodel = keras.Sequential(\n    [\n{items}    ]{',' if name else ''}\n{name})\n"


def _functional(document: BuilderDocument) -> str:
    nodes, rest = documents.ordered(document)
    nodes = [*nodes, *rest]
    program = _Functional(document, nodes)
    return f"{_head(nodes)}\n{''.join(program.lines(nodes))}\n{program.model()}\n"


class _Functional:
    """Writes the calls, a line each; a tensor is called `x` where the next line alone reads it."""

    def __init__(self, document: BuilderDocument, nodes: list[BuilderNode]) -> None:
        self._document = document
        self._outputs = documents.outputs_of(document)
        self._inputs = [node["id"] for node in nodes if node["layer"] == INPUT]
        self._again = {node["shares"] for node in nodes if node["shares"]}
        self._nodes = {node["id"]: node for node in nodes}
        self._names = self._named(nodes)

    def _named(self, nodes: list[BuilderNode]) -> dict[str, str]:
        readers = Counter(each for node in nodes for each in set(node["inputs"]))
        following = {a["id"]: b for a, b in itertools.pairwise(nodes)}
        taken = documents.Ids()
        for word in _TAKEN:
            taken.fresh(word)
        names = {}
        for node in nodes:
            id = node["id"]
            after = following.get(id)
            if [id] == self._inputs:
                names[id] = "inputs"
            elif [id] == self._outputs:
                names[id] = "outputs"
            elif node["layer"] != INPUT and readers[id] == 1 and after and id in after["inputs"]:
                names[id] = "x" if id not in self._outputs else taken.fresh(_identifier(id))
            else:
                names[id] = taken.fresh(_identifier(id))
        self._layers = {id: taken.fresh(f"{_identifier(str(id))}_layer") for id in self._again}
        return names

    def lines(self, nodes: list[BuilderNode]) -> list[str]:
        """Makes the tensors."""
        return [line for node in nodes for line in self._lines_of(node)]

    def _lines_of(self, node: BuilderNode) -> list[str]:
        name = self._names[node["id"]]
        if node["layer"] == INPUT:
            return [f"{name} = {constructor(node, 0, before=len(name) + 3)}\n"]
        call = self._call(node)
        if node["id"] in self._layers:
            layer = self._layers[node["id"]]
            return [f"{layer} = {constructor(node, 0, before=len(layer) + 3)}\n", f"{name} = {layer}{call}\n"]
        if node["shares"]:
            return [f"{name} = {self._layers.get(node['shares'], 'layer')}{call}\n"]
        return [f"{name} = {constructor(node, 0, before=len(name) + 3, after=len(call))}{call}\n"]

    def _call(self, node: BuilderNode) -> str:
        tensors = [self._names.get(id, _identifier(id)) for id in node["inputs"]]
        if (len(tensors) == 1 and node["layer"] not in LISTS) or node["layer"] in ONE_BY_ONE:
            return f"({', '.join(tensors)})"
        return f"([{', '.join(tensors)}])" if tensors else "()"

    def model(self) -> str:
        """The last line."""
        ends = [self._listed(self._inputs), self._listed(self._outputs)]
        name = {"name": self._document["name"]} if self._document["name"] else {}
        made = values.Made("", "Model", {"inputs": ends[0], "outputs": ends[1], **name})
        return f"model = {_written(made, 0, 8, 0)}"

    def _listed(self, ids: list[str]) -> Any:
        names = [values.Typed(self._names[id]) for id in ids]
        return names[0] if len(names) == 1 else names


def constructor(node: BuilderNode, indent: int, before: int = 0, after: int = 0) -> str:
    """`layers.Dense(10)`, over several lines if it is long.

    Arguments:
        node: the node; what cannot be read yet stands there as it was typed.
        indent: of the line it stands in.
        before, after: how many characters stand before and after it on that line.
    """
    args = {}
    for name, text in node["args"].items():
        try:
            args[name] = read(text)
        except UnreadableError:
            args[name] = values.Typed(text)
    return _written(values.Made("layers", node["layer"], args), indent, before, after)


def _written(value: Any, indent: int, before: int, after: int) -> str:
    """The source of a value on one line, or else each of its parts on lines of its own."""
    line = values.text(value)
    parts = values.parts_of(value)
    if indent + before + len(line) + after <= WIDTH or parts is None or not parts[1]:
        return line
    opening, items, closing = parts
    pad = " " * indent
    inner = "".join(
        f"{pad}    {start}{_written(item, indent + 4, len(start), 1)},\n" for start, item in items
    )
    return f"{opening}\n{inner}{pad}{closing}"


def _identifier(id: str) -> str:
    name = re.sub(r"\W", "_", id)
    return f"_{name}" if not name or name[0].isdigit() else name
