"""Takes the events of all runs to whoever shows them, at a bounded rate and without holding up a training.

The training's thread only appends each event to a queue (microseconds). A daemon thread takes the queue a
few times a second, folds the events into `RunData`, and lets each outlet (a front end's comm, the outputs
of cells) say what is new. The start and the end of a run are taken in at once, in the thread of the
training, so that a run's output belongs to its cell and is complete when `fit` returns.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

import numpy as np

from keras_lab.events import Event, RunEnded, RunStarted, StepsDone
from keras_lab.lab import memory
from keras_lab.lab.rundata import RunData

TICK = 0.25  # seconds between two rounds, at least
MESSAGES_PER_SECOND = 8  # on average over the rounds; the start and the end of a run add one or two
MOST_RUNS = 50  # runs of this kernel kept in memory; all are in the ledger

_log = logging.getLogger(__name__)


class Outlet(Protocol):
    """Something that shows runs. All methods are called under the publisher's lock."""

    def take(self, data: RunData, event: Event) -> None:
        """Hears of an event that `data` has already taken in."""

    def publish(self, now: float) -> int:
        """Sends what is due at `now` (monotonic seconds); returns how many messages that took."""

    @property
    def pending(self) -> bool:
        """Whether something waits for a later round."""


class Publisher:
    """The queue, the thread and the runs. Runs are in `runs`, by id, oldest first."""

    def __init__(self) -> None:
        self.runs: dict[str, RunData] = {}
        self.outlets: list[Outlet] = []
        self._queue: deque[Event] = deque()
        self._jobs: deque[Callable[[], None]] = deque()
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def listen(self, event: Event) -> None:
        """The listener for `keras_lab.events.subscribe`."""
        if isinstance(event, RunStarted | RunEnded):
            with self._lock:
                self._queue.append(event)
                self.take_in()
        else:
            self._queue.append(event)
        if not self._wake.is_set():
            self._wake.set()

    def soon(self, job: Callable[[], None]) -> None:
        """Lets the publisher's thread do `job` in its next round (callbacks must not take time)."""
        self._jobs.append(job)
        self._wake.set()

    def start(self) -> None:
        """Starts the thread."""
        self._thread = threading.Thread(target=self._work, name="keras_lab publisher", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends the thread."""
        self._closed.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def take_in(self) -> None:
        """Folds what is in the queue into `runs` and tells the outlets of it."""
        with self._lock:
            for event in merged(self._drain()):
                self._take(event)

    def round(self) -> int:
        """One round of the thread: takes in, lets the outlets publish; returns the number of messages."""
        with self._lock:
            self._do_jobs()
            self.take_in()
            now = time.monotonic()
            return sum(self._guarded(outlet, lambda o: o.publish(now)) for outlet in tuple(self.outlets))

    def _work(self) -> None:
        while not self._closed.is_set():
            self._wake.wait()
            self._wake.clear()
            sent = self.round()
            self._closed.wait(max(TICK, sent / MESSAGES_PER_SECOND))
            if any(outlet.pending for outlet in tuple(self.outlets)):
                self._wake.set()

    def _drain(self) -> list[Event]:
        return [self._queue.popleft() for _ in range(len(self._queue))]

    def _do_jobs(self) -> None:
        for _ in range(len(self._jobs)):
            job = self._jobs.popleft()
            try:
                job()
            except Exception:
                _log.exception("A request of a front end failed")

    def _take(self, event: Event) -> None:
        if isinstance(event, RunStarted):
            self._open(event)
        data = self.runs.get(event.run)
        if data is None:  # the lab was loaded in the middle of this run
            return
        data.apply(event)
        data.memory = memory.in_use()
        for outlet in tuple(self.outlets):
            self._guarded(outlet, lambda o: o.take(data, event))

    def _open(self, event: RunStarted) -> None:
        self.runs[event.run] = RunData(event)
        over = [run for run, data in self.runs.items() if data.ended]
        for run in over[: max(len(self.runs) - MOST_RUNS, 0)]:
            del self.runs[run]

    def _guarded(self, outlet: Outlet, call: Callable[[Outlet], int | None]) -> int:
        """A failing outlet is left out from then on: showing a run never stops it, nor the other outlets."""
        try:
            return call(outlet) or 0
        except Exception:
            _log.exception("%r failed and shows no more runs", outlet)
            if outlet in self.outlets:
                self.outlets.remove(outlet)
            return 0


def merged(events: list[Event]) -> list[Event]:
    """The same events with neighbouring `StepsDone` of a run and epoch joined into one."""
    result: list[Event] = []
    group: list[StepsDone] = []
    for event in events:
        if group and not _continues(group[-1], event):
            result.append(_join(group))
            group = []
        if isinstance(event, StepsDone):
            group.append(event)
        else:
            result.append(event)
    return [*result, _join(group)] if group else result


def _continues(last: StepsDone, event: Event) -> bool:
    return (
        isinstance(event, StepsDone)
        and (event.run, event.epoch) == (last.run, last.epoch)
        and event.values.keys() == last.values.keys()
    )


def _join(group: list[StepsDone]) -> StepsDone:
    if len(group) == 1:
        return group[0]
    first, last = group[0], group[-1]
    values = {name: np.concatenate([event.values[name] for event in group]) for name in first.values}
    return StepsDone(
        run=last.run, time=last.time, epoch=last.epoch, step=first.step, count=sum(e.count for e in group),
        position=last.position, steps=last.steps, values=values, seconds=sum(e.seconds for e in group),
        waited=sum(e.waited for e in group),
    )  # fmt: skip
