"""Objects as plain data, in the form of Keras 3's files, and objects of a class from such data.

Anything with a `get_config` becomes `{"module", "class_name", "config", "registered_name"}`; values that JSON does
not know become dicts with a class name in underlines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from keras_lab import python_code
from keras_lab.registry import get_registered_name

#: Of objects written or read in a scope: those seen, by their ids.
_shared: ContextVar[tuple[dict[int, Any], dict[int, Any]] | None] = ContextVar("shared", default=None)


class NotPlainError(ValueError, TypeError):
    """Data that make no object. (Keras 2 raises ValueError here, Keras 3 TypeError.)"""


@contextmanager
def shared_objects_scope() -> Iterator[None]:
    """Inside a `with` block, an object that is written twice is read as one."""
    token = _shared.set(({}, {}))
    try:
        yield
    finally:
        _shared.reset(token)


ObjectSharingScope = shared_objects_scope


def name_of(function: Any) -> Any:
    """The registered name of a function, the code of one without a name."""
    if python_code.is_lambda(function):
        return python_code.to_config(function, serialize)
    return get_registered_name(function) if hasattr(function, "__name__") else repr(function)


def function_config(function: Any) -> Any:
    """A function in the form that Keras 3 gives it where any object may stand."""
    if python_code.is_lambda(function) or not hasattr(function, "__name__"):
        return name_of(function)
    name = get_registered_name(function)
    return {"module": "builtins", "class_name": "function", "config": name, "registered_name": "function"}


def serialize(value: Any, function: Callable[[Any], Any] = name_of) -> Any:
    """`value` as plain data: numbers, strings, lists, dicts; objects as `{"class_name", "config", …}`.

    Args:
        function: what a function becomes.
    """
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return {key: serialize(item, function) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        items = [serialize(item, function) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    if hasattr(value, "get_config") and not isinstance(value, type):
        return serialize_object(value)
    if isinstance(value, (np.generic, np.ndarray)):
        return value.item() if value.ndim == 0 else _array("__numpy__", np.asarray(value))
    if callable(value):
        return function(value)
    return _special(value)


def _special(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"class_name": "__bytes__", "config": {"value": value.decode("utf-8")}}
    if isinstance(value, slice):
        bounds = {"start": value.start, "stop": value.stop, "step": value.step}
        return {"class_name": "__slice__", "config": serialize(bounds)}
    if value is Ellipsis:
        return {"class_name": "__ellipsis__", "config": {}}
    if hasattr(value, "as_list"):  # TensorFlow's TensorShape
        return value.as_list()
    if hasattr(value, "shape") and hasattr(value, "dtype") and not hasattr(value, "node"):
        return _array("__tensor__", np.asarray(value))
    return getattr(value, "name", None) or str(value)  # a dtype


def _array(kind: str, array: np.ndarray) -> dict[str, Any]:
    return {"class_name": kind, "config": {"value": array.tolist(), "dtype": array.dtype.name}}


def serialize_object(value: Any) -> dict[str, Any]:
    """The `{"module", "class_name", "config", "registered_name"}` form of Keras 3's files.

    Raises:
        TypeError: if `get_config` returns something else than a dict.
    """
    cls = type(value)
    ours = cls.__module__.startswith("keras_lab.")
    module, class_name = value._public_name() if hasattr(value, "_public_name") else _own_name(cls)
    inner = value.get_config()
    if not isinstance(inner, dict):
        raise TypeError(f"get_config() of {value!r} must return a dict. Received: {inner!r}")
    config = {
        "module": module,
        "class_name": class_name,
        "config": serialize(inner),
        "registered_name": None if ours else get_registered_name(cls),
    }
    _note_writing(value, config)
    return config


def _own_name(cls: type) -> tuple[str | None, str]:
    return (None if cls.__module__ == "__main__" else cls.__module__), cls.__name__


def _note_writing(value: Any, config: dict[str, Any]) -> None:
    scope = _shared.get()
    if scope is None:
        return
    # the value is kept with it: another one may get the id of one that is gone
    _, first = scope[0].setdefault(id(value), (value, config))
    if first is not config:
        first["shared_object_id"] = config["shared_object_id"] = id(value)


def make(cls: Any, config: Mapping[str, Any]) -> Any:
    """A new object of the class `cls` from its configuration, or, of one that is shared, the same again.

    Raises:
        NotPlainError: if the class cannot be made from this.
    """
    scope, number = _shared.get(), config.get("shared_object_id")
    if scope is not None and number in scope[1]:
        return scope[1][number]
    inner = config.get("config")
    inner = {} if inner is None else inner
    if not hasattr(cls, "from_config") and not hasattr(cls, "get_config"):
        raise NotPlainError(
            f"Unable to reconstruct an instance of {cls.__name__}, which has no from_config(): {config!r}"
        )
    made = _from_config(cls, inner)
    if scope is not None and isinstance(number, int):
        scope[1][number] = made
    return made


def _from_config(cls: Any, inner: Any) -> Any:
    if not hasattr(cls, "from_config"):  # one's own, as Keras 2 took them
        return cls(**inner)
    try:
        return cls.from_config(inner)
    except (AttributeError, LookupError) as error:
        if not cls.__module__.startswith("keras_lab."):
            raise
        raise NotPlainError(f"The configuration of {cls.__name__} is damaged: {error!r}") from error


def plain(nest: Any) -> Any:
    """A nest with the values that `serialize` made dicts of (arrays, slices, bytes, …) as they were."""
    if isinstance(nest, (list, tuple)):
        items = [plain(item) for item in nest]
        return tuple(items) if isinstance(nest, tuple) else items
    if not isinstance(nest, dict):
        return nest
    inner = nest.get("config")
    if nest.get("class_name") not in _READ or not isinstance(inner, dict):
        return {key: plain(value) for key, value in nest.items()}
    return _READ[nest["class_name"]](inner)


_READ: dict[str, Callable[[dict[str, Any]], Any]] = {
    "__bytes__": lambda inner: inner["value"].encode("utf-8"),
    "__ellipsis__": lambda inner: Ellipsis,
    "__numpy__": lambda inner: np.array(inner["value"], inner["dtype"]),
    "__slice__": lambda inner: slice(*(plain(inner.get(bound)) for bound in ("start", "stop", "step"))),
    "__tensor__": lambda inner: np.array(inner["value"], inner["dtype"]),
}
