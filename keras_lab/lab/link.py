"""One front end at the other end of a comm: what it watches and what it has not been told yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

import numpy as np

from keras_lab.events import EpochDone, Event, Marked, RunStarted, StepsDone
from keras_lab.lab.protocol import JSON, KernelMessage, Mark, ModelState, RunState
from keras_lab.lab.rundata import Curve, Key, RunData, mark_of, thinned
from keras_lab.runs.series import Series, step_numbers

POINT_BYTES = 16_000  # of points in a message; with the rest it stays below 20 kB
STATE_BYTES = 16_000  # of the list of runs, newest first
INCREMENT = 200  # points of a series in one message
RESET_BYTES = 3 * POINT_BYTES  # of all series, when a front end begins to watch
_MARKS_A_ROUND, _FINALS_A_ROUND = 2, 2
_BYTES_A_RUN, _BYTES_A_LOG = 1300, 45  # a RunState in JSON, roughly, spark included

Send = Callable[[KernelMessage, list[bytes]], None]


class Watch:
    """Points of one run that a front end has not seen yet, binned so that they stay few."""

    def __init__(self, data: RunData) -> None:
        self.data = data
        self.reset = True
        self._fresh: dict[Key, Series] = {}

    def take(self, event: Event) -> None:
        """Remembers the points of `event` unless all points are still to be sent."""
        if self.reset:
            return
        if isinstance(event, StepsDone):
            x = step_numbers(event)
            for name, values in event.values.items():
                self._series(("step", name)).extend(x, values)
        elif isinstance(event, EpochDone):
            for name, value in event.logs.items():
                self._series(("epoch", name)).extend(event.step, value)

    def curves(self) -> list[Curve]:
        """What is new since the last call (everything, the first time)."""
        if self.reset:
            limit = max(RESET_BYTES // (8 * max(len(self.data.series), 1)), 20)
            return self.data.curves(min(limit, 1000))
        fresh, self._fresh = self._fresh, {}
        limit = max(POINT_BYTES // (8 * max(len(fresh), 1)), 8)
        return [Curve(kind, name, *thinned(series, limit)) for (kind, name), series in fresh.items()]

    def _series(self, key: Key) -> Series:
        if key not in self._fresh:
            self._fresh[key] = Series(key[1], INCREMENT)
        return self._fresh[key]


class Link:
    """An outlet of the publisher that speaks the protocol.

    Arguments:
        send: sends a message and its buffers.
        runs: the runs of this kernel, by id.
        models: the models of this kernel, as last seen.
    """

    def __init__(self, send: Send, runs: dict[str, RunData], models: Callable[[], list[ModelState]]) -> None:
        self._send = send
        self._runs = runs
        self._models = models
        self._watches: dict[str, Watch] = {}
        self._changed: dict[str, RunData] = {}
        self._marks: deque[tuple[str, Mark]] = deque()
        self._finals: deque[tuple[str, JSON]] = deque()
        self._state_due = False
        self._sent = 0

    @property
    def pending(self) -> bool:
        """Whether marks or final outputs still wait to be sent."""
        return bool(self._marks or self._finals)

    def watches(self, run: str) -> bool:
        """Whether this front end draws the run by itself."""
        return run in self._watches

    def show_state(self) -> None:
        """Sends the models and runs in the next round."""
        self._state_due = True

    def watch(self, data: RunData) -> None:
        """Streams the run from now on, all of it first."""
        self._watches[data.id] = Watch(data)
        self._marks.extend((data.id, mark) for mark in data.marks)
        self._changed[data.id] = data

    def unwatch(self, run: str) -> None:
        """Ends the stream of a run."""
        self._watches.pop(run, None)

    def finish(self, run: str, bundle: JSON) -> None:
        """Sends the final output of a run in the next round."""
        self._finals.append((run, bundle))

    def take(self, data: RunData, event: Event) -> None:
        """Notes what the front end has to be told about `event`."""
        self._changed[data.id] = data
        if isinstance(event, RunStarted):
            self._state_due = True
        watch = self._watches.get(data.id)
        if watch is not None:
            watch.take(event)
            if isinstance(event, Marked):
                self._marks.append((data.id, mark_of(event)))

    def publish(self, now: float) -> int:
        """Sends all that is due."""
        self._sent, listed = 0, self._state_due
        if listed:
            self._send_state()
        for data in self._changed.values():
            if not listed or data.id not in self._runs:  # the front end has to know the run before its points
                self._tell({"type": "run", "run": data.state()})
            if data.id in self._watches:
                self._send_points(self._watches[data.id])
        self._changed.clear()
        for _ in range(min(_MARKS_A_ROUND, len(self._marks))):
            run, mark = self._marks.popleft()
            self._tell({"type": "mark", "run": run, "mark": mark})
        for _ in range(min(_FINALS_A_ROUND, len(self._finals))):
            run, bundle = self._finals.popleft()
            self._tell({"type": "final", "run": run, "bundle": bundle})
        return self._sent

    def _send_state(self) -> None:
        runs = newest_within(STATE_BYTES, self._runs.values())
        self._tell({"type": "state", "models": self._models(), "runs": runs})
        self._state_due = False

    def _send_points(self, watch: Watch) -> None:
        reset, packets = watch.reset, packed(watch.curves())
        for packet in packets or [[]] * reset:
            self._tell(
                {
                    "type": "points",
                    "run": watch.data.id,
                    "reset": reset,
                    "series": [{"name": c.name, "kind": c.kind, "count": c.x.size} for c in packet],
                },
                [np.concatenate([c.x, c.y]).astype("<f4").tobytes() for c in packet],
            )
            reset = False
        watch.reset = False

    def _tell(self, message: KernelMessage, buffers: list[bytes] | None = None) -> None:
        self._send(message, buffers or [])
        self._sent += 1


def packed(curves: Iterable[Curve]) -> list[list[Curve]]:
    """The curves in as few groups, in order, as keep each below `POINT_BYTES`; empty curves are left out."""
    packets: list[list[Curve]] = []
    room = 0
    for curve in curves:
        size = 8 * curve.x.size + 80
        if not curve.x.size:
            continue
        if size > room:
            packets.append([])
            room = POINT_BYTES
        packets[-1].append(curve)
        room -= size
    return packets


def newest_within(size: int, runs: Iterable[RunData]) -> list[RunState]:
    """The states of the newest runs, newest first, as many as fit into `size` bytes of JSON."""
    states: list[RunState] = []
    for data in reversed(list(runs)):
        state = data.state()
        size -= _BYTES_A_RUN + _BYTES_A_LOG * len(state["logs"])
        if size < 0 and states:
            break
        states.append(state)
    return states
