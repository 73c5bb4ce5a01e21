"""Reads the ledger: which runs there were, and any of them in full."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keras_lab.events import Event, Marked
from keras_lab.registry import suggest
from keras_lab.runs import process, store
from keras_lab.runs.recording import ARCHITECTURE, CODE, EPOCH, STEP, VALUES
from keras_lab.runs.series import Array
from keras_lab.sentences import from_parts

#: A run of another computer (the ledger may lie on a shared disk) counts as interrupted after this silence.
SILENCE = 24 * 3600.0

_COLUMNS = (
    "id, name, status, started, updated, epoch, step, seconds, message, first_step, "
    "model, params, config, environment, logs"
)


@dataclass(frozen=True)
class Summary:
    """What the ledger knows of a run without its curves.

    Attributes:
        id: the run's id.
        name: what a person calls it.
        status: `"running"`, `"done"`, `"stopped"`, `"interrupted"` or `"failed"`. A run whose process is
            gone is `"interrupted"`.
        started: seconds since the epoch of the clock; `updated` likewise, of the last write.
        epoch: epochs completed, or the one under way, counted from 0; `step` the steps done.
        seconds: how long it took so far.
        message: why it failed.
        model, params, config, first_step: as in `keras_lab.events.RunStarted`.
        environment: Python, system, engine, versions, process.
        logs: the latest value of every curve; None for one that is not finite.
    """

    id: str
    name: str
    status: str
    started: float
    updated: float
    epoch: int
    step: int
    seconds: float
    message: str | None
    first_step: int
    model: dict[str, Any]
    params: dict[str, Any]
    config: dict[str, Any]
    environment: dict[str, Any]
    logs: dict[str, float | None]


@dataclass(frozen=True)
class Curve:
    """At most 1000 points: `x` counts steps of the run, not finite `y` are NaN.

    `kind` is `"step"`, `"epoch"`, or one of the clocks from which `Run.events` is made.
    """

    kind: str
    name: str
    x: Array
    y: Array


@dataclass(frozen=True)
class Run(Summary):
    """A run in full: `Summary` and its curves and marks.

    Attributes:
        code: the source that started it, a notebook's cell for instance; None where it is not known.
        architecture: the configuration of the model, as `model.to_json()` has it; None if it has none.
    """

    curves: tuple[Curve, ...]
    marks: tuple[Marked, ...]
    code: str | None = None
    architecture: dict[str, Any] | None = None

    @property
    def values(self) -> dict[str, str]:
        """The variables of the code that were set from outside, `%%keras --set`, and to what."""
        return dict(self.config.get(VALUES) or {})

    def to_frame(self) -> Any:
        """The curves as a pandas DataFrame: a row a point, `"kind"` (`"step"` or `"epoch"`), `"step"`,
        `"epoch"` and a column each metric.

        Raises:
            ImportError: if pandas is not installed.
        """
        from keras_lab.runs.export import to_frame

        return to_frame(self)

    def events(self) -> Iterator[Event]:
        """The run's events once more, from the points kept: what a view needs to draw it."""
        from keras_lab.runs.replay import replay

        return replay(self)


def list_runs(limit: int = 50, path: Path | None = None) -> list[Summary]:
    """The newest `limit` runs, newest first; an empty list where nothing was recorded yet.

    Raises:
        LedgerError: if the ledger cannot be read; the message says what to do.
    """
    path = path or store.default_path()
    if not path.exists():
        return []
    with store.reading(path) as connection:
        rows = connection.execute(
            f"SELECT {_COLUMNS} FROM runs ORDER BY started DESC, id DESC LIMIT ?", (limit,)
        ).fetchall()
        return [Summary(**_fields(row)) for row in rows]


def count_runs(path: Path | None = None) -> int:
    """How many runs the ledger keeps.

    Raises:
        LedgerError: if the ledger cannot be read.
    """
    path = path or store.default_path()
    if not path.exists():
        return 0
    with store.reading(path) as connection:
        return int(connection.execute("SELECT count(*) FROM runs").fetchone()[0])


