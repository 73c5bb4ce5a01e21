"""A pad as data for our front end, as an SVG image and as text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from keras_lab.lab.playground.pictures import encoded
from keras_lab.lab.protocol import JSON, PAD_MIME, VERSION, PadAnswer, PadBundle
from keras_lab.lab.views.curves import GREY, PALETTE
from keras_lab.lab.views.png import data_uri

if TYPE_CHECKING:
    from keras_lab.lab.pad.pad import DigitPad

SIDE, GAP, BAR, ROW = 180, 24, 160, 18  # px


def bundle(pad: DigitPad) -> JSON:
    """What a notebook keeps of it."""
    known = answer(pad)
    shown: PadBundle = {
        "version": VERSION, "id": pad.id, "model": str(pad.model.name), "height": pad.height, "width": pad.width,
        "labels": pad.labels, "centered": pad.centered, "pen": pad.pen, "strokes": pad.strokes, "answer": known,
    }  # fmt: skip
    return {PAD_MIME: shown, "image/svg+xml": svg(pad), "text/plain": text(pad)}


def answer(pad: DigitPad) -> PadAnswer:
    """What the model sees and thinks."""
    scores = pad.scores
    return {
        "image": encoded(np.round(255 * pad.grey).astype(np.uint8)),
        "scores": [_chance(scores.get(label)) for label in pad.labels],
    }


def text(pad: DigitPad) -> str:
    """One line."""
    scores = pad.scores
    if not scores:
        return f"DigitPad: {pad.model.name}, {pad.height} × {pad.width}; nothing is drawn yet"
    best = sorted(scores, key=lambda label: -scores[label])[:3]
    return f"DigitPad: {pad.model.name}: " + ", ".join(f"{label} {scores[label]:.0%}" for label in best)


def svg(pad: DigitPad) -> str:
    """The image: what the model sees, and bars."""
    from keras_lab.lab.pad.pad import MOST_LABELS

    scores = pad.scores or dict.fromkeys(pad.labels, 0.0)
    labels = pad.labels
    if len(labels) > MOST_LABELS:
        labels = sorted(labels, key=lambda label: -scores[label])[:MOST_LABELS]
    height = max(SIDE, ROW * len(labels)) + 24
    width = SIDE + GAP + 60 + BAR + 44
    picture = data_uri(255 - np.round(255 * pad.grey))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" font-family="system-ui,sans-serif" font-size="12" fill="{GREY}"><title>{escape(text(pad))}</title>'
        f'<text x="0" y="14">{escape(text(pad))}</text>'
        f'<image x="0" y="24" width="{SIDE}" height="{SIDE}" href="{picture}" style="image-rendering:pixelated"/>'
        f'<rect x="0.5" y="24.5" width="{SIDE - 1}" height="{SIDE - 1}" fill="none" stroke="{GREY}"/>'
        f"{''.join(_bars(labels, scores))}</svg>"
    )


def _bars(labels: list[str], scores: dict[str, float]) -> Iterator[str]:
    best = max(scores.values(), default=0.0)
    for place, label in enumerate(labels):
        y, share = 24 + ROW * place, float(np.nan_to_num(scores[label]))
        x = SIDE + GAP + 60
        opacity = 1 if share == best else 0.45
        yield (
            f'<text x="{x - 8}" y="{y + 13}" text-anchor="end">{escape(label[:10])}</text>'
            f'<rect x="{x}" y="{y + 3}" width="{BAR * share:.1f}" height="12" rx="2" fill="{PALETTE[0]}" '
            f'opacity="{opacity}"/>'
            f'<text x="{x + BAR * share + 6:.1f}" y="{y + 13}">{share:.0%}</text>'
        )


def _chance(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else round(value, 4)
