"""Names: finding a thing by what a person calls it, and custom objects by registration and scope."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar, Token
from typing import Any, TypeVar

T = TypeVar("T")

_registered: dict[str, Any] = {}
_names: dict[Any, str] = {}
_scope: ContextVar[Mapping[str, Any] | None] = ContextVar("custom_objects", default=None)


def snake_case(name: str) -> str:
    """`"MaxPooling2D"` → `"max_pooling2d"`, the way layers are named by default."""
    spaced = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
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
            raise ValueError(
                f"Cannot register a class that does not have a get_config() method. Received: {obj.__name__}"
            )
        full = f"{package}>{name or getattr(obj, '__name__', str(obj))}"
        _registered[full] = obj
        _names[obj] = full
        return obj

    return decorate


def get_registered_name(obj: Any) -> str:
    """The name `obj` was registered under, else its own."""
    try:
        return _names.get(obj) or obj.__name__
    except TypeError:  # it cannot be hashed, so nobody registered it
        return obj.__name__


def get_registered_object(
    name: str,
    custom_objects: Mapping[str, Any] | None = None,
    module_objects: Mapping[str, Any] | None = None,
) -> Any | None:
    """What is known under the full name `name`: in scope, registered, or in one of the dicts given; else None."""
    for known in (_scope.get(), _registered, custom_objects, module_objects):
        if known and name in known:
            return known[name]
    return None


def get_custom_objects() -> dict[str, Any]:
    """The dict of objects known everywhere; it may be updated in place."""
    return _registered


class CustomObjectScope:
    """Makes the objects of the given dicts known by name inside a `with` block.

    Args:
        custom_objects: names → classes and functions; more such dicts may follow.

    Raises:
        TypeError: for something else than a dict.
    """

    def __init__(
        self, custom_objects: Mapping[str, Any] | None = None, *more: Mapping[str, Any] | None
    ) -> None:
        self._objects: dict[str, Any] = {}
        for each in (custom_objects, *more):
            if each is not None and not isinstance(each, Mapping):
                raise TypeError(
                    f"custom_objects is a dict from names to classes and functions. Received: {each!r}"
                )
            self._objects.update(each or {})
        self._tokens: list[Token[Mapping[str, Any] | None]] = []

    def __enter__(self) -> CustomObjectScope:
        self._tokens.append(_scope.set({**(_scope.get() or {}), **self._objects}))
        return self

    def __exit__(self, *error: object) -> None:
        _scope.reset(self._tokens.pop())


custom_object_scope = CustomObjectScope
