"""Rotating, shifting, shearing and zooming one image."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def apply_affine_transform(
    x: Array,
    theta: float = 0,
    tx: float = 0,
    ty: float = 0,
    shear: float = 0,
    zx: float = 1,
    zy: float = 1,
    row_axis: int = 0,
    col_axis: int = 1,
    channel_axis: int = 2,
    fill_mode: str = "nearest",
    cval: float = 0.0,
    order: int = 1,
) -> Array:
    """Turns, shifts, shears and zooms an image about its centre, in that order.

    Arguments:
        x: an image of rank 3.
        theta: turn in degrees.
        tx, ty: shift in pixels, along the columns' and the rows' axis.
        shear: in degrees.
        zx, zy: what the distances are multiplied by: 2 shows twice as much, at half the size.
        row_axis, col_axis, channel_axis: which axis is which; channels come first or last.
        fill_mode: how points outside are filled: constant, nearest, reflect or wrap.
        cval: with what, for `"constant"`.
        order: of the splines between pixels: 0 nearest, 1 linear, … 5.

    Raises:
        ValueError: if the axes are not those of an image.
        ImportError: if SciPy is not installed.
    """
    _check(x, row_axis, col_axis, channel_axis)
    matrix = _matrix(theta, tx, ty, shear, zx, zy)
    if np.array_equal(matrix, np.eye(3)):
        return x
    height, width = x.shape[row_axis], x.shape[col_axis]
    matrix = _about_the_centre(matrix, height, width)
    if col_axis > row_axis:  # from (x, y) to (row, column)
        matrix = matrix[[1, 0, 2]][:, [1, 0, 2]]
    channels = [
        _ndimage().affine_transform(
            channel, matrix[:2, :2], matrix[:2, 2], order=order, mode=fill_mode, cval=cval
        )
        for channel in np.moveaxis(x, channel_axis, 0)
    ]
    return np.stack(channels, axis=channel_axis)


def _matrix(theta: float, tx: float, ty: float, shear: float, zx: float, zy: float) -> Array:
    """The product of turn, shift, shear and zoom, in homogeneous coordinates."""
    cos, sin = np.cos(np.deg2rad(theta)), np.sin(np.deg2rad(theta))
    shear = np.deg2rad(shear)
    steps = (
        [[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]],
        [[1, 0, tx], [0, 1, ty], [0, 0, 1]],
        [[1, -np.sin(shear), 0], [0, np.cos(shear), 0], [0, 0, 1]],
        [[zx, 0, 0], [0, zy, 0], [0, 0, 1]],
    )
    return functools.reduce(np.matmul, map(np.array, steps))


def _about_the_centre(matrix: Array, height: int, width: int) -> Array:
    there, back = np.eye(3), np.eye(3)
    there[:2, 2] = height / 2 - 0.5, width / 2 - 0.5
    back[:2, 2] = -there[:2, 2]
    return there @ matrix @ back


def _check(x: Array, row_axis: int, col_axis: int, channel_axis: int) -> None:
    if x.ndim != 3:
        raise ValueError(f"An image to transform has 3 axes. Received one of shape {x.shape}.")
    if {row_axis, col_axis, channel_axis} != {0, 1, 2} or channel_axis == 1:
        raise ValueError(
            "row_axis, col_axis and channel_axis must be 0, 1 and 2 in some order, with the channels first or last. "
            f"Received: {row_axis}, {col_axis}, {channel_axis}."
        )


def _ndimage() -> Any:
    try:
        import scipy.ndimage
    except ImportError as error:
        raise ImportError(
            'Transforming images needs the package SciPy: pip install "keras-lab[image]"'
        ) from error
    return scipy.ndimage
