"""One run as the ledger keeps it: a row, a bounded number of points a curve, and marks."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Mapping
from typing import Any

import numpy as np

from keras_lab.events import EpochDone, Event, Marked, RunEnded, RunStarted, StepsDone
from keras_lab.runs import store
from keras_lab.runs.environment import environment
from keras_lab.runs.series import Series, step_numbers
from keras_lab.sentences import parts_of

CAPACITY = 1000  # points a curve
MOST_MARKS = 1000

#: The kinds of curves. Of the last two, x is a step as well, and y what was the time, or the epoch, then:
#: from them the events are made again.
STEP, EPOCH, STEP_CLOCK, EPOCH_CLOCK = "step", "epoch", "step clock", "epoch clock"

#: The kinds of texts: the source that started the run, the model's configuration in JSON.
CODE, ARCHITECTURE = "code", "architecture"
#: Where in the configuration of a run those values are that were set in its source from outside.
VALUES = "values"

_UPSERT_CURVE = """
INSERT INTO curves (run, kind, name, dtype, points) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (run, kind, name) DO UPDATE SET points = excluded.points
"""
_INSERT_MARK = "INSERT OR IGNORE INTO marks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Recording:
    """Takes in the events of one run and writes what is new about it."""

    def __init__(self, event: RunStarted) -> None:
        self._run = event.run
        self._row: dict[str, Any] = {
            "id": event.run,
            "name": event.name,
            "status": "running",
            "started": event.time,
            "updated": event.time,
            "epoch": int(event.params.get("initial_epoch") or 0),
            "step": 0,
            "seconds": 0.0,
            "message": None,
            "first_step": event.first_step,
            "model": to_json({name: item for name, item in event.model.items() if name != ARCHITECTURE}),
            "params": to_json(event.params),
            "config": to_json({**event.config, **({VALUES: event.values} if event.values else {})}),
            "environment": to_json(environment(event.config.get("engine"))),
        }
        architecture = event.model.get(ARCHITECTURE)
        texts = {CODE: event.code, ARCHITECTURE: to_json(architecture) if architecture else None}
        self._texts = {kind: text for kind, text in texts.items() if text}
        self._logs: dict[str, float] = {}
        self._curves: dict[tuple[str, str], Series] = {}
        self._changed: dict[tuple[str, str], None] = {}  # an ordered set: the curves keep their order
        self._marks: list[Marked] = []
        self._mark_count = 0
        self._seconds_in_steps = 0.0
        self._new = True

    def take(self, event: Event) -> None:
        """Takes in one event, in memory only."""
        self._row["updated"] = max(self._row["updated"], event.time)
        self._row["seconds"] = self._row["updated"] - self._row["started"]
        if isinstance(event, StepsDone):
            self._take_steps(event)
        elif isinstance(event, EpochDone):
            self._take_epoch(event)
        elif isinstance(event, Marked):
            self._take_mark(event)
        elif isinstance(event, RunEnded):
            self._take_end(event)

    def write(self, connection: sqlite3.Connection) -> None:
        """Writes what changed since the last time. The caller holds the transaction."""
        row = {**self._row, "logs": to_json(self._logs)}
        if self._new:
            connection.execute(f"INSERT INTO runs ({', '.join(row)}) VALUES (:{', :'.join(row)})", row)
            connection.executemany("INSERT INTO texts VALUES (?, ?, ?)", self._packed_texts())
        else:
            changing = ("status", "updated", "epoch", "step", "seconds", "message", "logs")
            assignments = ", ".join(f"{name} = :{name}" for name in changing)
            connection.execute(f"UPDATE runs SET {assignments} WHERE id = :id", row)
        connection.executemany(_UPSERT_CURVE, self._changed_curves())
        connection.executemany(_INSERT_MARK, self._new_marks())
        self._new = False
        self._changed.clear()
        self._mark_count += len(self._marks)
        self._marks.clear()

    def _take_steps(self, event: StepsDone) -> None:
        x = step_numbers(event)
        for name, values in event.values.items():
            self._extend(STEP, name, x, values)
            if len(values):
                self._logs[name] = float(values[-1])
        self._seconds_in_steps += event.seconds
        self._extend(STEP_CLOCK, "time", x[-1:], event.time)
        self._extend(STEP_CLOCK, "seconds", x[-1:], self._seconds_in_steps)
        self._row.update(step=event.step + event.count, epoch=event.epoch)

    def _take_epoch(self, event: EpochDone) -> None:
        for name, value in event.logs.items():
            self._extend(EPOCH, name, event.step, value)
            self._logs[name] = float(value)
        self._extend(EPOCH_CLOCK, "time", event.step, event.time)
        self._extend(EPOCH_CLOCK, "seconds", event.step, event.seconds)
        self._extend(EPOCH_CLOCK, "epoch", event.step, event.epoch)
        self._row.update(step=event.step, epoch=event.epoch + 1)

    def _take_mark(self, event: Marked) -> None:
        if self._mark_count + len(self._marks) < MOST_MARKS:
            self._marks.append(event)

    def _take_end(self, event: RunEnded) -> None:
        self._row.update(status=event.status, message=event.message, seconds=event.seconds)
        self._row.update(epoch=event.epoch, step=event.step)

    def _extend(self, kind: str, name: str, x: Any, y: Any) -> None:
        key = (kind, name)
        if key not in self._curves:
            self._curves[key] = Series(name, CAPACITY, np.float32 if kind == STEP else np.float64)
        self._curves[key].extend(x, y)
        self._changed[key] = None

    def _packed_texts(self) -> list[tuple[str, str, bytes]]:
        return [(self._run, kind, store.pack_text(text)) for kind, text in self._texts.items()]

    def _changed_curves(self) -> list[tuple[Any, ...]]:
        rows = []
        for kind, name in self._changed:
            x, y = self._curves[kind, name].points()
            rows.append((self._run, kind, name, x.dtype.name, store.pack(x, y)))
        return rows

    def _new_marks(self) -> list[tuple[Any, ...]]:
        return [
            (
                self._run,
                number,
                m.time,
                m.epoch,
                m.step,
                m.kind,
                m.text,
                m.value,
                _optional(m.action),
                m.layer,
                _optional(parts_of(m.text)),
            )
            for number, m in enumerate(self._marks, self._mark_count)
        ]


def _optional(value: Any) -> str | None:
    return None if value is None else to_json(value)


def to_json(value: Any) -> str:
    """`value` as strict JSON: NumPy's numbers as Python's, not finite ones as null, anything else as text."""
    return json.dumps(_plain(value), allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int | bool) else str(value)
