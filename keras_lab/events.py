"""What happens during a run, told as events.

The training loop emits events; callbacks, the progress bar, the run ledger and the live views only
listen. A listener cannot tell a live run from one replayed from the ledger, and a listener that fails
never stops a training: it is reported once and left out from then on.
"""

from __future__ import annotations

import threading
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from keras_lab.asked import asked

Listener = Callable[["Event"], None]


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened in the run `run` at `time` (seconds since the epoch of the clock)."""

    run: str
    time: float = field(default_factory=time.time)


@dataclass(frozen=True, kw_only=True)
class RunStarted(Event):
    """A call of `fit` begins.

    Attributes:
        name: what a person calls the run, e.g. the model's name.
        model: what the views show of the model: `{"name", "kind", "parameters", "layers"}`, and as
            `"architecture"` its configuration, if it has one.
        params: `{"epochs", "initial_epoch", "steps" (per epoch, None if unknown), "batch_size",
            "samples", "validation" (bool)}`.
        config: `{"engine", "seed", "optimizer", "loss", "metrics", "learning_rate", …}`, plain JSON.
        first_step: steps the optimizer had taken before this run.
        code: the source that starts it, where that is known; `values`: what was set in it from outside.
    """

    name: str
    model: Mapping[str, Any]
    params: Mapping[str, Any]
    config: Mapping[str, Any]
    first_step: int = 0
    code: str | None = field(default_factory=lambda: asked().code)
    values: Mapping[str, str] = field(default_factory=lambda: asked().values)


@dataclass(frozen=True, kw_only=True)
class StepsDone(Event):
    """One engine call is back: `count` training steps.

    Attributes:
        epoch: the epoch, counted from 0.
        step: steps of this run done before these, counted over all epochs.
        count: how many steps this event covers.
        position: steps of this epoch done after these.
        steps: steps in an epoch, or None while that is not known.
        values: for each name (`"loss"`, `"accuracy"`, …) float32 of shape `(count,)`; running means
            over the epoch, as a Keras progress bar shows them.
        seconds: what the call took.
        waited: seconds before it in which there were no data yet.
    """

    epoch: int
    step: int
    count: int
    position: int
    steps: int | None
    values: Mapping[str, np.ndarray]
    seconds: float
    waited: float = 0.0


@dataclass(frozen=True, kw_only=True)
class EpochDone(Event):
    """An epoch is over; `logs` has its metrics, validation included (`val_…`); `step` as after it."""

    epoch: int
    step: int
    logs: Mapping[str, float]
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Marked(Event):
    """A person or a watcher did or noticed something at `step` (drawn as a mark on the curves).

    Attributes:
        kind: `"paused"`, `"resumed"`, `"stopped"`, `"learning_rate"`, `"nan"`, …; what the doctor found is
            `"finding.…"` (see `keras_lab.doctor`).
        text: one sentence for people.
        value: the new value where there is one.
        action: what can be done about it: `{"kind": "learning_rate", "factor": 0.1}`,
            `{"kind": "restore_best"}` or `{"kind": "code", "text": …}`, Keras code; None: nothing.
        layer: the name of the layer it is about, if it is about one.
    """

    epoch: int
    step: int
    kind: str
    text: str
    value: float | None = None
    action: Mapping[str, Any] | None = None
    layer: str | None = None


@dataclass(frozen=True, kw_only=True)
class RunEnded(Event):
    """The run is over: `status` is `"done"`, `"stopped"`, `"interrupted"` or `"failed"`.

    `"stopped"` is a person's or a callback's wish, `"interrupted"` the kernel's interrupt; `message`
    says why a run failed. `epoch` counts the epochs completed, `step` the steps of this run.
    """

    status: str
    epoch: int
    step: int
    seconds: float
    message: str | None = None


def new_run_id() -> str:
    """A short name for a run that no other run has: date, time and eight hexadecimal digits."""
    return time.strftime("%Y%m%d-%H%M%S-") + uuid.uuid4().hex[:8]


class Hub:
    """Passes each event to every listener, in the order in which they subscribed.

    What a listener emits while it hears an event comes after that event for all of them.
    """

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()
        self._local = threading.local()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Adds `listener`; calling what is returned takes it out again."""
        with self._lock:
            self._listeners.append(listener)
        return lambda: self._remove(listener)

    def emit(self, event: Event) -> None:
        """Hands `event` to all listeners; one that raises is reported and removed."""
        waiting: deque[Event] | None = getattr(self._local, "waiting", None)
        if waiting is not None:
            waiting.append(event)
            return
        self._local.waiting = waiting = deque([event])
        try:
            while waiting:
                self._deliver(waiting.popleft())
        finally:
            self._local.waiting = None

    def _deliver(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(event)
            except Exception as error:
                self._remove(listener)
                warnings.warn(
                    f"{listener!r} failed on {type(event).__name__} and hears no more events: "
                    f"{type(error).__name__}: {error}",
                    RuntimeWarning,
                    stacklevel=3,
                )

    def _remove(self, listener: Listener) -> None:
        with self._lock:
            if listener in self._listeners:
                self._listeners.remove(listener)


hub = Hub()
subscribe = hub.subscribe
emit = hub.emit
