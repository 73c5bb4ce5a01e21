"""What travels with tensors: masks, and the logits that probabilities were made of.

A mask is a bool tensor of shape `(batch, time)`, True where a step counts. Logits spare a loss the way over
probabilities, which is longer and loses what is below 1e-7.

Both are kept as attributes of the tensor where the engine's tensors allow it (so that they survive between
eager calls), else in a table that lives as long as the outermost `mask_table()` block: a layer call, a step.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_local = threading.local()


def set_mask(tensor: Any, mask: Any) -> None:
    """Attaches `mask` (or None) to `tensor`."""
    _attach(tensor, "_keras_mask", mask)


def get_mask(tensor: Any) -> Any | None:
    """The mask attached to `tensor`, or None."""
    return _attached(tensor, "_keras_mask")


def set_logits(tensor: Any, activation: str, logits: Any) -> None:
    """Attaches to `tensor` the `logits` that it was made of by `activation`, `"softmax"` or `"sigmoid"`."""
    _attach(tensor, f"_keras_{activation}_logits", logits)


def get_logits(tensor: Any, activation: str) -> Any | None:
    """The logits that `tensor` is the `activation` of, or None if that is not known."""
    return _attached(tensor, f"_keras_{activation}_logits")


def _attach(tensor: Any, name: str, value: Any) -> None:
    try:
        setattr(tensor, name, value)
    except (AttributeError, TypeError):  # TypeError: a frozen dataclass with slots, up to Python 3.11
        table = getattr(_local, "table", None)
        if table is not None:
            table[name, id(tensor)] = (tensor, value)


def _attached(tensor: Any, name: str) -> Any | None:
    value = getattr(tensor, name, None)
    if value is not None:
        return value
    entry = (getattr(_local, "table", None) or {}).get((name, id(tensor)))
    return entry[1] if entry is not None and entry[0] is tensor else None


@contextmanager
def mask_table() -> Iterator[None]:
    """Keeps what is attached to tensors that take no attributes until the outermost block ends."""
    if getattr(_local, "table", None) is not None:
        yield
        return
    _local.table = {}
    try:
        yield
    finally:
        _local.table = None
