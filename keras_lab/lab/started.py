"""Which runs a thread starts, and how to steer them."""

from __future__ import annotations

import threading
from collections.abc import Callable

from keras_lab import control, events
from keras_lab.control import Control
from keras_lab.events import Event, RunEnded, RunStarted


class StartedHere:
    """Hears of the runs that the thread in which it is made starts, until `close`.

    Attributes:
        runs: their ids, in order.
        current: the control of the one under way, if one is.
        status: of the latest one; None before the first.
        stopped: whether a person stopped or interrupted one of them.

    Arguments:
        started: called with the control of each run, before its first step.
    """

    def __init__(self, started: Callable[[Control], None] = lambda control: None) -> None:
        self.runs: list[str] = []
        self.current: Control | None = None
        self.status: str | None = None
        self.stopped = False
        self._started = started
        self._thread = threading.get_ident()
        self.close = events.subscribe(self._hear)

    def _hear(self, event: Event) -> None:
        if threading.get_ident() != self._thread:
            return
        if isinstance(event, RunStarted):
            self.runs.append(event.run)
            self.status = "running"
            self.current = control.running().get(event.run)
            if self.current is not None:
                self._started(self.current)
        elif isinstance(event, RunEnded):
            self.status = event.status
            self.stopped |= self.current is not None and self.current.stop_reason is not None
            self.current = None
