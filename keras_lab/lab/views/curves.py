"""The curves of a run as an SVG image: what a notebook shows where nothing can run.

Losses on the left, everything else on the right. The background is transparent and the text mid-grey, so it
reads on light and dark pages. Colours are those of Okabe and Ito, which colour-blind people can tell apart;
validation is dashed and dotted besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from keras_lab.lab.rundata import Curve, RunData
from keras_lab.lab.views.axis import short, ticks
from keras_lab.lab.views.text import headline
from keras_lab.runs.series import Array

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9")  # Okabe and Ito, 2008
GREY = "#777777"  # 4.5:1 on white, 4.2:1 on JupyterLab's dark background
POINTS = 300  # of a curve, at most
_FEWEST = 8
_WIDTH, _HEIGHT = 380, 240  # of a panel, px
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 10, 40, 34
_HEAD = 22  # px above the panels, for the headline
_MOST_NAMED = 6  # curves a legend has room for


def svg(data: RunData, size: int = 24_000) -> str:
    """The image of a run's curves, in about `size` bytes at most.

    Arguments:
        data: the run.
        size: bytes to aim at; curves get fewer points where there are many of them.
    """
    curves = data.curves(points_within(size, data))
    panels = [panel for panel in split(curves) if panel]
    width = _WIDTH * max(len(panels), 1)
    drawn = "".join(_panel(panel, data, place * _WIDTH) for place, panel in enumerate(panels))
    height = _HEIGHT + _HEAD
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" font-family="system-ui,sans-serif" font-size="11" fill="{GREY}">'
        f"<title>{escape(_title(data))}</title><desc>{escape(_description(curves))}</desc>"
        f'<text x="{_LEFT}" y="14">{escape(headline(data))}</text>'
        f'<g transform="translate(0 {_HEAD})">{drawn or _nothing()}</g></svg>'
    )


def points_within(size: int, data: RunData, bytes_a_point: int = 12) -> int:
    """Points a curve of the run may have so that all together take about `size` bytes: at most `POINTS`."""
    lengths = [len(series) for series in data.series.values()]
    limit = POINTS
    while limit > _FEWEST and sum(min(n, limit) for n in lengths) * bytes_a_point > size:
        limit = limit * 3 // 4
    return max(limit, _FEWEST)


def split(curves: Sequence[Curve]) -> tuple[list[Curve], list[Curve]]:
    """Losses, and the rest; curve and validation next to each other."""
    ordered = sorted(curves, key=lambda curve: curve.name.startswith("val_"))
    names = list(dict.fromkeys(_base(curve.name) for curve in ordered))
    ordered.sort(key=lambda curve: names.index(_base(curve.name)))
    losses = [curve for curve in ordered if curve.name.endswith("loss")]
    return losses, [curve for curve in ordered if not curve.name.endswith("loss")]


def _panel(curves: Sequence[Curve], data: RunData, left: float) -> str:
    frame = Frame(curves, data.steps, left)
    colours = colours_of(curves)
    faint = {curve.name for curve in curves if curve.kind == "epoch" and curve.x.size > 1}
    lines = [grid(frame), _marks(frame, data)]
    for curve in sorted(curves, key=lambda curve: curve.kind == "epoch"):
        lines.append(line(frame, curve, colours[curve.name], curve.kind == "step" and curve.name in faint))
    lines += [_best(frame, data, curves), _legend(frame, curves, colours)]
    return "".join(lines)


def colours_of(curves: Sequence[Curve]) -> dict[str, str]:
    """A colour for each name, the same for its steps and its epochs."""
    names = dict.fromkeys(curve.name for curve in curves)
    return {name: PALETTE[place % len(PALETTE)] for place, name in enumerate(names)}


class Frame:
    """From the values of the curves to px.

    Arguments:
        curves: what it has to hold.
        steps: steps in an epoch; None where the axis is to count steps.
        left: px at which the panel begins.
    """

    def __init__(self, curves: Sequence[Curve], steps: int | None, left: float) -> None:
        x = np.concatenate([curve.x for curve in curves])
        y = np.concatenate([curve.y for curve in curves])
        y = y[np.isfinite(y)]
        self.left, self.right = left + _LEFT, left + _WIDTH - _RIGHT
        self.top, self.bottom = _TOP, _HEIGHT - _BOTTOM
        self.unit = steps or 1  # in what the x axis counts
        self.x_name = "epoch" if steps else "step"
        self.x0, self.x1 = 0.0, max(float(x.max(initial=1)), 1.0)
        self.y0, self.y1 = _range(y)

    def x(self, value: Array | float) -> Array:
        return np.asarray(self.left + (value - self.x0) / (self.x1 - self.x0) * (self.right - self.left))

    def y(self, value: Array | float) -> Array:
        return np.asarray(self.bottom - (value - self.y0) / (self.y1 - self.y0) * (self.bottom - self.top))


def _range(y: Array) -> tuple[float, float]:
    if not y.size:
        return 0.0, 1.0
    low, high = float(y.min()), float(y.max())
    margin = (high - low) * 0.04 or abs(high) * 0.1 or 0.5
    return low - margin, high + margin


def grid(frame: Frame) -> str:
    """Lines and numbers of both axes."""
    parts = [f'<g stroke="{GREY}" stroke-opacity=".25">']
    values = ticks(frame.y0, frame.y1)
    times = ticks(frame.x0 / frame.unit, frame.x1 / frame.unit)
    path = "".join(f"M{frame.left:.0f} {frame.y(v):.1f}H{frame.right:.0f}" for v in values)
    path += "".join(f"M{frame.x(t * frame.unit):.1f} {frame.bottom}v4" for t in times)
    parts.append(f'<path d="{path}" fill="none"/></g><g text-anchor="end">')
    parts += [f'<text x="{frame.left - 6:.0f}" y="{frame.y(v) + 4:.1f}">{short(v)}</text>' for v in values]
    parts.append('</g><g text-anchor="middle">')
    parts += [
        f'<text x="{frame.x(t * frame.unit):.1f}" y="{frame.bottom + 16}">{short(t)}</text>' for t in times
    ]
    middle = (frame.left + frame.right) / 2
    parts.append(f'<text x="{middle:.0f}" y="{frame.bottom + 30}">{frame.x_name}</text></g>')
    return "".join(parts)


def line(frame: Frame, curve: Curve, colour: str, faint: bool, dotted: bool = True) -> str:
    """The line, broken where the values are, with a dot for each epoch if it is to be `dotted`; `faint` behind the
    epochs' line."""
    x, y = frame.x(curve.x), frame.y(curve.y)
    inside = np.isfinite(y)
    width = 'stroke-width="1" stroke-opacity=".65"' if faint else f'stroke-width="1.8"{_dash(curve)}'
    style = f'fill="none" stroke="{colour}" stroke-linejoin="round" {width}'
    path = f'<path d="{_path(x, y)}" {style}/>'
    if not dotted or curve.kind == "step" or inside.sum() > 40:
        return path
    dots = "".join(f"M{a:.1f} {b:.1f}h0" for a, b in zip(x[inside], y[inside], strict=True))
    return f'{path}<path d="{dots}" stroke="{colour}" stroke-width="5" stroke-linecap="round"/>'


