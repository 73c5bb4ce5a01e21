"""Taking runs out of the ledger: the old ones, all but some, or as many as make it small enough."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from keras_lab.runs import query, store


@dataclass(frozen=True)
class Entry:
    """A run and the room it takes."""

    run: query.Summary
    size: int


def entries(path: Path | None = None) -> list[Entry]:
    """All runs, newest first, with the bytes that they take."""
    path = path or store.default_path()
    runs = query.list_runs(-1, path)
    if not runs:
        return []
    with store.reading(path) as connection:
        curves = dict(
            connection.execute("SELECT run, sum(length(points)) FROM curves GROUP BY run").fetchall()
        )
        texts = dict(connection.execute("SELECT run, sum(length(text)) FROM texts GROUP BY run").fetchall())
        rows = dict(
            connection.execute(
                "SELECT id, length(model) + length(config) + length(environment) FROM runs"
            ).fetchall()
        )
    return [Entry(run, curves.get(run.id, 0) + texts.get(run.id, 0) + rows.get(run.id, 0)) for run in runs]


def chosen(
    known: Sequence[Entry],
    before: float | None = None,
    keep: int | None = None,
    size: float | None = None,
) -> list[Entry]:
    """The runs to take out, oldest first; one that is still running stays.

    Arguments:
        known: what `entries` returned.
        before: those that started before this time (seconds since the epoch of the clock).
        keep: all but so many of the newest.
        size: the oldest ones, until the others take at most so many bytes.
    """
    out = set()
    room = 0
    for number, entry in enumerate(known):
        room += entry.size
        too_old = before is not None and entry.run.started < before
        too_many = keep is not None and number >= keep
        if too_old or too_many or (size is not None and room > size):
            out.add(entry.run.id)
    return [entry for entry in reversed(known) if entry.run.id in out and entry.run.status != "running"]


def remove(ids: Sequence[str], path: Path | None = None) -> None:
    """Takes these runs out, with their states, and gives the room back to the disk.

    Raises:
        LedgerError: if the ledger cannot be written.
    """
    path = path or store.default_path()
    connection = store.open_for_writing(path, 5.0)
    try:
        with store.explained(path):
            with store.transaction(connection):
                connection.executemany("DELETE FROM runs WHERE id = ?", [(id,) for id in ids])
            connection.execute("VACUUM")
    finally:
        connection.close()
    for run in ids:
        shutil.rmtree(store.state_of(run).parent, ignore_errors=True)
