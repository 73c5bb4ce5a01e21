"""Images moved, turned, bent, cut out: pixels looked up at places that lie between pixels."""

from __future__ import annotations

import itertools
from typing import Any

from keras_lab import config
from keras_lab.engine import P, dtypes
from keras_lab.ops import random
from keras_lab.ops.dispatch import floating, op, promoted_floats, tensor
from keras_lab.ops.elementwise import clip, mod
from keras_lab.ops.image_color import gaussian_blur
from keras_lab.ops.linalg import solve
from keras_lab.ops.logic import less, logical_and, where
from keras_lab.ops.shaping import concatenate, moveaxis, pad, stack
from keras_lab.registry import suggest

Tensor = Any

FILL_MODES = ("constant", "nearest", "wrap", "mirror", "reflect")
_ORDERS = {"nearest": 0, "bilinear": 1}

# ---- looking up -------------------------------------------------------------------------------------


@op
def map_coordinates(
    inputs: Any, coordinates: Any, order: int, fill_mode: str = "constant", fill_value: float = 0
) -> Tensor:
    """The values at places that may lie between the elements of `inputs`.

    Args:
        coordinates: for each axis of `inputs` where, `(axes, …)`.
        order: 0: the nearest element, 1: in proportion between the neighbours.
        fill_mode: beyond the edges: `"constant"` (`fill_value`), `"nearest"`, `"wrap"`, `"reflect"` (mirrored
            with the edge) or `"mirror"` (without it).
    """
    x, at = tensor(inputs), floating(coordinates)
    sizes = P.shape(x)
    if P.shape(at)[0] != len(sizes):
        raise ValueError(
            f"map_coordinates: coordinates need {len(sizes)} entries in their first axis, one for each axis of "
            f"the inputs. Received shape: {P.shape(at)}"
        )
    rows = P.reshape(floating(x), (-1, 1))
    found = _looked_up(rows, sizes, [at[i] for i in range(len(sizes))], 0, order, fill_mode, fill_value)
    found = P.reshape(found, P.shape(at)[1:])
    return found if "float" in P.dtype(x) else P.cast(P.round(found), P.dtype(x))


def _looked_up(
    rows: Tensor, sizes: Any, at: list[Tensor], base: Any, order: int, mode: str, fill: float
) -> Tensor:
    """Rows of a table at places on a grid.

    Args:
        rows: `(entries, channels)`, a grid of `sizes` for each base.
        at: a coordinate for each axis of the grid, all of one shape.
        base: the number of the first row of the grid that is meant.
    """
    if mode not in FILL_MODES:
        raise ValueError(f"fill_mode must be one of {', '.join(FILL_MODES)}. Received: {mode!r}")
    if order not in (0, 1):
        raise ValueError(f"order must be 0 or 1. Received: {order!r}")
    low = [P.floor(c + 0.5) if order == 0 else P.floor(c) for c in at]
    total: Any = 0.0
    for corner in itertools.product((0, 1), repeat=len(at)) if order else [(0,) * len(at)]:
        weight: Any = 1.0
        place: Any = base
        inside: Any = None
        for c, first, step, size in zip(at, low, corner, sizes, strict=True):
            share = c - first if step else 1.0 - (c - first)
            weight = weight * share if order else 1.0
            index = P.cast(first + float(step), "int32")
            within = logical_and(less(-1, index), less(index, size or 1))
            inside = within if inside is None else logical_and(inside, within)
            place = place * (size or 1) + _folded(index, size or 1, mode)
        values = P.take(rows, place, 0)
        if mode == "constant":
            values = where(inside[..., None], values, fill)
        total = total + (values * weight[..., None] if order else values)
    return total


def _folded(index: Tensor, size: int, mode: str) -> Tensor:
    """The index of the element that stands for one beyond the edges."""
    if mode == "wrap":
        return mod(index, size)
    if mode == "mirror" and size > 1:
        turn = mod(index, 2 * size - 2)
        return P.minimum(turn, 2 * size - 2 - turn)
    if mode == "reflect":
        turn = mod(index, 2 * size)
        return P.minimum(turn, 2 * size - 1 - turn)
    return clip(index, 0, size - 1)


# ---- whole images -----------------------------------------------------------------------------------


def _batch(images: Any, data_format: str | None, what: str) -> tuple[Tensor, bool, bool]:
    """Images with a batch axis and channels last; whether there was no batch axis, and channels came first."""
    x = tensor(images)
    if len(P.shape(x)) not in (3, 4):
        raise ValueError(f"{what}: images have 3 or 4 axes. Received shape: {P.shape(x)}")
    single = len(P.shape(x)) == 3
    x = P.reshape(x, (1, *P.shape(x))) if single else x
    first = config.standardize_data_format(data_format) == "channels_first"
    return (moveaxis(x, 1, -1) if first else x), single, first


