"""Tensors made from a shape: filled with one value, ranges, diagonals."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

from keras_lab import engine
from keras_lab.engine import P, dtypes
from keras_lab.ops.dispatch import op, promoted_floats, tensor
from keras_lab.ops.logic import equal, less_equal, where

Tensor = Any


@op
def zeros(shape: int | Sequence[int], dtype: Any = None) -> Tensor:
    """Zeros; `dtype` is `config.floatx()` by default."""
    return P.full(_shape(shape, "zeros"), 0, dtypes.standardize(dtype))


@op
def ones(shape: int | Sequence[int], dtype: Any = None) -> Tensor:
    """Ones; `dtype` is `config.floatx()` by default."""
    return P.full(_shape(shape, "ones"), 1, dtypes.standardize(dtype))


@op
def full(shape: int | Sequence[int], fill_value: Any, dtype: Any = None) -> Tensor:
    """A tensor of `fill_value`, a number or a tensor that broadcasts; by default of `config.floatx()`."""
    wanted = dtypes.standardize(dtype)
    if isinstance(fill_value, (bool, int, float)):
        return P.full(_shape(shape, "full"), fill_value, wanted)
    return P.broadcast_to(tensor(fill_value, wanted), _shape(shape, "full"))


def empty(shape: int | Sequence[int], dtype: Any = None) -> Tensor:
    """A tensor to be filled; it holds zeros."""
    return zeros(shape, dtype)


def _shape(shape: Any, what: str) -> tuple[int, ...]:
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    if None in sizes and not engine.in_spec_mode():
        raise ValueError(
            f"{what}: the size of an axis is not known here: {sizes}. "
            f"Make it from a tensor that has it: ops.{what}_like(x), or let a smaller one broadcast."
        )
    return sizes


@op
def zeros_like(x: Any, dtype: Any = None) -> Tensor:
    """Zeros in the shape (and the dtype, by default) of `x`."""
    return full_like(x, 0, dtype)


@op
def ones_like(x: Any, dtype: Any = None) -> Tensor:
    """Ones in the shape (and the dtype, by default) of `x`."""
    return full_like(x, 1, dtype)


@op
def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Tensor:
    """`fill_value` in the shape (and the dtype, by default) of `x`."""
    x = tensor(x)
    return full(P.shape(x), fill_value, P.dtype(x) if dtype is None else dtype)


empty_like = zeros_like


@op
def arange(
    start: int | float, stop: int | float | None = None, step: int | float | None = None, dtype: Any = None
) -> Tensor:
    """Numbers from `start` (0, if only one bound is given) up to, not including, `stop`.

    Args:
        start, stop, step: numbers, known beforehand; `step` is 1 by default.
        dtype: int32 by default, `config.floatx()` if one of the numbers is a float.
    """
    step = 1 if step is None else step
    end = start if stop is None else stop
    nothing = (
        isinstance(end, int) and end == 0 and stop is None
    )  # arange(0, None): up to a size not known yet
    if engine.in_spec_mode() and (end is None or nothing or P.is_tensor(end)):
        return P.arange(0, None, step, dtypes.standardize(dtype or int))
    first, last = (0, start) if stop is None else (start, stop)
    if not step:
        raise ValueError("arange: step must not be 0.")
    kinds = [int if hasattr(n, "__index__") else float for n in (first, last, step)]
    first, last, step = (kind(n) for kind, n in zip(kinds, (first, last, step), strict=True))
    return P.arange(
        first, last, step, dtypes.result_type(*kinds) if dtype is None else dtypes.standardize(dtype)
    )


@op
def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """`num` numbers at equal distances from `start` to `stop` (which is left out if not `endpoint`).

    Returns:
        The tensor, `axis` being the new axis; with `retstep` also the distance.
    """
    first, last = promoted_floats(start, stop)
    wanted = P.dtype(first)
    gaps = num - 1 if endpoint else num
    step = P.divide(P.subtract(last, first), tensor(gaps if gaps > 0 else float("nan"), wanted))
    ndim = len(P.shape(step))
    places = P.reshape(P.arange(0, num, 1, wanted), (num,) + (1,) * ndim)
    points = (
        P.add(first, P.multiply(places, step)) if num > 1 else P.broadcast_to(first, (num, *P.shape(step)))
    )
    if endpoint and num > 1:
        points = where(equal(places, num - 1), last, points)
    if axis % (ndim + 1):
        points = P.transpose(points, _front_to(axis % (ndim + 1), ndim + 1))
    points = points if dtype is None else P.cast(points, dtypes.standardize(dtype))
    return (points, step) if retstep else points


def _front_to(place: int, ndim: int) -> tuple[int, ...]:
    return (*range(1, place + 1), 0, *range(place + 1, ndim))


@op
def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Tensor:
    """A matrix of N × M zeros with ones on the k-th diagonal."""
    rows, columns = _grid(N, N if M is None else M)
    return P.cast(equal(rows + k, columns), dtypes.standardize(dtype))


def identity(n: int, dtype: Any = None) -> Tensor:
    """A square matrix of zeros with ones on the diagonal."""
    return eye(n, dtype=dtype)


@op
def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Tensor:
    """A matrix of N × M ones on and below the k-th diagonal, zeros above."""
    rows, columns = _grid(N, N if M is None else M)
    return P.cast(less_equal(columns, rows + k), dtypes.standardize(dtype))


@op
def tril(x: Any, k: int = 0) -> Tensor:
    """The matrices in the last two axes of `x`, with zeros above the k-th diagonal."""
    x = tensor(x)
    rows, columns = _grid(*P.shape(x)[-2:])
    return where(less_equal(columns, rows + k), x, full_like(x, 0))


@op
def triu(x: Any, k: int = 0) -> Tensor:
    """The matrices in the last two axes of `x`, with zeros below the k-th diagonal."""
    x = tensor(x)
    rows, columns = _grid(*P.shape(x)[-2:])
    return where(less_equal(rows + k, columns), x, full_like(x, 0))


def _grid(rows: int | None, columns: int | None) -> tuple[Tensor, Tensor]:
    """Row numbers as a column, column numbers as a row."""
    rows, columns = (n if n is None else operator.index(n) for n in (rows, columns))
    return P.reshape(P.arange(0, rows, 1, "int32"), (-1, 1)), P.reshape(
        P.arange(0, columns, 1, "int32"), (1, -1)
    )
