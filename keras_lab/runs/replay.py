"""The events of a recorded run, made again from the points the ledger kept.

A run of up to 1000 steps comes back whole, in larger pieces than it came in; of a longer one each curve
comes back with the points kept of it. Either way a `Series` fed with the events has the points it would
have had, fed with the live ones. Epochs, positions and times in between are interpolated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from keras_lab.events import EpochDone, Event, Marked, RunEnded, RunStarted, StepsDone
from keras_lab.runs.recording import EPOCH, EPOCH_CLOCK, STEP, STEP_CLOCK
from keras_lab.runs.series import Array

if TYPE_CHECKING:
    from keras_lab.runs.query import Run


def replay(run: Run) -> Iterator[Event]:
    """The events of `run` in order; without a `RunEnded` where it is still running."""
    yield RunStarted(
        run=run.id, time=run.started, name=run.name, model=run.model, params=run.params,
        config=run.config, first_step=run.first_step, code=run.code, values=run.values,
    )  # fmt: skip
    clock = _Clock(run)
    happened: list[StepsDone | EpochDone | Marked] = [*_steps(run, clock), *_epochs(run, clock), *run.marks]
    yield from sorted(happened, key=_order)
    if run.status != "running":
        yield RunEnded(
            run=run.id, time=run.updated, status=run.status, epoch=run.epoch, step=run.step,
            seconds=run.seconds, message=run.message,
        )  # fmt: skip


class _Clock:
    """Which epoch it was, and what time, after how many steps."""

    def __init__(self, run: Run) -> None:
        curves = {(c.kind, c.name): (c.x, c.y) for c in run.curves}
        initial_epoch = int(run.params.get("initial_epoch") or 0)
        nothing = np.empty(0), np.empty(0)

        def knots(kind: str, name: str, at_step_0: float) -> tuple[Array, Array]:
            x, y = curves.get((kind, name), nothing)
            return np.append(0.0, x), np.append(at_step_0, y)

        self._ends = knots(EPOCH_CLOCK, "epoch", initial_epoch - 1)
        self._epoch_times = knots(EPOCH_CLOCK, "time", run.started)
        self._epoch_seconds = knots(EPOCH_CLOCK, "seconds", 0.0)
        self._times = knots(STEP_CLOCK, "time", run.started)
        self._seconds = knots(STEP_CLOCK, "seconds", 0.0)

    def epoch_of(self, step: Array) -> Array:
        """The epoch to which each step belongs."""
        steps, epochs = self._ends
        inside = np.ceil(np.interp(step, steps, epochs) - 1e-6)
        return np.where(step > steps[-1], epochs[-1] + 1, inside).astype(int)

    def position(self, step: int, epoch: int) -> int:
        """Steps of `epoch` done after `step` steps of the run."""
        steps, epochs = self._ends
        return step - round(float(np.interp(epoch - 1, epochs, steps)))

    def time(self, step: int) -> float:
        return float(np.interp(step, *self._times))

    def seconds(self, first: int, last: int) -> float:
        """What the steps from `first` to `last` took."""
        before, after = np.interp([first - 1, last], *self._seconds)
        return float(after - before)

    def epoch_time(self, step: int) -> float:
        return float(np.interp(step, *self._epoch_times))

    def epoch_seconds(self, step: int) -> float:
        return float(np.interp(step, *self._epoch_seconds))


def _steps(run: Run, clock: _Clock) -> Iterator[StepsDone]:
    table = _Table(run, STEP)
    epochs = clock.epoch_of(table.steps)
    for part in _pieces(table, epochs, [mark.step for mark in run.marks]):
        first, last, epoch = int(table.steps[part[0]]), int(table.steps[part[-1]]), int(epochs[part[0]])
        yield StepsDone(
            run=run.id, time=clock.time(last), epoch=epoch, step=first - 1, count=part.size,
            position=clock.position(last, epoch), steps=run.params.get("steps"),
            values={name: y.astype(np.float32) for name, y in table.values_at(part).items()},
            seconds=clock.seconds(first, last),
        )  # fmt: skip


def _epochs(run: Run, clock: _Clock) -> Iterator[EpochDone]:
    table = _Table(run, EPOCH)
    for column, step in enumerate(table.steps):
        logs = {name: float(y[0]) for name, y in table.values_at(np.array([column])).items()}
        yield EpochDone(
            run=run.id, time=clock.epoch_time(step), epoch=int(clock.epoch_of(step)), step=int(step),
            logs=logs, seconds=clock.epoch_seconds(step),
        )  # fmt: skip


class _Table:
    """The curves of one kind side by side: a row a name, a column a step at which any has a point."""

    def __init__(self, run: Run, kind: str) -> None:
        curves = [curve for curve in run.curves if curve.kind == kind]
        self.names = [curve.name for curve in curves]
        self.steps = np.unique(np.concatenate([np.empty(0), *(curve.x for curve in curves)]))
        self.values = np.zeros((len(curves), self.steps.size))
        self.present = np.zeros((len(curves), self.steps.size), bool)
        for row, curve in enumerate(curves):
            columns = np.searchsorted(self.steps, curve.x)
            self.values[row, columns] = curve.y
            self.present[row, columns] = True

    def values_at(self, columns: Array) -> dict[str, Array]:
        """What has points in these columns (which all have the same curves)."""
        rows = np.flatnonzero(self.present[:, columns[0]])
        return {self.names[row]: self.values[row, columns] for row in rows}


def _pieces(table: _Table, epochs: Array, marks: list[int]) -> list[Array]:
    """Columns of successive steps of one epoch with the same curves and no mark in between."""
    cut = (np.diff(table.steps) != 1) | (np.diff(epochs) != 0) | np.isin(table.steps[:-1], marks)
    cut |= (table.present[:, 1:] != table.present[:, :-1]).any(axis=0)
    pieces = np.split(np.arange(table.steps.size), np.flatnonzero(cut) + 1)
    return [piece for piece in pieces if piece.size]


def _order(event: StepsDone | EpochDone | Marked) -> tuple[int, int, float]:
    """Steps, then the epoch they end, then what was noticed there."""
    if isinstance(event, StepsDone):
        return event.step + event.count, 0, event.time
    return event.step, 1 if isinstance(event, EpochDone) else 2, event.time
