"""Arrays of text as arrays of bytes, in which TensorFlow thinks too, and back."""

from __future__ import annotations

from typing import Any

import numpy as np


def as_bytes(values: np.ndarray) -> np.ndarray:
    """An array of `bytes` objects: text in UTF-8; numbers as they are written in decimal."""
    if values.dtype.kind in "iub":
        return _mapped(lambda value: str(int(value)).encode(), values)
    return _mapped(to_bytes, values)


def _mapped(function: Any, values: np.ndarray) -> np.ndarray:
    found = np.empty(values.size, object)
    found[:] = list(map(function, values.flat))
    return found.reshape(values.shape)


def to_bytes(value: Any) -> bytes:
    """A piece of text in UTF-8."""
    return bytes(value) if isinstance(value, bytes) else str(value).encode("utf-8", "surrogateescape")


def to_text(value: bytes, encoding: str = "utf-8") -> str:
    """The text in these bytes; what is none in this encoding survives the way back."""
    return value.decode(encoding, "surrogateescape")
