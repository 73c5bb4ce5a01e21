"""Writes every run into the ledger while it goes on.

The recorder is a listener of the event hub. Between its writes it only gathers points in memory; a write
comes at most twice a second, rarer the longer a run lasts and the slower the disk is. What a killed kernel
loses is what came after the last write. Trouble with the ledger is told once and never stops a training.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import warnings
import weakref
from pathlib import Path

from keras_lab import events
from keras_lab.events import Event, RunEnded, RunStarted
from keras_lab.runs import store
from keras_lab.runs.recording import Recording

SHORTEST_INTERVAL = 0.5  # seconds between two writes
LONGEST_INTERVAL = 10.0
SHARE_OF_RUN = 0.01  # a killed run loses about this share of its curve
WORST_SLOWDOWN = 0.02  # the share of the time that writing may take

PATIENCE = 0.2  # seconds to wait for another kernel's write, in the middle of a run: it can be made up for
LAST_PATIENCE = 5.0  # … and at its start and end, where it cannot


class Recorder:
    """A listener which records the runs it hears of in the ledger at `path` (default: the user's)."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._open: dict[str, _OpenRun] = {}
        self._warned = False
        self._lock = threading.RLock()

    def __call__(self, event: Event) -> None:
        """Takes in one event; called by the hub."""
        with self._lock:
            try:
                self._take(event)
            except (store.LedgerError, sqlite3.Error, OSError) as error:
                self._give_up(event.run, error)

    def _take(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self._open[event.run] = _OpenRun(event, self._path or store.default_path())
        elif event.run in self._open:
            self._open[event.run].take(event)
        if isinstance(event, RunEnded):
            self._open.pop(event.run, None)

    def _give_up(self, run: str, error: Exception) -> None:
        lost = self._open.pop(run, None)
        if lost is not None:
            lost.close()
        if not self._warned:
            self._warned = True
            warnings.warn(f"Runs are not recorded: {error}", RuntimeWarning, stacklevel=4)


class _OpenRun:
    """A run under way, its connection, and when to write next."""

    def __init__(self, event: RunStarted, path: Path) -> None:
        self._recording = Recording(event)
        self._connection = store.open_for_writing(path, LAST_PATIENCE)
        weakref.finalize(self, self._connection.close).atexit = False  # for a run that nobody ended
        self._began = time.monotonic()
        self._due = self._began + SHORTEST_INTERVAL
        self._process = os.getpid()
        try:
            store.check_room(self._connection)
            self._write()
        except BaseException:
            self.close()
            raise
        self._be_patient(PATIENCE)

    def take(self, event: Event) -> None:
        if os.getpid() != self._process:
            return  # a fork of the training process: SQLite forbids to use its connection here
        self._recording.take(event)
        if isinstance(event, RunEnded):
            self._be_patient(LAST_PATIENCE)
            self._write()
            self.close()
        elif time.monotonic() >= self._due:
            self._write_if_free()

    def close(self) -> None:
        self._connection.close()

    def _write(self) -> None:
        with store.transaction(self._connection):
            self._recording.write(self._connection)

    def _write_if_free(self) -> None:
        start = time.monotonic()
        try:
            self._write()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):  # another kernel is writing: next time
                raise
        now = time.monotonic()
        pause = max(SHORTEST_INTERVAL, (now - self._began) * SHARE_OF_RUN, (now - start) / WORST_SLOWDOWN)
        self._due = now + min(pause, LONGEST_INTERVAL)

    def _be_patient(self, seconds: float) -> None:
        self._connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


_recorder = Recorder()
_subscribed = threading.Event()


def start_recording() -> None:
    """Records every run of this process from now on, unless `KERAS_LAB_LEDGER=0`; more calls do nothing."""
    if os.environ.get("KERAS_LAB_LEDGER") != "0" and not _subscribed.is_set():
        _subscribed.set()
        events.subscribe(_recorder)
