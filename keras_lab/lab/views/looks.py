"""Looks at the model of a run as HTML, for where nothing can run: VS Code, Colab, GitHub, nbconvert."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, cast

from keras_lab.lab.protocol import JSON
from keras_lab.lab.protocol.looks import (
    ConfusionLook,
    LayerNumbers,
    Look,
    NumbersOf,
    SampleLook,
    SamplesLook,
    StatisticsLook,
)
from keras_lab.lab.views import looks_text, residuals
from keras_lab.lab.views.axis import short
from keras_lab.lab.views.curves import GREY, PALETTE

_RIGHT, _WRONG = "0,90,140", "153,66,0"  # blue and red of Okabe and Ito, darker, for white text on them
_CELL = "min-width:24px;height:22px;padding:0 3px;text-align:center"


def bundle(look: Look) -> JSON:
    """The look as HTML and as text."""
    drawn = _HOW[look["kind"]](look)
    head = f'<div style="color:{GREY}">{escape(looks_text.heading(look))}</div>'
    return {"text/html": f"<div>{head}{drawn}</div>", "text/plain": looks_text.text(look)}


def _confusion(look: ConfusionLook) -> str:
    heads = "".join(f'<th style="{_CELL}">{escape(name)}</th>' for name in look["classes"])
    rows = "".join(
        f'<tr><th style="{_CELL}">{escape(name)}</th>{_confusion_row(counts, place)}</tr>'
        for place, (name, counts) in enumerate(zip(look["classes"], look["counts"], strict=True))
    )
    corner = f'<td style="{_CELL};color:{GREY}">true ↓ predicted →</td>'
    return f"<table><thead><tr>{corner}{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _confusion_row(counts: list[int], truth: int) -> str:
    total = max(sum(counts), 1)
    cells = []
    for taken, count in enumerate(counts):
        share = count / total
        strength = 0.84 * share**0.5 if share < 0.5 else 0.7 + 0.3 * share  # nothing unreadable in between
        colour = _RIGHT if taken == truth else _WRONG
        ink = ";color:#fff" if share >= 0.5 else ""
        cells.append(f'<td style="{_CELL};background:rgba({colour},{strength:.2f}){ink}">{count or ""}</td>')
    return "".join(cells)


def _samples(look: SamplesLook) -> str:
    cards = "".join(map(_card, look["items"]))
    return f'<div style="display:flex;flex-wrap:wrap;gap:8px">{cards}</div>'


def _card(item: SampleLook) -> str:
    edge = {True: "#009E73", False: "#D55E00", None: GREY}[item["right"]]
    mark = {True: " ✓", False: " ✗", None: ""}[item["right"]]
    shown = (
        f'<img alt="" width="48" height="48" style="image-rendering:pixelated;object-fit:contain" '
        f'src="data:image/png;base64,{item["image"]}">'
        if item["image"]
        else f"<code>{escape(item['input'])}</code>"
    )
    truth = "" if item["truth"] is None else f"<div>true: {escape(item['truth'])}<b>{mark}</b></div>"
    said = (
        "".join(
            f"<div>{escape(guess['label'])} <span style='color:{GREY}'>{guess['share']:.0%}</span></div>"
            for guess in item["guesses"]
        )
        or f"<div>predicted: {escape(looks_text.values(item))}</div>"
    )
    return (
        f'<div style="display:flex;gap:8px;align-items:center;padding:4px 8px;min-width:130px;'
        f'border:1px solid {GREY}55;border-left:3px solid {edge}">{shown}<div>{truth}{said}</div></div>'
    )


def _layers(look: StatisticsLook) -> str:
    titles = ("Layer", "Mean", "Std", "Norm", "Zeros", "Dead", "NaN", "Distribution")
    head = "".join(f'<th style="text-align:left">{title}</th>' for title in titles)
    body = "".join(
        _layer_row(name, numbers, layer) for name, numbers, layer in looks_text.arrays(look["layers"])
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _layer_row(name: str, numbers: NumbersOf, layer: LayerNumbers | None) -> str:
    cells = "".join(
        f'<td style="text-align:right">{escape(cell)}</td>' for cell in looks_text.cells(numbers, layer)
    )
    return f'<tr><td style="text-align:left">{escape(name)}</td>{cells}<td>{_bars(numbers)}</td></tr>'


def _bars(numbers: NumbersOf) -> str:
    bins, most = numbers["bins"], max(numbers["bins"], default=1) or 1
    path = "".join(f"M{6 * i} 18v-{max(16 * n / most, 1):.0f}h5v18z" for i, n in enumerate(bins) if n)
    label = f"from {short(numbers['low'])} to {short(numbers['high'])}"
    return (
        f'<svg width="{6 * max(len(bins), 1)}" height="18" role="img"><title>{label}</title>'
        f'<path d="{path}" fill="{PALETTE[0]}"/></svg>'
    )


_HOW: Mapping[str, Callable[[Any], str]] = {
    "confusion": cast(Callable[[Any], str], _confusion),
    "residuals": residuals.html,
    "samples": _samples,
    "statistics": _layers,
}
