"""Diagonals, products and differences of vectors and matrices; ranges and windows of numbers."""

from __future__ import annotations

import builtins
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab import config, engine
from keras_lab.engine import P, dtypes
from keras_lab.ops import reductions
from keras_lab.ops.creation import eye, linspace
from keras_lab.ops.dispatch import op, promoted, promoted_floats, tensor
from keras_lab.ops.elementwise import power
from keras_lab.ops.indexing import take
from keras_lab.ops.linear import tensordot
from keras_lab.ops.logic import not_equal
from keras_lab.ops.shaping import expand_dims, moveaxis, pad, stack

Tensor = Any

# ---- diagonals --------------------------------------------------------------------------------------


@op
def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """The diagonals of the matrices in two axes, along a new last axis."""
    x = moveaxis(tensor(x), (axis1, axis2), (-2, -1))
    rows, columns = P.shape(x)[-2:]
    if rows is None or columns is None:
        return P.sum(x, -1, False)  # only shapes are computed
    count = max(0, min(rows + min(offset, 0), columns - max(offset, 0)))
    flat = P.reshape(x, (*P.shape(x)[:-2], rows * columns))
    first = -min(offset, 0) * columns + max(offset, 0)
    return take(flat, first + np.arange(count, dtype="int32") * (columns + 1), -1)


@op
def diag(x: Any, k: int = 0) -> Tensor:
    """A matrix with the vector `x` on its k-th diagonal; of a matrix, its k-th diagonal."""
    x = tensor(x)
    if len(P.shape(x)) == 2:
        return diagonal(x, k)
    if len(P.shape(x)) != 1:
        raise ValueError(f"diag takes a vector or a matrix. Received shape: {P.shape(x)}")
    padded = pad(x, (max(-k, 0), max(k, 0)))
    size = P.shape(padded)[0]
    if size is None:
        return P.broadcast_to(padded, (None, None))  # only shapes are computed
    places = P.cast(eye(size, k=k), "bool")
    rows = pad(x, (max(-k, 0), max(k, 0)))  # what each row has on the diagonal
    return P.where(places, expand_dims(rows, 1), P.full((), 0, P.dtype(x)))


@op
def diagflat(x: Any, k: int = 0) -> Tensor:
    """A matrix with all elements of `x` on its k-th diagonal."""
    return diag(P.reshape(tensor(x), (-1,)), k)


@op
def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """The sums of diagonals."""
    return reductions.sum(diagonal(x, offset, axis1, axis2), -1)


# ---- products ---------------------------------------------------------------------------------------


@op
def vdot(x1: Any, x2: Any) -> Tensor:
    """The sum of products of all elements."""
    x1, x2 = promoted(x1, x2)
    return P.sum(P.multiply(P.reshape(x1, (-1,)), P.reshape(x2, (-1,))))


@op
def kron(x1: Any, x2: Any) -> Tensor:
    """Every element of `x1` times the whole of `x2` (Kronecker)."""
    x1, x2 = promoted(x1, x2)
    ndim = max(len(P.shape(x1)), len(P.shape(x2)))
    x1, x2 = (P.reshape(x, (*(1,) * (ndim - len(P.shape(x))), *P.shape(x))) for x in (x1, x2))
    product = tensordot(x1, x2, 0)
    order = [i for pair in zip(range(ndim), range(ndim, 2 * ndim), strict=True) for i in pair]
    sizes = zip(P.shape(x1), P.shape(x2), strict=True)
    target = tuple(None if a is None or b is None else a * b for a, b in sizes)
    return P.reshape(P.transpose(product, order), target)


@op
def cross(
    x1: Any, x2: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> Tensor:
    """The vector product of vectors of 3 (or 2: then only the third component is not 0, and given).

    Raises:
        ValueError: for other sizes.
    """
    axisa, axisb, axisc = (axis,) * 3 if axis is not None else (axisa, axisb, axisc)
    x1, x2 = promoted(x1, x2)
    x1, x2 = moveaxis(x1, axisa, -1), moveaxis(x2, axisb, -1)
    sizes = P.shape(x1)[-1], P.shape(x2)[-1]
    sizes = (3 if sizes[0] is None else sizes[0], 3 if sizes[1] is None else sizes[1])
    if any(size not in (2, 3) for size in sizes):
        raise ValueError(f"cross: vectors have 2 or 3 components. Received: {sizes[0]} and {sizes[1]}")
    a, b = ([x[..., i] for i in range(size)] for x, size in zip((x1, x2), sizes, strict=True))
    third = a[0] * b[1] - a[1] * b[0]
    if sizes == (2, 2):
        return third
    zero = third * 0
    a, b = [*a, zero][:3], [*b, zero][:3]
    parts = promoted(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], third)
    return moveaxis(stack(parts, -1), -1, axisc)


