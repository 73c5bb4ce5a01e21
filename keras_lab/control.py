"""Steering a run from any thread.

A button, a magic, the kernel's interrupt and another thread all do the same: they set a wish under a
lock. The training loop reads the wishes between two engine calls, so nothing ever happens to a model in
the middle of a step.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Literal

from keras_lab.registry import suggest

Stride = Literal["batch", "epoch"]


@dataclass(frozen=True)
class Wish:
    """Something to be done at the next chance.

    Attributes:
        kind: `"hyperparameter"`, `"extend"`, `"evaluate"`, `"checkpoint"`, `"restore_best"` or `"question"`.
        name: of the hyperparameter.
        value: its new value; or how many epochs more.
        question, answer: what is asked (see `Control.ask`), and what comes of it.
    """

    kind: str
    name: str = ""
    value: float = 0.0
    question: Callable[[Any], Any] | None = None
    answer: Future[Any] | None = None


class Control:
    """What a person wants of one run. All methods may be called from any thread.

    Args:
        run: the run's id.
        hyperparameters: what `set` may change: name → value at the start.

    Attributes:
        run: the run's id.
        hyperparameters: name → value as it is now.
        shown: set by a view that shows the run live; the text progress bar then keeps silent.
        subject: the training loop while the run is under way, for listeners that look at the model when an
            event is told: that is between two engine calls.
        attended: set by a doctor, who says more of a loss that is not finite than the loop would.
    """

    def __init__(self, run: str, hyperparameters: Mapping[str, float] | None = None) -> None:
        self.run = run
        self.hyperparameters = dict(hyperparameters or {})
        self.shown = False
        self.subject: Any = None
        self.attended = False
        self._condition = threading.Condition()
        self._stop: str | None = None
        self._paused = False
        self._stride: Stride | None = None
        self._wishes: list[Wish] = []

    @property
    def stop_reason(self) -> str | None:
        """`"stopped"` or `"interrupted"` once the run shall end, else None."""
        return self._stop

    @property
    def paused(self) -> bool:
        """Whether the run shall wait after the steps under way."""
        return self._paused and self._stride is None

    def stop(self, reason: str = "stopped") -> None:
        """Ends the run after the steps under way; its History and weights are kept."""
        with self._condition:
            self._stop = self._stop or reason
            self._paused, self._stride = False, None
            self._condition.notify_all()

    def pause(self) -> None:
        """Lets the run wait after the steps under way, until `resume` or `stop`."""
        with self._condition:
            self._paused, self._stride = self._stop is None, None

    def resume(self) -> None:
        """Lets a paused run go on."""
        with self._condition:
            self._paused, self._stride = False, None
            self._condition.notify_all()

    def step(self, stride: Stride = "batch") -> None:
        """Lets the run make one batch more, or go to the end of the epoch, and wait then.

        Raises:
            ValueError: for another word.
        """
        if stride not in ("batch", "epoch"):
            raise ValueError(f"A run steps by 'batch' or 'epoch'. Received: {stride!r}")
        with self._condition:
            if self._stop is None:
                self._paused, self._stride = True, stride
            self._condition.notify_all()

    def set(self, name: str, value: float) -> None:
        """Changes a hyperparameter of the optimizer before the next step.

        Raises:
            ValueError: if there is none of that name, or `value` is not a finite number ≥ 0.
        """
        if name not in self.hyperparameters:
            hint = suggest(name, self.hyperparameters)
            known = ", ".join(self.hyperparameters) or "none"
            raise ValueError(
                f"This run has no hyperparameter {name!r} that can be set.{hint} There are: {known}."
            )
        value = float(value)
        if not math.isfinite(value) or value < 0:
            raise ValueError(f"{name} must be a finite number of at least 0. Received: {value}")
        self._wish(Wish("hyperparameter", name, value))

    def set_learning_rate(self, value: float) -> None:
        """Changes the optimizer's learning rate before the next step (see `set`)."""
        self.set("learning_rate", value)

    def extend(self, epochs: int) -> None:
        """Lets the run go on for so many epochs more than was planned (or, below 0, fewer).

        Raises:
            ValueError: if `epochs` is not an int other than 0.
        """
        if isinstance(epochs, bool) or not isinstance(epochs, int) or not epochs:
            raise ValueError(f"A run is extended by a number of epochs other than 0. Received: {epochs!r}")
        self._wish(Wish("extend", value=epochs))

    def evaluate(self) -> None:
        """Evaluates on the validation data after the steps under way."""
        self._wish(Wish("evaluate"))

    def checkpoint(self) -> None:
        """Writes the state of the training to the disk after the steps under way."""
        self._wish(Wish("checkpoint"))

    def restore_best(self) -> None:
        """Gives the model the weights of its best epoch back after the steps under way."""
        self._wish(Wish("restore_best"))

    def ask(self, question: Callable[[Any], Any]) -> Future[Any]:
        """Lets the training loop call `question(subject)` after the steps under way, also in a pause.

        Returns:
            A future of what it gives; cancelled if the run ends before.
        """
        answer: Future[Any] = Future()
        if self.subject is None:
            answer.cancel()
        else:
            self._wish(Wish("question", question=question, answer=answer))
        return answer

    def _wish(self, wish: Wish) -> None:
        with self._condition:
            self._wishes.append(wish)
            self._condition.notify_all()

    def take_wishes(self) -> list[Wish]:
        """The changes asked for since the last call, oldest first (for the training loop)."""
        with self._condition:
            wishes, self._wishes = self._wishes, []
        return wishes

    def wait_while_paused(self, seconds: float = 0.1) -> bool:
        """Waits at most `seconds` for the end of a pause, a wish or a step; True while still paused."""
        with self._condition:
            if self.paused and not self._wishes:
                self._condition.wait(seconds)
            return self.paused

    @property
    def stride(self) -> Stride | None:
        """What the run may do before it waits again."""
        return self._stride

    def strode(self, stride: Stride) -> None:
        """Notes that a batch or an epoch was made (called by the training loop)."""
        with self._condition:
            if self._stride == stride:
                self._stride = None


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
    for wish in control.take_wishes():
        if wish.answer is not None:
            wish.answer.cancel()


def running() -> dict[str, Control]:
    """The controls of the runs under way, by run id, oldest first."""
    with _running_lock:
        return dict(_running)


def latest() -> Control | None:
    """The control of the run that started last and is still under way."""
    return next(_newest_first(), None)


def _newest_first() -> Iterator[Control]:
    return reversed(running().values())
