"""The progress of a run in plain text, drawn from its events."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Mapping
from typing import TextIO

from keras_lab import events
from keras_lab.control import Control

BAR_WIDTH = 24
#: Seconds between two drawings of the bar.
INTERVAL = 0.1


class TextProgress:
    """Writes what happens in one run to a stream.

    Args:
        control: the run's; while it says that the run is shown elsewhere, nothing is written.
        verbose: 1 draws a bar that moves, 2 writes one line an epoch.
        stream: default the standard output.
    """

    def __init__(self, control: Control, verbose: int, stream: TextIO | None = None) -> None:
        self._control = control
        self._verbose = verbose
        self._stream = stream or sys.stdout
        self._epochs = 0
        self._epoch = -1
        self._width = 0
        self._last = 0.0
        self._begin = time.perf_counter()

    def __call__(self, event: events.Event) -> None:
        """Hears an event (see `events.subscribe`)."""
        if event.run != self._control.run or self._control.shown:
            return
        if isinstance(event, events.RunStarted):
            self._epochs = int(event.params["epochs"])
        elif isinstance(event, events.StepsDone):
            self._steps(event)
        elif isinstance(event, events.EpochDone):
            self._epoch_done(event)
        elif isinstance(event, events.RunEnded):
            self._ended(event)

    def _steps(self, event: events.StepsDone) -> None:
        if event.epoch != self._epoch:
            self._epoch = event.epoch
            self._begin = time.perf_counter() - event.seconds
            if self._verbose == 1:
                self._write(f"Epoch {event.epoch + 1}/{self._epochs}\n")
        now = time.perf_counter()
        if self._verbose == 1 and now - self._last >= INTERVAL:
            self._last = now
            logs = {name: float(values[-1]) for name, values in event.values.items()}
            self._redraw(
                f"{_bar(event.position, event.steps)} {_times(now - self._begin, event)} - {_logs(logs)}"
            )

    def _epoch_done(self, event: events.EpochDone) -> None:
        logs = _logs(event.logs)
        if self._verbose == 1:
            self._redraw(f"{'━' * BAR_WIDTH} {_seconds(event.seconds)} - {logs}", end="\n")
        else:
            self._write(f"Epoch {event.epoch + 1}/{self._epochs} - {_seconds(event.seconds)} - {logs}\n")

    def _ended(self, event: events.RunEnded) -> None:
        if event.status != "done" and self._width:
            self._write("\n")
        if event.status in ("stopped", "interrupted"):
            self._write(f"Training was {event.status} after {event.step} steps.\n")

    def _redraw(self, text: str, end: str = "") -> None:
        self._write("\r" + text.ljust(self._width) + end)
        self._width = 0 if end else len(text)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
        except UnicodeEncodeError:
            self._stream.write(text.replace("━", "=").replace("─", "-"))
        self._stream.flush()


def _bar(done: int, total: int | None) -> str:
    if not total:
        return f"{done} steps"
    filled = min(BAR_WIDTH, BAR_WIDTH * done // total)
    return f"{'━' * filled}{'─' * (BAR_WIDTH - filled)} {str(done).rjust(len(str(total)))}/{total}"


def _times(spent: float, event: events.StepsDone) -> str:
    per_step = spent / max(event.position, 1)
    left = f", {_seconds(per_step * (event.steps - event.position))} left" if event.steps else ""
    return f"{_seconds(spent)}{left}"


def _seconds(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(math.ceil(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}" if minutes >= 60 else f"{minutes}:{rest:02d}"


def _logs(logs: Mapping[str, float]) -> str:
    return " - ".join(f"{name}: {_number(value)}" for name, value in logs.items())


def _number(value: float) -> str:
    return f"{value:.4f}" if value == 0 or abs(value) > 1e-3 or not math.isfinite(value) else f"{value:.4e}"
