"""Complex tensors: made of pairs of real ones, and taken apart again. (Fourier transforms take and give pairs.)"""

from __future__ import annotations

import math
from typing import Any

from keras_lab.engine import P, dtypes
from keras_lab.ops.creation import full_like
from keras_lab.ops.dispatch import floating, op, promoted_floats, tensor
from keras_lab.ops.elementwise import cos, sin
from keras_lab.ops.logic import equal, isnan, where
from keras_lab.ops.shaping import stack

Tensor = Any


def _is_complex(x: Tensor) -> bool:
    return "complex" in P.dtype(x)


@op
def real(x: Any) -> Tensor:
    """The real part; real tensors as they are."""
    x = tensor(x)
    return P.real_part(x) if _is_complex(x) else x


@op
def imag(x: Any) -> Tensor:
    """The imaginary part; zeros for real tensors."""
    x = tensor(x)
    return P.imaginary_part(x) if _is_complex(x) else full_like(x, 0)


@op
def conjugate(x: Any) -> Tensor:
    """The numbers mirrored in the real axis."""
    x = tensor(x)
    return P.complex_of(P.real_part(x), P.negative(P.imaginary_part(x))) if _is_complex(x) else x


conj = conjugate


@op
def angle(x: Any) -> Tensor:
    """The angle with the real axis, in (-π, π]; of real numbers 0, or π for negative ones."""
    x = floating(x)
    if _is_complex(x):
        return P.arctan2(P.imaginary_part(x), P.real_part(x))
    return where(x < 0, math.pi, where(isnan(x), x, 0.0))


@op
def isreal(x: Any) -> Tensor:
    """Where the imaginary part is 0: everywhere in real tensors."""
    return equal(imag(x), 0)


def _made_of(real: Tensor, imaginary: Tensor) -> Tensor:
    wide = dtypes.result_type(P.dtype(real), "float32")
    return P.complex_of(P.cast(real, wide), P.cast(imaginary, wide))


@op
def polar(abs_: Any, angle: Any) -> Tensor:
    """Complex numbers of this magnitude and angle."""
    size, angle = promoted_floats(abs_, angle)
    return _made_of(P.multiply(size, cos(angle)), P.multiply(size, sin(angle)))


@op
def view_as_complex(x: Any) -> Tensor:
    """Complex numbers from the pairs (real part, imaginary part) in the last axis.

    Raises:
        ValueError: if the last axis has not two entries.
    """
    x = floating(x)
    if P.shape(x)[-1:] != (2,):
        raise ValueError(f"view_as_complex: the last axis needs 2 entries. Received shape: {P.shape(x)}")
    return _made_of(x[..., 0], x[..., 1])


@op
def view_as_real(x: Any) -> Tensor:
    """Pairs (real part, imaginary part) along a new last axis."""
    return stack([real(x), imag(x)], -1)
