"""Residuals as an SVG image: predictions against targets, and how the errors are distributed."""

from __future__ import annotations

from keras_lab.lab.protocol.looks import ResidualsLook
from keras_lab.lab.views.axis import short, ticks
from keras_lab.lab.views.curves import GREY, PALETTE

_WIDTH, _HEIGHT = 300, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 8, 8, 34


class _Scale:
    """From `low` … `high` to px from `start` to `end`."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high = low, high if high > low else low + 1.0
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        return self._start + (value - self.low) / (self.high - self.low) * (self._end - self._start)


def html(look: ResidualsLook) -> str:
    """Two panels in one image."""
    panels = f'{_scatter(look)}<g transform="translate({_WIDTH} 0)">{_errors(look)}</g>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * _WIDTH} {_HEIGHT}" width="{2 * _WIDTH}" '
        f'height="{_HEIGHT}" role="img" font-family="system-ui,sans-serif" font-size="11" fill="{GREY}">'
        f"<title>predictions against targets</title>{panels}</svg>"
    )


def _scatter(look: ResidualsLook) -> str:
    pairs = [
        (x, y)
        for x, y in zip(look["expected"], look["predicted"], strict=True)
        if x is not None and y is not None
    ]
    every = [value for pair in pairs for value in pair] or [0.0, 1.0]
    air = 0.04 * (max(every) - min(every)) or 0.5
    x, y = _scales(min(every) - air, max(every) + air, min(every) - air, max(every) + air)
    dots = "".join(f"M{x(a):.1f} {y(b):.1f}h0" for a, b in pairs)
    return (
        f'{_axes(x, y, "target", "prediction")}<path d="M{x(x.low):.0f} {y(x.low):.0f}L{x(x.high):.0f} '
        f'{y(x.high):.0f}" stroke="{GREY}" stroke-dasharray="4 3"/><path d="{dots}" stroke="{PALETTE[0]}" '
        'stroke-width="4" stroke-linecap="round" stroke-opacity=".7"/>'
    )


def _errors(look: ResidualsLook) -> str:
    errors = look["errors"]
    bins = errors["bins"] or [0]
    x, y = _scales(errors["low"] or 0.0, errors["high"] or 0.0, 0, max(bins) or 1)
    step = (x(x.high) - x(x.low)) / len(bins)
    bars = "".join(
        f"M{_LEFT + i * step + 0.5:.1f} {y(0):.1f}V{y(count):.1f}h{step - 1:.1f}V{y(0):.1f}z"
        for i, count in enumerate(bins)
    )
    return f'{_axes(x, y, "error (prediction − target)", "")}<path d="{bars}" fill="{PALETTE[0]}"/>'


def _scales(x0: float, x1: float, y0: float, y1: float) -> tuple[_Scale, _Scale]:
    return _Scale(x0, x1, _LEFT, _WIDTH - _RIGHT), _Scale(y0, y1, _HEIGHT - _BOTTOM, _TOP)


def _axes(x: _Scale, y: _Scale, x_name: str, y_name: str) -> str:
    bottom, middle = _HEIGHT - _BOTTOM, (_HEIGHT - _BOTTOM + _TOP) / 2
    columns, rows = ticks(x.low, x.high), ticks(y.low, y.high)
    lines = "".join(f"M{_LEFT} {y(v):.1f}H{_WIDTH - _RIGHT}" for v in rows)
    lines += "".join(f"M{x(v):.1f} {bottom}v4" for v in columns)
    texts = "".join(
        f'<text x="{_LEFT - 5}" y="{y(v) + 4:.1f}" text-anchor="end">{short(v)}</text>' for v in rows
    )
    texts += "".join(
        f'<text x="{x(v):.1f}" y="{bottom + 15}" text-anchor="middle">{short(v)}</text>' for v in columns
    )
    return (
        f'<path d="{lines}" stroke="{GREY}" stroke-opacity=".3" fill="none"/>{texts}'
        f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2:.0f}" y="{_HEIGHT - 4}" text-anchor="middle">{x_name}</text>'
        f'<text x="10" y="{middle:.0f}" text-anchor="middle" transform="rotate(-90 10 {middle:.0f})">{y_name}</text>'
    )
