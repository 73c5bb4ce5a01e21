"""Everything the views show of a run: a fold over its events.

A view draws a `RunData` and nothing else, so it cannot tell a live run from one replayed from the ledger
(`replay(query.load_run(id).events())`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from keras_lab.events import EpochDone, Event, Marked, RunEnded, RunStarted, StepsDone
from keras_lab.lab.clock import Clock
from keras_lab.lab.protocol import Advice, Mark, Number, RunState, Said, SeriesKind, Status
from keras_lab.lab.protocol.looks import Look, LookKind
from keras_lab.runs.query import Run
from keras_lab.runs.recording import EPOCH, EPOCH_CLOCK, STEP
from keras_lab.runs.series import Array, Series, step_numbers
from keras_lab.sentences import parts_of

CAPACITY = 1000  # points kept of a curve
MOST_MARKS = 200
_SPARK = 60
Key = tuple[SeriesKind, str]


@dataclass(frozen=True)
class Curve:
    """Points to draw: `x` in steps of the run; a `y` of NaN is a gap."""

    kind: SeriesKind
    name: str
    x: Array
    y: Array


class RunData:
    """What is known of one run, kept in bounded memory however long it gets.

    Arguments:
        event: the event that opened the run.

    Attributes:
        looks: the last look of each kind that was asked for; `offered`: what can be asked.
        memory: bytes that the kernel has in use, and its device, of a run of this kernel.
    """

    def __init__(self, event: RunStarted) -> None:
        self.started = event
        self.status: Status = "running"
        self.epoch = int(event.params.get("initial_epoch") or 0)
        self.step = 0
        self.position = 0
        self.steps: int | None = event.params.get("steps")
        self.seconds = 0.0
        self.message: str | None = None
        self.logs: dict[str, float] = {}
        self.marks: list[Mark] = []
        self.series: dict[Key, Series] = {}
        self.epochs = int(event.params.get("epochs") or 0)
        self.learning_rate: float | None = _number(event.config.get("learning_rate"))
        self.hyperparameters: dict[str, Any] = dict(event.config.get("hyperparameters") or {})
        self.looks: dict[LookKind, Look] = {}
        self.offered: tuple[LookKind, ...] = ()
        self.memory: tuple[int | None, int | None] = (None, None)
        self._clock = Clock(event.time)

    @property
    def id(self) -> str:
        """The run's id."""
        return self.started.run

    @property
    def ended(self) -> bool:
        """Whether the run is over."""
        return self.status not in ("running", "paused")

    def apply(self, event: Event) -> None:
        """Takes in one event of this run."""
        if isinstance(event, StepsDone):
            self._steps_done(event)
        elif isinstance(event, EpochDone):
            self._epoch_done(event)
        elif isinstance(event, Marked):
            self._marked(event)
        elif isinstance(event, RunEnded):
            self._ended(event)

    def state(self) -> RunState:
        """The run as the panel shows it."""
        total = self._total()
        return {
            "id": self.id,
            "name": self.started.name,
            "status": self.status,
            "epoch": self.epoch,
            "epochs": self.epochs,
            "position": self.position,
            "steps": self.steps,
            "step": self.step,
            "total": total,
            "seconds": round(self.seconds, 3),
            "eta": None if self.ended else _finite(self._clock.seconds_left(total)),
            "rate": _finite(self._clock.rate),
            "learning_rate": _finite(self.learning_rate),
            "hyperparameters": {name: _finite(value) for name, value in self.hyperparameters.items()},
            "logs": {name: _finite(value) for name, value in self.logs.items()},
            "spark": self._spark(),
            "batch_size": self.started.params.get("batch_size"),
            "memory": self.memory[0],
            "device_memory": self.memory[1],
            "looks": list(self.offered),
            "message": self.message,
        }

    def curves(self, limit: int = CAPACITY) -> list[Curve]:
        """All curves, each of at most `limit` points; lowest and highest points survive."""
        return [Curve(kind, name, *thinned(series, limit)) for (kind, name), series in self.series.items()]

    def best(self) -> tuple[str, int, float] | None:
        """Name, step and value of the best epoch by validation loss (else loss); None before two epochs."""
        for name in ("val_loss", "loss"):
            series = self.series.get(("epoch", name))
            if series is not None and len(series) > 1:
                x, y = series.points()
                if np.isfinite(y).any():
                    place = int(np.nanargmin(y))
                    return name, int(x[place]), float(y[place])
        return None

    def _steps_done(self, event: StepsDone) -> None:
        x = step_numbers(event)
        for name, values in event.values.items():
            self._extend("step", name, x, values)
            if len(values):
                self.logs[name] = float(values[-1])
        self.epoch, self.position, self.steps = event.epoch, event.position, event.steps or self.steps
        self.step = event.step + event.count
        self._clock.steps(event.time, self.step)
        self._tick(event)

    def _epoch_done(self, event: EpochDone) -> None:
        for name, value in event.logs.items():
            self._extend("epoch", name, event.step, value)
            self.logs[name] = float(value)
        self.step = event.step
        self._tick(event)

    def _marked(self, event: Marked) -> None:
        if event.kind == "paused":
            self.status = "paused"
            self._clock.pause(event.time)
        elif event.kind == "resumed":
            self.status = "running"
            self._clock.resume(event.time)
        elif event.kind == "learning_rate":
            self.learning_rate = event.value
        elif event.kind == "extended" and event.value is not None:
            self.epochs = int(event.value)
        if event.kind in self.hyperparameters:
            self.hyperparameters[event.kind] = event.value
        if len(self.marks) < MOST_MARKS:
            self.marks.append(mark_of(event))
        self._tick(event)

    def _ended(self, event: RunEnded) -> None:
        self.status = event.status  # type: ignore[assignment]
        self.step, self.message, self.seconds = event.step, event.message, event.seconds

    def _extend(self, kind: SeriesKind, name: str, x: Any, y: Any) -> None:
        series = self.series.get((kind, name))
        if series is None:
            series = self.series[kind, name] = Series(name, CAPACITY)
        series.extend(x, y)

    def _tick(self, event: Event) -> None:
        self.seconds = max(self.seconds, event.time - self.started.time)

    def _total(self) -> int | None:
        first = self.started.params.get("initial_epoch") or 0
        return None if not self.steps or not self.epochs else int(self.steps * (self.epochs - first))

    def _spark(self) -> list[Number]:
        series = self.series.get(("step", "loss")) or self.series.get(("epoch", "loss"))
        if series is None:
            return []
        return [_finite(value) for value in thinned(series, _SPARK)[1]]


