"""Objects as plain data and back, and Keras 2's small helpers."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from keras_lab.configurable import Configurable, resolve, serialize, serialize_object
from keras_lab.registry import custom_object_scope, find_custom, get_registered_name

#: The rooms whose objects may be named in a configuration. Nothing else is ever imported for one.
ROOMS = (
    "activations",
    "constraints",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "optimizers",
    "regularizers",
)


def serialize_keras_object(obj: Any) -> Any:
    """A layer, loss, optimizer, … as `{"module", "class_name", "config", "registered_name"}`; a function as its name;
    plain data as it is.

    Raises:
        ValueError: for an object that has no `get_config` and no name.
    """
    if isinstance(obj, Configurable):
        return serialize_object(obj)
    if hasattr(obj, "get_config"):
        cls = type(obj)
        return {
            "module": cls.__module__, "class_name": cls.__name__, "config": obj.get_config(),
            "registered_name": get_registered_name(cls),
        }  # fmt: skip
    if callable(obj) and not hasattr(obj, "__name__"):
        raise ValueError(f"{obj!r} cannot be written as plain data: it has neither get_config() nor a name.")
    return serialize(obj)


def deserialize_keras_object(
    config: Any,
    module_objects: Mapping[str, Any] | None = None,
    custom_objects: Mapping[str, Any] | None = None,
    printable_module_name: str = "object",
    safe_mode: bool = True,
) -> Any:
    """The object that `serialize_keras_object` described.

    Classes and functions are found by name among those of keras_lab, those registered or in scope, and those given
    here; a configuration never has anything imported or run.

    Args:
        config: a dict with `class_name`, a name, or plain data. (Keras 2: `identifier`.)
        module_objects: names → classes and functions to look among, as in Keras 2.
        custom_objects: further ones.
        printable_module_name: what is looked for, for messages.
        safe_mode: accepted for compatibility; code in configurations is never run.

    Raises:
        ValueError: for a name that is not known, or an object without a `class_name`.
    """
    with custom_object_scope(custom_objects or {}):
        if module_objects is not None:
            return resolve(config, module_objects, printable_module_name)
        if isinstance(config, dict) and "class_name" in config:
            return _object(config)
        if isinstance(config, dict):
            return {key: deserialize_keras_object(value) for key, value in config.items()}
        if isinstance(config, (list, tuple)):
            return type(config)(deserialize_keras_object(item) for item in config)
        found = find_custom(config) if isinstance(config, str) else None
        return config if found is None else found


def _object(config: Mapping[str, Any]) -> Any:
    name = str(config["class_name"])
    custom = find_custom(str(config.get("registered_name"))) or find_custom(name)
    if custom is not None:
        return resolve(dict(config), {name: custom}, "object")
    room = str(config.get("module")).removeprefix("keras.").partition(".")[0]
    if room not in ROOMS:
        raise ValueError(
            f"{name!r} of the module {config.get('module')!r} is not known. Register it "
            "(register_keras_serializable) or give it in custom_objects."
        )
    return importlib.import_module(f"keras_lab.{room}").deserialize(dict(config))


def has_arg(fn: Callable[..., Any], name: str, accept_all: bool = False) -> bool:
    """Whether a function takes a keyword argument `name` (with `accept_all`, also through `**kwargs`)."""
    parameters = inspect.signature(fn).parameters
    if accept_all and any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return True
    found = parameters.get(name)
    return found is not None and found.kind in (found.POSITIONAL_OR_KEYWORD, found.KEYWORD_ONLY)


def to_list(x: Any, allow_tuple: bool = False) -> list[Any]:
    """`x` if it is a list, else a list of it (with `allow_tuple`, a tuple becomes a list)."""
    if isinstance(x, list):
        return x
    return list(x) if allow_tuple and isinstance(x, tuple) else [x]
