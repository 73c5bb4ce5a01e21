"""Layers by name and from configurations."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from keras_lab import layers, plain_data
from keras_lab.configurable import resolve, serialize_object
from keras_lab.layers.layer import Layer
from keras_lab.registry import custom_object_scope, get_registered_object

#: What configurations of layers name besides layers, models among it, and where that is defined: above this room.
_ELSEWHERE = {
    "CustomScaleLayer": "keras_lab.applications.inception_resnet_v2",
    "Distiller": "keras_lab.distillation.distiller",
    "FeatureSpace": "keras_lab.utils.feature_space",
    "Functional": "keras_lab.models.model",
    "LayerScale": "keras_lab.applications.convnext",
    "Model": "keras_lab.models.model",
    "Sequential": "keras_lab.models.sequential",
}


@cache
def _table() -> dict[str, type[Layer]]:
    public = {name: getattr(layers, name) for name in dir(layers)}
    return {
        name: thing for name, thing in public.items() if isinstance(thing, type) and issubclass(thing, Layer)
    }


def get(identifier: Any) -> Any:
    """A layer from a layer, its configuration or the name of a class that needs no arguments.

    Raises:
        ValueError: for an unknown name (the nearest one is suggested).
    """
    return resolve(identifier, _table(), "layer")


def serialize(layer: Layer) -> dict[str, Any]:
    """The layer without its weights as plain data: class name, configuration."""
    return serialize_object(layer)


def deserialize(config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
    """A new layer from what `serialize` returned.

    Args:
        config: a dict with `class_name` and `config`.
        custom_objects: name → class or function of one's own.

    Raises:
        ValueError: if the class is not known.
    """
    with custom_object_scope(custom_objects or {}):
        found = _elsewhere(config)
        return get(dict(config)) if found is None else plain_data.make(found, config)


def _elsewhere(config: Mapping[str, Any]) -> Any:
    name = str(config.get("class_name"))
    if name not in _ELSEWHERE or any(
        get_registered_object(each) is not None for each in (str(config.get("registered_name")), name)
    ):
        return None
    module = importlib.import_module(_ELSEWHERE[name])
    return getattr(module, "Model" if name == "Functional" else name)