def replay(events: Iterable[Event]) -> RunData:
    """The data of the run whose events these are.

    Raises:
        ValueError: if the first event is not a RunStarted.
    """
    stream: Iterator[Event] = iter(events)
    first = next(stream, None)
    if not isinstance(first, RunStarted):
        raise ValueError(f"The events of a run begin with RunStarted. Received: {first!r}")
    data = RunData(first)
    for event in stream:
        data.apply(event)
    return data


def restored(run: Run) -> RunData:
    """The data of a recorded run from the points kept of it: what `replay` makes of its events, but for its pace and
    its place in the epoch, and quickly."""
    data = RunData(next(run.events()))  # type: ignore[arg-type]
    for curve in run.curves:
        if curve.kind in (STEP, EPOCH):
            data.series[curve.kind, curve.name] = series = Series(curve.name, CAPACITY)  # type: ignore[index]
            series.extend(curve.x, curve.y)
        elif (curve.kind, curve.name) == (EPOCH_CLOCK, "epoch") and curve.x.size and data.steps is None:
            done = curve.y[0] + 1 - int(run.params.get("initial_epoch") or 0)
            data.steps = round(float(curve.x[0] / max(done, 1)))
    for mark in run.marks:
        data.apply(mark)
    data.logs = {name: math.nan if value is None else value for name, value in run.logs.items()}
    data.status, data.message, data.seconds = run.status, run.message, run.seconds  # type: ignore[assignment]
    data.step, data.epoch = run.step, run.epoch
    return data


def thinned(series: Series, limit: int) -> tuple[Array, Array]:
    """The points of `series`, binned once more where they are more than `limit`."""
    x, y = series.points()
    if x.size <= limit:
        return x, y
    coarse = Series(series.name, limit)
    coarse.extend(x, y)
    return coarse.points()


def mark_of(event: Marked) -> Mark:
    """The mark in the form in which it travels."""
    value = None if event.value is None else _finite(event.value)
    return {
        "step": event.step,
        "epoch": event.epoch,
        "kind": event.kind,
        "text": event.text,
        "value": value,
        "action": _advice(event.action),
        "layer": event.layer,
        "said": cast("Said | None", parts_of(event.text)),
    }


def _advice(action: Mapping[str, Any] | None) -> Advice | None:
    if action is None:
        return None
    return {
        "kind": action["kind"],
        "factor": action.get("factor"),
        "epoch": action.get("epoch"),
        "text": action.get("text"),
    }


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _finite(value: Any) -> Number:
    """Seven digits are all that float32 has; more would only be traffic."""
    return float(f"{value:.7g}") if value is not None and math.isfinite(value) else None
