"""TensorFlow: random numbers from explicit keys.

A key is an int32 pair for TensorFlow's stateless generators. The Philox algorithm is named everywhere, so that
eager and graph programs draw the same bits on every device. (XLA's integers are the same too, its floats not.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from keras_lab.engine.tensorflow.sizes import sizes

Tensor = Any


def key(seed: int) -> Tensor:
    return tf.constant(np.array([seed & 0xFFFFFFFF, seed >> 32 & 0xFFFFFFFF], np.uint32).view(np.int32))


def fold_in(key: Tensor, data: int | Tensor) -> Tensor:
    if isinstance(data, int):
        data = tf.constant(np.array(data & 0xFFFFFFFF, np.uint32).view(np.int32))
    return tf.random.experimental.stateless_fold_in(key, tf.cast(data, tf.int32), alg="philox")


def random_uniform(key: Tensor, shape: Sequence[int], dtype: str) -> Tensor:
    return tf.random.stateless_uniform(sizes(shape), key, dtype=dtype, alg="philox")


def random_normal(key: Tensor, shape: Sequence[int], dtype: str) -> Tensor:
    return tf.random.stateless_normal(sizes(shape), key, dtype=dtype, alg="philox")


def random_integers(key: Tensor, shape: Sequence[int], low: int, high: int, dtype: str) -> Tensor:
    drawn = tf.random.stateless_uniform(sizes(shape), key, low, high, dtype=tf.int64, alg="philox")
    return tf.cast(drawn, dtype)
