"""The MIME bundle of a comparison: data for our front end, an image and tables for all others."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import cast

import numpy as np

from keras_lab.lab.compared import Compared, as_item, better, is_set
from keras_lab.lab.protocol import (
    COMPARE_MIME,
    JSON,
    VERSION,
    CompareBundle,
    CompareColumn,
    ComparedRun,
    Details,
    Difference,
    Item,
    RowStatus,
    RunClock,
    Series,
)
from keras_lab.lab.rundata import RunData
from keras_lab.lab.views import compare_text, overlay
from keras_lab.lab.views.bundle import series_json
from keras_lab.runs.query import Run
from keras_lab.runs.recording import EPOCH_CLOCK, STEP_CLOCK

SIZE = 22_000  # bytes of curves to aim at; with all else 10 runs stay below 60 kB
_BYTES_A_POINT = 16
_FEWEST, _MOST = 8, 200  # points of a curve
_CLOCK = 8  # points of a clock
_CODES = 8_000  # characters of code
_DIFFERENCES = 6_000  # characters of differences
_LONGEST = 60  # characters of a value

text = compare_text.text


def bundle(found: Compared, size: int = SIZE) -> JSON:
    """What a notebook shows of a comparison, and keeps."""
    image = overlay.svg(found.data, found.labels, found.metrics)
    return {
        COMPARE_MIME: compare_bundle(found, size),
        "text/html": image + compare_text.html(found),
        "text/plain": text(found),
    }


def compare_bundle(found: Compared, size: int = SIZE) -> CompareBundle:
    """The data of our own MIME type.

    Arguments:
        found: the runs.
        size: bytes of curves to aim at.
    """
    columns = _columns(found)
    names = _drawable(found, size)
    points = int(size / _BYTES_A_POINT / max(len(found.runs) * len(names), 1))
    codes = list(dict.fromkeys(run.code for run in found.runs if run.code is not None))
    labels = found.labels
    differing, cut = _differences(found)
    return {
        "version": VERSION,
        "runs": [
            {
                "id": run.id,
                "label": labels[place],
                "status": cast(RowStatus, run.status),
                "epoch": run.epoch,
                "epochs": data.epochs,
                "steps": data.steps,
                "seconds": round(run.seconds, 2),
                "items": [_item(found, column, place) for column in columns],
                "code": None if run.code is None else codes.index(run.code),
                "clock": _clock(run),
                "series": _series(data, names, min(max(points, _FEWEST), _MOST)),
            }
            for place, (run, data) in enumerate(zip(found.runs, found.data, strict=True))
        ],
        "columns": columns,
        "metrics": names,
        "drawn": _drawn(found),
        "differences": differing,
        "codes": _within(codes),
        "cut": cut,
        "left": None,
    }


def details(found: Compared) -> Details:
    """All that differs, however much it is: the answer to "runs.details"."""
    codes = list(dict.fromkeys(run.code for run in found.runs if run.code is not None))
    return {"differences": _differences(found, math.inf)[0], "codes": codes}


def waiting(name: str, items: Sequence[Item], number: int, status: RowStatus = "waiting") -> ComparedRun:
    """The row of a combination of a sweep that has no run: it is still to come, or failed before any training."""
    return {
        "id": f"waiting-{number}", "label": name, "status": status, "epoch": 0, "epochs": 0, "steps": None,
        "seconds": 0.0, "items": list(items), "code": None, "clock": {"x": [], "seconds": []}, "series": [],
    }  # fmt: skip


def _series(data: RunData, names: Sequence[str], points: int) -> list[Series]:
    return [series_json(curve) for name in names for curve in overlay.chosen(data, name, points, both=False)]


def _columns(found: Compared) -> list[CompareColumn]:
    results = dict.fromkeys(name for each in found.results for name in each)
    settings: list[CompareColumn] = [
        {"name": name.removeprefix("set "), "kind": "set" if is_set(name) else "value", "better": None}
        for name in found.short_differences
    ]
    metrics: list[CompareColumn] = [
        {"name": name, "kind": "metric", "better": better(name)} for name in results
    ]
    return settings + metrics


def _item(found: Compared, column: CompareColumn, place: int) -> Item:
    name = column["name"]
    if column["kind"] == "metric":
        value = found.results[place].get(name)
        return float(f"{value:.6g}") if value is not None and math.isfinite(value) else None
    values = found.short_differences.get(f"set {name}") or found.short_differences[name]
    return _short(values[place])


def _drawn(found: Compared) -> list[str]:
    """What is drawn to begin with: what was validated rather than what was trained on."""
    if found.rank_by is not None and len(found.metrics) == 1:
        return [found.rank_by]
    validated = (f"val_{name}" for name in found.metrics)
    return [val if val in found.names else name for val, name in zip(validated, found.metrics, strict=True)]


def _drawable(found: Compared, size: int) -> list[str]:
    """The metrics that there is room for, those first that are drawn to begin with."""
    room = int(size / (_BYTES_A_POINT * 2 * _FEWEST * max(len(found.runs), 1)))
    every = list(dict.fromkeys([*_drawn(found), *found.names]))
    return every[: max(room, len(_drawn(found)))]


def _differences(found: Compared, room: float = _DIFFERENCES) -> tuple[list[Difference], bool]:
    """The differences there is room for, and whether there are more."""
    kept: list[Difference] = []
    for name, values in found.differences().items():
        items = [_short(as_item(value)) for value in values]
        room -= len(name) + sum(len(str(item)) + 4 for item in items) + 24
        if room < 0:
            return kept, True
        kept.append({"name": name, "values": items})
    return kept, False


def _within(codes: Iterable[str]) -> list[str | None]:
    kept: list[str | None] = []
    room = _CODES
    for code in codes:
        room -= len(code)
        kept.append(code if room >= 0 else None)
    return kept


def _short(item: Item) -> Item:
    return f"{item[: _LONGEST - 1]}…" if isinstance(item, str) and len(item) > _LONGEST else item


def _clock(run: Run) -> RunClock:
    clocks = {(curve.kind, curve.name): curve for curve in run.curves}
    clock = clocks.get((STEP_CLOCK, "time")) or clocks.get((EPOCH_CLOCK, "time"))
    if clock is None or not clock.x.size:
        return {"x": [], "seconds": []}
    places = np.unique(np.linspace(0, clock.x.size - 1, _CLOCK).round().astype(int))
    seconds = clock.y[places] - run.started
    return {
        "x": [0, *clock.x[places].astype(int).tolist()],
        "seconds": [0.0, *(round(float(second), 3) for second in seconds)],
    }
