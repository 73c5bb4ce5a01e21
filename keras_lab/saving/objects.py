"""Objects as plain data and back: layers, losses, metrics, optimizers, initializers, …

Names are looked up in the tables of keras_lab's own modules and among registered objects; nothing that a
configuration names is imported, and only what makes up models is found.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np

from keras_lab import models, ops, plain_data, python_code
from keras_lab.graph.symbolic import KerasTensor, is_symbolic
from keras_lab.old_configs import modern
from keras_lab.plain_data import NotPlainError
from keras_lab.registry import (
    custom_object_scope,
    find_custom,
    get_registered_object,
    suggest,
)

#: Part of the module that a file names → our module in which such classes and functions are.
_HOMES = {
    "activations": "keras_lab.activations",
    "constraints": "keras_lab.constraints",
    "dtype_policies": "keras_lab.dtype_policies",
    "initializers": "keras_lab.initializers",
    "layers": "keras_lab.layers",
    "losses": "keras_lab.losses",
    "metrics": "keras_lab.metrics",
    "models": "keras_lab.models",
    "optimizers": "keras_lab.optimizers",
    "quantizers": "keras_lab.quantizers",
    "random": "keras_lab.random",
    "regularizers": "keras_lab.regularizers",
    "schedules": "keras_lab.optimizers.schedules",
}
#: Where functions are looked for, if a file does not say where they are.
_FUNCTIONS = ("activations", "constraints", "initializers", "losses", "metrics", "regularizers")
_ALIASES = {"Functional": "Model", "Policy": "DTypePolicy"}


def serialize_keras_object(obj: Any) -> Any:
    """`obj` as plain data.

    Objects of Keras's kinds, and all others with a `get_config`, become `{"module", "class_name", "config",
    "registered_name"}`, with `build_config` and `compile_config` where there are such; functions by their names,
    lambdas by their code; numbers, strings, lists and dicts of these likewise.
    """
    if isinstance(obj, dict):
        return {key: serialize_keras_object(value) for key, value in obj.items()}
    if isinstance(obj, (list, tuple)):
        return [serialize_keras_object(item) for item in obj]
    if is_symbolic(obj):
        return _symbolic(obj)
    config = plain_data.serialize(obj, plain_data.function_config)
    if isinstance(config, dict) and hasattr(obj, "get_config"):
        for part in ("build_config", "compile_config"):
            inner = getattr(obj, f"get_{part}", lambda: None)()
            if inner is not None:
                config[part] = serialize_keras_object(inner)
    return config


def _symbolic(tensor: Any) -> dict[str, Any]:
    history = None
    if tensor.node is not None:
        history = [tensor.node.operation.name, tensor.node.operation._nodes.index(tensor.node), tensor.index]
    config = {"shape": list(tensor.shape), "dtype": tensor.dtype, "keras_history": history}
    return {"class_name": "__keras_tensor__", "config": config}


def deserialize_keras_object(
    config: Any, custom_objects: Mapping[str, Any] | None = None, safe_mode: bool = True, **kwargs: Any
) -> Any:
    """What `serialize_keras_object` was given.

    Args:
        config: plain data; dicts with a `class_name` become objects.
        custom_objects: names → classes and functions.
        safe_mode: whether code of lambdas in the configuration is refused.
        **kwargs: Keras 2's `module_objects` (more names) and `printable_module_name`.

    Raises:
        ValueError, TypeError: for a class that is neither ours nor registered, or data that describe no object.
    """
    known = {**(kwargs.pop("module_objects", None) or {}), **(custom_objects or {})}
    kwargs.pop("printable_module_name", None)
    if kwargs:
        raise TypeError(f"deserialize_keras_object takes no argument {next(iter(kwargs))!r}.")
    with custom_object_scope(known), python_code.safe_mode_scope(python_code.stated(safe_mode)):
        if isinstance(config, str) and known:
            found = known.get(config)
            return _instance(found) if found is not None else config
        try:
            return made(modern(config))
        except RecursionError:
            raise NotPlainError("The configuration is nested too deeply.") from None


def _instance(found: Any) -> Any:
    return found() if inspect.isclass(found) else found


def made(config: Any) -> Any:
    """The object, or nest of objects, that plain data stand for."""
    if isinstance(config, (list, tuple)):
        return [made(item) for item in config]
    if not isinstance(config, dict):
        return config
    if not isinstance(config.get("class_name"), str) or "config" not in config:
        return {key: made(value) for key, value in config.items()}
    read = _SPECIAL.get(config["class_name"])
    return read(config) if read else _object(config)


def _object(config: dict[str, Any]) -> Any:
    if not isinstance(config["config"], dict) and config["config"] is not None and not _is_row(config):
        raise NotPlainError(
            f"Expected 'config' to be a dict for {config['class_name']!r}. Received: {config['config']!r}"
        )
    found = find_class(config)
    if inspect.isfunction(found):
        return found
    instance = plain_data.make(found, config)
    build, told = config.get("build_config"), config.get("compile_config")
    if isinstance(build, dict) and not getattr(instance, "built", True):
        instance.build_from_config(build)
    if isinstance(told, dict) and hasattr(instance, "compile_from_config"):
        instance.compile_from_config(told)
    return instance


def _is_row(config: Mapping[str, Any]) -> bool:
    """Whether this is a `Sequential` of Keras 1 or 2, which had only the list of its layers."""
    return config["class_name"] == "Sequential" and isinstance(config["config"], list)


def find_class(config: Mapping[str, Any]) -> Any:
    """The class that a configuration names, registered or ours.

    Raises:
        NotPlainError: if there is none.
    """
    name, registered = config["class_name"], config.get("registered_name")
    found = get_registered_object(str(registered or name)) or find_custom(name)
    if found is not None:
        return found
    found = _ours(name, config.get("module"))
    if inspect.isclass(found) and hasattr(found, "from_config"):
        _check_registered_name(config, name)
        return found
    raise NotPlainError(
        f"Could not locate class {name!r} of {config.get('module')!r}: it is neither one of keras_lab's nor "
        f"registered. Register it with `register_keras_serializable` or pass `custom_objects={{…}}`."
    )


def _ours(name: str, module: Any) -> Any:
    """Our class or function that Keras would find under `module`."""
    parts = str(module or "").split(".")
    homes = [part for part in reversed(parts) if part in _HOMES] or [*_HOMES]
    if parts[0] not in ("", "builtins", "keras", "tf_keras", "keras_lab", "tensorflow"):
        return None
    for home in homes:
        space = importlib.import_module(_HOMES[home])
        found = getattr(space, _ALIASES.get(name, name), None) if not name.startswith("_") else None
        if found is not None and not inspect.ismodule(found):
            return found
    return getattr(models, _ALIASES.get(name, name), None) if name in _MODELS else None


_MODELS = ("Functional", "Model", "Sequential")


def _check_registered_name(config: Mapping[str, Any], name: str) -> None:
    given = config.get("registered_name")
    if given and given not in (name, config["class_name"]):
        raise NotPlainError(
            f"The configuration says registered_name={given!r}, which nobody registered, and {name!r} "
            "resolved to a Keras built-in, which has none."
        )


def _function(config: dict[str, Any]) -> Any:
    name = config["config"]
    if not isinstance(name, str):
        raise NotPlainError(f"Expected 'config' to be a non-null str for a function. Received: {name!r}")
    found = find_custom(name)
    if found is not None:
        return found
    homes = [part for part in str(config.get("module")).split(".") if part in _FUNCTIONS] or _FUNCTIONS
    for home in homes:
        found = _among(importlib.import_module(_HOMES[home]), name)
        if inspect.isfunction(found):
            _check_registered_name(config, name)
            return found
    public = getattr(ops, name, None) if name in dir(ops) and "ops" in str(config.get("module")) else None
    if inspect.isfunction(public):
        return public
    raise NotPlainError(
        f"Could not locate function {name!r}: it is neither one of keras_lab's nor registered. Register it with "
        f"`register_keras_serializable` or pass `custom_objects={{…}}`.{suggest(name, dir(ops))}"
    )


def _among(module: Any, name: str) -> Any:
    """The entry of that name in a module's own table; None if there is none."""
    try:
        return module.get(name)
    except (TypeError, ValueError):
        return None


def _typespec(config: dict[str, Any]) -> Any:
    if not isinstance(config["config"], (list, tuple)):
        raise NotPlainError(f"Expected 'config' to be a list or a tuple. Received: {config['config']!r}")
    raise NotPlainError("A TypeSpec of TensorFlow in a configuration is not understood.")


def _tensor(make: Any, config: dict[str, Any]) -> Any:
    inner = config["config"]
    return make(inner["value"], dtype=inner["dtype"])


def _symbolic_tensor(config: dict[str, Any]) -> Any:
    return KerasTensor(tuple(config["config"]["shape"]), config["config"]["dtype"])


def _slice(config: dict[str, Any]) -> slice:
    return slice(*(made(config["config"].get(bound)) for bound in ("start", "stop", "step")))


_SPECIAL: dict[str, Any] = {
    "function": _function,
    "__bytes__": lambda config: config["config"]["value"].encode("utf-8"),
    "__ellipsis__": lambda config: Ellipsis,
    "__keras_tensor__": _symbolic_tensor,
    "__lambda__": python_code.from_config,
    "__numpy__": functools.partial(_tensor, np.array),
    "__slice__": _slice,
    "__tensor__": functools.partial(_tensor, lambda value, dtype: ops.convert_to_tensor(value, dtype)),
    "__typespec__": _typespec,
}