def _dash(curve: Curve) -> str:
    return ' stroke-dasharray="5 3"' if curve.name.startswith("val_") else ""


def _path(x: Array, y: Array) -> str:
    parts, pen = [], "M"
    for a, b in zip(x, y, strict=True):
        if np.isfinite(b):
            parts.append(f"{pen}{a:.1f} {b:.1f}")
            pen = "L"
        else:
            pen = "M"
    return "".join(parts)


def _marks(frame: Frame, data: RunData) -> str:
    """A dotted line at each step where something was done or noticed, its text as a tooltip."""
    lines = []
    for mark in data.marks[-40:]:
        at = float(frame.x(min(mark["step"], frame.x1)))
        lines.append(
            f'<path d="M{at:.1f} {frame.top}V{frame.bottom}" stroke="{GREY}" stroke-dasharray="2 3">'
            f"<title>{escape(mark['text'])}</title></path>"
        )
    return "".join(lines)


def _best(frame: Frame, data: RunData, curves: Sequence[Curve]) -> str:
    """A ring around the best epoch, on the curve by which it is the best."""
    best = data.best()
    if best is None or not any(curve.name == best[0] for curve in curves):
        return ""
    name, step, value = best
    return (
        f'<circle cx="{frame.x(step):.1f}" cy="{frame.y(value):.1f}" r="6" fill="none" stroke="{GREY}" '
        f'stroke-width="1.5"><title>best {escape(name)}: {short(value)}</title></circle>'
    )


def _legend(frame: Frame, curves: Sequence[Curve], colours: dict[str, str]) -> str:
    """Names and last values, two to a line; with many curves the first ones stand for all."""
    parts = []
    named = list({curve.name: curve for curve in curves}.values())
    columns = 2 if len(named) <= 4 else 3
    for place, curve in enumerate(named[:_MOST_NAMED]):
        x = frame.left + (place % columns) * (frame.right - frame.left) / columns
        y = 12 + (place // columns) * 14
        colour = colours[curve.name]
        parts.append(
            f'<path d="M{x:.0f} {y - 4}h16" stroke="{colour}" stroke-width="2.5"{_dash(curve)}/>'
            f'<text x="{x + 20:.0f}" y="{y}">{escape(_caption(curve, 24 if columns == 2 else 14))}</text>'
        )
    return "".join(parts)


def _caption(curve: Curve, room: int) -> str:
    value = short(float(curve.y[-1])) if curve.y.size else ""
    text = f"{curve.name} {value}".strip()
    if len(text) <= room:
        return text
    return curve.name if len(curve.name) <= room else curve.name[: room - 1] + "…"


def _nothing() -> str:
    return f'<text x="{_WIDTH // 2}" y="{_HEIGHT // 2}" text-anchor="middle">no step done yet</text>'


def _title(data: RunData) -> str:
    return f"Training curves of {data.started.name} ({data.status}, {data.step:,} steps)"


def _description(curves: Sequence[Curve]) -> str:
    ends = [f"{c.name} from {short(float(c.y[0]))} to {short(float(c.y[-1]))}" for c in curves if c.y.size]
    return "; ".join(ends) or "No step done yet."


def _base(name: str) -> str:
    return name.removeprefix("val_")
