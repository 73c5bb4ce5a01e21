"""The ledger's file: one SQLite database in WAL mode, which several kernels may write at the same time.

A run has one row in `runs`, one row a curve in `curves` (its points in one little-endian blob, replaced as
the run goes on, so the file does not grow with the number of steps) and one row a mark in `marks`.
What is long and only read to compare runs (the code, the model's configuration) lies packed in `texts`.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from keras_lab import config
from keras_lab.asked import state_file
from keras_lab.runs.series import Array

APPLICATION_ID = 0x4B4C4142  # "KLAB", seen by the command `file` and by other programs
VERSION = 4
DEFAULT_LIMIT = 200e6  # bytes: some thousands of runs
#: Bytes the ledger may take before new runs are refused; None: what `KERAS_LAB_LEDGER_MB` says.
limit: float | None = None

_SCHEMA = """
CREATE TABLE runs (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, status TEXT NOT NULL,
    started REAL NOT NULL, updated REAL NOT NULL,
    epoch INTEGER NOT NULL, step INTEGER NOT NULL, seconds REAL NOT NULL, message TEXT,
    first_step INTEGER NOT NULL,
    model TEXT NOT NULL, params TEXT NOT NULL, config TEXT NOT NULL, environment TEXT NOT NULL,
    logs TEXT NOT NULL
);
CREATE INDEX runs_by_start ON runs (started);
CREATE TABLE curves (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    kind TEXT NOT NULL, name TEXT NOT NULL, dtype TEXT NOT NULL, points BLOB NOT NULL,
    PRIMARY KEY (run, kind, name)
);
CREATE TABLE marks (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    number INTEGER NOT NULL, time REAL NOT NULL,
    epoch INTEGER NOT NULL, step INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, value REAL,
    action TEXT, layer TEXT, said TEXT,
    PRIMARY KEY (run, number)
) WITHOUT ROWID;
"""
_TEXTS = """
CREATE TABLE texts (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    kind TEXT NOT NULL, text BLOB NOT NULL,
    PRIMARY KEY (run, kind)
)"""

#: What makes a ledger of a version into one of the next.
_UPGRADES = {
    1: "ALTER TABLE marks ADD COLUMN action TEXT; ALTER TABLE marks ADD COLUMN layer TEXT",
    2: _TEXTS,
    3: "ALTER TABLE marks ADD COLUMN said TEXT",
}


class LedgerError(RuntimeError):
    """The ledger cannot be used as it is; the message names the file, the reason and a way out."""


def default_path() -> Path:
    """`$KERAS_LAB_HOME/runs.db`; without that variable `keras_lab/runs.db` in `$KERAS_HOME` or `~/.keras`."""
    home = os.environ.get("KERAS_LAB_HOME")
    if home:
        return Path(home).expanduser() / "runs.db"
    return config.keras_home() / "keras_lab" / "runs.db"


def state_of(run: str) -> Path:
    """Where the last state of a run is kept while it is not done: in a folder beside the ledger."""
    return state_file(states_folder(), run)


def states_folder() -> Path:
    """The folder of the states of all runs, a folder each."""
    return default_path().parent / "states"


def size(connection: sqlite3.Connection) -> int:
    """Bytes that the ledger takes, without what was freed in its file."""
    pages, free, page = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * page)


def check_room(connection: sqlite3.Connection) -> None:
    """Called before a new run is written.

    Raises:
        LedgerError: if the ledger takes more than `limit`.
    """
    taken, most = size(connection), _limit()
    if taken > most:
        raise LedgerError(
            f"The run ledger takes {_megabytes(taken)} MB, more than its limit of {_megabytes(most)} MB. Make room by "
            f"`keras-lab runs prune --size {_megabytes(most / 2)}MB`, or raise the limit by "
            "%config KerasLab.ledger_limit or the environment variable KERAS_LAB_LEDGER_MB."
        )


def _megabytes(count: float) -> str:
    return f"{count / 1e6:.0f}" if count >= 10e6 else f"{count / 1e6:.2g}"


def _limit() -> float:
    if limit is not None:
        return limit
    said = os.environ.get("KERAS_LAB_LEDGER_MB")
    try:
        return DEFAULT_LIMIT if said is None else float(said) * 1e6
    except ValueError:
        raise LedgerError(f"KERAS_LAB_LEDGER_MB is a number of megabytes. Received: {said!r}") from None


def open_for_writing(path: Path, patience: float) -> sqlite3.Connection:
    """Opens the ledger at `path`, made if need be; writes wait up to `patience` seconds for other kernels.

    Raises:
        LedgerError: if the file is no ledger, is damaged, is of another version or cannot be written.
    """
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path, "rwc", patience)
        try:
            if not _is_empty(connection):
                _check(connection)  # before anything is changed
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            _make_or_check(connection)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The ledger at `path`, which must exist, for reading.

    Raises:
        LedgerError: as `open_for_writing`.
    """
    with explained(path):
        connection = _connect(path, "rw", patience=5.0)
        try:
            connection.row_factory = sqlite3.Row
            _check(connection)
            _upgrade(connection)
            yield connection
        finally:
            connection.close()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; the write lock is taken at once, so waiting for it honours the patience."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # SQLite ends it itself on some errors, a full disk for one
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def pack(x: Array, y: Array) -> bytes:
    """The points of a curve as stored: all x, then all y, little-endian."""
    return b"".join(np.ascontiguousarray(part, part.dtype.newbyteorder("<")).tobytes() for part in (x, y))


def unpack(points: bytes, dtype: str) -> tuple[Array, Array]:
    """The inverse of `pack`."""
    both = np.frombuffer(points, np.dtype(dtype).newbyteorder("<")).astype(dtype)
    return both[: both.size // 2], both[both.size // 2 :]


def pack_text(text: str) -> bytes:
    """A text as stored: the configuration of a large model takes a twentieth."""
    return zlib.compress(text.encode())


def unpack_text(packed: bytes) -> str:
    """The inverse of `pack_text`."""
    return zlib.decompress(packed).decode()


def _connect(path: Path, mode: str, patience: float) -> sqlite3.Connection:
    # Calls are serialised by the recorder, which may be called from more than one thread.
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True, timeout=patience, isolation_level=None, check_same_thread=False,
    )  # fmt: skip


def _make_or_check(connection: sqlite3.Connection) -> None:
    if _is_empty(connection):
        with transaction(connection):
            if _is_empty(connection):  # else another kernel was quicker
                for statement in (_SCHEMA + _TEXTS).split(";"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
    _check(connection)
    _upgrade(connection)


def _upgrade(connection: sqlite3.Connection) -> None:
    """Brings a ledger that an older keras_lab wrote up to date."""
    if _version(connection) == VERSION:
        return
    with transaction(connection):
        for version in range(_version(connection), VERSION):  # asked again: another kernel may be quicker
            for statement in _UPGRADES[version].split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _is_empty(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0


def _check(connection: sqlite3.Connection) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = _version(connection)
    if application != APPLICATION_ID:
        raise LedgerError("it is a database of another program")
    if version != VERSION and version not in _UPGRADES:
        raise LedgerError(
            f"it was written by another version of keras_lab (format {version}, this one reads {VERSION})"
        )


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns what goes wrong below into one message for people."""
    try:
        yield
    except (LedgerError, OSError, ValueError, sqlite3.Error) as error:
        raise LedgerError(
            f"The run ledger {path} cannot be used: {error}. Move the file away, or set KERAS_LAB_HOME to "
            "another folder; KERAS_LAB_LEDGER=0 turns the ledger off."
        ) from error
