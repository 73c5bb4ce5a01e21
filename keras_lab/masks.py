"""Masks that travel with tensors: bool tensors of shape `(batch, time)`, True where a step counts.

A mask is kept as an attribute of the tensor where the engine's tensors allow it (so that it survives between
eager calls), else in a table that lives as long as the outermost layer call.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_local = threading.local()


def set_mask(tensor: Any, mask: Any) -> None:
    """Attaches `mask` (or None) to `tensor`."""
    try:
        tensor._keras_mask = mask
    except (AttributeError, TypeError):  # TypeError: a frozen dataclass with slots, up to Python 3.11
        table = getattr(_local, "table", None)
        if table is not None:
            table[id(tensor)] = (tensor, mask)


def get_mask(tensor: Any) -> Any | None:
    """The mask attached to `tensor`, or None."""
    mask = getattr(tensor, "_keras_mask", None)
    if mask is not None:
        return mask
    entry = (getattr(_local, "table", None) or {}).get(id(tensor))
    return entry[1] if entry is not None and entry[0] is tensor else None


@contextmanager
def mask_table() -> Iterator[None]:
    """Keeps masks of tensors that take no attributes until the outermost block ends."""
    if getattr(_local, "table", None) is not None:
        yield
        return
    _local.table = {}
    try:
        yield
    finally:
        _local.table = None
