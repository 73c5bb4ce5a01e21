"""The one seed that all randomness comes from, on the host.

Numbers come from SplitMix64 (Steele, Lea & Flood, "Fast splittable pseudorandom number generators", 2014), so
they depend on nothing but the seed and how many were drawn.
"""

from __future__ import annotations

import random
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


class _SplitMix:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = secrets.randbits(64)

    def seed(self, seed: int) -> None:
        with self._lock:
            self._state = seed & _MASK

    def next(self) -> int:
        with self._lock:
            self._state = (self._state + _GOLDEN) & _MASK
            return _mix(self._state)


def _mix(z: int) -> int:
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


_generator = _SplitMix()
_local = threading.local()


def mixed(number: int) -> int:
    """64 bits that look random, always the same for the same number."""
    return _mix((number * _GOLDEN) & _MASK)


def next_seed() -> int:
    """A fresh 64-bit seed; after `set_seed(n)` always the same ones in the same order."""
    generator: _SplitMix = getattr(_local, "generator", _generator)
    return generator.next()


@contextmanager
def drawn_apart() -> Iterator[None]:
    """Inside, this thread's seeds are others: the sequence goes on afterwards as if none had been drawn."""
    outer = getattr(_local, "generator", _generator)
    _local.generator = _SplitMix()
    try:
        yield
    finally:
        _local.generator = outer


def set_seed(seed: int) -> None:
    """Starts the sequence of `next_seed` again, from `seed`."""
    _generator.seed(_checked(seed))


def set_random_seed(seed: int) -> None:
    """Seeds Python's `random`, NumPy and keras_lab, which makes what follows reproducible.

    Args:
        seed: an integer from 0 to 2³² - 1 (NumPy takes no others).

    Raises:
        ValueError: if it is anything else.
    """
    if _checked(seed) >= 1 << 32:
        raise ValueError(f"seed must be an integer from 0 to {(1 << 32) - 1}. Received: {seed}")
    random.seed(seed)
    np.random.seed(seed)
    set_seed(seed)


def _checked(seed: int) -> int:
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise ValueError(f"seed must be an integer of 0 or more. Received: {seed!r}")
    return int(seed)
