"""Default names: `dense`, `dense_1`, `dense_2`, … as Keras counts them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from keras_lab.registry import snake_case

_counts: Counter[str] = Counter()
_lock = threading.Lock()
_local = threading.local()


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


@contextmanager
def name_scope(name: str, **kwargs: Any) -> Iterator[str]:
    """Inside, the paths of variables made outside of layers begin with `name`."""
    outer = getattr(_local, "scope", "")
    _local.scope = f"{outer}{name}/"
    try:
        yield _local.scope
    finally:
        _local.scope = outer


def scoped(name: str) -> str:
    """`name` with the names of the open scopes before it."""
    return getattr(_local, "scope", "") + name
