"""The weights of a model as a table: shape, mean, spread, range, share of zeros, and how they are distributed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from keras_lab.doctor.statistics import numbers
from keras_lab.lab.protocol import JSON
from keras_lab.lab.views.axis import short
from keras_lab.lab.views.curves import GREY, PALETTE
from keras_lab.lab.views.text import aligned, bars
from keras_lab.registry import suggest
from keras_lab.runs.series import Array

BINS = 24
_WIDTH, _HEIGHT = 96, 24  # of a histogram, px
_TITLES = ("Weight", "Shape", "Mean", "Std", "Min", "Max", "Zeros")


@dataclass(frozen=True)
class Row:
    """A weight in numbers; those of a weight that is not finite are of its finite values.

    Attributes:
        name: layer and weight.
        shape: as the table shows it.
        mean, std, low, high: NaN where there are no finite values.
        zeros: share of exact zeros; `broken`: count of values that are not finite.
        counts: of the values in `BINS` bins of equal width from `low` to `high`.
    """

    name: str
    shape: str
    mean: float
    std: float
    low: float
    high: float
    zeros: float
    broken: int
    counts: Array


def rows(model: Any, layer: str | None = None) -> list[Row]:
    """A row for each weight, of all layers or of the one called `layer`.

    Raises:
        LookupError: if there is no such layer; the nearest is suggested.
    """
    layers = {each.name: each for each in model.layers}
    if layer is not None and layer not in layers:
        raise LookupError(f"{model.name} has no layer {layer!r}.{suggest(layer, layers)}")
    chosen = layers.values() if layer is None else [layers[layer]]
    inside = f"{model.name}/"
    return [_row(weight.path.removeprefix(inside), weight) for each in chosen for weight in each.weights]


def bundle(model: Any, rows: Sequence[Row]) -> JSON:
    """The table as HTML and as text."""
    if not rows:
        return {
            "text/plain": f"{model.name} has no weights" + ("." if model.built else " yet: it is not built.")
        }
    return {"text/html": html(rows), "text/plain": text(rows)}


def text(rows: Sequence[Row]) -> str:
    """The table with distributions as bars of characters."""
    table = [
        [
            row.name.ljust(max(len(each.name) for each in rows)),
            *_cells(row),
            bars(row.counts.reshape(-1, 2).sum(1)),
        ]
        for row in rows
    ]
    return "\n".join(aligned([[*_TITLES, ""], *table]))


def html(rows: Sequence[Row]) -> str:
    """The table with distributions as small images."""
    head = "".join(f'<th style="text-align:left">{title}</th>' for title in (*_TITLES, "Distribution"))
    body = "".join(_html_row(row) for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(name: str, weight: Any) -> Row:
    found = numbers(weight.numpy(), BINS)
    shape = " × ".join(map(str, weight.shape)) or "scalar"
    broken = round(found.bad * found.count)
    if broken == found.count:
        return Row(name, shape, np.nan, np.nan, np.nan, np.nan, 0.0, broken, np.zeros(BINS, int))
    return Row(
        name, shape, found.mean, found.std, found.low, found.high,
        found.zeros * (1 - found.bad), broken, np.array(found.histogram),
    )  # fmt: skip


def _cells(row: Row) -> list[str]:
    broken = f", {row.broken:,} not finite" if row.broken else ""
    return [row.shape, *map(short, (row.mean, row.std, row.low, row.high)), f"{row.zeros:.0%}{broken}"]


def _html_row(row: Row) -> str:
    cells = "".join(f'<td style="text-align:right">{escape(cell)}</td>' for cell in _cells(row))
    return f'<tr><td style="text-align:left"><b>{escape(row.name)}</b></td>{cells}<td>{_histogram(row)}</td></tr>'


def _histogram(row: Row) -> str:
    heights = row.counts / max(row.counts.max(), 1) * (_HEIGHT - 2)
    step = _WIDTH / BINS
    path = "".join(
        f"M{place * step:.0f} {_HEIGHT - 1}v-{max(height, 1):.0f}"
        for place, height in enumerate(heights)
        if height > 0
    )
    label = f"distribution of {row.name} from {short(row.low)} to {short(row.high)}"
    return (
        f'<svg width="{_WIDTH}" height="{_HEIGHT}" viewBox="-2 0 {_WIDTH} {_HEIGHT}" role="img">'
        f'<title>{escape(label)}</title><path d="M-2 {_HEIGHT - 0.5}h{_WIDTH}" stroke="{GREY}"/>'
        f'<path d="{path}" stroke="{PALETTE[0]}" stroke-width="{step - 1:.0f}"/></svg>'
    )
