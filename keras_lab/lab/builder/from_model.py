"""From a model to a document."""

from __future__ import annotations

import re
from typing import Any

from keras_lab import tree
from keras_lab.graph.calls import Call, calls_of, is_model
from keras_lab.graph.symbolic import OpCall, is_symbolic
from keras_lab.lab.builder import configs
from keras_lab.lab.builder import document as documents
from keras_lab.lab.builder.document import INPUT, Ids
from keras_lab.lab.builder.values import Made, same
from keras_lab.lab.protocol import BuilderDocument, BuilderNode


def document_of(model: Any) -> BuilderDocument:
    """The document of a functional or `Sequential` model.

    Raises:
        ValueError: if it has parts that the builder does not have: other models, ops, layers of one's own.
    """
    name = "" if re.fullmatch(r"(sequential|functional|model)(_\d+)?", model.name) else model.name
    graph = getattr(model, "_graph", None)
    calls = calls_of(model) if graph is not None or type(model).__name__ == "Sequential" else None
    if calls is None:
        raise ValueError(
            f"What calls what in the model {model.name!r} stands in its own program, not in a graph."
        )
    reader = _Reader()
    for call in calls:
        reader.add(call)
    nodes = reader.nodes
    document: BuilderDocument = {"revision": 0, "name": name, "nodes": nodes, "outputs": []}
    if graph is None:
        return document
    order = [reader.ids[_id_of(tensor, calls)] for tensor in tree.flatten(graph.inputs)]
    first = [node for id in order for node in nodes if node["id"] == id]
    document["nodes"] = [*first, *(node for node in nodes if node["id"] not in order)]
    outputs = [reader.ids[_id_of(tensor, calls)] for tensor in tree.flatten(graph.outputs)]
    if outputs != documents.outputs_of(document):
        document["outputs"] = outputs
    return document


def _id_of(tensor: Any, calls: list[Call]) -> str:
    return next(call.id for call in calls if any(tensor is each for each in tree.flatten(call.outputs)))


class _Reader:
    """Makes a node of each call."""

    def __init__(self) -> None:
        self.nodes: list[BuilderNode] = []
        self.ids: dict[str, str] = {}  # the call's → the node's
        self._first: dict[Any, str] = {}
        self._fresh = Ids()

    def add(self, call: Call) -> None:
        layer = call.operation
        _check(call)
        if not self.nodes and not _is_input(layer):
            # a stack whose input is not known yet
            self.nodes.append(documents.node(self._fresh.fresh(INPUT), Made("layers", INPUT)))
            self.ids[""] = self.nodes[0]["id"]
        made = _input_of(layer) if _is_input(layer) else configs.made_of(layer)
        new = self._fresh.fresh(str(made.args.get("name") or made.name))
        self.ids[call.id] = new
        sources = [self.ids[source.call] for source in call.sources]
        if not sources and not _is_input(layer):
            sources = [self.nodes[0]["id"]]
        self.nodes.append(documents.node(new, made, sources, self._first.get(layer)))
        self._first.setdefault(layer, new)


def _is_input(layer: Any) -> bool:
    return type(layer).__name__ == "InputLayer"


def _input_of(layer: Any) -> Made:
    config = layer.get_config()
    batch, *shape = config["batch_shape"]
    args: dict[str, Any] = {"shape": tuple(shape)}
    if batch is not None:
        args["batch_size"] = batch
    usual = {"dtype": "float32", "sparse": False, "ragged": False, "optional": False}
    args |= {name: config[name] for name, value in usual.items() if not same(config.get(name, value), value)}
    if not re.fullmatch(r"input_layer(_\d+)?", config["name"]):
        args["name"] = config["name"]
    return Made("layers", INPUT, args)


def _check(call: Call) -> None:
    """Refuses what the builder does not have."""
    layer = call.operation
    if isinstance(layer, OpCall):
        raise ValueError(
            f"The builder has layers only; this model calls the function {layer.name!r} as well."
        )
    if is_model(layer):
        raise ValueError(f"The builder has no models inside of models; this one has {layer.name!r}.")
    if any(source.output for source in call.sources):
        raise ValueError(
            f"The layer {layer.name!r} reads one of several outputs; the builder's layers have one each."
        )
    node = next((each.node for each in tree.flatten(call.outputs) if is_symbolic(each)), None)
    for name, value in (getattr(node, "kwargs", None) or {}).items():
        told = value is not None and name not in ("training", "mask")
        if told and not any(map(is_symbolic, tree.flatten(value))):
            raise ValueError(
                f"The layer {layer.name!r} is called with {name}={value!r}; that is beyond the builder."
            )
