"""From strokes of a pen to an image of a few pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab.lab.protocol import PadStroke

Array = np.ndarray[Any, np.dtype[Any]]
RANGE = 1000  # the coordinates of a stroke go from 0 to this
MOST_STROKES, MOST_NUMBERS = 400, 20_000
FINE = 4  # dots along the side of a pixel
INK_SHARE = 20 / 28  # of the image that a centred drawing takes: as in MNIST (LeCun, Cortes, Burges, 1998)


def checked(strokes: Any) -> list[PadStroke]:
    """The strokes, if they are that.

    Raises:
        ValueError: for anything else, and for too many.
    """
    found: list[PadStroke] = []
    if not isinstance(strokes, (list, tuple)) or len(strokes) > MOST_STROKES:
        raise ValueError(f"A drawing is a list of at most {MOST_STROKES} strokes.")
    for stroke in strokes:
        points = [int(np.clip(value, 0, RANGE)) for value in stroke["points"]]
        if len(points) % 2 or not points:
            raise ValueError("The points of a stroke are x and y in turn, at least one of each.")
        found.append({"erase": bool(stroke.get("erase")), "points": points})
    if sum(len(stroke["points"]) for stroke in found) > MOST_NUMBERS:
        raise ValueError("This drawing is too long: please clear the pad.")
    return found


def image(strokes: Sequence[PadStroke], height: int, width: int, pen: float, centered: bool) -> Array:
    """The drawing as a grey image.

    Arguments:
        strokes: drawn one over the other; those that erase take ink away.
        height, width: in pixels.
        pen: its width, as a share of the image's; the eraser is twice as wide.
        centered: whether the drawing is made as large as the digits of MNIST are, and moved so that the middle of
            its ink is in the middle.

    Returns:
        float32 `(height, width)`, 0 for paper, 1 for ink.
    """
    lines = [np.asarray(stroke["points"], np.float64).reshape(-1, 2) / RANGE for stroke in strokes]
    inked = [line for line, stroke in zip(lines, strokes, strict=True) if not stroke["erase"]]
    if not inked:
        return np.zeros((height, width), np.float32)
    shift, scale = np.zeros(2), 1.0
    if centered:
        shift, scale = _fitted(np.concatenate(inked), pen, INK_SHARE if min(height, width) >= 16 else 1.0)
        lines = [line * scale + shift for line in lines]
    fine = _drawn(lines, strokes, height * FINE, width * FINE, pen, scale)
    if centered:
        fine = _to_middle(fine)
    return np.asarray(fine.reshape(height, FINE, width, FINE).mean((1, 3)), np.float32)


def _fitted(points: Array, pen: float, share: float) -> tuple[Array, float]:
    """Shift and scale that make the points fill their share of the image; a dot is not blown up."""
    low, high = points.min(0), points.max(0)
    extent = max(float((high - low).max()), 0.25)
    scale = (share - pen) / extent
    return 0.5 - scale * (low + high) / 2, scale


def _drawn(
    lines: Sequence[Array], strokes: Sequence[PadStroke], height: int, width: int, pen: float, scale: float
) -> Array:
    ink = np.zeros((height, width))
    for line, stroke in zip(lines, strokes, strict=True):
        radius = pen * scale if stroke["erase"] else pen / 2
        ends = np.concatenate([line[1:], line[-1:]])
        for start, end in zip(line, ends, strict=True):
            _segment(ink, start, end, radius, 0.0 if stroke["erase"] else 1.0)
    return ink


def _segment(ink: Array, start: Array, end: Array, radius: float, value: float) -> None:
    """Sets what is nearer than `radius` to the line, in the part of the image where that can be."""
    height, width = ink.shape
    size = np.array([width, height])
    low = np.clip(np.floor((np.minimum(start, end) - radius) * size), 0, size).astype(int)
    high = np.clip(np.ceil((np.maximum(start, end) + radius) * size), 0, size).astype(int)
    if (low >= high).any():
        return
    x = (np.arange(low[0], high[0]) + 0.5) / width
    y = (np.arange(low[1], high[1]) + 0.5) / height
    way = end - start
    along = (x[None, :] - start[0]) * way[0] + (y[:, None] - start[1]) * way[1]
    along = np.clip(along / max(float(way @ way), 1e-12), 0, 1)
    distance = np.hypot(x[None, :] - start[0] - along * way[0], y[:, None] - start[1] - along * way[1])
    ink[low[1] : high[1], low[0] : high[0]][distance <= radius] = value


def _to_middle(ink: Array) -> Array:
    """Moved so that the centre of mass is in the middle, but no ink over the edge."""
    moved = ink
    for axis in (0, 1):
        mass = moved.sum(1 - axis)
        filled = np.flatnonzero(mass)
        if not filled.size:
            return ink
        size = len(mass)
        wish = round(size / 2 - 0.5 - float((mass * np.arange(size)).sum() / mass.sum()))
        shift = int(np.clip(wish, -filled[0], size - 1 - filled[-1]))
        moved = np.roll(moved, shift, axis)
    return moved