@op
def correlate(x1: Any, x2: Any, mode: str = "valid") -> Tensor:
    """The sums of products of two vectors moved along each other.

    Args:
        mode: `"valid"` (where both overlap in full), `"same"` (as long as the longer), `"full"`.
    """
    a, v = promoted_floats(x1, x2)
    if mode not in ("valid", "same", "full"):
        raise ValueError(f"correlate: mode must be 'valid', 'same' or 'full'. Received: {mode!r}")
    n, m = P.shape(a)[0], P.shape(v)[0]
    if n is None or m is None:
        return P.full((None,), 0, P.dtype(a))  # only shapes are computed
    if n < m:
        return P.flip(correlate(v, a, mode), 0)
    around = {"valid": (0, 0), "full": (m - 1, m - 1), "same": (m // 2, m - 1 - m // 2)}[mode]
    wide = P.reshape(pad(a, around), (1, -1, 1))
    return P.reshape(P.conv(wide, P.reshape(v, (m, 1, 1)), (1,), "valid", (1,), 1), (-1,))


@op
def diff(a: Any, n: int = 1, axis: int = -1) -> Tensor:
    """The differences of neighbours along `axis`, taken `n` times."""
    a = tensor(a)
    before = (slice(None),) * (axis % len(P.shape(a)))
    for _ in range(n):
        later, earlier = P.getitem(a, (*before, slice(1, None))), P.getitem(a, (*before, slice(None, -1)))
        a = not_equal(later, earlier) if P.dtype(a) == "bool" else P.subtract(later, earlier)
    return a


@op
def vander(x: Any, N: int | None = None, increasing: bool = False) -> Tensor:
    """The powers of the elements of a vector, the highest first (last, if `increasing`).

    Args:
        N: how many powers; as many as there are elements by default.
    """
    x = tensor(x)
    count = P.shape(x)[0] if N is None else N
    if count is None:
        return P.full((None, None), 0, P.dtype(x))  # only shapes are computed
    powers = np.arange(count, dtype=dtypes.to_numpy_dtype(P.dtype(x)))
    return power(expand_dims(x, 1), P.convert(powers if increasing else powers[::-1].copy(), P.dtype(x)))


@op
def select(condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0) -> Tensor:
    """From each place the choice whose condition is the first to hold there; `default` where none does."""
    *choices, last = promoted(*choicelist, default)
    for condition, choice in zip(reversed(condlist), reversed(choices), strict=True):
        last = P.where(tensor(condition, "bool"), choice, last)
    return last


# ---- ranges and windows -----------------------------------------------------------------------------


@op
def logspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    base: float = 10,
    dtype: Any = None,
    axis: int = 0,
) -> Tensor:
    """`base` to the power of `num` numbers at equal distances."""
    x = power(base, linspace(start, stop, num, endpoint, axis=axis))
    return x if dtype is None else P.cast(x, dtypes.standardize(dtype))


@op
def geomspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0
) -> Tensor:
    """`num` numbers from `start` to `stop`, each the same multiple of the one before."""
    first, last = promoted_floats(start, stop)
    sign = P.sign(first)
    logs = linspace(P.log(P.absolute(first)), P.log(P.absolute(last)), num, endpoint, axis=axis)
    x = P.exp(logs) * (sign if not P.shape(sign) else expand_dims(sign, axis))
    return x if dtype is None else P.cast(x, dtypes.standardize(dtype))


def _window(make: Any, x: Any, *args: float) -> Tensor:
    """A window of `x` numbers, `x` being a number or a scalar tensor whose value is known."""
    if engine.in_spec_mode() and hasattr(x, "shape"):
        return P.full((None,), 0, config.floatx())
    return P.convert(make(builtins.int(x), *args), config.floatx())


@op
def bartlett(x: Any) -> Tensor:
    """The triangular window of `x` numbers, 0 at both ends."""
    return _window(np.bartlett, x)


@op
def blackman(x: Any) -> Tensor:
    """The window of Blackman, of `x` numbers."""
    return _window(np.blackman, x)


@op
def hamming(x: Any) -> Tensor:
    """The window of Hamming, of `x` numbers."""
    return _window(np.hamming, x)


@op
def hanning(x: Any) -> Tensor:
    """The raised cosine, of `x` numbers."""
    return _window(np.hanning, x)


@op
def kaiser(x: Any, beta: float) -> Tensor:
    """The window of Kaiser with the shape parameter `beta`, of `x` numbers."""
    return _window(np.kaiser, x, float(beta))


# ---- distances --------------------------------------------------------------------------------------


@op
def cdist(x: Any, y: Any) -> Tensor:
    """The distance of every row of `x` from every row of `y`: `(…, n, d)`, `(…, m, d)` → `(…, n, m)`."""
    x, y = promoted_floats(x, y)
    if None not in (a := (P.shape(x)[-1], P.shape(y)[-1])) and a[0] != a[1]:
        raise ValueError(f"cdist: rows of {a[0]} and of {a[1]} numbers have no distance.")
    off = expand_dims(x, -2) - expand_dims(y, -3)
    return P.sqrt(P.sum(off * off, -1, False))


@op
def psnr(x1: Any, x2: Any, max_val: float) -> Tensor:
    """The peak signal-to-noise ratio in decibels, of values up to `max_val`."""
    x1, x2 = promoted_floats(x1, x2)
    off = x1 - x2
    return P.log(P.mean(off * off)) * (-10 / math.log(10)) + 20 * math.log10(max_val)
