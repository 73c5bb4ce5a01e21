"""Random arrays, in single or double precision."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Shape = tuple[int, ...]


def normal(rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
    return np.asarray(rng.standard_normal(shape, dtype=dtype.type))


def uniform(rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
    return np.asarray(rng.random(shape, dtype=dtype.type))


def truncated_normal(rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
    values = normal(rng, (math.prod(shape),), dtype)
    outside = np.flatnonzero(np.abs(values) > 2)
    while outside.size:
        values[outside] = normal(rng, outside.shape, dtype)
        outside = outside[np.abs(values[outside]) > 2]
    return values.reshape(shape)


def scaled(values: np.ndarray, factor: float, offset: float = 0.0) -> np.ndarray:
    return values * values.dtype.type(factor) + values.dtype.type(offset)
