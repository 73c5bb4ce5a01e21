"""Functions that give tensors another shape, join them or take them apart.

A None in a shape, as `ops.shape` gives for symbolic tensors, means: as long as the tensor is there.
"""

from __future__ import annotations

import builtins
import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab.engine import P
from keras_lab.ops.dispatch import op, promoted, tensor

Tensor = Any
Dim = int | None


@op
def reshape(x: Any, newshape: int | Sequence[Dim]) -> Tensor:
    """The same elements, row by row, in another shape.

    Args:
        newshape: sizes; one may be -1 (whatever is left). A single None means the same as -1; next to a -1 it
            stands for the size that `x` has at that place.
    """
    x, sizes = tensor(x), _sizes(newshape)
    given = [size for size in sizes if isinstance(size, int)]
    if given.count(-1) > 1 or any(size < -1 for size in given):
        raise ValueError(f"reshape: sizes are at least 0, one may be -1. Received: {tuple(sizes)}")
    return P.reshape(x, _known(sizes, P.shape(x)))


def _known(target: tuple[Dim, ...], source: tuple[Dim, ...]) -> tuple[Dim, ...]:
    """The target without None, if that is possible; where only shapes are computed None may stay."""
    if any(P.is_tensor(size) for size in target) or None not in target or None in source:
        return target
    if target.count(None) == 1 and -1 not in target:
        return tuple(-1 if size is None else size for size in target)
    return tuple(source[i] if size is None and i < len(source) else size for i, size in enumerate(target))


def _sizes(shape: Any) -> tuple[Dim, ...]:
    if isinstance(shape, (int, np.integer)):
        return (int(shape),)
    return tuple(size if size is None or P.is_tensor(size) else int(size) for size in shape)


@op
def ravel(x: Any) -> Tensor:
    """All elements in one axis."""
    return P.reshape(tensor(x), (-1,))


@op
def expand_dims(x: Any, axis: int | Sequence[int]) -> Tensor:
    """New axes of one entry at the places `axis` of the result."""
    x = tensor(x)
    axes = (axis,) if isinstance(axis, int) else tuple(axis)
    ndim = len(P.shape(x)) + len(axes)
    places = {_place(each, ndim, "expand_dims") for each in axes}
    sizes = iter(P.shape(x))
    return P.reshape(x, tuple(1 if i in places else next(sizes) for i in range(ndim)))


@op
def squeeze(x: Any, axis: int | Sequence[int] | None = None) -> Tensor:
    """The tensor without the axes `axis`, which must have one entry (None: without all such).

    Raises:
        ValueError: if an axis has more entries.
    """
    x = tensor(x)
    shape = P.shape(x)
    if axis is None:
        return P.reshape(x, tuple(size for size in shape if size != 1))
    axes = {_place(each, len(shape), "squeeze") for each in ((axis,) if isinstance(axis, int) else axis)}
    for each in sorted(axes):
        if shape[each] not in (1, None):
            raise ValueError(f"squeeze: axis {each} of {shape} has {shape[each]} entries, not one.")
    return P.reshape(x, tuple(size for i, size in enumerate(shape) if i not in axes))


def _place(axis: int, ndim: int, what: str) -> int:
    if not -ndim <= axis < ndim:
        raise ValueError(f"{what}: there is no axis {axis} where there are {ndim}.")
    return axis % ndim


@op
def transpose(x: Any, axes: Sequence[int] | None = None) -> Tensor:
    """The axes in the order `axes`, reversed by default."""
    x = tensor(x)
    ndim = len(P.shape(x))
    return P.transpose(x, tuple(reversed(range(ndim))) if axes is None else tuple(a % ndim for a in axes))


@op
def swapaxes(x: Any, axis1: int, axis2: int) -> Tensor:
    """Two axes change places."""
    x = tensor(x)
    order = list(range(len(P.shape(x))))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return P.transpose(x, tuple(order))