def _back(x: Tensor, single: bool, first: bool) -> Tensor:
    x = moveaxis(x, -1, 1) if first else x
    return P.reshape(x, P.shape(x)[1:]) if single else x


def _order(interpolation: str) -> int:
    if interpolation not in _ORDERS:
        raise ValueError(
            f"interpolation must be 'nearest' or 'bilinear'. Received: {interpolation!r}"
            + suggest(interpolation, _ORDERS)
        )
    return _ORDERS[interpolation]


def _moved(x: Tensor, ys: Tensor, xs: Tensor, order: int, mode: str, fill: float) -> Tensor:
    """The pixels of `(batch, height, width, channels)` from the places `(batch, height, width)`."""
    batch, height, width, channels = P.shape(x)
    if None in (batch, height, width):
        return floating(x)  # only shapes are computed
    rows = P.reshape(floating(x), (batch * height * width, channels))
    base = P.reshape(P.arange(0, batch, 1, "int32"), (batch, 1, 1))
    made = _looked_up(rows, (height, width), [ys, xs], base, order, mode, fill)
    return made if "float" in P.dtype(x) else P.cast(P.round(made), P.dtype(x))


def _grid(x: Tensor) -> tuple[Tensor, Tensor]:
    """Rows `(height, 1)` and columns `(1, width)` of pixels, as floats."""
    dtype = P.dtype(floating(x))
    rows, columns = (P.arange(0, size or 1, 1, dtype) for size in P.shape(x)[1:3])
    return P.reshape(rows, (-1, 1)), P.reshape(columns, (1, -1))


