"""Default names: `dense`, `dense_1`, `dense_2`, … as Keras counts them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from keras_lab.registry import snake_case

_counts: Counter[str] = Counter()
_lock = threading.Lock()


def unique_name(prefix: str) -> str:
    """`prefix` in snake case, with `_1`, `_2`, … from its second use on."""
    prefix = snake_case(prefix)
    with _lock:
        count = _counts[prefix]
        _counts[prefix] += 1
    return prefix if count == 0 else f"{prefix}_{count}"


def get_uid(prefix: str = "") -> int:
    """Counts up from 1 for each `prefix`."""
    with _lock:
        _counts[prefix] += 1
        return _counts[prefix]


@contextmanager
def counted_apart() -> Iterator[None]:
    """Inside, names are counted from the beginning, and what is named there does not count afterwards."""
    with _lock:
        before = dict(_counts)
        _counts.clear()
    try:
        yield
    finally:
        with _lock:
            _counts.clear()
            _counts.update(before)


def reset_names() -> None:
    """Starts counting anew, so that the next dense layer is called `dense` again."""
    with _lock:
        _counts.clear()
