"""TensorFlow: ops for which it has one kernel where the composed form would run several.

Names and signatures are those of `keras_lab.ops`; a test holds their values against the composed form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from keras_lab.engine.tensorflow.sizes import shape

Tensor = Any


def relu(x: Tensor) -> Tensor:
    return tf.nn.relu(x)


def relu6(x: Tensor) -> Tensor:
    return tf.nn.relu6(x)


def leaky_relu(x: Tensor, negative_slope: float = 0.2) -> Tensor:
    return tf.nn.leaky_relu(x, negative_slope)


def selu(x: Tensor) -> Tensor:
    return tf.nn.selu(x)


def sigmoid(x: Tensor) -> Tensor:
    return tf.sigmoid(x)


def softplus(x: Tensor) -> Tensor:
    return tf.nn.softplus(x)


def softsign(x: Tensor) -> Tensor:
    return tf.nn.softsign(x)


def square(x: Tensor) -> Tensor:
    return tf.square(x)


def rsqrt(x: Tensor) -> Tensor:
    return tf.math.rsqrt(x)


def softmax(x: Tensor, axis: int | Sequence[int] | None = -1) -> Tensor:
    return _on_one_axis(_softmax, x, axis)


def _softmax(x: Tensor) -> Tensor:
    """The kernel (oneDNN's, on a CPU) takes 50 µs for the smallest tensor; up to here its parts take less."""
    size = x.shape.num_elements()
    return tf.nn.softmax(x) if size is None or size > 1 << 16 else tf.exp(tf.nn.log_softmax(x))


def log_softmax(x: Tensor, axis: int | Sequence[int] | None = -1) -> Tensor:
    return _on_one_axis(tf.nn.log_softmax, x, axis)


def _on_one_axis(fn: Callable[[Tensor], Tensor], x: Tensor, axis: int | Sequence[int] | None) -> Tensor:
    """`fn`, which knows the last axis only, along any axes: they are moved there and made one."""
    rank = x.shape.rank
    axes = [a % rank for a in ((axis,) if isinstance(axis, int) else range(rank) if axis is None else axis)]
    if axes == [rank - 1]:
        return fn(x)
    order = [*(a for a in range(rank) if a not in axes), *axes]
    moved = tf.transpose(x, order)
    rows = tf.reshape(moved, [*moved.shape[: rank - len(axes)], -1])
    return tf.transpose(tf.reshape(fn(rows), moved.shape), tf.math.invert_permutation(order))


def batch_standardized(
    x: Tensor, axis: int, offset: Any = None, scale: Any = None, epsilon: float = 1e-3
) -> tuple[Tensor, Tensor, Tensor]:
    if x.dtype != tf.float32 or axis % x.shape.rank != x.shape.rank - 1:
        return NotImplemented
    features = x.shape[-1]
    rows = x if x.shape.rank == 4 else tf.reshape(x, (-1, 1, 1, features))
    scale = tf.ones(features) if scale is None else tf.convert_to_tensor(scale)
    offset = tf.zeros(features) if offset is None else tf.convert_to_tensor(offset)
    found = tf.raw_ops.FusedBatchNormV3(
        x=rows, scale=scale, offset=offset, mean=[], variance=[], epsilon=epsilon, is_training=True
    )
    count = tf.cast(tf.size(rows) // features, x.dtype)
    variance = found.batch_variance * tf.maximum(count - 1, 1) / count  # the kernel divides by count - 1
    mean, variance = tf.stop_gradient(found.batch_mean), tf.stop_gradient(variance)
    return tf.reshape(found.y, shape(x)), mean, variance
