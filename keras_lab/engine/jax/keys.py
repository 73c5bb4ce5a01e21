"""JAX: random numbers from explicit keys.

A key is the uint32 pair of a Threefry key, whatever generator JAX is set to use by default.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import numpy as np
from jax import numpy as jnp

from keras_lab.engine.jax.arrays import own_dtype

Tensor = Any


def key(seed: int) -> Tensor:
    return jnp.array([seed >> 32 & 0xFFFFFFFF, seed & 0xFFFFFFFF], jnp.uint32)


def _typed(key: Tensor) -> Tensor:
    return jax.random.wrap_key_data(key, impl="threefry2x32")


def fold_in(key: Tensor, data: int | Tensor) -> Tensor:
    data = np.uint32(data & 0xFFFFFFFF) if isinstance(data, int) else data
    return jax.random.key_data(jax.random.fold_in(_typed(key), data))


def random_uniform(key: Tensor, shape: Sequence[int], dtype: str) -> Tensor:
    return jax.random.uniform(_typed(key), tuple(shape), own_dtype(dtype))


def random_normal(key: Tensor, shape: Sequence[int], dtype: str) -> Tensor:
    return jax.random.normal(_typed(key), tuple(shape), own_dtype(dtype))


def random_integers(key: Tensor, shape: Sequence[int], low: int, high: int, dtype: str) -> Tensor:
    return jax.random.randint(_typed(key), tuple(shape), low, high, own_dtype(dtype))
