"""Linear algebra: decompositions, equations, determinants, for the matrices in the last two axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab.engine import P, dtypes
from keras_lab.engine.spec import Spec
from keras_lab.ops import reductions
from keras_lab.ops.derivatives import jvp as jvp
from keras_lab.ops.dispatch import floating, op, promoted_floats
from keras_lab.ops.linear import matmul
from keras_lab.ops.logic import where
from keras_lab.ops.shaping import expand_dims, moveaxis, squeeze, swapaxes

Tensor = Any


@op
def cholesky(x: Any, upper: bool = False) -> Tensor:
    """The lower triangular `L` with `L @ L.T == x` of positive definite matrices (`upper`: `L.T`)."""
    factor = P.cholesky(floating(x))
    return swapaxes(factor, -1, -2) if upper else factor


@op
def cholesky_inverse(x: Any, upper: bool = False) -> Tensor:
    """The inverse of `x @ x.T` from its Cholesky factor `x` (of `x.T @ x`, with `upper`)."""
    lower = swapaxes(floating(x), -1, -2) if upper else floating(x)
    inverse = P.solve_triangular(lower, _identity(lower), True)
    return matmul(swapaxes(inverse, -1, -2), inverse)


def _identity(x: Tensor) -> Tensor:
    rows = P.arange(0, P.shape(x)[-1], 1, "int32")
    return P.cast(P.equal(P.reshape(rows, (-1, 1)), P.reshape(rows, (1, -1))), P.dtype(x))


@op
def inv(x: Any) -> Tensor:
    """The inverse."""
    x = floating(x)
    return P.solve(x, _identity(x))


@op
def det(x: Any) -> Tensor:
    """The determinant."""
    sign, logarithm = P.slogdet(floating(x))
    return P.multiply(sign, P.exp(logarithm))


@op
def slogdet(x: Any) -> tuple[Tensor, Tensor]:
    """The determinant's sign, and the logarithm of its magnitude."""
    return P.slogdet(floating(x))


@op
def logdet(x: Any) -> Tensor:
    """The logarithm of the determinant of positive definite matrices."""
    return P.sum(P.log(_diagonal(P.cholesky(floating(x)))), -1, False) * 2.0


def _diagonal(x: Tensor) -> Tensor:
    return P.sum(P.multiply(x, _identity(x)), -1, False)


@op
def eig(x: Any) -> tuple[Tensor, Tensor]:
    """Complex eigenvalues and eigenvectors (columns); computed by NumPy, without a gradient. See also `eigh`.

    Raises:
        ValueError: if the matrices are not square.
    """
    x = floating(x)
    shape = P.shape(x)
    if len(shape) < 2 or (None not in shape[-2:] and shape[-2] != shape[-1]):
        raise ValueError(f"eig is for square matrices, in the last two axes. Received shape: {shape}")
    x = P.cast(x, dtypes.result_type(P.dtype(x), "float32"))
    kind = "complex128" if P.dtype(x) == "float64" else "complex64"
    values, vectors = P.on_host(
        lambda array: list(np.linalg.eig(array)), [Spec(shape[:-1], kind), Spec(shape, kind)], x
    )
    return values, vectors


@op
def eigh(x: Any) -> tuple[Tensor, Tensor]:
    """Eigenvalues (ascending) and eigenvectors (columns) of symmetric matrices."""
    return P.eigh(floating(x))


@op
def lu_factor(x: Any) -> tuple[Tensor, Tensor]:
    """Both triangular factors in one matrix, and the order of rows with `x[order] == L @ U`."""
    return P.lu(floating(x))


@op
def qr(x: Any, mode: str = "reduced") -> tuple[Tensor, Tensor]:
    """Orthonormal columns and an upper triangular matrix.

    Raises:
        ValueError: if `mode` is not `"reduced"` or `"complete"` (as many columns as rows).
    """
    if mode not in ("reduced", "complete"):
        raise ValueError(f"qr: mode must be 'reduced' or 'complete'. Received: {mode!r}")
    return P.qr(floating(x), mode == "complete")


