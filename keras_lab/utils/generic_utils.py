"""Objects as plain data and back, and Keras 2's small helpers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from keras_lab import python_code
from keras_lab.registry import find_custom, suggest


def serialize_keras_object(obj: Any) -> Any:
    """A layer, loss, optimizer, … as plain data (see `keras_lab.saving.serialize_keras_object`).

    Raises:
        ValueError: for an object that has no `get_config` and no name.
    """
    if callable(obj) and not hasattr(obj, "get_config") and not hasattr(obj, "__name__"):
        raise ValueError(f"{obj!r} cannot be written as plain data: it has neither get_config() nor a name.")
    return objects().serialize_keras_object(obj)


def deserialize_keras_object(
    config: Any,
    module_objects: Mapping[str, Any] | None = None,
    custom_objects: Mapping[str, Any] | None = None,
    printable_module_name: str = "object",
    safe_mode: bool = True,
) -> Any:
    """The object that `serialize_keras_object` described.

    Args:
        config: a dict with `class_name`, a name, or plain data. (Keras 2: `identifier`.)
        module_objects: names → classes and functions to look among. (Keras 3: `custom_objects` comes second.)
        custom_objects: further ones.
        printable_module_name: what is looked for, for messages.
        safe_mode: whether code of lambdas in the configuration is refused.

    Raises:
        ValueError: for a name that is not known, or data that describe no object.
    """
    known = {**(module_objects or {}), **(custom_objects or {})}
    if isinstance(config, str) and module_objects is not None and config not in known:
        found = find_custom(config)
        if found is None:
            raise ValueError(f"Unknown {printable_module_name}: {config!r}.{suggest(config, known)}")
        return found
    return objects().deserialize_keras_object(config, known, safe_mode)


def objects() -> Any:
    """`keras_lab.saving.objects`, which is on a higher floor: imported when it is needed."""
    from keras_lab.saving import objects as module

    return module


def func_dump(func: Callable[..., Any]) -> tuple[str, Any, Any]:
    """`(code, defaults, closure)` of a function: its byte code in base 64, and the values that go with it."""
    return python_code.dump(func)


def func_load(
    code: Any, defaults: Any = None, closure: Any = None, globs: dict[str, Any] | None = None
) -> Callable[..., Any]:
    """The function that `func_dump` was given. Only for code of which you know where it comes from: it can do anything.

    Args:
        code: what `func_dump` returned, or the first part of it, with
        defaults, closure: the others.
        globs: names that the code finds; by default those of the running program.
    """
    return python_code.load(code, defaults, closure, globs)


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


def unpack_singleton(x: Any) -> Any:
    """The only thing in a list or tuple of one; else `x`."""
    return x[0] if isinstance(x, (list, tuple)) and len(x) == 1 else x


def object_list_uid(object_list: Any) -> str:
    """A text that differs for lists of different objects."""
    return ", ".join(str(abs(id(each))) for each in to_list(object_list))


def slice_arrays(arrays: Any, start: Any = None, stop: int | None = None) -> Any:
    """`array[start:stop]` of an array or of each in a list; `start` may be a list of places instead."""
    place = list(start) if hasattr(start, "__len__") else slice(start, stop)
    if not isinstance(arrays, list):
        return None if arrays is None else arrays[place]
    return [None if array is None else array[place] for array in arrays]
