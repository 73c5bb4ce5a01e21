"""One `fit` of a model of Keras itself, told as events and steered by a `Control`, as our own training loop does."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import numpy as np

from keras_lab import control as controls
from keras_lab import events
from keras_lab.control import Control
from keras_lab.lab.real import outline, wishes
from keras_lab.lab.real.package import synced
from keras_lab.training.steering import Steering, hyperparameters

INTERVAL = 0.05  # seconds of steps that are told together
_MOST_BYTES = 256 << 20  # of weights that are copied whenever an epoch was the best
_NO_LOOKS = "Looks inside a run under way are for models of keras_lab: this one is trained by Keras itself."


class KerasControl(Control):
    """The control of such a run: what would need our own training loop is refused."""

    def ask(self, question: Any) -> Future[Any]:
        """Refuses the question."""
        answer: Future[Any] = Future()
        answer.set_exception(ValueError(_NO_LOOKS))
        return answer


@dataclass(frozen=True)
class Plan:
    """What `fit` was called with.

    Attributes:
        name: what a person calls the run.
        epochs: the number of the epoch to stop before; `initial_epoch`: that of the first one.
        extendable: whether the run may go on beyond `epochs`.
        validation: data to evaluate on, as arguments of `evaluate`; None: none that could be used now.
        params: what else the event tells of it: batch size, samples, …
    """

    name: str
    epochs: int
    initial_epoch: int
    extendable: bool
    validation: Mapping[str, Any] | None
    params: Mapping[str, Any]


class KerasRun:
    """Hears of the steps of a `fit` (see `callbacks`), tells events of them, and does what the control wishes.

    Arguments:
        model: a compiled model of Keras itself.
        plan: what `fit` was called with.

    Attributes:
        epochs: as in the plan, until it is extended.
        validating: whether it is in the middle of a validation.
    """

    def __init__(self, model: Any, plan: Plan) -> None:
        self.model = model
        self.plan = plan
        self.control = KerasControl(events.new_run_id(), _settable(model.optimizer))
        self.epoch, self.epochs = plan.initial_epoch, plan.epochs
        self.step = self.epochs_done = 0
        self.steps: int | None = None
        self.validating = False
        self.started = False
        self.at_its_end = False
        self._steering = Steering(self, wishes.HOW)
        self._rows: list[tuple[int, Mapping[str, float]]] = []
        self._position = 0
        self._began = self._told = self._epoch_began = time.perf_counter()
        self._best: tuple[float, int, list[Any]] | None = None

    @property
    def stopping(self) -> bool:
        """Whether a person wants it to end."""
        return self.control.stop_reason is not None

    # ---- what Keras tells -----------------------------------------------------------------------------------

    def begins(self, steps: int | None) -> None:
        """The training begins; an epoch has `steps`, if that is known."""
        self.steps = steps
        self.started = True
        self._began = time.perf_counter()
        controls.register(self.control)
        params = {
            **self.plan.params, "epochs": self.epochs, "initial_epoch": self.plan.initial_epoch, "steps": steps,
        }  # fmt: skip
        self._emit(
            events.RunStarted,
            name=self.plan.name,
            model=outline.outline(self.model),
            params=params,
            config={**outline.config(self.model), "hyperparameters": dict(self.control.hyperparameters)},
            first_step=outline.steps_taken(self.model),
        )

    def epoch_begins(self, epoch: int) -> None:
        """The epoch counted from 0 begins."""
        self.epoch, self._position = epoch, 0
        self._told = self._epoch_began = time.perf_counter()

    def steps_done(self, position: int, logs: Mapping[str, float]) -> None:
        """So many steps of the epoch are done; `logs` are the running means."""
        self._rows.append((position - self._position, logs))
        self._position = position
        if time.perf_counter() - self._told >= INTERVAL or self.control.paused:
            self.tell()
        self.control.strode("batch")
        self.obey()

    def obey(self) -> None:
        """Does what was asked for while the last steps ran, and waits while the run is paused."""
        if self.control.paused:
            self.tell()
        self._steering.obey()
        if self.stopping:
            self.model.stop_training = True
            if self.validating:
                self.model.stop_evaluating = True

    def epoch_ends(self, logs: Mapping[str, Any]) -> None:
        """The epoch is over, with its validation; nothing is told of one that was cut short."""
        self.tell()
        if self.stopping:
            return
        self.steps = self.steps or self._position
        self.epochs_done += 1
        numbers = {name: float(value) for name, value in logs.items() if np.ndim(value) == 0}
        seconds = time.perf_counter() - self._epoch_began
        self._emit(events.EpochDone, epoch=self.epoch, step=self.step, logs=numbers, seconds=seconds)
        self._keep_best(numbers)
        self.control.strode("epoch")
        self.obey()
        if self.epoch + 1 >= self.epochs and not self.model.stop_training:
            self.at_its_end = self.model.stop_training = True

    def ends(self, status: str | None = None, message: str | None = None) -> str:
        """The training is over; returns its status (see `events.RunEnded`)."""
        self.tell()
        early = self.model.stop_training and not self.at_its_end and self.epoch + 1 < self.epochs
        status = status or self.control.stop_reason or ("stopped" if early else "done")
        if self.at_its_end:
            self.model.stop_training = False  # that was only our way to end it
        controls.unregister(self.control)
        self._emit(
            events.RunEnded, status=status, message=message, seconds=time.perf_counter() - self._began,
            epoch=self.epochs_done, step=self.step,
        )  # fmt: skip
        return status

    # ---- what we tell -----------------------------------------------------------------------------------------

    def tell(self) -> None:
        """Tells of the steps that were not told of yet."""
        now = time.perf_counter()
        rows, self._rows = self._rows, []
        seconds, self._told = now - self._told, now
        if not rows:
            return
        count = sum(count for count, _ in rows)
        self._emit(
            events.StepsDone, epoch=self.epoch, step=self.step, count=count, position=self._position,
            steps=self.steps, values=columns(rows), seconds=seconds,
        )  # fmt: skip
        self.step += count

    def mark(self, kind: str, text: str, value: float | None = None) -> None:
        """Tells of something that was done or noticed."""
        self.tell()
        self._emit(events.Marked, epoch=self.epoch, step=self.step, kind=kind, text=text, value=value)

    def _emit(self, event: Any, **fields: Any) -> None:
        events.emit(event(run=self.control.run, **fields))

    # ---- the best weights ---------------------------------------------------------------------------------------

    def _keep_best(self, logs: Mapping[str, float]) -> None:
        value = logs.get("val_loss", logs.get("loss", math.nan))
        if not math.isfinite(value) or (self._best is not None and value >= self._best[0]):
            return
        if sum(math.prod(weight.shape) * 4 for weight in self.model.weights) <= _MOST_BYTES:
            self._best = value, self.epoch, synced(self.model).get_weights()

    def restore_best(self) -> int | None:
        """Gives the model the weights of its best epoch; returns which that was, None if there is none."""
        if self._best is None:
            return None
        _, epoch, weights = self._best
        synced(self.model).set_weights(weights)
        return epoch


def columns(rows: list[tuple[int, Mapping[str, float]]]) -> dict[str, np.ndarray]:
    """A value for each step: of several steps that Keras made at once only the last one is known."""
    counts = [count for count, _ in rows]
    return {
        name: np.repeat(np.array([logs.get(name, math.nan) for _, logs in rows], np.float32), counts)
        for name in rows[-1][1]
        if np.ndim(rows[-1][1][name]) == 0
    }


def _settable(optimizer: Any) -> dict[str, float]:
    """The hyperparameters that the optimizer reads from itself.

    One that is 0 stays out: Keras's optimizers make no room for what is switched off, SGD's momentum for instance.
    """
    found = hyperparameters(optimizer)
    return {
        name: value
        for name, value in found.items()
        if name == "learning_rate" or (value and isinstance(getattr(optimizer, name, None), float))
    }
