"""Data sets in the plane, from about -1 to 1, each hard in its own way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from keras_lab.registry import suggest

Array = np.ndarray[Any, np.dtype[Any]]
Random = np.random.Generator
SAMPLES = 400


def _circles(count: int, random: Random) -> tuple[Array, Array]:
    """A disc inside a ring."""
    y = np.arange(count) % 2
    radius = np.where(y == 0, 0.45 * np.sqrt(random.random(count)), random.uniform(0.7, 1.0, count))
    return _polar(radius, random.uniform(0, 2 * np.pi, count)), y


def _xor(count: int, random: Random) -> tuple[Array, Array]:
    """Quadrants: no straight line separates them."""
    x = random.uniform(0.06, 1.0, (count, 2)) * random.choice([-1.0, 1.0], (count, 2))
    return x, (x[:, 0] * x[:, 1] > 0).astype(np.int64)


def _moons(count: int, random: Random) -> tuple[Array, Array]:
    """Two half moons, one reaching into the other."""
    y = np.arange(count) % 2
    angle = random.uniform(0, np.pi, count)
    x = np.where(y == 0, np.cos(angle), 1 - np.cos(angle)) - 0.5
    height = np.where(y == 0, np.sin(angle), 0.5 - np.sin(angle)) - 0.25
    return np.stack([x, height], 1) / 1.6, y


def _spirals(count: int, random: Random) -> tuple[Array, Array]:
    """Two arms around each other."""
    y = np.arange(count) % 2
    along = np.sqrt(random.uniform(0.01, 1.0, count))
    return _polar(along, along * 3 * np.pi + np.pi * y), y


def _blobs(count: int, random: Random) -> tuple[Array, Array]:
    """Three clouds."""
    y = np.arange(count) % 3
    centers = np.array([[-0.6, -0.4], [0.6, -0.5], [0.0, 0.6]])
    return centers[y] + random.normal(0, 0.16, (count, 2)), y


def _wave(count: int, random: Random) -> tuple[Array, Array]:
    """A number at each place: hills and valleys."""
    x = random.uniform(-1, 1, (count, 2))
    return x, np.sin(2.5 * x[:, 0]) * np.cos(2.5 * x[:, 1])


def _drawn(count: int, random: Random) -> tuple[Array, Array]:
    """No points yet: they are drawn by hand."""
    return np.empty((0, 2)), np.empty(0, np.int64)


DATASETS: Mapping[str, Callable[[int, Random], tuple[Array, Array]]] = {
    "circles": _circles,
    "xor": _xor,
    "moons": _moons,
    "spirals": _spirals,
    "blobs": _blobs,
    "wave": _wave,
    "drawn": _drawn,
}


def make(name: str, noise: float = 0.1, seed: int = 0, count: int = SAMPLES) -> tuple[Array, Array]:
    """Points `(count, 2)` and what is to be predicted: the numbers of classes, or (`"wave"`) floats.

    Arguments:
        name: one of `DATASETS`.
        noise: how far points stray from their places; 0 for not at all.
        seed: equal seeds give equal points.
        count: how many.

    Raises:
        ValueError: if there is no such data set, or for noise outside 0…1.
    """
    if name not in DATASETS:
        raise ValueError(f"There is no data set {name!r}.{suggest(str(name), DATASETS)}")
    if not 0 <= noise <= 1:
        raise ValueError(f"noise must be from 0 to 1. Received: {noise!r}")
    random = np.random.default_rng(seed)
    x, y = DATASETS[name](count, random)
    return x + random.normal(0, 0.3 * noise, x.shape), y


def _polar(radius: Array, angle: Array) -> Array:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1)
