"""Runs for other programs: pandas, CSV, JSON, TensorBoard."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from keras_lab.event_file import EventFile
from keras_lab.runs.query import Run
from keras_lab.runs.recording import EPOCH, EPOCH_CLOCK, STEP

_HEAD = ("kind", "step", "epoch")


def to_csv(run: Run, path: Path) -> None:
    """Writes the curves as a table: a row a point, see `Run.to_frame`; a field stays empty where nothing is."""
    names = names_of(run)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*_HEAD, *names])
        for row in rows(run):
            writer.writerow([row.get(name, "") for name in (*_HEAD, *names)])


def to_json(run: Run, path: Path) -> None:
    """Writes all that is known of the run."""
    path.write_text(json.dumps(as_json(run), indent=1, default=str) + "\n", encoding="utf-8")


def as_json(run: Run) -> dict[str, Any]:
    """All that is known of the run. JSON has no NaN: numbers that are not finite are null."""
    known = {name: value for name, value in asdict(run).items() if name not in ("curves", "marks")}
    known["curves"] = [
        {
            "kind": curve.kind,
            "name": curve.name,
            "x": curve.x.tolist(),
            "y": list(map(_finite, curve.y.tolist())),
        }
        for curve in run.curves
        if curve.kind in (STEP, EPOCH)
    ]
    known["marks"] = [asdict(mark) for mark in run.marks]
    return known


def to_tensorboard(run: Run, folder: Path) -> None:
    """Writes event files as the callback `TensorBoard` would: epochs in `train` and `validation`."""
    train, validation = EventFile(folder / "train"), EventFile(folder / "validation")
    for row in rows(run):
        for name in names_of(run):
            if name not in row:
                continue
            if row["kind"] == STEP:
                train.scalar(f"batch_{name}", row[name], row["step"])
            elif name.startswith("val_"):
                validation.scalar(f"epoch_{name.removeprefix('val_')}", row[name], row["epoch"])
            else:
                train.scalar(f"epoch_{name}", row[name], row["epoch"])
    train.close()
    validation.close()


def to_frame(run: Run) -> Any:
    """The pandas DataFrame of `Run.to_frame`."""
    return import_pandas().DataFrame(rows(run), columns=[*_HEAD, *names_of(run)])


def import_pandas() -> Any:
    """pandas, or an ImportError that says what to type."""
    try:
        import pandas
    except ImportError as error:
        raise ImportError("The table of a run needs pandas: pip install pandas") from error
    return pandas


#: What `export` can write: the name of the form, and who writes it.
FORMS: Mapping[str, Callable[[Run, Path], None]] = {
    "csv": to_csv,
    "json": to_json,
    "tensorboard": to_tensorboard,
}


def names_of(run: Run) -> list[str]:
    """The metrics of the run."""
    return list(dict.fromkeys(curve.name for curve in run.curves if curve.kind in (STEP, EPOCH)))


def rows(run: Run) -> Iterator[dict[str, Any]]:
    """The points: first those of the steps, then those of the epochs; `epoch` counts from 0."""
    ends, epochs = _epochs(run)
    for kind in (STEP, EPOCH):
        points: dict[int, dict[str, float]] = {}
        for curve in run.curves:
            if curve.kind == kind:
                for x, y in zip(curve.x.tolist(), curve.y.tolist(), strict=True):
                    points.setdefault(int(x), {})[curve.name] = y
        for step in sorted(points):
            yield {"kind": kind, "step": step, "epoch": _epoch(step, ends, epochs), **points[step]}


def _epochs(run: Run) -> tuple[Any, Any]:
    """The steps at which epochs ended, and which epochs those were."""
    for curve in run.curves:
        if (curve.kind, curve.name) == (EPOCH_CLOCK, "epoch"):
            return curve.x, curve.y
    return np.empty(0), np.empty(0)


def _epoch(step: int, ends: Any, epochs: Any) -> int | None:
    if not ends.size:
        return None
    place = int(np.searchsorted(ends, step))
    return int(epochs[place]) if place < ends.size else int(epochs[-1]) + 1


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
