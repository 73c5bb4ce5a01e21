"""Shapes and places with Keras 2's signatures: repeating, padding, resizing, gathering, products."""

from __future__ import annotations

import builtins
import string
from collections.abc import Sequence
from typing import Any

from keras_lab import config, ops

Tensor = Any
Pair = Sequence[int]


def concatenate(tensors: Sequence[Any], axis: int = -1) -> Tensor:
    """Tensors joined along an existing axis."""
    return ops.concatenate(tensors, axis)


def expand_dims(x: Any, axis: int = -1) -> Tensor:
    """A new axis of one entry."""
    return ops.expand_dims(x, axis)


def permute_dimensions(x: Any, pattern: Sequence[int]) -> Tensor:
    """The axes in the order `pattern`."""
    return ops.transpose(x, pattern)


def transpose(x: Any) -> Tensor:
    """The axes in reverse order."""
    return ops.transpose(x)


def reverse(x: Any, axes: int | Sequence[int]) -> Tensor:
    """Entries in reverse order along `axes`."""
    return ops.flip(x, axes)


def reshape(x: Any, shape: Any) -> Tensor:
    """The same elements in another shape."""
    return ops.reshape(x, shape)


def flatten(x: Any) -> Tensor:
    """All elements in one axis."""
    return ops.reshape(x, (-1,))


def batch_flatten(x: Any) -> Tensor:
    """All elements of a sample in one axis: `(batch, rest)`."""
    return ops.reshape(x, (ops.shape(x)[0], -1))


def tile(x: Any, n: Any) -> Tensor:
    """The whole of `x` side by side, `n` times along each axis."""
    return ops.tile(x, n)


def repeat(x: Any, n: int) -> Tensor:
    """`(batch, features)` → `(batch, n, features)`."""
    return ops.repeat(ops.expand_dims(x, 1), n, 1)


def repeat_elements(x: Any, rep: int, axis: int) -> Tensor:
    """Each entry of an axis `rep` times, one after the other."""
    return ops.repeat(x, rep, axis)


def gather(reference: Any, indices: Any) -> Tensor:
    """Picks entries of the first axis."""
    return ops.take(reference, indices, 0)


def slice(x: Any, start: Sequence[int], size: Sequence[int]) -> Tensor:
    """The block of that size that begins at `start`; -1: up to the end."""
    sizes = ops.shape(x)
    wanted: Any = [
        n if n != -1 else _left(total, at) for n, total, at in zip(size, sizes, start, strict=True)
    ]
    if None not in wanted:
        return ops.slice(x, start, wanted)
    keys = (_slice(at, n) for at, n in zip(start, wanted, strict=True))
    return ops.get_item(x, tuple(keys))


def _left(total: int | None, at: int) -> int | None:
    return None if total is None else total - at


def _slice(at: int, count: int | None) -> Any:
    return builtins.slice(at, None if count is None else at + count)


# ---- padding and resizing ---------------------------------------------------------------------------


def temporal_padding(x: Any, padding: Pair = (1, 1)) -> Tensor:
    """Zeros before and after the time axis of `(batch, time, features)`."""
    return ops.pad(x, [(0, 0), tuple(padding), (0, 0)])


def spatial_2d_padding(
    x: Any, padding: Sequence[Pair] = ((1, 1), (1, 1)), data_format: str | None = None
) -> Tensor:
    """Zeros around images."""
    return _spatial_padding(x, padding, data_format)


def spatial_3d_padding(
    x: Any, padding: Sequence[Pair] = ((1, 1), (1, 1), (1, 1)), data_format: str | None = None
) -> Tensor:
    """Zeros around volumes."""
    return _spatial_padding(x, padding, data_format)


def _spatial_padding(x: Any, padding: Sequence[Pair], data_format: str | None) -> Tensor:
    spatial = [(before, after) for before, after in padding]
    none = (0, 0)
    if config.standardize_data_format(data_format) == "channels_last":
        return ops.pad(x, [none, *spatial, none])
    return ops.pad(x, [none, none, *spatial])


