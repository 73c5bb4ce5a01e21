"""TensorFlow by hand: a compiled chunk of steps in a `while_loop`, data on the device, fused updates in place."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import tensorflow as tf

matmul, relu, einsum, reshape, softmax = tf.matmul, tf.nn.relu, tf.einsum, tf.reshape, tf.nn.softmax
CHUNK = 50


def gelu(x: Any) -> Any:
    return tf.nn.gelu(x, approximate=False)


def take(table: Any, indices: Any) -> Any:
    return tf.gather(table, indices)


def mean(x: Any, axes: tuple[int, ...]) -> Any:
    return tf.reduce_mean(x, axes)


def flatten(x: Any) -> Any:
    return tf.reshape(x, (-1, int(np.prod(x.shape[1:]))))


def convolve(x: Any, kernel: Any, stride: int, padding: str) -> Any:
    return tf.nn.conv2d(x, kernel, stride, padding.upper())


def pool(x: Any) -> Any:
    return tf.nn.max_pool2d(x, 2, 2, "VALID")


def normalize(x: Any, axes: tuple[int, ...], scale: Any, shift: Any, epsilon: float) -> Any:
    if len(axes) == 3:
        return tf.compat.v1.nn.fused_batch_norm(x, scale, shift, epsilon=epsilon, is_training=True)[0]
    middle, spread = tf.nn.moments(x, axes, keepdims=True)
    return (x - middle) * tf.math.rsqrt(spread + epsilon) * scale + shift


def lstm(x: Any, W: Any, U: Any, b: Any) -> Any:
    """All outputs and the last one."""
    steps, units = x.shape[1], U.shape[0]
    x = tf.transpose(x, (1, 0, 2))
    zero = tf.zeros((tf.shape(x)[1], units))

    def step(t: Any, h: Any, c: Any, seen: Any) -> Any:
        i, f, g, o = tf.split(tf.matmul(x[t], W) + tf.matmul(h, U) + b, 4, axis=1)
        c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
        h = tf.sigmoid(o) * tf.tanh(c)
        return t + 1, h, c, seen.write(t, h)

    outputs = tf.TensorArray(tf.float32, steps, element_shape=(None, units))
    _, last, _, outputs = tf.while_loop(
        lambda t, *_: t < steps, step, (0, zero, zero, outputs), maximum_iterations=steps
    )
    return tf.transpose(outputs.stack(), (1, 0, 2)), last


def train(
    parameters: Any, forward: Any, x: Any, y: Any, batch: int, epochs: int, optimizer: str
) -> tuple[list[float], float]:
    """See `benchmarks.training.raw.train`."""
    import sys

    data, labels = tf.constant(x), tf.constant(y)
    w = {name: tf.Variable(value) for name, value in parameters.items()}
    update = _Adam(w) if optimizer == "Adam" else _descend
    steps = len(x) // batch

    def step(rows: Any, number: Any) -> tuple[Any, Any]:
        with tf.GradientTape() as tape:
            logits = forward(sys.modules[__name__], w, tf.gather(data, rows))
            wanted = tf.gather(labels, rows)
            each = tf.nn.sparse_softmax_cross_entropy_with_logits(wanted, logits)
            loss = tf.reduce_mean(each)
        gradients = tape.gradient(loss, list(w.values()))
        update(w, dict(zip(w, gradients, strict=True)), number)
        hits = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1, tf.int32), wanted), tf.float32))
        return loss, hits

    @tf.function
    def chunk(order: Any, count: Any, first: Any) -> Any:
        def body(k: Any, losses: Any, hits: Any) -> Any:
            loss, hit = step(order[k * batch : (k + 1) * batch], first + k + 1)
            return k + 1, losses + loss, hits + hit

        return tf.while_loop(lambda k, *_: k < count, body, (0, 0.0, 0.0))

    seconds, total = [], 0.0
    for epoch in range(epochs):
        begin, order, losses = time.perf_counter(), np.random.permutation(len(x)).astype("int32"), []
        for start in range(0, steps, CHUNK):
            count = min(CHUNK, steps - start)
            rows = np.zeros(CHUNK * batch, "int32")
            rows[: count * batch] = order[start * batch : (start + count) * batch]
            losses.append(chunk(tf.constant(rows), tf.constant(count), tf.constant(epoch * steps + start))[1])
        total = float(sum(map(float, losses))) / steps
        seconds.append(time.perf_counter() - begin)
    return seconds, total


def _descend(w: Any, gradients: Any, number: Any) -> None:
    for name, gradient in gradients.items():
        w[name].assign_sub(0.01 * gradient)


class _Adam:
    def __init__(self, w: Any) -> None:
        self._m = {name: tf.Variable(tf.zeros_like(value)) for name, value in w.items()}
        self._v = {name: tf.Variable(tf.zeros_like(value)) for name, value in w.items()}

    def __call__(self, w: Any, gradients: Any, number: Any) -> None:
        t = tf.cast(number, tf.float32)
        for name, gradient in gradients.items():
            tf.raw_ops.ResourceApplyAdam(
                var=w[name].handle, m=self._m[name].handle, v=self._v[name].handle, beta1_power=0.9**t,
                beta2_power=0.999**t, lr=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-7,
                grad=tf.convert_to_tensor(gradient),
            )  # fmt: skip
