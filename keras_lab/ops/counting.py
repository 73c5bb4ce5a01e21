"""Counting, searching, and reducing by segments; and what has a shape that depends on values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab import engine
from keras_lab.engine import P
from keras_lab.engine.spec import Spec
from keras_lab.ops.crossentropy import one_hot
from keras_lab.ops.dispatch import floating, integral, op, promoted, tensor
from keras_lab.ops.logic import equal, logical_not, where

Tensor = Any

# ---- segments ---------------------------------------------------------------------------------------


def _segments(data: Any, segment_ids: Any, num_segments: int | None, how: str) -> Tensor:
    data, ids = tensor(data), integral(segment_ids)
    if num_segments is None:
        if engine.in_spec_mode():
            return Spec((None, *P.shape(data)[1:]), P.dtype(data))
        num_segments = int(P.to_numpy(P.max(ids))) + 1
    return P.segment_reduce(data, ids, num_segments, how)


@op
def segment_sum(data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False) -> Tensor:
    """The sums of rows of the same segment.

    Args:
        segment_ids: for each row the number of its segment.
        num_segments: how many there are; needed in a compiled program, else counted.
        sorted: whether the numbers ascend; makes no difference.
    """
    return _segments(data, segment_ids, num_segments, "sum")


@op
def segment_prod(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Tensor:
    """The products of rows of the same segment; see `segment_sum`."""
    return _segments(data, segment_ids, num_segments, "prod")


@op
def segment_max(data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False) -> Tensor:
    """The largest elements of rows of the same segment; see `segment_sum`."""
    return _segments(data, segment_ids, num_segments, "max")


@op
def segment_min(data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False) -> Tensor:
    """The smallest elements of rows of the same segment; see `segment_sum`."""
    return _segments(data, segment_ids, num_segments, "min")


# ---- counting and searching -------------------------------------------------------------------------


@op
def bincount(x: Any, weights: Any = None, minlength: int | None = 0, sparse: bool = False) -> Tensor:
    """How often each integer from 0 on occurs along the last axis (or the weights of its places, added up).

    Args:
        minlength: how many integers are counted at least. More are, if larger ones occur: in a compiled
            program, where values are not known, none.

    Raises:
        ValueError: if `sparse`: tensors are dense.
    """
    if sparse:
        raise ValueError("bincount: sparse=True is not supported; tensors are dense here.")
    x = integral(x)
    if engine.in_spec_mode():
        dtype = "int32" if weights is None else P.dtype(tensor(weights))
        return Spec((*P.shape(x)[:-1], None), dtype)
    count = max(int(P.to_numpy(P.max(x))) + 1 if P.to_numpy(x).size else 0, minlength or 0)
    hot = one_hot(x, count, dtype="int32" if weights is None else P.dtype(tensor(weights)))
    return P.sum(hot if weights is None else hot * tensor(weights)[..., None], -2, False)


@op
def searchsorted(sorted_sequence: Any, values: Any, side: str = "left") -> Tensor:
    """Where in an ascending vector the values would have to be put in, int32.

    Args:
        side: before (`"left"`) or after (`"right"`) equal elements.
    """
    if side not in ("left", "right"):
        raise ValueError(f"searchsorted: side must be 'left' or 'right'. Received: {side!r}")
    edges, values = promoted(sorted_sequence, values)
    wide = P.reshape(values, (*P.shape(values), 1))
    before = P.less(edges, wide) if side == "left" else P.less_equal(edges, wide)
    return P.sum(P.cast(before, "int32"), -1, False)


@op
def digitize(x: Any, bins: Any) -> Tensor:
    """The number of the bin for each element: i, where `bins[i - 1] <= x < bins[i]`; int32.

    Raises:
        ValueError: if `bins` is not a vector.
    """
    bins = tensor(bins)
    if len(P.shape(bins)) != 1:
        raise ValueError(f"digitize: bins must be a vector. Received shape: {P.shape(bins)}")
    return searchsorted(bins, x, "right")


@op
def histogram(x: Any, bins: int = 10, range: Sequence[float] | None = None) -> tuple[Tensor, Tensor]:
    """How many elements lie in each of `bins` bins of equal width.

    Args:
        range: the lowest and the highest edge; by default the smallest and the largest element.

    Returns:
        The counts, int32, and the `bins + 1` edges.
    """
    if not isinstance(bins, int) or bins < 1:
        raise ValueError(f"histogram: bins must be a positive int. Received: {bins!r}")
    x = P.reshape(floating(x), (-1,))
    low, high = (P.min(x), P.max(x)) if range is None else (tensor(float(end), P.dtype(x)) for end in range)
    if range is None:  # of equal elements the bins are one wide in all
        flat = equal(low, high)
        low, high = where(flat, low - 0.5, low), where(flat, high + 0.5, high)
    edges = low + (high - low) * (P.arange(0, bins + 1, 1, P.dtype(x)) / float(bins))
    place = searchsorted(edges, x, "right") - 1
    place = where(equal(x, high), bins - 1, place)  # the last bin has both its edges
    hot = P.equal(P.reshape(place, (-1, 1)), P.arange(0, bins, 1, "int32"))
    return P.sum(P.cast(hot, "int32"), 0, False), edges


@op
def isin(x1: Any, x2: Any, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Where an element of `x1` is among those of `x2` (or is not: `invert`)."""
    x1, x2 = promoted(x1, x2)
    found = P.any(P.equal(P.reshape(x1, (*P.shape(x1), 1)), P.reshape(x2, (-1,))), -1, False)
    return logical_not(found) if invert else found


