"""Default names: `dense`, `dense_1`, `dense_2`, … as Keras counts them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from keras_lab.open_stack import OpenStack
from keras_lab.registry import snake_case

_counts: Counter[str] = Counter()
_lock = threading.Lock()
_local = threading.local()
_open_scopes: OpenStack[name_scope] = OpenStack()


def unique_name(prefix: str) -> str:
    """`prefix` in snake case, with `_1`, `_2`, … from its second use on."""
    prefix = snake_case(prefix)
    counts = getattr(_local, "counts", _counts)
    with _lock:
        count = counts[prefix]
        counts[prefix] += 1
    return prefix if count == 0 else f"{prefix}_{count}"


def get_uid(prefix: str = "") -> int:
    """Counts up from 1 for each `prefix`."""
    with _lock:
        _counts[prefix] += 1
        return _counts[prefix]


@contextmanager
def counted_apart() -> Iterator[None]:
    """Inside, this thread's names are counted from the beginning, and do not count afterwards."""
    outer = getattr(_local, "counts", _counts)
    _local.counts = Counter()
    try:
        yield
    finally:
        _local.counts = outer


def reset_names() -> None:
    """Starts counting anew, so that the next dense layer is called `dense` again."""
    with _lock:
        _counts.clear()


def checked_name(name: Any) -> str:
    """`name`, if it is a string without slashes, which separate the parts of paths."""
    if not isinstance(name, str) or "/" in name:
        raise ValueError(f"A name must be a string and cannot contain character `/`. Received: {name!r}")
    return name


class name_scope:  # noqa: N801  (Keras's name)
    """Inside, the paths of variables begin with `name`.

    Args:
        name: without slashes.
        caller: the layer that opens the scope; opened again by the same one it adds nothing.
        deduplicate: whether that is so.
        override_parent: a path to begin with instead of that of the scopes around.
    """

    def __init__(
        self, name: str, caller: Any = None, deduplicate: bool = True, override_parent: str | None = None
    ) -> None:
        self.name = checked_name(name)
        self.caller = caller
        self.deduplicate = deduplicate
        own = getattr(caller, "_parent_path", None) if deduplicate else None
        self.override_parent = own if override_parent is None else override_parent
        self._pop_on_exit = False

    def __enter__(self) -> name_scope:
        last = _open_scopes.innermost
        if last is None or not (self.deduplicate and last.is_same(self)):
            _open_scopes.items.append(self)
            self._pop_on_exit = True
        return self

    def is_same(self, other: name_scope) -> bool:
        """Whether both were opened under one name by one layer."""
        return self.caller is not None and self.caller is other.caller and self.name == other.name

    def __exit__(self, *error: object) -> None:
        if self._pop_on_exit and _open_scopes.items:
            _open_scopes.items.pop()


def current_path() -> str:
    """The names of the open scopes, joined by slashes; an empty string outside of all."""
    parts: list[str] = []
    for scope in _open_scopes.items:
        if scope.override_parent is not None:
            parts = [part for part in scope.override_parent.split("/") if part]
        parts.append(scope.name)
    return "/".join(parts)


def scoped(name: str) -> str:
    """`name` with the names of the open scopes before it."""
    path = current_path()
    return f"{path}/{name}" if path else name
