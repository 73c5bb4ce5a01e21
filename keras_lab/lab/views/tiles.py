"""Arrays as small images side by side: filters, activations, heads of attention.

Front ends of ours get bytes (`protocol.Tiles`); everybody else gets an SVG of a modest size, without scripts.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterator, Sequence
from html import escape

import numpy as np

from keras_lab.lab.protocol import Picture, Shade, Tiles
from keras_lab.lab.views.axis import short
from keras_lab.lab.views.curves import GREY, PALETTE
from keras_lab.runs.series import Array

MOST = 64  # tiles
PIXELS = 60_000  # of all tiles together
BARS = 128  # a longer vector is folded into an image
_FOLD = 32  # its width
#: Colours of a heat map, dark to light; told apart by their lightness alone, too (viridis: van der Walt, Smith, 2015).
HEAT = ("#440154", "#46327E", "#365C8D", "#277F8E", "#1FA187", "#4AC16D", "#A0DA39", "#FDE725")

_LEVELS = 16  # of the SVG
_SVG_PIXELS = 6_000
_GAP, _TITLE = 8, 14  # px


def tiles(images: Array, titles: Sequence[str], shade: Shade = "grey", pixels: int = PIXELS) -> Tiles:
    """Images, each from its own lowest to its highest value.

    Arguments:
        images: `(count, height, width, channels)` with 1 or 3 channels; at most 64 are shown.
        titles: of each.
        shade: how one channel is coloured.
        pixels: of all images together; larger ones are shrunk by a whole factor, to means.
    """
    shown = np.asarray(images[:MOST], np.float32)
    finite = np.isfinite(shown)
    shown = np.where(finite, shown, 0)
    factor = max(1, math.ceil(math.sqrt(shown[..., 0].size / pixels)))
    shown = _shrunk(shown, factor)
    low, high = shown.min((1, 2, 3)), shown.max((1, 2, 3))
    span = np.where(high > low, high - low, 1)
    scaled = (shown - low[:, None, None, None]) / span[:, None, None, None] * 255
    return {
        "width": shown.shape[2],
        "height": shown.shape[1],
        "colours": shown.shape[3] == 3,
        "shade": shade,
        "pixels": base64.b64encode(np.rint(scaled).astype(np.uint8).tobytes()).decode("ascii"),
        "titles": [str(title) for title in titles[:MOST]],
        "low": [_five(value) for value in low],
        "high": [_five(value) for value in high],
        "of": len(images),
        "shrunk": factor,
        "bad": int(finite.size - finite.sum()),
    }


def picture(array: Array, name: str, shade: Shade, first: bool = False, pixels: int = PIXELS) -> Picture:
    """One sample of something: `(height, width, channels)`, `(steps, units)` or `(units,)`.

    Arguments:
        array: the sample.
        name: what a channel is called.
        shade: of a heat map or an image; three channels of an image are colours.
        first: whether the channels come first.
        pixels: see `tiles`.
    """
    array = np.asarray(array, np.float32)
    if array.ndim == 0 or (array.ndim == 1 and array.size <= BARS):
        return {"tiles": None, "bars": [_five(x) if math.isfinite(x) else None for x in array.reshape(-1)]}
    if array.ndim > 3:
        return {"tiles": None, "bars": []}
    if array.ndim == 1:
        rows = -(-array.size // _FOLD)
        images = np.pad(array, (0, rows * _FOLD - array.size)).reshape(1, rows, _FOLD, 1)
        return {"tiles": tiles(images, [name], shade, pixels), "bars": []}
    if array.ndim == 2:  # time, or rows of an image, from the top
        return {"tiles": tiles(array[None, ..., None], [name], shade, pixels), "bars": []}
    array = np.moveaxis(array, 0, -1) if first else array
    if shade == "grey" and array.shape[-1] in (3, 4):
        return {"tiles": tiles(array[None, ..., :3], [name], shade, pixels), "bars": []}
    channels = np.moveaxis(array, -1, 0)[..., None]
    titles = [f"{name} {number}" for number in range(len(channels))] if len(channels) > 1 else [name]
    return {"tiles": tiles(channels, titles, shade, pixels), "bars": []}


def small(count: int) -> int:
    """How many pixels each of `count` SVGs may have."""
    return _SVG_PIXELS // count


def svg(shown: Tiles, title: str, columns: int = 8) -> str:
    """The tiles as an image of some kilobytes, `columns` in a row."""
    images = unpacked(shown)
    side = 192 if len(images) == 1 else 112 if len(images) <= columns else 56
    scale = max(1, side // max(shown["width"], shown["height"]))
    width, height = shown["width"] * scale, shown["height"] * scale
    across, down = max(width, 6 * max(map(len, shown["titles"]), default=0)) + _GAP, height + _TITLE + _GAP
    columns = min(columns, max(len(images), 1))
    rows = -(-len(images) // columns)
    drawn = "".join(
        f'<g transform="translate({place % columns * across} {place // columns * down})">'
        f"<title>{escape(_range(shown, place))}</title>"
        f'<text y="11">{escape(shown["titles"][place])}</text>'
        f'<g transform="translate(0 {_TITLE}) scale({scale})" shape-rendering="crispEdges">'
        f"{''.join(_paths(image, shown['shade']))}</g>"
        f'<rect y="{_TITLE}" width="{width}" height="{height}" fill="none" stroke="{GREY}" stroke-width=".5"/></g>'
        for place, image in enumerate(images)
    )
    full = columns * across, rows * down
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full[0]} {full[1]}" width="{full[0]}" '
        f'height="{full[1]}" role="img" font-family="system-ui,sans-serif" font-size="11" fill="{GREY}">'
        f"<title>{escape(title)}</title>{drawn}</svg>"
    )


def unpacked(shown: Tiles) -> Array:
    """The bytes again: uint8 `(count, height, width, channels)`."""
    flat = np.frombuffer(base64.b64decode(shown["pixels"]), np.uint8)
    return flat.reshape(-1, shown["height"], shown["width"], 3 if shown["colours"] else 1)


def bars_svg(values: Sequence[float | None], title: str) -> str:
    """A vector as bars up and down from 0."""
    numbers = [value or 0.0 for value in values]
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    unit, step = 80 / ((high - low) or 1.0), max(3, min(24, 600 // max(len(numbers), 1)))
    bars = "".join(
        f'<rect x="{place * step}" y="{10 + (high - max(value, 0)) * unit:.1f}" width="{step - 1}" '
        f'height="{abs(value) * unit:.1f}"><title>{place}: {short(value)}</title></rect>'
        for place, value in enumerate(numbers)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{step * len(numbers)}" height="100" role="img" '
        f'fill="{PALETTE[0]}"><title>{escape(title)}</title>{bars}</svg>'
    )


def beside(images: Sequence[str], titles: Sequence[str]) -> str:
    """SVGs side by side, each with its title above."""
    at, height, drawn = 0, 0, ""
    for image, title in zip(images, titles, strict=True):
        sides = [int(side) for side in re.findall(r' (?:width|height)="(\d+)"', image)[:2]]
        drawn += f'<text x="{at}" y="11">{escape(title)}</text><svg x="{at}" y="{_TITLE}" {image[5:]}'
        at += max(sides[0], 6 * len(title)) + 2 * _GAP
        height = max(height, sides[1] + _TITLE)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at} {height}" width="{at}" height="{height}" '
        f'font-family="system-ui,sans-serif" font-size="11" fill="{GREY}">{drawn}</svg>'
    )


def _paths(image: Array, shade: Shade) -> Iterator[str]:
    """One path for each colour: runs of pixels in a row are one line."""
    levels = (
        image.astype(int) * _LEVELS // 256
        if shade == "grey" or image.shape[-1] == 3
        else image.astype(int) // 32
    )
    for colour in np.unique(levels.reshape(-1, levels.shape[-1]), axis=0):
        same = np.pad((levels == colour).all(-1).astype(int), ((0, 0), (1, 1)))
        starts, ends = (np.argwhere(np.diff(same, axis=1) == edge) for edge in (1, -1))
        path = "".join(f"M{x} {y}.5h{end - x}" for (y, x), (_, end) in zip(starts, ends, strict=True))
        yield f'<path d="{path}" stroke="{_colour(colour, shade)}"/>'


def _colour(level: Array, shade: Shade) -> str:
    if len(level) == 1 and shade == "heat":
        return HEAT[int(level[0])]
    steps = [int(part) * 255 // (_LEVELS - 1) for part in level]
    return "#" + "".join(f"{part:02x}" for part in (steps * 3)[:3])


def _range(shown: Tiles, place: int) -> str:
    return f"{shown['titles'][place]}: {short(shown['low'][place])} … {short(shown['high'][place])}"


def _shrunk(images: Array, factor: int) -> Array:
    if factor == 1:
        return images
    count, height, width, channels = images.shape
    padded = np.pad(images, ((0, 0), (0, -height % factor), (0, -width % factor), (0, 0)), mode="edge")
    blocks = padded.reshape(
        count, padded.shape[1] // factor, factor, padded.shape[2] // factor, factor, channels
    )
    return blocks.mean((2, 4))


def _five(value: float) -> float:
    return float(f"{value:.5g}")
