"""Names: finding a thing by what a person calls it, and custom objects by registration and scope."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_registered: dict[str, Any] = {}
_names: dict[Any, str] = {}
_scope: ContextVar[Mapping[str, Any] | None] = ContextVar("custom_objects", default=None)


def snake_case(name: str) -> str:
    """`"MaxPooling2D"` → `"max_pooling2d"`, the way layers are named by default."""
    spaced = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()


def suggest(word: str, known: Iterable[str]) -> str:
    """`" Did you mean 'dense'?"` for the nearest of the `known` names, or an empty string."""
    lowered = {name.lower(): name for name in sorted(known)}  # of `MSE` and `mse` the latter wins
    near = difflib.get_close_matches(str(word).lower(), lowered, n=1, cutoff=0.6)
    return f" Did you mean {lowered[near[0]]!r}?" if near else ""


def lookup(name: str, table: Mapping[str, T], kind: str) -> T:
    """The entry of `table` called `name`, or a custom object of that name.

    Raises:
        ValueError: if there is none; the nearest name is suggested.
    """
    found = find_custom(name)
    if found is None:
        found = table.get(name)
    if found is None:
        raise ValueError(f"Unknown {kind}: {name!r}.{suggest(name, table)}")
    return found


def find_custom(name: str) -> Any | None:
    """The custom object registered, or in scope, under `name` (with or without its package); None if none."""
    inner = _scope.get() or {}
    if name in inner:
        return inner[name]
    if name in _registered:
        return _registered[name]
    endings = [obj for full, obj in _registered.items() if full.rpartition(">")[2] == name]
    return endings[0] if len(endings) == 1 else None


def register_keras_serializable(package: str = "Custom", name: str | None = None) -> Callable[[T], T]:
    """Class decorator: makes a class or function known to loading, as `"package>name"`.

    Raises:
        ValueError: if a class without `get_config` is given.
    """

    def decorate(obj: T) -> T:
        if isinstance(obj, type) and not hasattr(obj, "get_config"):
            raise ValueError(f"{obj.__name__} cannot be registered: it has no method get_config().")
        full = f"{package}>{name or getattr(obj, '__name__', str(obj))}"
        _registered[full] = obj
        _names[obj] = full
        return obj

    return decorate


def get_registered_name(obj: Any) -> str:
    """The name `obj` was registered under, else its own."""
    return _names.get(obj) or obj.__name__


def get_registered_object(name: str) -> Any | None:
    """What was registered under the full name `name`, or None."""
    return (_scope.get() or {}).get(name) or _registered.get(name)


def get_custom_objects() -> dict[str, Any]:
    """The dict of objects known everywhere; it may be updated in place."""
    return _registered


@contextmanager
def custom_object_scope(*objects: Mapping[str, Any]) -> Iterator[None]:
    """Makes the objects of the given dicts known by name inside a `with` block."""
    merged = dict(_scope.get() or {})
    for each in objects:
        merged.update(each or {})
    token = _scope.set(merged)
    try:
        yield
    finally:
        _scope.reset(token)


CustomObjectScope = custom_object_scope
