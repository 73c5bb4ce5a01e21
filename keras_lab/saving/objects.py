"""Objects as plain data and back: layers, losses, metrics, optimizers, initializers, …

Names are looked up in the tables of keras_lab's own modules and among registered objects; nothing that a
configuration names is imported.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from keras_lab.configurable import serialize
from keras_lab.models.reading import MODELS, layer_from_config
from keras_lab.registry import custom_object_scope, get_registered_object

#: Module that a file names → the module whose `get` finds the object.
_KINDS = {
    "keras.constraints": "keras_lab.constraints",
    "keras.dtype_policies": "keras_lab.dtype_policies",
    "keras.initializers": "keras_lab.initializers",
    "keras.losses": "keras_lab.losses",
    "keras.metrics": "keras_lab.metrics",
    "keras.optimizers": "keras_lab.optimizers",
    "keras.optimizers.schedules": "keras_lab.optimizers.schedules",
    "keras.regularizers": "keras_lab.regularizers",
}


def serialize_keras_object(obj: Any) -> Any:
    """`obj` as plain data: `{"module", "class_name", "config", "registered_name"}` for objects of Keras's kinds,
    the name for a function; numbers, strings, lists, tuples and dicts of these likewise."""
    return serialize(obj)


def deserialize_keras_object(
    config: Any, custom_objects: Mapping[str, Any] | None = None, safe_mode: bool = True, **kwargs: Any
) -> Any:
    """What `serialize_keras_object` was given.

    Args:
        config: plain data; dicts with a `class_name` become objects.
        custom_objects: names → classes and functions.
        safe_mode: accepted for compatibility; code in configurations is never run.
        **kwargs: `module_objects` and `printable_module_name` of Keras 2 are accepted.

    Raises:
        ValueError: for a class that is neither ours nor registered.
    """
    known = {**(kwargs.get("module_objects") or {}), **(custom_objects or {})}
    with custom_object_scope(known):
        return _made(config)


def _made(config: Any) -> Any:
    if isinstance(config, list):
        return [_made(item) for item in config]
    if not isinstance(config, dict):
        return config
    if "class_name" not in config:
        return {key: _made(value) for key, value in config.items()}
    return _object(config)


def _object(config: dict[str, Any]) -> Any:
    name, module = str(config["class_name"]), str(config.get("module"))
    registered = get_registered_object(str(config.get("registered_name"))) or get_registered_object(name)
    if registered is not None:
        arguments = config.get("config") or {}
        return registered.from_config(arguments) if hasattr(registered, "from_config") else registered
    if name == "DTypePolicy":
        module = "keras.dtype_policies"
    if module in _KINDS:
        kind = importlib.import_module(_KINDS[module])
        find = kind.get if hasattr(kind, "get") else kind.deserialize
        return find(config)
    if module.startswith("keras.layers") or module == "None" or name in MODELS:
        return layer_from_config(config)
    raise ValueError(
        f"{name!r} of {module!r} is neither one of keras_lab's classes nor registered. "
        "Register it with `register_keras_serializable` or pass `custom_objects={…}`."
    )
