"""Graphs rewritten as Keras 2 wrote them: the reverse of `old_graphs`.

There a call is a list with `[layer, call, tensor, arguments]` for each tensor that is given first; other tensors stand
among the arguments as `[layer, call, tensor]`. Calls of models are counted from 1: their making is one.
"""

from __future__ import annotations

import inspect
from typing import Any

from keras_lab.old_graphs import RECURRENT, TENSOR
from keras_lab.saving.objects import find_class


class NotInKeras2Error(ValueError):
    """A graph that Keras 2 has no words for."""


def older(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration of a functional model with its calls in Keras 2's form.

    Raises:
        NotInKeras2Error: if operations that are no layers are called, or with tensors in places that have no name.
    """
    started = {layer["name"] for layer in config["layers"] if "input_layers" in layer["config"]}
    return {
        **config,
        "layers": [_layer(layer, started) for layer in config["layers"]],
        **{part: _ends(config[part], started) for part in ("input_layers", "output_layers")},
    }


def _layer(layer: dict[str, Any], started: set[str]) -> dict[str, Any]:
    calls = [_call(layer, call, started) for call in layer["inbound_nodes"]]
    inner = layer["config"]
    if layer["class_name"] == "Sequential" and len(inner["layers"]) > 1:
        inner = _without_input(inner)  # else Keras 2 counts its calls from 1, and Keras 3 from 0
    states = next((call for call in layer["inbound_nodes"] if "constants" in call["kwargs"]), None)
    if states is not None:
        inner = {**inner, "num_constants": len(states["kwargs"]["constants"])}
    return {**layer, "config": inner, "inbound_nodes": calls}


def _without_input(sequence: dict[str, Any]) -> dict[str, Any]:
    first, *rest = sequence["layers"]
    layers = rest if first["class_name"] == "InputLayer" else sequence["layers"]
    return {**{k: v for k, v in sequence.items() if k != "build_input_shape"}, "layers": layers}


def _call(layer: dict[str, Any], call: dict[str, Any], started: set[str]) -> Any:
    if ".ops" in str(layer.get("module")) or not call["args"]:
        raise NotInKeras2Error(f"{layer['name']!r} is no layer.")
    first, *more = call["args"]
    kwargs = {**dict(zip(_words(layer, more), more, strict=False)), **call["kwargs"]}
    if layer["class_name"] in RECURRENT:
        states = [*(_listed(kwargs.pop("initial_state", None))), *(_listed(kwargs.pop("constants", None)))]
        first = [first, *states] if states else first
    arguments = {word: _references(value, started) for word, value in kwargs.items()}
    return _entries([first] if _is_tensor(first) else first, arguments, started)


def _words(layer: dict[str, Any], more: list[Any]) -> list[str]:
    """The names of the arguments after the first."""
    if not more:
        return []
    try:
        words = list(inspect.signature(find_class(layer).call).parameters)[2:]
    except (TypeError, ValueError):
        words = []
    if len(words) < len(more):
        raise NotInKeras2Error(f"{layer['name']!r} is called with {len(more) + 1} arguments without names.")
    return words


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _is_tensor(value: Any) -> bool:
    return isinstance(value, dict) and value.get("class_name") == TENSOR


def _reference(tensor: dict[str, Any], started: set[str]) -> list[Any]:
    name, call, index = tensor["config"]["keras_history"]
    return [name, call + (name in started), index]


def _entries(nest: Any, arguments: dict[str, Any], started: set[str]) -> Any:
    if _is_tensor(nest):
        return [*_reference(nest, started), arguments]
    if isinstance(nest, list):
        return [_entries(item, arguments, started) for item in nest]
    if isinstance(nest, dict) and "class_name" not in nest:
        return {key: _entries(item, arguments, started) for key, item in nest.items()}
    raise NotInKeras2Error(f"A layer is called with {nest!r}.")


def _references(nest: Any, started: set[str]) -> Any:
    if _is_tensor(nest):
        return _reference(nest, started)
    if isinstance(nest, list):
        return [_references(item, started) for item in nest]
    return {k: _references(v, started) for k, v in nest.items()} if isinstance(nest, dict) else nest


def _ends(nest: Any, started: set[str]) -> Any:
    if isinstance(nest, list) and len(nest) == 3 and isinstance(nest[0], str):
        return [nest[0], nest[1] + (nest[0] in started), nest[2]]
    if isinstance(nest, dict):
        return {key: _ends(item, started) for key, item in nest.items()}
    return [_ends(item, started) for item in nest]
