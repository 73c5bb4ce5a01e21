"""Shapes of what moves elements about: reshaping, joining, indexing, gathering."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab.engine.spec.shapes import (
    Dim,
    Shape,
    ShapeError,
    agree,
    axis_index,
    axis_indices,
    broadcast,
    merge,
    product,
)
from keras_lab.engine.spec.tensor import Spec


def reshape(x: Spec, shape: Sequence[Dim]) -> Spec:
    """Same elements in another shape; see `_fill` for what -1 and None become."""
    target = Spec(tuple(shape)).shape
    if target.count(-1) > 1:
        raise ShapeError(f"reshape: only one entry may be -1. Received: {target}")
    return Spec(_fill(x.shape, target), x.dtype)


def _fill(source: Shape, target: Shape) -> Shape:
    """The target with its -1 worked out where it can be.

    As many None in the target as in the source are taken to be the same unknown sizes, if the rest allows it:
    (None, 4, 5) to (None, -1) is (None, 20). A single None for a source of known size means the same as -1.
    """
    if -1 not in target and None not in source and target.count(None) == 1:
        target = tuple(-1 if size is None else size for size in target)
    have = product(size for size in source if size is not None) or 0
    rest = product(size for size in target if size not in (None, -1)) or 0
    left = have // rest if rest else 0
    fits = have == left * rest and (-1 in target or left == 1 or have == 0)
    if None not in source and None not in target and not fits:
        raise ShapeError(f"reshape: {source} cannot become {target}: the numbers of elements differ.")
    same = fits and source.count(None) == target.count(None)
    return tuple((left if same else None) if size == -1 else size for size in target)


def transpose(x: Spec, axes: Sequence[int]) -> Spec:
    """Axes in another order."""
    order = axis_indices(tuple(axes), x.ndim, "transpose")
    if len(order) != x.ndim:
        raise ShapeError(f"transpose: axes {tuple(axes)} do not name all {x.ndim} axes of {x.shape}.")
    return Spec(tuple(x.shape[i] for i in order), x.dtype)


def broadcast_to(x: Spec, shape: Sequence[Dim]) -> Spec:
    """The target, if `x` stretches to it."""
    target = Spec(tuple(shape)).shape
    result = broadcast("broadcast_to", x.shape, target)
    if len(result) != len(target) or any(not agree(a, b) for a, b in zip(result, target, strict=True)):
        raise ShapeError(f"broadcast_to: {x.shape} does not stretch to {target}.")
    return Spec(result, x.dtype)


def concatenate(xs: Sequence[Spec], axis: int) -> Spec:
    """Sizes add up along `axis`; the others must agree."""
    index = axis_index(axis, xs[0].ndim, "concatenate")
    rest: Shape = _without(xs[0], index)
    for x in xs[1:]:
        axis_index(axis, x.ndim, "concatenate")
        rest = merge(rest, _without(x, index), f"concatenate: tensors joined along axis {axis}, save for it,")
    sizes = [x.shape[index] for x in xs]
    total = None if None in sizes else sum(size for size in sizes if size is not None)
    return Spec((*rest[:index], total, *rest[index:]), xs[0].dtype)


def split(x: Spec, sizes: Sequence[int], axis: int) -> list[Spec]:
    """One part a size; they must add up to that of the axis."""
    index = axis_index(axis, x.ndim, "split")
    if not agree(x.shape[index], sum(sizes)):
        raise ShapeError(f"split: axis {axis} of {x.shape} has no parts of the sizes {tuple(sizes)}.")
    return [Spec((*x.shape[:index], size, *x.shape[index + 1 :]), x.dtype) for size in sizes]


def _without(x: Spec, index: int) -> Shape:
    return x.shape[:index] + x.shape[index + 1 :]


def pad(x: Spec, widths: Sequence[tuple[int, int]], mode: str, value: float | int) -> Spec:
    """Each axis grows by what is put before and after it."""
    if len(widths) != x.ndim:
        raise ShapeError(f"pad: {len(widths)} pairs of widths for the {x.ndim} axes of {x.shape}.")
    grown = (
        n if n is None else n + before + after for n, (before, after) in zip(x.shape, widths, strict=True)
    )
    return Spec(tuple(grown), x.dtype)


def getitem(x: Spec, key: Any) -> Spec:
    """Basic indexing: ints drop an axis, slices shorten it, None adds one; Ellipsis is the rest."""
    keys = _spelled_out(key if isinstance(key, tuple) else (key,), x)
    shape: list[Dim] = []
    sizes = iter(x.shape)
    for each in keys:
        if each is None:
            shape.append(1)
        elif isinstance(each, slice):
            shape.append(_sliced(next(sizes), each))
        else:
            _check_index(each, next(sizes), x)
    return Spec((*shape, *sizes), x.dtype)


def _spelled_out(keys: tuple[Any, ...], x: Spec) -> tuple[Any, ...]:
    used = len([key for key in keys if key is not None and key is not Ellipsis])
    if used > x.ndim:
        raise IndexError(f"{used} indices for the {x.ndim} axes of {x.shape}.")
    places = [i for i, key in enumerate(keys) if key is Ellipsis]
    if not places:
        return keys
    return keys[: places[0]] + (slice(None),) * (x.ndim - used) + keys[places[0] + 1 :]


def _sliced(size: Dim, key: slice) -> Dim:
    """Of an axis of unknown size a slice is unknown too, whatever its bounds: the axis may be shorter."""
    unknown = size is None or any(isinstance(bound, Spec) for bound in (key.start, key.stop, key.step))
    return None if unknown else len(range(*key.indices(size)))  # type: ignore[arg-type]


def _check_index(index: Any, size: Dim, x: Spec) -> None:
    if not isinstance(index, int) and not hasattr(index, "__index__"):
        raise TypeError(f"A tensor of shape {x.shape} cannot be indexed with {index!r}.")
    if size is not None and isinstance(index, int) and not -size <= index < size:
        raise IndexError(f"Index {index} is out of range for an axis of {size} entries, in {x.shape}.")


def flip(x: Spec, axis: int | Sequence[int] | None) -> Spec:
    """The same shape."""
    axis_indices(axis, x.ndim, "flip")
    return x


def take(x: Spec, indices: Spec, axis: int) -> Spec:
    """The axis is replaced by the shape of the indices."""
    index = axis_index(axis, x.ndim, "take")
    return Spec(x.shape[:index] + indices.shape + x.shape[index + 1 :], x.dtype)


def take_along_axis(x: Spec, indices: Spec, axis: int) -> Spec:
    """The axis gets the size it has in `indices`; the others broadcast."""
    index = axis_index(axis, x.ndim, "take_along_axis")
    if indices.ndim != x.ndim:
        raise ShapeError(f"take_along_axis: {indices.shape} has not as many axes as {x.shape}.")
    rest = broadcast("take_along_axis", _without(x, index), _without(indices, index))
    return Spec((*rest[:index], indices.shape[index], *rest[index:]), x.dtype)


def put(x: Spec, index: Spec, value: Spec) -> Spec:
    """The same shape; `value` must fit a row."""
    merge(x.shape[1:], value.shape, "put: a row and what replaces it")
    return x


def scatter_add(x: Spec, indices: Spec, updates: Spec) -> Spec:
    """The same shape; `updates` must be one row for each index."""
    merge(indices.shape + x.shape[1:], updates.shape, "scatter_add: the rows to add to and the updates")
    return x


def segment_reduce(x: Spec, segments: Spec, count: int, how: str) -> Spec:
    """One row a segment; there must be a number for each row."""
    merge(x.shape[:1], segments.shape, "segment_reduce: the rows and the numbers of their segments")
    return Spec((count, *x.shape[1:]), x.dtype)