def losses(ids: Sequence[str], path: Path | None = None) -> dict[str, Array]:
    """The loss of each of these runs, by steps, or by epochs where that is all there is: id → values.

    Raises:
        LedgerError: if the ledger cannot be read.
    """
    path = path or store.default_path()
    if not ids or not path.exists():
        return {}
    with store.reading(path) as connection:
        rows = connection.execute(
            "SELECT run, dtype, points FROM curves WHERE name = 'loss' AND kind IN (?, ?) "
            "AND run IN (SELECT value FROM json_each(?)) ORDER BY kind",  # "epoch" comes before "step"
            (EPOCH, STEP, json.dumps(list(ids))),
        ).fetchall()
    return {row["run"]: store.unpack(row["points"], row["dtype"])[1] for row in rows}


def load_run(id: str, path: Path | None = None) -> Run:
    """The run `id` in full; the beginning of its id is enough where only one run begins so.

    A run's name will do as well; of several so called it is the newest.

    Raises:
        LookupError: if there is no such run, or more than one; the message names the nearest.
        LedgerError: if the ledger cannot be read.
    """
    path = path or store.default_path()
    if not path.exists():
        raise LookupError(f"There is no run {id!r}: nothing was recorded yet in {path}.")
    with store.reading(path) as connection:
        id = _full_id(connection, id)
        row = connection.execute(f"SELECT {_COLUMNS} FROM runs WHERE id = ?", (id,)).fetchone()
        curves = connection.execute("SELECT * FROM curves WHERE run = ? ORDER BY rowid", (id,)).fetchall()
        marks = connection.execute("SELECT * FROM marks WHERE run = ? ORDER BY number", (id,)).fetchall()
        texts = dict(connection.execute("SELECT kind, text FROM texts WHERE run = ?", (id,)).fetchall())
    texts = {kind: store.unpack_text(text) for kind, text in texts.items()}
    return Run(
        **_fields(row), curves=tuple(map(_curve, curves)), marks=tuple(map(_mark, marks)),
        code=texts.get(CODE), architecture=json.loads(texts.get(ARCHITECTURE, "null")),
    )  # fmt: skip


def _full_id(connection: sqlite3.Connection, id: str) -> str:
    rows = connection.execute("SELECT id, name FROM runs ORDER BY started DESC, id DESC").fetchall()
    exact = [row["id"] for row in rows if row["id"] == id] or [row["id"] for row in rows if row["name"] == id]
    matching = exact[:1] or [row["id"] for row in rows if row["id"].startswith(id)]
    if len(matching) == 1:
        return str(matching[0])
    if matching and id:
        raise LookupError(f"The ids of {len(matching)} runs begin with {id!r}: {', '.join(matching[:5])} …")
    raise LookupError(f"There is no run {id!r}.{suggest(id, [word for row in rows for word in row])}")


def _fields(row: sqlite3.Row) -> dict[str, Any]:
    fields = dict(row)
    for name in ("model", "params", "config", "environment", "logs"):
        fields[name] = json.loads(fields[name])
    if fields["status"] == "running" and not _is_running(fields):
        fields["status"] = "interrupted"
        fields["message"] = "The process that ran it is gone."
    return fields


def _is_running(fields: dict[str, Any]) -> bool:
    alive = process.is_alive(fields["environment"].get("process") or {})
    return time.time() - fields["updated"] < SILENCE if alive is None else alive


def _curve(row: sqlite3.Row) -> Curve:
    return Curve(row["kind"], row["name"], *store.unpack(row["points"], row["dtype"]))


def _mark(row: sqlite3.Row) -> Marked:
    names = ("run", "time", "epoch", "step", "kind", "value", "layer")
    action, said = (None if row[name] is None else json.loads(row[name]) for name in ("action", "said"))
    return Marked(**{name: row[name] for name in names}, action=action, text=from_parts(said, row["text"]))
