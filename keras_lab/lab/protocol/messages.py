"""The messages on the comm target `keras_lab`.

Binary buffers hold float32 with the byte order of the machine (little-endian on all that JupyterLab runs on),
where a NaN is a NaN.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from keras_lab.lab.protocol.basics import JSON, Number
from keras_lab.lab.protocol.models import ModelState
from keras_lab.lab.protocol.runs import Mark, RunState, SeriesKind

Action = Literal["stop", "pause", "resume", "step", "set", "extend", "evaluate", "checkpoint", "restore_best"]


class Ready(TypedDict):
    """Data of a comm_open which the *kernel* sends to the target `keras_lab` when the lab is loaded, and
    closes at once: a panel that is already there learns that it may now open its own comm with `Hello`.
    (Before that the kernel knows no such target; comms opened by the front end are the ones that get a
    subshell.)"""

    type: Literal["ready"]
    version: int


class Hello(TypedDict):
    """Opens the conversation (the data of comm_open too); answered with `StateMessage`."""

    type: Literal["hello"]
    version: int


class Watch(TypedDict):
    """Asks for the series of a run; answered with `PointsMessage` (reset: true, and where one message
    cannot hold all series, more of them with reset: false), its marks, then increments; for a run that is
    over, with the run's state and `FinalMessage` too. A run of an earlier kernel is looked up in the
    ledger."""

    type: Literal["watch"]
    run: str


class Unwatch(TypedDict):
    """Ends a `Watch`."""

    type: Literal["unwatch"]
    run: str


class Command(TypedDict):
    """Steers a run under way. `step`: `name` is "batch" or "epoch"; `set`: `name` is the hyperparameter, `value`
    its new value; `extend`: `value` is the number of epochs more. Elsewhere both are null."""

    type: Literal["command"]
    run: str
    action: Action
    name: str | None
    value: Number


class Ask(TypedDict):
    """A question, `"subject.word"` (see `keras_lab.lab.answers`), answered with `AnswerMessage` of the same
    `id`, which the front end chooses."""

    type: Literal["ask"]
    id: int
    question: str
    params: JSON


class StateMessage(TypedDict):
    """All models and runs: the answer to `Hello`, and again whenever either list changes."""

    type: Literal["state"]
    models: list[ModelState]
    runs: list[RunState]


class RunMessage(TypedDict):
    """Where a run stands; at most four a second."""

    type: Literal["run"]
    run: RunState


class PointsSeries(TypedDict):
    """Describes one buffer of a `PointsMessage`: `count` x values, then `count` y values, float32."""

    name: str
    kind: SeriesKind
    count: int


class PointsMessage(TypedDict):
    """New points of a watched run; `reset`: forget all points before. One buffer a series, in this order."""

    type: Literal["points"]
    run: str
    reset: bool
    series: list[PointsSeries]


class MarkMessage(TypedDict):
    """A new mark of a watched run."""

    type: Literal["mark"]
    run: str
    mark: Mark


class FinalMessage(TypedDict):
    """A run is over: the bundle (MIME type to data, ≤ 60 kB) that replaces its live output in the notebook,
    should the output still be live (after a reload of the tab, the kernel's update of the display reaches
    nobody)."""

    type: Literal["final"]
    run: str
    bundle: JSON


class AnswerMessage(TypedDict):
    """The answer to an `Ask`: the `text` of all `parts` put together is JSON; or `error` says why there is
    none. Parts come in order, `part` counts from 0."""

    type: Literal["answer"]
    id: int
    part: int
    parts: int
    text: str
    error: str | None


class ErrorMessage(TypedDict):
    """The answer to a message that could not be followed."""

    type: Literal["error"]
    message: str


FrontEndMessage = Hello | Watch | Unwatch | Command | Ask
KernelMessage = (
    StateMessage | RunMessage | PointsMessage | MarkMessage | FinalMessage | AnswerMessage | ErrorMessage
)

ALIASES = {"Action": Action, "FrontEndMessage": FrontEndMessage, "KernelMessage": KernelMessage}