@op
def svd(x: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """`u`, the singular values (descending), and `v` transposed: `x == u * s @ vt`.

    Args:
        full_matrices: square `u` and `v`, else only as many columns as there are singular values.
        compute_uv: if False, only the singular values are returned.
    """
    u, s, v = P.svd(floating(x), full_matrices)
    return (u, s, v) if compute_uv else s


@op
def solve(a: Any, b: Any) -> Tensor:
    """`z` with `a @ z == b`; `b` may be a vector."""
    return _solved(a, b, P.solve)


@op
def solve_triangular(a: Any, b: Any, lower: bool = False) -> Tensor:
    """`z` with `a @ z == b`, of `a` only the upper (or lower) triangle being read."""
    return _solved(a, b, lambda a, b: P.solve_triangular(a, b, lower))


def _solved(a: Any, b: Any, run: Any) -> Tensor:
    a, b = promoted_floats(a, b)
    if len(P.shape(b)) == len(P.shape(a)) - 1:
        return squeeze(run(a, expand_dims(b, -1)), -1)
    return run(a, b)


@op
def pinv(x: Any, rcond: float | None = None) -> Tensor:
    """The pseudo-inverse (Moore, Penrose); singular values below `rcond` times the largest count as 0."""
    x = floating(x)
    u, s, v = P.svd(x, False)
    cut = reductions.max(s, -1, True) * (_precision(x) if rcond is None else rcond)
    inverse = where(s > cut, 1.0 / where(s > cut, s, 1.0), 0.0)
    return matmul(swapaxes(v, -1, -2) * expand_dims(inverse, -2), swapaxes(u, -1, -2))


@op
def lstsq(a: Any, b: Any, rcond: float | None = None) -> Tensor:
    """The `z` of least length that makes `|a @ z - b|` smallest; `b` may be a vector."""
    a, b = promoted_floats(a, b)
    return matmul(pinv(a, rcond), b)


@op
def matrix_rank(x: Any, tol: float | None = None) -> Tensor:
    """How many singular values are above `tol`, as int32 (by default what rounding leaves of zeros)."""
    x = floating(x)
    _, s, _ = P.svd(x, False)
    limit = reductions.max(s, -1, True) * _precision(x) if tol is None else tol
    return P.sum(P.cast(s > limit, "int32"), -1, False)


def _precision(x: Tensor) -> float:
    sizes = [size for size in P.shape(x)[-2:] if size is not None]
    return max(sizes, default=1) * float(np.finfo(P.dtype(x)).eps)


# ---- norms ------------------------------------------------------------------------------------------


@op
def norm(x: Any, ord: Any = None, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Tensor:
    """The length of vectors, or the size of matrices.

    Args:
        ord: of vectors any number (2 by default, inf, -inf, 0: how many are not zero); of matrices `"fro"`
            (by default), `"nuc"` (sum of singular values), 2 and -2 (largest, smallest), 1, -1, inf, -inf
            (of the sums of columns, of rows).
        axis: one axis for vectors, two for matrices; None: the flattened tensor if there is no `ord`, else all
            one or two axes.

    Raises:
        ValueError: for an order that does not exist for so many axes.
    """
    x = floating(x)
    ndim = len(P.shape(x))
    if axis is None and ord is None:
        return P.sqrt(P.sum(x * x, None, keepdims))
    axes = tuple(range(ndim)) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    if any(not -ndim <= a < ndim for a in axes):
        raise ValueError(f"norm: there are {ndim} axes. Received: axis={axis!r}")
    if len(axes) == 1:
        return _vector_norm(P.absolute(x), ord, axes[0], keepdims)
    if len(axes) != 2:
        raise ValueError(
            f"norm: one axis for vectors, two for matrices. Received: axis={axis!r}, ord={ord!r}"
        )
    found = _matrix_norm(moveaxis(x, axes, (-2, -1)), ord)
    return expand_dims(found, tuple(sorted(a % ndim for a in axes))) if keepdims else found


def _vector_norm(size: Tensor, ord: Any, axis: int, keepdims: bool) -> Tensor:
    if ord in (None, 2, "euclidean"):
        return P.sqrt(P.sum(size * size, axis, keepdims))
    if isinstance(ord, str):
        raise ValueError(f"norm: the order {ord!r} is for matrices, axis={axis} means vectors.")
    if abs(ord) == math.inf:
        return (P.max if ord > 0 else P.min)(size, axis, keepdims)
    if ord == 0:
        return P.sum(P.cast(size > 0, P.dtype(size)), axis, keepdims)
    powers = size if ord == 1 else size ** float(ord)
    total = P.sum(powers, axis, keepdims)
    return total if ord == 1 else total ** (1.0 / ord)


def _matrix_norm(x: Tensor, ord: Any) -> Tensor:
    size = P.absolute(x)
    if ord in (None, "fro"):
        return P.sqrt(P.sum(size * size, (-2, -1), False))
    if ord in ("nuc", 2, -2):
        _, s, _ = P.svd(x, False)
        return {"nuc": P.sum, 2: P.max, -2: P.min}[ord](s, -1, False)
    if ord in (1, -1, math.inf, -math.inf):
        sums = P.sum(size, -2 if abs(ord) == 1 else -1, False)
        return (P.max if ord > 0 else P.min)(sums, -1, False)
    raise ValueError(f"norm: matrices have no norm of the order {ord!r}.")
