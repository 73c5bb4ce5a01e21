"""Shapes of decompositions, of solutions of linear equations and of Fourier transforms."""

from __future__ import annotations

from keras_lab.engine.spec.shapes import Dim, Shape, ShapeError, agree, broadcast
from keras_lab.engine.spec.tensor import Spec


def _matrices(x: Spec, what: str) -> tuple[Shape, Dim, Dim]:
    """Leading axes, rows and columns."""
    if x.ndim < 2:
        raise ShapeError(f"{what} is for matrices, in the last two axes. Received shape: {x.shape}")
    return x.shape[:-2], x.shape[-2], x.shape[-1]


def _square(x: Spec, what: str) -> tuple[Shape, Dim]:
    lead, rows, columns = _matrices(x, what)
    if not agree(rows, columns):
        raise ShapeError(f"{what} is for square matrices. Received shape: {x.shape}")
    return lead, columns if rows is None else rows


def cholesky(x: Spec) -> Spec:
    """The same shape."""
    _square(x, "cholesky")
    return x


def eigh(x: Spec) -> tuple[Spec, Spec]:
    """A vector of eigenvalues and a matrix of eigenvectors."""
    lead, size = _square(x, "eigh")
    return Spec((*lead, size), x.dtype), x


def lu(x: Spec) -> tuple[Spec, Spec]:
    """The same shape, and a vector."""
    lead, size = _square(x, "lu")
    return x, Spec((*lead, size), "int32")


def qr(x: Spec, complete: bool) -> tuple[Spec, Spec]:
    """Rows by (rows or the smaller size); that by columns."""
    lead, rows, columns = _matrices(x, "qr")
    inner = rows if complete else _smaller(rows, columns)
    return Spec((*lead, rows, inner), x.dtype), Spec((*lead, inner, columns), x.dtype)


def svd(x: Spec, complete: bool) -> tuple[Spec, Spec, Spec]:
    """As NumPy's."""
    lead, rows, columns = _matrices(x, "svd")
    few = _smaller(rows, columns)
    left, right = (rows, columns) if complete else (few, few)
    shapes = (*lead, rows, left), (*lead, few), (*lead, right, columns)
    return Spec(shapes[0], x.dtype), Spec(shapes[1], x.dtype), Spec(shapes[2], x.dtype)


def _smaller(a: Dim, b: Dim) -> Dim:
    return None if a is None or b is None else min(a, b)


def slogdet(x: Spec) -> tuple[Spec, Spec]:
    """Two scalars for each matrix."""
    lead, _ = _square(x, "slogdet")
    return Spec(lead, x.dtype), Spec(lead, x.dtype)


def solve(x: Spec, y: Spec) -> Spec:
    """The shape of `y`, with the leading axes of both."""
    lead, size = _square(x, "solve")
    more, rows, columns = _matrices(y, "solve")
    if not agree(size, rows):
        raise ShapeError(f"solve: {size} equations, but the right side has {rows} rows.")
    return Spec((*broadcast("solve", lead, more), rows, columns), y.dtype)


def solve_triangular(x: Spec, y: Spec, lower: bool) -> Spec:
    """As `solve`."""
    return solve(x, y)


def fft(real: Spec, imaginary: Spec) -> tuple[Spec, Spec]:
    """The same shapes."""
    whole = Spec(broadcast("fft", real.shape, imaginary.shape), real.dtype)
    return whole, whole