# ---- shapes that depend on values -------------------------------------------------------------------


@op
def unique(
    x: Any,
    sorted: bool = True,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    size: int | None = None,
    fill_value: Any = None,
) -> Any:
    """The different elements, ascending.

    How many there are depends on values, so this works outside of compiled programs only.

    Args:
        sorted: makes no difference: they are.
        return_index, return_inverse, return_counts: also return where each stands first, for each element
            which one it is, how often each occurs (all int32).
        axis: compare slices along this axis; None: elements of the flattened tensor.
        size: return so many: fewer are filled up with `fill_value` (by default the smallest), more are cut off.
    """
    x = tensor(x)
    wishes = return_index, return_inverse, return_counts
    if engine.in_spec_mode():
        return _unique_specs(x, axis, size, wishes)
    array = P.to_numpy(x)
    values, first, inverse, counts = np.unique(array, True, True, True, axis=axis, equal_nan=False)
    along = axis or 0
    if size is not None:
        values = _sized(values, size, along, values.min() if fill_value is None else fill_value)
        first, counts = _sized(first, size, 0, first[0]), _sized(counts, size, 0, 0)
    extra = (first, inverse.reshape(array.shape if axis is None else -1), counts)
    chosen = [P.convert(each.astype("int32")) for each, wish in zip(extra, wishes, strict=True) if wish]
    return (P.convert(values), *chosen) if chosen else P.convert(values)


def _sized(x: np.ndarray, size: int, axis: int, fill: Any) -> np.ndarray:
    kept = np.take(x, np.arange(min(size, x.shape[axis])), axis)
    widths = [(0, size - kept.shape[axis]) if i == axis % x.ndim else (0, 0) for i in range(x.ndim)]
    return np.pad(kept, widths, constant_values=fill)


def _unique_specs(x: Spec, axis: int | None, size: int | None, wishes: tuple[bool, ...]) -> Any:
    kept = list(x.shape)
    if axis is not None:
        kept[axis] = size
    values = Spec((size,) if axis is None else tuple(kept), x.dtype)
    inverse = x.shape if axis is None else (x.shape[axis],)
    shapes = ((size,), inverse, (size,))
    chosen = [Spec(shape, "int32") for shape, wish in zip(shapes, wishes, strict=True) if wish]
    return (values, *chosen) if chosen else values
