"""The MIME bundles of a run: the same data rich for our front end, as SVG and as text for all others."""

from __future__ import annotations

import json
import math

from keras_lab.lab.protocol import JSON, RUN_MIME, VERSION, RunBundle, Series
from keras_lab.lab.protocol.looks import Look
from keras_lab.lab.rundata import Curve, RunData
from keras_lab.lab.views import curves
from keras_lab.lab.views.text import text

FINAL_JSON, FINAL_SVG = 26_000, 22_000  # bytes to aim at; with text and state it stays below 60 kB
LOOKS_JSON = 14_000  # of these, for the looks that were asked for
LIVE_JSON, LIVE_SVG = 3_500, 3_500  # likewise, below 20 kB
_BYTES_A_POINT = 18  # of a point in JSON, x and y


def final(data: RunData) -> JSON:
    """What stays in the notebook when the run is over: at most 60 kB."""
    return _bundle(data, live=False, json_size=FINAL_JSON, svg_size=FINAL_SVG)


def live(data: RunData) -> JSON:
    """What a cell shows of a run under way, for those who do not listen on the comm: at most 20 kB."""
    return _bundle(data, live=True, json_size=LIVE_JSON, svg_size=LIVE_SVG)


def run_bundle(data: RunData, live: bool, size: int = FINAL_JSON) -> RunBundle:
    """The data of our own MIME type, in about `size` bytes."""
    looks = [] if live else looks_within(LOOKS_JSON, data)
    limit = curves.points_within(size - len(json.dumps(looks)), data, _BYTES_A_POINT)
    return {
        "version": VERSION,
        "run": data.state(),
        "live": live,
        "series": [series_json(curve) for curve in data.curves(limit)],
        "marks": data.marks[-40:],
        "looks": looks,
    }


def looks_within(size: int, data: RunData) -> list[Look]:
    """The looks that were asked for, the smallest first, as many as fit into `size` bytes of JSON."""
    found: list[Look] = []
    for look in sorted(data.looks.values(), key=lambda look: len(json.dumps(look))):
        size -= len(json.dumps(look))
        if size >= 0:
            found.append(look)
    return found


def series_json(curve: Curve) -> Series:
    """A curve in JSON; values in five digits, none where they are not finite."""
    return {
        "name": curve.name,
        "kind": curve.kind,
        "x": [int(x) for x in curve.x],
        "y": [float(f"{y:.5g}") if math.isfinite(y) else None for y in curve.y],
    }


def _bundle(data: RunData, live: bool, json_size: int, svg_size: int) -> JSON:
    return {
        RUN_MIME: run_bundle(data, live, json_size),
        "image/svg+xml": curves.svg(data, svg_size),
        "text/plain": text(data),
    }
