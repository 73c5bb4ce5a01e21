"""Arithmetic of shapes in which None stands for a size that is not known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

Dim = int | None
Shape = tuple[Dim, ...]


class ShapeError(ValueError):
    """Shapes, axes or element types that do not fit what is to be done with them."""


def product(sizes: Iterable[Dim]) -> Dim:
    """The number of elements, or None where a size is unknown (0 whatever the rest where one is 0)."""
    sizes = list(sizes)
    if 0 in sizes:
        return 0
    return None if None in sizes else math.prod(size for size in sizes if size is not None)


def axis_index(axis: int, ndim: int, what: str) -> int:
    """`axis` counted from the front.

    Raises:
        ValueError: if there is no such axis.
    """
    if not -ndim <= axis < ndim:
        raise ShapeError(f"{what}: there is no axis {axis} in a tensor with {ndim} axes.")
    return axis % ndim


def axis_indices(axis: int | Sequence[int] | None, ndim: int, what: str) -> tuple[int, ...]:
    """The axes a reduction runs over, counted from the front; None means all."""
    if axis is None:
        return tuple(range(ndim))
    axes = (axis,) if isinstance(axis, int) else tuple(axis)
    found = tuple(axis_index(each, ndim, what) for each in axes)
    if len(set(found)) != len(found):
        raise ShapeError(f"{what}: an axis is named twice in {axes}.")
    return found


def broadcast(what: str, *shapes: Shape) -> Shape:
    """The shape that all `shapes` stretch to, as in NumPy.

    Raises:
        ValueError: if they do not fit, with both shapes in the message.
    """
    result: Shape = ()
    for shape in shapes:
        result = _broadcast_two(what, result, shape)
    return result


def _broadcast_two(what: str, a: Shape, b: Shape) -> Shape:
    ndim = max(len(a), len(b))
    pairs = zip((1,) * (ndim - len(a)) + a, (1,) * (ndim - len(b)) + b, strict=True)
    return tuple(_stretch(what, left, right, a, b) for left, right in pairs)


def _stretch(what: str, left: Dim, right: Dim, a: Shape, b: Shape) -> Dim:
    if left == right or right == 1:
        return left
    if left == 1 or left is None:
        return right
    if right is None:
        return left
    raise ShapeError(f"{what}: the shapes {a} and {b} do not fit each other: {left} against {right} entries.")


def merge(a: Shape, b: Shape, what: str) -> Shape:
    """One shape that both could be: known sizes replace unknown ones.

    Raises:
        ValueError: if they differ in rank or in a known size.
    """
    if len(a) != len(b) or any(not agree(x, y) for x, y in zip(a, b, strict=True)):
        raise ShapeError(f"{what} must have the same shape. Received: {a} and {b}.")
    return tuple(y if x is None else x for x, y in zip(a, b, strict=True))


def agree(a: Dim, b: Dim) -> bool:
    """Whether two sizes may be the same."""
    return a is None or b is None or a == b


def windows(size: Dim, window: Dim, stride: int, padding: str, dilation: int, what: str) -> Dim:
    """How many positions a window takes along an axis of `size` entries.

    Raises:
        ValueError: if the window is larger than the axis.
    """
    if size is None:
        return None
    if padding == "same":
        return -(-size // stride)
    if window is None:
        return None
    reach = (window - 1) * dilation + 1
    if reach > size:
        raise ShapeError(
            f"{what}: a window of {reach} entries does not fit an axis of {size} (padding='valid')."
        )
    return (size - reach) // stride + 1


def spread(size: Dim, window: Dim, stride: int, padding: tuple[int, int], dilation: int) -> Dim:
    """The size of an axis that a transposed convolution spreads, as `contract.conv_transpose` says."""
    if size is None or window is None:
        return None
    return (size - 1) * stride + 1 + padding[0] + padding[1] - (window - 1) * dilation
