"""Detectors that look at the events of a run: a loss that is not finite, a plateau, overfitting, waiting for data.

Each hears all events of one run, in order, and has a few numbers for memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import numpy as np

from keras_lab.doctor.findings import RESTORE_BEST, Finding, code, learning_rate, percent
from keras_lab.events import EpochDone, Event, StepsDone
from keras_lab.sentences import say

#: Against overfitting, next time.
DROPOUT = "Dropout(0.5)  # after the hidden layers"


class Detector(Protocol):
    """Hears the events of a run."""

    def hear(self, event: Event) -> Finding | None:
        """What `event` shows, if that is worth a word."""


class NotFinite:
    """The loss is NaN or infinite. In which layer that began, `keras_lab.doctor.nonfinite` finds out."""

    def hear(self, event: Event) -> Finding | None:
        losses = event.values.get("loss") if isinstance(event, StepsDone) else None
        if losses is None or np.isfinite(losses).all():
            return None
        assert isinstance(event, StepsDone)
        bad = int(np.flatnonzero(~np.isfinite(losses))[0])
        return Finding(
            "nan",
            say("nan", loss=losses[bad], step=event.step + bad + 1),
            learning_rate(0.1),
            step=event.step + bad + 1,
        )


class Plateau:
    """The training loss has hardly fallen for so many epochs."""

    EPOCHS = 10
    #: A fall by this part of the loss counts as one.
    LEAST_FALL = 1e-3
    #: A loss that is this part of the first epoch's is low enough.
    LOW = 0.02

    def __init__(self) -> None:
        self._first: float | None = None
        self._best = math.nan
        self._idle = 0

    def hear(self, event: Event) -> Finding | None:
        loss = event.logs.get("loss", math.nan) if isinstance(event, EpochDone) else math.nan
        if not math.isfinite(loss):
            return None
        if self._first is None:
            self._first = self._best = loss
        if loss < self._best - self.LEAST_FALL * abs(self._best):
            self._best, self._idle = loss, 0
            return None
        self._idle += 1
        if self._idle < self.EPOCHS or abs(loss) <= self.LOW * abs(self._first):
            return None
        never = self._best >= self._first * (1 - 3 * self.LEAST_FALL)
        return Finding(
            "plateau",
            say("plateau_never" if never else "plateau", epochs=self._idle, loss=f"{loss:.4g}"),
            learning_rate(10.0 if never and loss < 1.01 * self._first else 0.1),
            value=loss,
        )


class Overfitting:
    """The validation loss rises while the training loss falls on."""

    EPOCHS = 3  # after the best one, all of them worse
    LEAST_RISE = 0.02  # of the best validation loss
    LEAST_FALL = 0.01  # of the training loss meanwhile
    NOISE = 3.0  # times the usual change from one epoch to the next before the best one

    def __init__(self) -> None:
        self._epochs: list[EpochDone] = []

    def hear(self, event: Event) -> Finding | None:
        if not isinstance(event, EpochDone) or not {"loss", "val_loss"} <= event.logs.keys():
            return None
        self._epochs.append(event)
        held_out = np.array([epoch.logs["val_loss"] for epoch in self._epochs])
        losses = np.array([epoch.logs["loss"] for epoch in self._epochs])
        if not (np.isfinite(held_out).all() and np.isfinite(losses).all()):
            return None
        best = int(held_out.argmin())
        after, low = held_out[best + 1 :], held_out[best]
        if len(after) < self.EPOCHS or after[-1] < after[: -self.EPOCHS + 1].min():
            return None
        least = max(self.LEAST_RISE * abs(low), self.NOISE * _noise(held_out[: best + 1]))
        falls = losses[-1] < losses[best] - self.LEAST_FALL * abs(losses[best])
        if not falls or after[-self.EPOCHS + 1 :].min() < low + least:
            return None
        return self._finding(best, low, after[-1])

    def _finding(self, best: int, low: float, now: float) -> Finding:
        epoch = self._epochs[best]
        return Finding(
            "overfitting",
            say("overfitting", epoch=epoch.epoch + 1, low=f"{low:.4g}", now=f"{now:.4g}"),
            {**RESTORE_BEST, "epoch": epoch.epoch, "text": DROPOUT},
            value=float(now / low) if low else None,
            epoch=epoch.epoch,
            step=epoch.step,
        )


class DataBound:
    """The engine waits for data longer than it computes."""

    CALLS = 10  # of the engine; the first ones, which compile, are left out
    SECONDS = 2.0
    SHARE = 0.5

    def __init__(self) -> None:
        self._calls = -2
        self._waited = self._computed = 0.0

    def hear(self, event: Event) -> Finding | None:
        if not isinstance(event, StepsDone):
            return None
        self._calls += 1
        if self._calls <= 0:
            return None
        self._waited += event.waited
        self._computed += event.seconds
        both = self._waited + self._computed
        if self._calls < self.CALLS or both < self.SECONDS or self._waited < self.SHARE * both:
            return None
        return Finding(
            "data_bound",
            say("data_bound", share=percent(self._waited / both)),
            code("dataset = dataset.cache().prefetch(8)  # or, of a PyDataset: workers=4"),
            value=self._waited / both,
        )


DETECTORS: tuple[Callable[[], Detector], ...] = (NotFinite, Plateau, Overfitting, DataBound)


def _noise(values: np.ndarray) -> float:
    """How far a falling curve goes up, now and then."""
    rises = np.maximum(np.diff(values), 0.0)
    return float(rises.max()) if rises.size else 0.0
