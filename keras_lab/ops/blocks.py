"""Blocks of tensors, cut out or put in at places that may be tensors themselves."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab.engine import P
from keras_lab.ops.dispatch import op
from keras_lab.ops.dispatch import tensor as to_tensor
from keras_lab.ops.shaping import pad

Tensor = Any


@op
def slice(inputs: Any, start_indices: Any, shape: Sequence[int]) -> Tensor:
    """The block of the given shape that begins at `start_indices`.

    Args:
        start_indices: one for each axis; integers, an integer tensor, or a list of both. (From tensors the block is
            moved to lie inside.)
        shape: of the block; -1 stands for all that follows.

    Raises:
        ValueError: if there is not one start and one size for each axis.
    """
    x = to_tensor(inputs)
    starts = _starts(start_indices, len(P.shape(x)), "slice")
    if len(shape) != len(starts):
        raise ValueError(f"slice: the shape of the block needs {len(starts)} sizes. Received: {tuple(shape)}")
    key: list[Any] = []
    for axis, (start, count) in enumerate(zip(starts, shape, strict=True)):
        if isinstance(start, int) and (count == -1 or P.shape(x)[axis] is not None):
            key.append(builtins.slice(start, None if count == -1 else start + int(count)))
        else:
            x = _cut(x, axis, to_tensor(start, "int32"), int(count))
            key.append(builtins.slice(None))
    return P.getitem(x, tuple(key))


def _starts(given: Any, rank: int, what: str) -> list[Any]:
    """Where the block begins, for each axis an int or a tensor."""
    if hasattr(given, "dtype") and not isinstance(given, np.ndarray):
        given = to_tensor(given)
        given = [given[i] for i in range(P.shape(given)[0] or rank)]
    starts = [
        int(start) if isinstance(start, (int, np.integer, np.ndarray)) else to_tensor(start, "int32")
        for start in given
    ]
    if len(starts) != rank:
        raise ValueError(f"{what}: {rank} axes need as many starts. Received: {len(starts)}")
    return starts


def _cut(x: Tensor, axis: int, start: Tensor, count: int) -> Tensor:
    size = P.shape(x)[axis]
    if count == -1:
        return P.getitem(x, (*[builtins.slice(None)] * axis, builtins.slice(start, None)))
    last = to_tensor(max((size or count) - count, 0), "int32")
    first = P.minimum(P.maximum(start, to_tensor(0, "int32")), last)
    return P.take(x, P.add(P.arange(0, count, 1, "int32"), first), axis)


@op
def slice_update(inputs: Any, start_indices: Any, updates: Any) -> Tensor:
    """`inputs` with the block that begins at `start_indices` (integers or tensors) replaced by `updates`."""
    x = to_tensor(inputs)
    updates = to_tensor(updates, P.dtype(x))
    starts = _starts(start_indices, len(P.shape(x)), "slice_update")
    moved = {axis: start for axis, start in enumerate(starts) if not isinstance(start, int)}
    for axis, start in moved.items():
        x = _rolled(x, P.negative(start), axis)
    x = _put_in(x, [0 if axis in moved else start for axis, start in enumerate(starts)], updates)
    for axis, start in moved.items():
        x = _rolled(x, start, axis)
    return x


def _put_in(x: Tensor, starts: list[int], updates: Tensor) -> Tensor:
    pairs = zip(starts, P.shape(x), P.shape(updates), strict=True)
    widths = [(a, size - a - n) for a, size, n in pairs if size is not None and n is not None]
    if len(widths) < len(starts):
        return x  # only shapes are computed
    inside = pad(P.full(P.shape(updates), True, "bool"), widths, constant_values=False)
    return P.where(inside, pad(updates, widths), x)


def _rolled(x: Tensor, by: Tensor, axis: int) -> Tensor:
    size = P.shape(x)[axis]
    if size is None:
        return x  # only shapes are computed
    places = P.mod(P.subtract(P.arange(0, size, 1, "int32"), by), to_tensor(size, "int32"))
    return P.take(x, places, axis)
