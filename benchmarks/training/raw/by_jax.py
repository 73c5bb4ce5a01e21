"""JAX by hand: a compiled chunk of steps in a `fori_loop`, all state donated."""

from __future__ import annotations

import sys
import time
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

matmul, einsum = jnp.matmul, jnp.einsum
relu, softmax, reshape = jax.nn.relu, jax.nn.softmax, jnp.reshape
CHUNK = 50


def gelu(x: Any) -> Any:
    return jax.nn.gelu(x, approximate=False)


def take(table: Any, indices: Any) -> Any:
    return jnp.take(table, indices, axis=0)


def mean(x: Any, axes: tuple[int, ...]) -> Any:
    return x.mean(axes)


def flatten(x: Any) -> Any:
    return x.reshape(len(x), -1)


def convolve(x: Any, kernel: Any, stride: int, padding: str) -> Any:
    numbers = ("NHWC", "HWIO", "NHWC")
    return lax.conv_general_dilated(x, kernel, (stride, stride), padding.upper(), dimension_numbers=numbers)


def pool(x: Any) -> Any:
    n, h, w, c = x.shape
    return x.reshape(n, h // 2, 2, w // 2, 2, c).max((2, 4))


def normalize(x: Any, axes: tuple[int, ...], scale: Any, shift: Any, epsilon: float) -> Any:
    middle, spread = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return (x - middle) * lax.rsqrt(spread + epsilon) * scale + shift


def lstm(x: Any, W: Any, U: Any, b: Any) -> Any:
    """All outputs and the last one."""
    zero = jnp.zeros((len(x), U.shape[0]))

    def step(carry: Any, now: Any) -> Any:
        h, c = carry
        i, f, g, o = jnp.split(now @ W + h @ U + b, 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    (last, _), outputs = lax.scan(step, (zero, zero), x.swapaxes(0, 1))
    return outputs.swapaxes(0, 1), last


def train(
    parameters: Any, forward: Any, x: Any, y: Any, batch: int, epochs: int, optimizer: str
) -> tuple[list[float], float]:
    """See `benchmarks.training.raw.train`."""
    data, labels = jnp.asarray(x), jnp.asarray(y)
    steps = len(x) // batch
    of_one = x.ndim == 4  # in a loop, XLA computes convolutions on a CPU thirty times slower
    w = jax.tree.map(jnp.asarray, parameters)
    state = (w, jax.tree.map(jnp.zeros_like, w), jax.tree.map(jnp.zeros_like, w))

    def loss_of(w: Any, x: Any, wanted: Any) -> tuple[Any, Any]:
        logits = forward(sys.modules[__name__], w, x)
        logp = jax.nn.log_softmax(logits)
        loss = -jnp.take_along_axis(logp, wanted[:, None], 1).mean()
        return loss, (logits.argmax(1) == wanted).mean()

    def step(state: Any, data: Any, labels: Any, rows: Any, number: Any) -> tuple[Any, Any, Any]:
        (loss, hits), gradients = jax.value_and_grad(loss_of, has_aux=True)(
            state[0], data[rows], labels[rows]
        )
        return (_adam if optimizer == "Adam" else _descended)(state, gradients, number), loss, hits

    @partial(jax.jit, donate_argnums=0)
    def chunk(state: Any, data: Any, labels: Any, order: Any, first: Any, count: Any, done: Any) -> Any:
        def body(k: Any, carry: Any) -> Any:
            state, losses, hits = carry
            rows = lax.dynamic_slice(order, ((first + k) * batch,), (batch,))
            state, loss, hit = step(state, data, labels, rows, done + k + 1)
            return state, losses + loss, hits + hit

        if of_one:
            return body(0, (state, jnp.float32(0), jnp.float32(0)))
        return lax.fori_loop(0, count, body, (state, jnp.float32(0), jnp.float32(0)))

    seconds, total = [], 0.0
    for epoch in range(epochs):
        begin, losses = time.perf_counter(), []
        order = jnp.asarray(np.random.permutation(len(x)).astype("int32"))
        for start in range(0, steps, 1 if of_one else CHUNK):
            count = min(CHUNK, steps - start)
            state, loss, _ = chunk(state, data, labels, order, start, count, epoch * steps + start)
            losses.append(loss)
        total = float(sum(map(float, losses))) / steps
        seconds.append(time.perf_counter() - begin)
    return seconds, total


def _descended(state: Any, gradients: Any, number: Any) -> Any:
    w, m, v = state
    return jax.tree.map(lambda a, g: a - 0.01 * g, w, gradients), m, v


def _adam(state: Any, gradients: Any, number: Any) -> Any:
    w, m, v = state
    t = jnp.float32(number)
    m = jax.tree.map(lambda a, g: 0.9 * a + 0.1 * g, m, gradients)
    v = jax.tree.map(lambda a, g: 0.999 * a + 0.001 * g * g, v, gradients)
    rate = 1e-3 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return jax.tree.map(lambda a, p, q: a - rate * p / (jnp.sqrt(q) + 1e-7), w, m, v), m, v
