"""Taking tensors apart and putting them together in ways of their own: splits, flips, windows, patterns."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab import config
from keras_lab.engine import P
from keras_lab.ops.dispatch import integral, op, promoted
from keras_lab.ops.dispatch import tensor as to_tensor
from keras_lab.ops.indexing import argsort, take
from keras_lab.ops.shaping import flip, pad, reshape, split, stack, swapaxes, transpose

Tensor = Any

# ---- splits, stacks, turns --------------------------------------------------------------------------


@op
def array_split(x: Any, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Tensor]:
    """As `split`; if the axis has no so many equal parts, the first ones are one entry longer."""
    if not isinstance(indices_or_sections, int):
        return split(x, indices_or_sections, axis)
    size = P.shape(to_tensor(x))[axis]
    if size is None:
        return split(x, indices_or_sections, axis)
    least, more = divmod(size, indices_or_sections)
    sizes = [least + (i < more) for i in range(indices_or_sections)]
    return split(x, list(itertools.accumulate(sizes))[:-1], axis)


@op
def hsplit(x: Any, indices_or_sections: int | Sequence[int]) -> list[Tensor]:
    """`split` along the second axis (of a vector: the only one)."""
    return split(x, indices_or_sections, 0 if len(P.shape(to_tensor(x))) == 1 else 1)


@op
def vsplit(x: Any, indices_or_sections: int | Sequence[int]) -> list[Tensor]:
    """`split` along the first axis."""
    return split(x, indices_or_sections, 0)


@op
def dsplit(x: Any, indices_or_sections: int | Sequence[int]) -> list[Tensor]:
    """`split` along the third axis."""
    return split(x, indices_or_sections, 2)


@op
def dstack(xs: Sequence[Any]) -> Tensor:
    """Tensors one behind the other: joined along the third axis."""
    return P.concatenate([_deep(x) for x in promoted(*xs)], 2)


def _deep(x: Tensor) -> Tensor:
    shape = tuple(P.shape(x))
    if len(shape) > 2:
        return x
    return P.reshape(x, (1, *shape, 1) if len(shape) == 1 else (*shape, *(1,) * (3 - len(shape))))


@op
def fliplr(x: Any) -> Tensor:
    """The second axis in reverse order."""
    return flip(x, 1)


@op
def flipud(x: Any) -> Tensor:
    """The first axis in reverse order."""
    return flip(x, 0)


@op
def rot90(array: Any, k: int = 1, axes: Sequence[int] = (0, 1)) -> Tensor:
    """A quarter turn in the plane of two axes, from the first towards the second, `k` times."""
    x, (first, second) = to_tensor(array), axes
    turns = k % 4
    if turns == 2:
        return P.flip(x, (first, second))
    if turns == 1:
        return swapaxes(P.flip(x, second), first, second)
    return P.flip(swapaxes(x, first, second), second) if turns else x


# ---- places -----------------------------------------------------------------------------------------


@op
def argpartition(x: Any, kth: int, axis: int = -1) -> Tensor:
    """Indices in an order in which the k-th smallest stands at its place (here: all of them do)."""
    if not isinstance(kth, (int, np.integer)):
        raise ValueError(f"argpartition: kth must be an integer. Received: {kth!r}")
    return argsort(x, axis)


@op
def unravel_index(indices: Any, shape: Sequence[int]) -> tuple[Tensor, ...]:
    """For places in a flattened tensor the index along each axis of `shape`."""
    left = integral(indices)
    found = []
    for size in reversed(shape):
        found.append(left % size)
        left = left // size
    return tuple(reversed(found))


# ---- patterns ---------------------------------------------------------------------------------------


@op
def rearrange(tensor: Any, pattern: str, **axes_lengths: int) -> Tensor:
    """Axes reordered, split and merged by a pattern such as `"b (h w) c -> b h w c"`.

    Args:
        pattern: names of axes before and after; brackets hold the axes that one axis is made of.
        axes_lengths: sizes of axes in brackets; one in each bracket may be left out.

    Raises:
        ValueError: if both sides do not name the same axes, or a size does not follow.
    """
    x = to_tensor(tensor)
    left, right = (_groups(side) for side in _sides(pattern))
    if sorted(itertools.chain(*left)) != sorted(itertools.chain(*right)):
        raise ValueError(f"rearrange: both sides of {pattern!r} must name the same axes.")
    sizes: dict[str, Any] = dict(axes_lengths)
    _split_sizes(left, P.shape(x), sizes, pattern)
    names = list(itertools.chain(*left))
    order = [names.index(name) for name in itertools.chain(*right)]
    apart = reshape(x, [sizes[name] for name in names])
    return reshape(transpose(apart, order), [_product(sizes[name] for name in group) for group in right])


def _sides(pattern: str) -> list[str]:
    sides = pattern.split("->")
    if len(sides) != 2:
        raise ValueError(f"rearrange: a pattern is 'before -> after'. Received: {pattern!r}")
    return sides


def _groups(side: str) -> list[list[str]]:
    return [token.strip("()").split() for token in re.findall(r"\([^)]*\)|\S+", side)]


def _split_sizes(groups: list[list[str]], shape: Any, sizes: dict[str, Any], pattern: str) -> None:
    if len(groups) != len(shape):
        raise ValueError(f"rearrange: {pattern!r} is for {len(groups)} axes. Received shape: {tuple(shape)}")
    for group, whole in zip(groups, shape, strict=True):
        unknown = [name for name in group if name not in sizes]
        known = math.prod(sizes[name] for name in group if name in sizes)
        if len(unknown) > 1 or (whole is not None and (whole % known or (not unknown and whole != known))):
            raise ValueError(f"rearrange: an axis of {whole} entries cannot be {group} by {pattern!r}.")
        if unknown:
            sizes[unknown[0]] = None if whole is None else whole // known


def _product(sizes: Any) -> int | None:
    sizes = list(sizes)
    return None if None in sizes else math.prod(sizes)


# ---- windows ----------------------------------------------------------------------------------------


@op
def extract_sequences(x: Any, sequence_length: int, sequence_stride: int) -> Tensor:
    """Stretches of the last axis, `sequence_stride` apart, along a new last axis."""
    x = to_tensor(x)
    size = P.shape(x)[-1]
    if size is None:
        return P.broadcast_to(P.reshape(x, (*P.shape(x), 1)), (*P.shape(x), sequence_length))
    count = 1 + (size - sequence_length) // sequence_stride
    places = np.arange(count)[:, None] * sequence_stride + np.arange(sequence_length)
    return take(x, places.astype("int32"), -1)


def _pair(value: int | Sequence[int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


@op
def unfold(x: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """The windows of images `(batch, channels, height, width)`: `(batch, channels * window, windows)`."""
    rows, columns = _pair(padding)
    x = pad(x, [(0, 0), (0, 0), (rows, rows), (columns, columns)])
    batch, channels, *sizes = P.shape(x)
    views = [
        P.getitem(x, (slice(None), slice(None), *key)) for key in _keys(sizes, kernel_size, dilation, stride)
    ]
    return P.reshape(stack(views, 2), (batch, channels * len(views), -1))


def _keys(sizes: Any, kernel_size: Any, dilation: Any, stride: Any) -> list[tuple[slice, slice]]:
    """For each place in the window, which pixels lie there at all positions."""
    axes = []
    for size, window, gap, step in zip(
        sizes, _pair(kernel_size), _pair(dilation), _pair(stride), strict=True
    ):
        if size is None:
            raise ValueError("unfold and fold: the height and width must be known.")
        last = size - (window - 1) * gap
        axes.append([slice(i * gap, i * gap + last, step) for i in range(window)])
    return list(itertools.product(*axes))


@op
def fold(
    x: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Tensor:
    """The way back through `unfold`: windows laid over each other and added up."""
    x = to_tensor(x)
    (rows, columns), (height, width) = _pair(padding), _pair(output_size)
    sizes = height + 2 * rows, width + 2 * columns
    keys = _keys(sizes, kernel_size, dilation, stride)
    counts = [len(range(*key.indices(size))) for key, size in zip(keys[0], sizes, strict=True)]
    batch, merged, _ = P.shape(x)
    windows = P.reshape(x, (batch, merged // len(keys), len(keys), *counts))
    total = None
    for i, key in enumerate(keys):
        spread = _spread(windows[:, :, i], key, sizes)
        total = spread if total is None else total + spread
    return P.getitem(total, (..., slice(rows, rows + height), slice(columns, columns + width)))


def _spread(x: Tensor, key: tuple[slice, slice], sizes: tuple[int, int]) -> Tensor:
    """`x` with zeros between and around, so that `result[key]` is `x`."""
    for axis, (part, size) in enumerate(zip(key, sizes, strict=True), -2):
        places = np.zeros((P.shape(x)[axis], size), "float32")
        places[np.arange(len(places)), np.arange(*part.indices(size))] = 1
        letters = "bcij,ik->bckj" if axis == -2 else "bcij,jk->bcik"
        x = P.einsum(letters, x, P.convert(places, P.dtype(x)))
    return x


@op
def space_to_depth(x: Any, block_size: int, data_format: str = "channels_last") -> Tensor:
    """Blocks of pixels as channels: each `block_size` squared pixels become one."""
    _check_block(block_size)
    x, first = _with_channels_last(x, data_format)
    batch, height, width, channels = P.shape(x)
    x = P.reshape(x, (batch, *_cut(height, block_size), *_cut(width, block_size), channels))
    x = P.transpose(x, (0, 1, 3, 2, 4, 5))
    x = P.reshape(x, (*P.shape(x)[:3], channels * block_size**2))
    return P.transpose(x, (0, 3, 1, 2)) if first else x


@op
def depth_to_space(x: Any, block_size: int, data_format: str = "channels_last") -> Tensor:
    """Channels as blocks of pixels: the way back through `space_to_depth`."""
    _check_block(block_size)
    x, first = _with_channels_last(x, data_format)
    batch, height, width, channels = P.shape(x)
    if channels % block_size**2:
        raise ValueError(f"depth_to_space: {channels} channels are no blocks of {block_size} squared.")
    x = P.reshape(x, (batch, height, width, block_size, block_size, channels // block_size**2))
    x = P.transpose(x, (0, 1, 3, 2, 4, 5))
    larger = [None if size is None else size * block_size for size in (height, width)]
    x = P.reshape(x, (batch, *larger, channels // block_size**2))
    return P.transpose(x, (0, 3, 1, 2)) if first else x


def _check_block(size: int) -> None:
    if size < 2:
        raise ValueError(f"Blocks have at least 2 by 2 pixels. Received: block_size={size}")


def _with_channels_last(x: Any, data_format: str) -> tuple[Tensor, bool]:
    x = to_tensor(x)
    first = config.standardize_data_format(data_format) == "channels_first"
    return (P.transpose(x, (0, 2, 3, 1)) if first else x), first


def _cut(size: int | None, block: int) -> tuple[int | None, int]:
    if size is not None and size % block:
        raise ValueError(f"space_to_depth: an axis of {size} entries has no blocks of {block}.")
    return (None if size is None else size // block), block
