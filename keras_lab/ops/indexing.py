"""Functions that pick elements, put them somewhere else, or sort them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab.engine import P
from keras_lab.ops.dispatch import integral, op, tensor
from keras_lab.ops.logic import where

Tensor = Any


@op
def get_item(x: Any, key: Any) -> Tensor:
    """`x[key]` for ints, slices, None, Ellipsis, tuples of these; an integer tensor or list picks rows.

    Raises:
        TypeError: for a mask of bools: how many rows it picks is not known beforehand.
    """
    x = tensor(x)
    if isinstance(key, list) or (hasattr(key, "dtype") and not isinstance(key, np.integer)):
        return take(x, _row_numbers(key), 0)
    return P.getitem(x, key)


def _row_numbers(key: Any) -> Tensor:
    rows = tensor(key)
    if "int" not in P.dtype(rows):
        raise TypeError(
            f"A tensor is indexed with integers. Received: a tensor of {P.dtype(rows)}. "
            "(Instead of a mask: `ops.where(mask, x, 0)`, or `numpy` on arrays.)"
        )
    return rows


@op
def take(x: Any, indices: Any, axis: int | None = None) -> Tensor:
    """Picks entries of an axis (of the flattened tensor, without one).

    Args:
        indices: integers, negative ones counting from the end; their shape replaces the axis.
    """
    x = tensor(x)
    if axis is None:
        x, axis = P.reshape(x, (-1,)), 0
    return P.take(x, _from_front(integral(indices), P.shape(x)[axis]), axis)


@op
def take_along_axis(x: Any, indices: Any, axis: int | None = None) -> Tensor:
    """Picks along one axis with indices of their own for every place of the others.

    Args:
        indices: integers of the rank of `x` (of rank 1, without an `axis`: then `x` is flattened).
    """
    x = tensor(x)
    indices = integral(indices)
    if axis is None:
        x, axis = P.reshape(x, (-1,)), 0
    return P.take_along_axis(x, _from_front(indices, P.shape(x)[axis]), axis)


def _from_front(indices: Tensor, size: int | None) -> Tensor:
    """Negative indices counted from the front; unsigned ones are left alone."""
    if P.dtype(indices).startswith("u"):
        return indices
    return where(P.less(indices, tensor(0, P.dtype(indices))), indices + (size or 0), indices)


@op
def argsort(x: Any, axis: int | None = -1) -> Tensor:
    """int32 indices that sort `x` ascending along `axis` (None: flattened); equal ones keep their order."""
    x = _comparable(x)
    if not P.shape(x):
        return P.full((), 0, "int32")
    return P.argsort(P.reshape(x, (-1,)), 0) if axis is None else P.argsort(x, axis)


@op
def sort(x: Any, axis: int | None = -1) -> Tensor:
    """The elements ascending along `axis` (flattened, for None)."""
    x = tensor(x)
    if axis is None:
        x, axis = P.reshape(x, (-1,)), 0
    return P.take_along_axis(x, P.argsort(_comparable(x), axis), axis)


@op
def top_k(x: Any, k: int, sorted: bool = True) -> tuple[Tensor, Tensor]:
    """The `k` largest along the last axis, largest first whatever `sorted` says, and their places."""
    return P.top_k(_comparable(x), k)


@op
def in_top_k(targets: Any, predictions: Any, k: int) -> Tensor:
    """For each row of `predictions`, whether the target is among its `k` largest (ties count as in, NaN as least).

    Args:
        targets: class indices, shape `(batch,)`.
        predictions: scores, shape `(batch, classes)`.
    """
    scores = tensor(predictions)
    chosen = take_along_axis(scores, P.reshape(integral(targets), (-1, 1)), -1)
    chosen = where(P.isnan(chosen), -math.inf, chosen) if "float" in P.dtype(chosen) else chosen
    larger = P.sum(P.cast(P.less(chosen, scores), "int32"), -1, False)
    return P.less(larger, tensor(k, "int32"))


def _comparable(x: Any) -> Tensor:
    x = tensor(x)
    return P.cast(x, "int32") if P.dtype(x) == "bool" else x


@op
def scatter(indices: Any, values: Any, shape: Sequence[int]) -> Tensor:
    """Zeros of the given shape, with `values[i]` added at `indices[i]`.

    Args:
        indices: integers, shape `(n, d)`: places in the first `d` axes.
        values: shape `(n, *shape[d:])`.
    """
    values = tensor(values)
    return _add_at(P.full(tuple(shape), 0, P.dtype(values)), integral(indices), values)


@op
def scatter_update(inputs: Any, indices: Any, updates: Any, reduction: str | None = None) -> Tensor:
    """`inputs` with `updates[i]` put at `indices[i]`, or combined with what is there.

    Args:
        indices: integers, shape `(n, d)`: places in the first `d` axes, none twice without a `reduction`.
        reduction: `"add"`, `"max"`, `"min"` or `"mul"`.

    Raises:
        ValueError: for another `reduction`.
    """
    if reduction not in (None, "add", *_COMBINED):
        raise ValueError(
            f"scatter_update: reduction must be None, 'add', 'max', 'min' or 'mul'. Received: {reduction!r}"
        )
    inputs, indices = tensor(inputs), integral(indices)
    updates = tensor(updates, P.dtype(inputs))
    if reduction in _COMBINED:
        return _combined_at(inputs, indices, updates, reduction)
    if reduction is None:
        depth = P.shape(indices)[-1]
        there = P.reshape(P.take(_flat(inputs, depth), _flat_index(indices, inputs), 0), P.shape(updates))
        updates = P.subtract(updates, there)
    return _add_at(inputs, indices, updates)


#: For each reduction that of segments, and the function of two.
_COMBINED = {"max": ("max", "maximum"), "min": ("min", "minimum"), "mul": ("prod", "multiply")}


def _combined_at(x: Tensor, indices: Tensor, updates: Tensor, reduction: str) -> Tensor:
    of_segments, of_two = _COMBINED[reduction]
    depth = P.shape(indices)[-1]
    table, places = _flat(x, depth), _flat_index(indices, x)
    rows = P.reshape(updates, (-1, *P.shape(table)[1:]))
    count = P.shape(table)[0]
    if count is None:
        return x  # only shapes are computed
    made = getattr(P, of_two)(table, P.segment_reduce(rows, places, count, of_segments))
    touched = P.scatter_add(P.full((count,), 0, "int32"), places, P.full(P.shape(places), 1, "int32"))
    touched = P.reshape(touched > 0, (count, *(1 for _ in P.shape(table)[1:])))
    return P.reshape(P.where(touched, made, table), P.shape(x))


def _add_at(x: Tensor, indices: Tensor, updates: Tensor) -> Tensor:
    depth = P.shape(indices)[-1]
    rows = P.reshape(updates, (-1, *P.shape(x)[depth:]))
    return P.reshape(P.scatter_add(_flat(x, depth), _flat_index(indices, x), rows), P.shape(x))


def _flat(x: Tensor, depth: int) -> Tensor:
    return P.reshape(x, (-1, *P.shape(x)[depth:]))


def _flat_index(indices: Tensor, x: Tensor) -> Tensor:
    """Row numbers in `x` with its first axes merged."""
    columns = P.reshape(indices, (-1, P.shape(indices)[-1]))
    row = P.getitem(columns, (slice(None), 0))
    for i in range(1, P.shape(indices)[-1]):
        row = row * P.shape(x)[i] + P.getitem(columns, (slice(None), i))
    return row
