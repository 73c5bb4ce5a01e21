"""A playground as an SVG image: the plane on the left, the network on the right."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from keras_lab.lab.playground.datasets import Array
from keras_lab.lab.views.axis import short
from keras_lab.lab.views.curves import GREY, PALETTE
from keras_lab.lab.views.png import data_uri

if TYPE_CHECKING:
    from keras_lab.lab.playground.session import Playground

#: Of the classes; the first two are also those of negative and positive numbers.
CLASSES = (PALETTE[1], PALETTE[0], *PALETTE[2:])
SIDE, GAP, HEAD = 260, 40, 24  # px: of the plane, beside it, above it
NODE, COLUMN, ROW = 26, 74, 32  # px: a unit's picture, from column to column, from row to row
MOST_POINTS = 200
MOST_LINES = 160  # the largest weights of a network that has more


def svg(playground: Playground) -> str:
    """The image."""
    columns = playground.network.shown
    width = SIDE + GAP + COLUMN * (len(columns) - 1) + NODE + 8
    height = HEAD + SIDE + 4
    lines = f'<g fill="none" opacity=".8">{"".join(_lines(playground))}</g>'
    parts = [_plane(playground), *_points(playground), lines, *_units(playground)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" font-family="system-ui,sans-serif" font-size="11" fill="{GREY}">'
        f"<title>Playground</title><desc>{escape(_headline(playground))}</desc>"
        f'<text x="0" y="14">{escape(_headline(playground))}</text>{"".join(parts)}</svg>'
    )


def colored(values: Array, kind: str) -> Array:
    """Bytes of a picture (see `playground.pictures`) as red, green and blue.

    Arguments:
        values: uint8.
        kind: `"between"`: from the first class's colour by white to the second's; `"classes"`: the class, and how sure.
    """
    colors = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in CLASSES], np.float64)
    if kind == "classes":
        color, strength = colors[values // 32], (values % 32) / 31 * 0.7 + 0.1
    else:
        signed = values / 127.5 - 1
        color, strength = colors[(signed > 0).astype(int)], np.abs(signed) * 0.75
    mixed = 255 + (color - 255) * np.round(24 * strength)[..., None] / 24  # few shades: small files
    return np.asarray(np.round(mixed), np.uint8)


def _headline(playground: Playground) -> str:
    now = playground.curves.at(playground.epoch)
    words = [f"epoch {playground.epoch}"]
    for name in ("loss", "test_loss", "test_accuracy"):
        value = now[name]
        if value is not None:
            words.append(f"{name.replace('_', ' ')} {short(value)}")
    return " · ".join(words)


def _plane(playground: Playground) -> str:
    kind = "classes" if playground.points.classes > 2 else "between"
    picture = data_uri(colored(playground.pictures().plane, kind))
    return (
        f'<image x="0" y="{HEAD}" width="{SIDE}" height="{SIDE}" href="{picture}"/>'
        f'<rect x="0.5" y="{HEAD + 0.5}" width="{SIDE - 1}" height="{SIDE - 1}" fill="none" stroke="{GREY}"/>'
    )


def _points(playground: Playground) -> Iterator[str]:
    """All points of a colour are one path of dots; those for testing have a dark rim."""
    left, right, bottom, top = playground.points.window
    low, high = playground.points.span
    x, y, tested = playground.points.x, playground.points.y, playground.points.testing
    step = max(1, -(-len(x) // MOST_POINTS))
    dots: dict[tuple[bool, int], str] = {}
    for (px, py), value, test in zip(x[::step], y[::step], tested[::step], strict=True):
        across, down = SIDE * (px - left) / (right - left), HEAD + SIDE * (top - py) / (top - bottom)
        if 0 <= across <= SIDE and HEAD <= down <= HEAD + SIDE:
            kind = int(value) if playground.points.classes else int(value > (low + high) / 2)
            look = bool(test), kind
            dots[look] = dots.get(look, "") + f"M{across:.0f} {down:.0f}h0"
    for (test, kind), path in sorted(dots.items()):
        for color, width in (("#222" if test else "#fff", 6.5), (CLASSES[kind], 4.8)):
            yield f'<path d="{path}" stroke="{color}" stroke-width="{width}" stroke-linecap="round"/>'


def _place(playground: Playground, column: int, unit: int) -> tuple[float, float]:
    """The middle of a unit."""
    count = playground.network.shown[column]
    middle = HEAD + SIDE / 2 + (unit - (count - 1) / 2) * ROW
    return SIDE + GAP + COLUMN * column + NODE / 2, middle


def _lines(playground: Playground) -> Iterator[str]:
    """The weights: wider where they are larger."""
    drawn = sorted(_weights(playground), key=lambda line: -abs(line[-1]))[:MOST_LINES]
    for column, source, unit, weight in reversed(drawn):
        x1, y1 = _place(playground, column, source)
        x2, y2 = _place(playground, column + 1, unit)
        across = x2 - x1 - NODE
        yield (
            f'<path d="M{x1 + NODE / 2:.0f} {y1:.0f}c{across / 2:.0f} 0 {across / 2:.0f} {y2 - y1:.0f} {across:.0f} '
            f'{y2 - y1:.0f}" stroke="{CLASSES[int(weight > 0)]}" stroke-width="{line_width(weight):.1f}"/>'
        )


def _weights(playground: Playground) -> Iterator[tuple[int, int, int, float]]:
    """Column, source and unit of each weight that is shown, and its value."""
    values, shown = playground.network.weights(), playground.network.shown
    at = 0
    for column, (above, size) in enumerate(pairwise(shown)):
        kernel = values[at : at + above * size].reshape(above, size)
        at += above * size + size
        for source, unit in np.ndindex(above, size):
            yield column, source, unit, float(np.nan_to_num(kernel[source, unit]))


def line_width(weight: float) -> float:
    """In px."""
    return 0.4 + min(abs(weight), 4) * 1.1


def _units(playground: Playground) -> Iterator[str]:
    pictures, shown = playground.pictures().units, playground.network.shown
    step = 2 if len(pictures) <= 24 else 3  # small files
    kinds = ["between"] * len(pictures)
    if playground.points.classes > 2:
        kinds[-shown[-1] :] = [f"only {unit}" for unit in range(shown[-1])]
    at = 0
    for column, size in enumerate(shown):
        for unit in range(size):
            x, y = _place(playground, column, unit)
            box = f'x="{x - NODE / 2:.0f}" y="{y - NODE / 2:.0f}" width="{NODE}" height="{NODE}"'
            if column:
                yield f'<image {box} href="{data_uri(_tinted(pictures[at][::step, ::step], kinds[at]))}"/>'
                at += 1
            else:
                yield f'<text x="{x:.0f}" y="{y + 4:.0f}" text-anchor="middle">x{unit + 1}</text>'
            yield f'<rect {box} fill="none" stroke="{GREY}" rx="3"/>'


def _tinted(values: Array, kind: str) -> Any:
    """The picture of a unit in colour; `"only n"`: from white to the colour of class n."""
    if kind == "between":
        return colored(values, kind)
    number = int(kind.split()[1])
    return colored(np.asarray(32 * number + np.round(values / 255 * 31), np.uint8), "classes")
