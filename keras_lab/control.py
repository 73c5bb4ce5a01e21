"""Steering a run from any thread.

A button, a magic, the kernel's interrupt and another thread all do the same: they set a wish under a
lock. The training loop reads the wishes between two engine calls, so nothing ever happens to a model in
the middle of a step.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from keras_lab.asked import asked
from typing import Any


@dataclass(frozen=True)
class Wish:
    """A change to be made at the next chance: `kind` is `"learning_rate"`, `value` the new value."""

    kind: str
    value: float


class Control:
    """What a person wants of one run. All methods may be called from any thread.

    Attributes:
        run: the run's id.
        shown: set by a view that shows the run live; the text progress bar then keeps silent.
        subject: the training loop while the run is under way, for listeners that look at the model when an
            event is told: that is between two engine calls.
        attended: set by a doctor, who says more of a loss that is not finite than the loop would.
    """

    def __init__(self, run: str) -> None:
        self.run = run
        self.shown = False
        self.subject: Any = None
        self.attended = False
        self._condition = threading.Condition()
        self._stop: str | None = None
        self._paused = False
        self._wishes: list[Wish] = []

    @property
    def stop_reason(self) -> str | None:
        """`"stopped"` or `"interrupted"` once the run shall end, else None."""
        return self._stop

    @property
    def paused(self) -> bool:
        """Whether the run shall wait after the steps under way."""
        return self._paused

    def stop(self, reason: str = "stopped") -> None:
        """Ends the run after the steps under way; its History and weights are kept."""
        with self._condition:
            self._stop = self._stop or reason
            self._paused = False
            self._condition.notify_all()

    def pause(self) -> None:
        """Lets the run wait after the steps under way, until `resume` or `stop`."""
        with self._condition:
            self._paused = self._stop is None

    def resume(self) -> None:
        """Lets a paused run go on."""
        with self._condition:
            self._paused = False
            self._condition.notify_all()

    def set_learning_rate(self, value: float) -> None:
        """Changes the optimizer's learning rate before the next step.

        Raises:
            ValueError: if `value` is not a finite number ≥ 0.
        """
        value = float(value)
        if not math.isfinite(value) or value < 0:
            raise ValueError(f"A learning rate is a finite number of at least 0. Received: {value}")
        with self._condition:
            self._wishes.append(Wish("learning_rate", value))

    def take_wishes(self) -> list[Wish]:
        """The changes asked for since the last call, oldest first (for the training loop)."""
        with self._condition:
            wishes, self._wishes = self._wishes, []
        return wishes

    def wait_while_paused(self, seconds: float = 0.1) -> bool:
        """Waits at most `seconds` for the end of a pause; True while still paused."""
        with self._condition:
            if self._paused:
                self._condition.wait(seconds)
            return self._paused


def __getattr__(name: str) -> Any:
    """`run_name`: what a run that starts now is called, where a person said so; None: by its model's name."""
    if name == "run_name":
        return asked().name
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_running: dict[str, Control] = {}
_running_lock = threading.Lock()


def register(control: Control) -> None:
    """Makes `control` known to `running` (done by the training loop)."""
    with _running_lock:
        _running[control.run] = control


def unregister(control: Control) -> None:
    """Forgets `control` (done by the training loop at the end of a run)."""
    with _running_lock:
        _running.pop(control.run, None)


def running() -> dict[str, Control]:
    """The controls of the runs under way, by run id, oldest first."""
    with _running_lock:
        return dict(_running)


def latest() -> Control | None:
    """The control of the run that started last and is still under way."""
    return next(_newest_first(), None)


def _newest_first() -> Iterator[Control]:
    return reversed(running().values())
