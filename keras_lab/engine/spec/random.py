"""Shapes of random numbers; a key is two 32-bit words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab.engine.spec.tensor import Spec

_KEY = Spec((2,), "uint32")


def key(seed: int) -> Spec:
    """A key."""
    return _KEY


def fold_in(key: Spec, data: Any) -> Spec:
    """Another key."""
    return key


def random_uniform(key: Spec, shape: Sequence[int | None], dtype: str) -> Spec:
    """A tensor of that shape."""
    return Spec(tuple(shape), dtype)


def random_normal(key: Spec, shape: Sequence[int | None], dtype: str) -> Spec:
    """A tensor of that shape."""
    return Spec(tuple(shape), dtype)


def random_integers(key: Spec, shape: Sequence[int | None], low: int, high: int, dtype: str) -> Spec:
    """A tensor of that shape."""
    return Spec(tuple(shape), dtype)