def resize_images(
    x: Any, height_factor: int, width_factor: int, data_format: str | None, interpolation: str = "nearest"
) -> Tensor:
    """Images larger by whole factors; `interpolation` is nearest or bilinear.

    Raises:
        ValueError: for another interpolation.
    """
    if interpolation not in ("nearest", "bilinear"):
        raise ValueError(
            f"K.resize_images: interpolation is nearest or bilinear. Received: {interpolation!r}"
        )
    first = 1 if config.standardize_data_format(data_format) == "channels_last" else 2
    if interpolation == "nearest":
        return _enlarged(x, first, (height_factor, width_factor))
    height, width = ops.shape(x)[first : first + 2]
    if height is None or width is None:
        raise ValueError(f"K.resize_images: the size must be known. Received shape: {ops.shape(x)}")
    size = (height * height_factor, width * width_factor)
    return ops.image.resize(x, size, interpolation, data_format=data_format)


def resize_volumes(
    x: Any, depth_factor: int, height_factor: int, width_factor: int, data_format: str | None
) -> Tensor:
    """Volumes larger by whole factors, each voxel repeated."""
    first = 1 if config.standardize_data_format(data_format) == "channels_last" else 2
    return _enlarged(x, first, (depth_factor, height_factor, width_factor))


def _enlarged(x: Any, first: int, factors: Sequence[int]) -> Tensor:
    for axis, factor in enumerate(factors, first):
        x = ops.repeat(x, factor, axis)
    return x


# ---- products ---------------------------------------------------------------------------------------


def dot(x: Any, y: Any) -> Tensor:
    """The last axis of `x` with the second to last (or only) one of `y`."""
    return ops.dot(x, y)


def batch_dot(x: Any, y: Any, axes: int | Sequence[int] | None = None) -> Tensor:
    """Products sample by sample: sums along one axis of each operand, the first axis being the batch.

    Args:
        axes: an axis of `x` and one of `y` (or one number for both), by default the last of `x` and the
            second to last (of a vector for each sample: the last) of `y`.

    Returns:
        The batch, the other axes of `x`, the other axes of `y`; at least two axes. Where one operand has more
        than three axes and the other at least three, all but the last two of the former are the batch's (of
        capsules, say), provided that those summed over are not among them.
    """
    m, n = len(ops.shape(x)), len(ops.shape(y))
    if m < 2 or n < 2:
        raise ValueError(
            f"K.batch_dot needs a batch axis and another. Received: {ops.shape(x)}, {ops.shape(y)}"
        )
    first, second = _dot_axes(axes, m, n)
    lead = max(m, n) - 2 if min(m, n) > 2 else 1
    if min(first, second) < lead:
        lead = 1
    letters = iter(string.ascii_letters)
    batch = [next(letters) for _ in range(lead)]
    summed = next(letters)
    left = [*batch, *(summed if i == first else next(letters) for i in range(lead, m))]
    right = [*batch, *(summed if i == second else next(letters) for i in range(lead, n))]
    kept = [*left, *right[lead:]]
    out = [*batch, *(c for c in kept[lead:] if c != summed)]
    product = ops.einsum(f"{''.join(left)},{''.join(right)}->{''.join(out)}", x, y)
    return ops.expand_dims(product, 1) if len(out) == 1 else product


def _dot_axes(axes: int | Sequence[int] | None, m: int, n: int) -> tuple[int, int]:
    if axes is None:
        return m - 1, n - 1 if n == 2 else n - 2
    first, second = (axes, axes) if isinstance(axes, int) else axes
    if first % m == 0 or second % n == 0:
        raise ValueError(f"K.batch_dot: axis 0 is the batch and cannot be summed over. Received: axes={axes}")
    return first % m, second % n


def bias_add(x: Any, bias: Any, data_format: str | None = None) -> Tensor:
    """Adds a vector to the channels, or a tensor of the shape of a sample (channels last) to each.

    For `channels_first` such a tensor is reshaped, not transposed: so Keras always did, and weights in files
    mean it.

    Raises:
        ValueError: if the bias has neither one axis nor as many as a sample.
    """
    ndim, sizes = len(ops.shape(x)), ops.shape(bias)
    if len(sizes) not in (1, ndim - 1):
        raise ValueError(f"K.bias_add: the bias needs 1 or {ndim - 1} axes. Received shape: {sizes}")
    first = config.standardize_data_format(data_format) == "channels_first" and ndim > 2
    if len(sizes) == 1:
        return x + (ops.reshape(bias, (-1, *(1,) * (ndim - 2))) if first else bias)
    return x + (ops.reshape(bias, (sizes[-1], *sizes[:-1])) if first else bias)
