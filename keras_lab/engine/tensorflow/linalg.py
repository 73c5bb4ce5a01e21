"""TensorFlow: bits, segments, decompositions, Fourier transforms, gradients of one's own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import tensorflow as tf

Tensor = Any

# ---- bits -------------------------------------------------------------------------------------------


def bitwise_and(x: Tensor, y: Tensor) -> Tensor:
    return tf.bitwise.bitwise_and(x, y)


def bitwise_or(x: Tensor, y: Tensor) -> Tensor:
    return tf.bitwise.bitwise_or(x, y)


def bitwise_xor(x: Tensor, y: Tensor) -> Tensor:
    return tf.bitwise.bitwise_xor(x, y)


def left_shift(x: Tensor, y: Tensor) -> Tensor:
    return tf.bitwise.left_shift(x, y)


def right_shift(x: Tensor, y: Tensor) -> Tensor:
    return tf.bitwise.right_shift(x, y)


def nextafter(x: Tensor, y: Tensor) -> Tensor:
    return tf.math.nextafter(x, y)


def bitcast(x: Tensor, dtype: str) -> Tensor:
    return tf.bitcast(x, dtype)


# ---- segments ---------------------------------------------------------------------------------------

_SEGMENTS = {
    "sum": tf.math.unsorted_segment_sum,
    "prod": tf.math.unsorted_segment_prod,
    "max": tf.math.unsorted_segment_max,
    "min": tf.math.unsorted_segment_min,
}


def segment_reduce(x: Tensor, segments: Tensor, count: int, how: str) -> Tensor:
    return _SEGMENTS[how](x, segments, count)


# ---- matrices ---------------------------------------------------------------------------------------


def cholesky(x: Tensor) -> Tensor:
    return tf.linalg.cholesky(x)


def eigh(x: Tensor) -> tuple[Tensor, Tensor]:
    values, vectors = tf.linalg.eigh(x)
    return values, vectors


def lu(x: Tensor) -> tuple[Tensor, Tensor]:
    factors, order = tf.linalg.lu(x)
    return factors, order


def qr(x: Tensor, complete: bool) -> tuple[Tensor, Tensor]:
    q, r = tf.linalg.qr(x, full_matrices=complete)
    return q, r


def svd(x: Tensor, complete: bool) -> tuple[Tensor, Tensor, Tensor]:
    s, u, v = tf.linalg.svd(x, full_matrices=complete)
    return u, s, tf.linalg.matrix_transpose(v)


def slogdet(x: Tensor) -> tuple[Tensor, Tensor]:
    sign, logarithm = tf.linalg.slogdet(x)
    return sign, logarithm


def solve(x: Tensor, y: Tensor) -> Tensor:
    x, y = _same_lead(x, y)
    return tf.linalg.solve(x, y)


def solve_triangular(x: Tensor, y: Tensor, lower: bool) -> Tensor:
    return tf.linalg.triangular_solve(x, y, lower=lower)


def _same_lead(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    lead = tf.broadcast_static_shape(x.shape[:-2], y.shape[:-2])
    return tf.broadcast_to(x, lead + x.shape[-2:]), tf.broadcast_to(y, lead + y.shape[-2:])


def complex_of(real: Tensor, imaginary: Tensor) -> Tensor:
    return tf.complex(real, imaginary)


def real_part(x: Tensor) -> Tensor:
    return tf.math.real(x)


def imaginary_part(x: Tensor) -> Tensor:
    return tf.math.imag(x)


def fft(real: Tensor, imaginary: Tensor) -> tuple[Tensor, Tensor]:
    found = tf.signal.fft(tf.complex(real, imaginary))
    return tf.math.real(found), tf.math.imag(found)


# ---- gradients and looking --------------------------------------------------------------------------


def custom_gradient(fn: Callable[..., Any]) -> Callable[..., Any]:
    return tf.custom_gradient(fn)


def print_tensor(x: Tensor, message: str = "") -> Tensor:
    tf.print(message, x, output_stream=sys.stdout)
    return x
