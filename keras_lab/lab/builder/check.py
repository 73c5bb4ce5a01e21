"""What a document comes to: the shape of each output, what is wrong and where, the code, the drawing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lab.graph.shapes import shape_text
from keras_lab.graph.symbolic import is_symbolic
from keras_lab.lab.builder import document as documents
from keras_lab.lab.builder import drawing
from keras_lab.lab.builder.code import chain_of, code_of
from keras_lab.lab.builder.document import INPUT, LISTS, ONE_BY_ONE
from keras_lab.lab.builder.faults import FaultError, make_input, make_layer, sentence
from keras_lab.lab.protocol import BuilderCheck, BuilderDocument, BuilderNode, BuilderNodeState
from keras_lab.naming import counted_apart
from keras_lab.seeds import drawn_apart


def check(document: BuilderDocument) -> BuilderCheck:
    """Tries the document, with shapes alone: no engine is loaded, and names and seeds are left as they were."""
    with counted_apart(), drawn_apart():
        trial = _Trial(document)
        states = trial.run()
        error = (
            trial.whole() if not any(state["error"] or state["waits"] for state in states.values()) else None
        )
    in_order = [states[node["id"]] for node in document["nodes"]]
    faulty = any(state["error"] or state["waits"] for state in in_order)
    return {
        "revision": document["revision"],
        "nodes": in_order,
        "graph": drawing.graph_of(document, states),
        "code": code_of(document),
        "kind": "Sequential" if chain_of(document) else "Functional",
        "parameters": sum(state["params"] or 0 for state in in_order),
        "error": error,
        "complete": not faulty and error is None and trial.has_layers,
    }


def faults(found: BuilderCheck) -> list[str]:
    """All that is wrong, a sentence each."""
    sentences = [state["error"] for state in found["nodes"] if state["error"]]
    return [*sentences, *([found["error"]] if found["error"] else [])]


class _Trial:
    """Makes the layers and calls them on symbolic tensors, as far as that goes."""

    def __init__(self, document: BuilderDocument) -> None:
        self._document = document
        self._nodes = {node["id"]: node for node in document["nodes"]}
        self._read = {each for node in document["nodes"] for each in node["inputs"]}
        self._layers: dict[str, Any] = {}
        self._tensors: dict[str, Any] = {}
        self.has_layers = any(node["layer"] != INPUT for node in document["nodes"])

    def run(self) -> dict[str, BuilderNodeState]:
        """The state of each node."""
        nodes, circle = documents.ordered(self._document)
        states = {node["id"]: self._tried(node) for node in nodes}
        for node in circle:
            states[node["id"]] = _state(node, error=f"{node['id']} reads its own output, by way of others.")
        return states

    def whole(self) -> str | None:
        """What is wrong with the model made of all of it."""
        from keras_lab.models import Model

        if not self.has_layers:
            return None
        inputs = [self._tensors[id] for id, node in self._nodes.items() if node["layer"] == INPUT]
        outputs = [self._tensors[id] for id in documents.outputs_of(self._document)]
        try:
            Model(inputs, outputs, **({"name": self._document["name"]} if self._document["name"] else {}))
        except Exception as error:  # whatever it is, a person is typing: it is shown
            return sentence(error)
        return None

    def _tried(self, node: BuilderNode) -> BuilderNodeState:
        waits = next((id for id in self._needs(node) if id not in self._tensors), None)
        try:
            if waits is not None and waits not in self._nodes:
                raise FaultError(f"{node['id']} reads {waits!r}, which is not there.")
            layer = None if node["layer"] == INPUT else self._layer(node)
            if waits is not None:
                return _state(node, waits=waits)
            tensor = self._input(node) if layer is None else self._called(layer, node)
        except FaultError as fault:
            return _state(node, error=fault.sentence, field=fault.field)
        self._tensors[node["id"]] = tensor
        own = 0 if layer is None or node["shares"] else int(layer.count_params())
        return _state(node, output=shape_text(tensor), params=own)

    def _needs(self, node: BuilderNode) -> Iterable[str]:
        return [*node["inputs"], *([node["shares"]] if node["shares"] else [])]

    def _input(self, node: BuilderNode) -> Any:
        if self.has_layers and node["id"] not in self._read:
            raise FaultError(f"No layer reads {node['id']}: connect it to one.")
        return make_input(node)

    def _layer(self, node: BuilderNode) -> Any:
        if node["shares"]:
            if node["shares"] not in self._layers:
                raise FaultError(
                    f"{node['id']} calls the layer {node['shares']!r} again, which is not there."
                )
            layer = self._layers[node["shares"]]
        else:
            layer = make_layer(node)
        self._layers[node["id"]] = layer
        return layer

    def _called(self, layer: Any, node: BuilderNode) -> Any:
        tensors = [self._tensors[id] for id in node["inputs"]]
        if not tensors:
            raise FaultError(f"{node['id']} has no input: connect it to a layer before it.", "inputs")
        try:
            tensor = layer(*tensors) if node["layer"] in ONE_BY_ONE else layer(_argument(node, tensors))
        except Exception as error:  # likewise
            raise FaultError(_named(sentence(error), node)) from None
        if not is_symbolic(tensor):
            raise FaultError(
                f"{node['id']} gives several tensors; layers are joined here by one each.", _several(node)
            )
        return tensor


def _argument(node: BuilderNode, tensors: list[Any]) -> Any:
    return tensors[0] if len(tensors) == 1 and node["layer"] not in LISTS else tensors


def _several(node: BuilderNode) -> str | None:
    return next((name for name in ("return_state", "return_attention_scores") if name in node["args"]), None)


def _named(text: str, node: BuilderNode) -> str:
    return text if node["id"] in text or "name" in node["args"] else f"{node['id']}: {text}"


def _state(
    node: BuilderNode,
    output: str | None = None,
    params: int | None = None,
    error: str | None = None,
    field: str | None = None,
    waits: str | None = None,
) -> BuilderNodeState:
    return {
        "id": node["id"], "output": output, "params": params, "error": error, "field": field, "waits": waits,
    }  # fmt: skip