@op
def moveaxis(x: Any, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
    """The axes `source` go to the places `destination`; the others keep their order."""
    x = tensor(x)
    ndim = len(P.shape(x))
    origins = [a % ndim for a in ([source] if isinstance(source, int) else source)]
    places = [a % ndim for a in ([destination] if isinstance(destination, int) else destination)]
    if len(set(origins)) < len(origins) or len(set(places)) < len(places):
        raise ValueError(f"moveaxis: an axis is named twice. Received: {source!r} → {destination!r}")
    order = [i for i in range(ndim) if i not in origins]
    for place, origin in sorted(zip(places, origins, strict=True)):
        order.insert(place, origin)
    return P.transpose(x, tuple(order))


@op
def flip(x: Any, axis: int | Sequence[int] | None = None) -> Tensor:
    """Entries in reverse order along `axis` (None: all axes)."""
    return P.flip(tensor(x), axis if axis is None or isinstance(axis, int) else tuple(axis))


@op
def roll(x: Any, shift: int | Sequence[int], axis: int | Sequence[int] | None = None) -> Tensor:
    """Entries moved on by `shift` places; those that fall off come in again at the other end."""
    x = tensor(x)
    if axis is None:
        return P.reshape(roll(P.reshape(x, (-1,)), shift, 0), P.shape(x))
    axes = (axis,) if isinstance(axis, int) else axis
    shifts = [shift] * len(axes) if isinstance(shift, int) else list(shift)
    if len(shifts) != len(axes):
        raise ValueError(f"roll: each axis needs its shift. Received: shift={shift!r}, axis={axis!r}")
    for by, each in zip(shifts, axes, strict=True):
        size = P.shape(x)[each]
        x = (
            x
            if not size
            else P.concatenate(
                [_along(x, each, slice(-by % size, None)), _along(x, each, slice(-by % size))], each
            )
        )
    return x


def _along(x: Tensor, axis: int, part: slice) -> Tensor:
    keys = [slice(None)] * len(P.shape(x))
    keys[axis] = part
    return P.getitem(x, tuple(keys))


@op
def broadcast_to(x: Any, shape: Sequence[Dim]) -> Tensor:
    """Stretches axes of one entry, and adds axes in front, until the shape is `shape`."""
    x = tensor(x)
    source, target = P.shape(x), _sizes(shape)
    padded = (1,) * (len(target) - len(source)) + tuple(source)
    sizes = zip(target, padded, strict=False)
    return P.broadcast_to(x, tuple(have if size is None else size for size, have in sizes))


@op
def concatenate(xs: Sequence[Any], axis: int = 0) -> Tensor:
    """Tensors joined along an existing axis; their dtypes meet."""
    return P.concatenate(promoted(*_some(xs, "concatenate")), axis)


@op
def stack(x: Sequence[Any], axis: int = 0) -> Tensor:
    """Tensors of one shape joined along a new axis; their dtypes meet."""
    xs = promoted(*_some(x, "stack"))
    place = _place(axis, len(P.shape(xs[0])) + 1, "stack")
    return P.concatenate([expand_dims(each, place) for each in xs], place)


@op
def hstack(xs: Sequence[Any]) -> Tensor:
    """Tensors side by side: joined along the second axis, vectors along the only one."""
    xs = promoted(*_some(xs, "hstack"))
    return P.concatenate(xs, 0 if len(P.shape(xs[0])) == 1 else 1)


@op
def vstack(xs: Sequence[Any]) -> Tensor:
    """Tensors one above the other: joined along the first axis, vectors as rows."""
    xs = promoted(*_some(xs, "vstack"))
    return P.concatenate([expand_dims(x, 0) if len(P.shape(x)) == 1 else x for x in xs], 0)


@op
def append(x1: Any, x2: Any, axis: int | None = None) -> Tensor:
    """`x2` after `x1` along `axis`; without one, both are flattened first."""
    x1, x2 = promoted(x1, x2)
    if axis is None:
        return P.concatenate([P.reshape(x1, (-1,)), P.reshape(x2, (-1,))], 0)
    return P.concatenate([x1, x2], axis)


def _some(xs: Any, what: str) -> Sequence[Any]:
    if not isinstance(xs, (list, tuple)):
        raise TypeError(f"{what} takes a list of tensors. Received: {xs!r}")
    if not xs:
        raise ValueError(f"{what}: the list of tensors is empty.")
    return xs


@op
def unstack(x: Any, num: int | None = None, axis: int = 0) -> list[Tensor]:
    """A list of the entries of an axis, which must have a known size (`num`)."""
    x = tensor(x)
    size = P.shape(x)[_place(axis, len(P.shape(x)), "unstack")]
    count = num if size is None else size
    if count is None or (num is not None and num != count):
        raise ValueError(f"unstack: axis {axis} of {P.shape(x)} has not {num} entries.")
    key = (slice(None),) * (axis % len(P.shape(x)))
    return [P.getitem(x, (*key, i)) for i in range(count)]


@op
def split(x: Any, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Tensor]:
    """A list of parts of `x`, cut across `axis`.

    Args:
        indices_or_sections: the number of equal parts, or the places to cut at.

    Raises:
        ValueError: if the axis cannot be cut into so many equal parts.
    """
    x = tensor(x)
    size = P.shape(x)[_place(axis, len(P.shape(x)), "split")]
    parts = _parts(size, indices_or_sections, P.shape(x))
    sizes = [] if size is None else [len(range(*part.indices(size))) for part in parts]
    if size is not None and builtins.sum(sizes) == size:
        return P.split(x, sizes, axis)
    return [_along(x, axis, part) for part in parts]


def _parts(size: Dim, sections: int | Sequence[int], shape: tuple[Dim, ...]) -> list[slice]:
    if not isinstance(sections, (int, np.integer)):
        cuts = [0, *(int(cut) for cut in sections), None]
        return [slice(a, b) for a, b in itertools.pairwise(cuts)]
    if size is None:  # only shapes are computed: the parts are of unknown size, like the whole
        return [slice(None)] * sections
    if sections < 1 or size % sections:
        raise ValueError(f"split: an axis of {size} entries, in {shape}, has no {sections} equal parts.")
    step = size // sections
    return [slice(i * step, (i + 1) * step) for i in range(sections)]


@op
def tile(x: Any, repeats: int | Sequence[int]) -> Tensor:
    """The whole of `x` side by side, `repeats` times along each axis (the last ones, if fewer are given)."""
    x = tensor(x)
    counts = (repeats,) if isinstance(repeats, int) else tuple(repeats)
    ndim = builtins.max(len(counts), len(P.shape(x)))
    x = P.reshape(x, (1,) * (ndim - len(P.shape(x))) + tuple(P.shape(x)))
    for axis, count in enumerate((1,) * (ndim - len(counts)) + counts):
        x = x if count == 1 else _repeated(x, count, axis, before=True)
    return x


@op
def repeat(x: Any, repeats: int | Sequence[int], axis: int | None = None) -> Tensor:
    """Each entry of an axis `repeats` times, one after the other; without an `axis`, of the flattened tensor.

    Args:
        repeats: one number (also in a list), or one for each entry.
    """
    x = tensor(x)
    if axis is None:
        x, axis = P.reshape(x, (-1,)), 0
    axis = _place(axis, len(P.shape(x)), "repeat")
    if isinstance(repeats, (int, np.integer)):
        return _repeated(x, int(repeats), axis, before=False)
    if len(repeats) == 1:
        return _repeated(x, int(repeats[0]), axis, before=False)
    if P.shape(x)[axis] not in (len(repeats), None):
        raise ValueError(f"repeat: {len(repeats)} numbers for the {P.shape(x)[axis]} entries of an axis.")
    places = np.repeat(np.arange(len(repeats), dtype="int32"), np.asarray(repeats))
    return P.take(x, P.convert(places, "int32"), axis)


def _repeated(x: Tensor, count: int, axis: int, before: bool) -> Tensor:
    """`count` copies of the whole axis (`before`) or of each entry: stretches a new axis, then merges it."""
    shape = tuple(P.shape(x))
    place = axis if before else axis + 1
    wide = P.broadcast_to(
        P.reshape(x, (*shape[:place], 1, *shape[place:])), (*shape[:place], count, *shape[place:])
    )
    return P.reshape(wide, (*shape[:axis], -1, *shape[axis + 1 :]))


@op
def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Tensor:
    """More entries before and after those of each axis.

    Args:
        pad_width: one number, one pair `(before, after)`, or a pair for each axis.
        mode: `"constant"`, `"reflect"` (mirrored without the edge) or `"symmetric"` (with the edge).
        constant_values: what to fill with, 0 by default; only for `"constant"`.
    """
    modes = ("constant", "reflect", "symmetric")
    if mode not in modes or (constant_values is not None and mode != "constant"):
        raise ValueError(
            f"pad: mode must be one of {modes}, and constant_values is for 'constant' only. "
            f"Received: mode={mode!r}, constant_values={constant_values!r}"
        )
    x = tensor(x)
    return P.pad(
        x, _widths(pad_width, len(P.shape(x))), mode, 0 if constant_values is None else constant_values
    )


def _widths(pad_width: Any, ndim: int) -> list[tuple[int, int]]:
    widths = np.asarray(pad_width, dtype=int)
    if widths.ndim > 2 or widths.size not in (1, 2, 2 * ndim):
        raise ValueError(f"pad: pad_width must be an int, a pair, or {ndim} pairs. Received: {pad_width}")
    return [(int(before), int(after)) for before, after in np.broadcast_to(widths, (ndim, 2))]


@op
def meshgrid(*x: Any, indexing: str = "xy") -> list[Tensor]:
    """A tensor of coordinates for each axis of the grid that the vectors `x` span."""
    if indexing not in ("xy", "ij"):
        raise ValueError(f"meshgrid: indexing must be 'xy' or 'ij'. Received: {indexing!r}")
    axes = [P.reshape(tensor(each), (-1,)) for each in x]
    places = list(range(len(axes)))
    if indexing == "xy" and len(axes) > 1:
        places[:2] = [1, 0]
    sizes: list[Dim] = [None] * len(axes)
    for place, axis in zip(places, axes, strict=True):
        sizes[place] = P.shape(axis)[0]
    ones = [[1] * i + [-1] + [1] * (len(axes) - 1 - i) for i in places]
    return [P.broadcast_to(P.reshape(a, one), tuple(sizes)) for a, one in zip(axes, ones, strict=True)]
