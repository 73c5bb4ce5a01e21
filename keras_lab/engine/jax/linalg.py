"""JAX: bits, segments, decompositions, Fourier transforms, gradients of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
from jax import lax
from jax import numpy as jnp

from keras_lab.engine.jax.arrays import own_dtype

Tensor = Any

# ---- bits -------------------------------------------------------------------------------------------


def bitwise_and(x: Tensor, y: Tensor) -> Tensor:
    return jnp.bitwise_and(x, y)


def bitwise_or(x: Tensor, y: Tensor) -> Tensor:
    return jnp.bitwise_or(x, y)


def bitwise_xor(x: Tensor, y: Tensor) -> Tensor:
    return jnp.bitwise_xor(x, y)


def left_shift(x: Tensor, y: Tensor) -> Tensor:
    return jnp.left_shift(x, y)


def right_shift(x: Tensor, y: Tensor) -> Tensor:
    return jnp.right_shift(x, y)


def nextafter(x: Tensor, y: Tensor) -> Tensor:
    return jnp.nextafter(x, y)


def bitcast(x: Tensor, dtype: str) -> Tensor:
    return lax.bitcast_convert_type(x, own_dtype(dtype))


# ---- segments ---------------------------------------------------------------------------------------

_SEGMENTS = {
    "sum": jax.ops.segment_sum,
    "prod": jax.ops.segment_prod,
    "max": jax.ops.segment_max,
    "min": jax.ops.segment_min,
}


def segment_reduce(x: Tensor, segments: Tensor, count: int, how: str) -> Tensor:
    return _SEGMENTS[how](x, segments, count)


# ---- matrices ---------------------------------------------------------------------------------------


def cholesky(x: Tensor) -> Tensor:
    return jnp.linalg.cholesky(x)


def eigh(x: Tensor) -> tuple[Tensor, Tensor]:
    values, vectors = jnp.linalg.eigh(x)
    return values, vectors


def lu(x: Tensor) -> tuple[Tensor, Tensor]:
    factors, _, order = lax.linalg.lu(x)
    return factors, order


def qr(x: Tensor, complete: bool) -> tuple[Tensor, Tensor]:
    q, r = jnp.linalg.qr(x, "complete" if complete else "reduced")
    return q, r


def svd(x: Tensor, complete: bool) -> tuple[Tensor, Tensor, Tensor]:
    u, s, v = jnp.linalg.svd(x, full_matrices=complete)
    return u, s, v


def slogdet(x: Tensor) -> tuple[Tensor, Tensor]:
    sign, logarithm = jnp.linalg.slogdet(x)
    return sign, logarithm


def solve(x: Tensor, y: Tensor) -> Tensor:
    return jnp.linalg.solve(x, y)


def solve_triangular(x: Tensor, y: Tensor, lower: bool) -> Tensor:
    lead = jnp.broadcast_shapes(x.shape[:-2], y.shape[:-2])
    x, y = jnp.broadcast_to(x, lead + x.shape[-2:]), jnp.broadcast_to(y, lead + y.shape[-2:])
    return lax.linalg.triangular_solve(x, y, left_side=True, lower=lower)


def complex_of(real: Tensor, imaginary: Tensor) -> Tensor:
    return lax.complex(real, imaginary)


def real_part(x: Tensor) -> Tensor:
    return jnp.real(x)


def imaginary_part(x: Tensor) -> Tensor:
    return jnp.imag(x)


def fft(real: Tensor, imaginary: Tensor) -> tuple[Tensor, Tensor]:
    found = jnp.fft.fft(real + 1j * imaginary)
    return found.real, found.imag


# ---- gradients and looking --------------------------------------------------------------------------


def custom_gradient(fn: Callable[..., Any]) -> Callable[..., Any]:
    return jax.custom_gradient(fn)


def print_tensor(x: Tensor, message: str = "") -> Tensor:
    jax.debug.print("{} {}", message, x)
    return x