@op
def affine_transform(
    images: Any,
    transform: Any,
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Tensor:
    """Images whose pixel (x, y) comes from the place that a projection gives.

    Args:
        transform: `[a0, a1, a2, b0, b1, b2, c0, c1]`, or one row for each image: pixel (x, y) comes from
            `((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)`, with `k = c0 x + c1 y + 1`.
        interpolation: `"bilinear"` or `"nearest"`.
        fill_mode, fill_value: what is beyond the edges; see `map_coordinates`.
    """
    x, single, first = _batch(images, data_format, "affine_transform")
    t = tensor(transform, P.dtype(floating(x)))
    if len(P.shape(t)) not in (1, 2):
        raise ValueError(f"affine_transform: a transform has 8 numbers. Received shape: {P.shape(t)}")
    t = P.reshape(t, (1, 8)) if len(P.shape(t)) == 1 else t
    rows, columns = _grid(x)
    a = [P.reshape(t[:, i], (-1, 1, 1)) for i in range(8)]
    k = a[6] * columns + a[7] * rows + 1.0
    xs, ys = (a[0] * columns + a[1] * rows + a[2]) / k, (a[3] * columns + a[4] * rows + a[5]) / k
    if P.shape(xs)[0] == 1 and P.shape(x)[0] is not None:
        xs, ys = (P.broadcast_to(c, P.shape(x)[:3]) for c in (xs, ys))
    return _back(_moved(x, ys, xs, _order(interpolation), fill_mode, fill_value), single, first)


@op
def perspective_transform(
    images: Any,
    start_points: Any,
    end_points: Any,
    interpolation: str = "bilinear",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Tensor:
    """Images projected so that four points come to lie elsewhere.

    Args:
        start_points: four points (x, y) of the images, `(4, 2)` or `(batch, 4, 2)`.
        end_points: where they are afterwards.
        interpolation, fill_value: see `affine_transform`.
    """
    start, end = (P.cast(x, _wide(x)) for x in promoted_floats(start_points, end_points))
    shapes = P.shape(start), P.shape(end)
    if any(shape[-2:] != (4, 2) or len(shape) > 3 for shape in shapes):
        raise ValueError(
            "perspective_transform: four points (x, y) each are needed. "
            f"Received shapes: {shapes[0]} and {shapes[1]}"
        )
    places = projection(end, start)
    return affine_transform(images, places, interpolation, "constant", fill_value, data_format)


def _wide(x: Tensor) -> str:
    """The dtype in which equations are solved."""
    return dtypes.result_type(P.dtype(x), "float32")


def projection(source: Tensor, target: Tensor) -> Tensor:
    """The eight numbers of the projection that brings the points `source` to `target`."""
    x, y, u, v = source[..., 0], source[..., 1], target[..., 0], target[..., 1]
    zero, one = x * 0.0, x * 0.0 + 1.0
    of_u = stack([x, y, one, zero, zero, zero, P.negative(x * u), P.negative(y * u)], -1)
    of_v = stack([zero, zero, zero, x, y, one, P.negative(x * v), P.negative(y * v)], -1)
    return solve(concatenate([of_u, of_v], -2), concatenate([u, v], -1))


@op
def elastic_transform(
    images: Any,
    alpha: float = 20.0,
    sigma: float = 5.0,
    interpolation: str = "bilinear",
    fill_mode: str = "reflect",
    fill_value: float = 0.0,
    seed: Any = None,
    data_format: str | None = None,
) -> Tensor:
    """Images bent at random (Simard et al., 2003).

    Args:
        alpha: how far pixels are moved; sigma: how smoothly, the standard deviation of a bell in pixels.
        interpolation, fill_mode, fill_value: see `affine_transform`.
    """
    size = int(6 * sigma) | 1
    return bent(images, alpha, sigma, size, interpolation, fill_mode, fill_value, seed, data_format)


def bent(
    images: Any,
    alpha: Any,
    sigma: Any,
    size: int,
    interpolation: str,
    fill_mode: str,
    fill_value: float,
    seed: Any = None,
    data_format: str | None = None,
) -> Tensor:
    """`elastic_transform` by `alpha` and `sigma` that may be tensors, with a bell cut off to `size` pixels."""
    x, single, first = _batch(images, data_format, "elastic_transform")
    shape = (*P.shape(x)[:3], 2)
    dtype = P.dtype(floating(x))
    alpha, sigma = tensor(alpha, dtype), tensor(sigma, dtype)
    drawn = random.normal(shape, 0.0, 1.0, dtype, seed) * sigma
    moved = gaussian_blur(drawn, (size, size), (sigma, sigma), "channels_last") * alpha
    rows, columns = _grid(x)
    ys, xs = moved[..., 0] + rows, moved[..., 1] + columns
    return _back(_moved(x, ys, xs, _order(interpolation), fill_mode, fill_value), single, first)


# ---- cutting and growing ----------------------------------------------------------------------------


@op
def crop_images(
    images: Any,
    top_cropping: int | None = None,
    left_cropping: int | None = None,
    bottom_cropping: int | None = None,
    right_cropping: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Tensor:
    """Images without some of their edges; of top, bottom and target height (left, right, width) two are given."""
    x, single, first = _batch(images, data_format, "crop_images")
    rows = _edges("crop_images", P.shape(x)[1], top_cropping, bottom_cropping, target_height, -1)
    columns = _edges("crop_images", P.shape(x)[2], left_cropping, right_cropping, target_width, -1)
    if None in P.shape(x)[1:3]:
        return _back(_sized(x, (rows, columns), (target_height, target_width), -1), single, first)
    keys = (
        slice(before, None if size is None else size - after)
        for (before, after), size in zip((rows, columns), P.shape(x)[1:3], strict=True)
    )
    return _back(P.getitem(x, (slice(None), *keys)), single, first)


@op
def pad_images(
    images: Any,
    top_padding: int | None = None,
    left_padding: int | None = None,
    bottom_padding: int | None = None,
    right_padding: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Tensor:
    """Images with zeros around; of top, bottom and target height (left, right, width) two are given."""
    x, single, first = _batch(images, data_format, "pad_images")
    rows = _edges("pad_images", P.shape(x)[1], top_padding, bottom_padding, target_height, 1)
    columns = _edges("pad_images", P.shape(x)[2], left_padding, right_padding, target_width, 1)
    if None in P.shape(x)[1:3]:
        return _back(_sized(x, (rows, columns), (target_height, target_width), 1), single, first)
    return _back(pad(x, [(0, 0), rows, columns, (0, 0)]), single, first)


def _sized(x: Tensor, edges: Any, targets: Any, sign: int) -> Tensor:
    """Where the size of images is not known, only shapes are computed."""
    sizes = [
        size + sign * sum(edge) if size is not None else target
        for size, edge, target in zip(P.shape(x)[1:3], edges, targets, strict=True)
    ]
    return P.full((P.shape(x)[0], *sizes, P.shape(x)[-1]), 0, P.dtype(x))


def _edges(
    what: str, size: int | None, before: int | None, after: int | None, target: int | None, sign: int
) -> tuple[int, int]:
    """How much there is to cut off (`sign` -1) or to add (1) before and after an axis."""
    if [before, after, target].count(None) != 1:
        raise ValueError(
            f"{what}: of the two edges and the target size of an axis exactly two must be given. "
            f"Received: {before}, {after}, target={target}"
        )
    if target is not None:
        if size is None:
            return 0, 0
        whole = sign * (target - size)
        before = whole - (after or 0) if before is None else before
        after = whole - before if after is None else after
    if before is None or after is None or before < 0 or after < 0:
        raise ValueError(f"{what}: an axis of {size} entries cannot become one of {target}.")
    return before, after
