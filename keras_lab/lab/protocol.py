"""What the kernel and the front end say to each other: one definition for both sides.

The TypedDicts below are the JSON parts of the messages on the comm target `keras_lab`, and the data of our
two MIME types. `labextension/src/protocol.ts` is rendered from them:

    python -m keras_lab.lab.protocol > labextension/src/protocol.ts

JSON has no NaN: a number that is not finite travels as null. Binary buffers hold float32 with the byte
order of the machine (little-endian on all that JupyterLab runs on), where a NaN is a NaN.
"""

from __future__ import annotations

import textwrap
from types import NoneType, UnionType
from typing import Any, Literal, TypedDict, Union, get_args, get_origin, get_type_hints, is_typeddict

VERSION = 1
COMM_TARGET = "keras_lab"
RUN_MIME = "application/vnd.keras-lab.run+json"
MODEL_MIME = "application/vnd.keras-lab.model+json"

Number = float | None
Status = Literal["running", "paused", "done", "stopped", "interrupted", "failed"]
Action = Literal["stop", "pause", "resume", "step", "set", "extend", "evaluate", "checkpoint", "restore_best"]
SeriesKind = Literal["step", "epoch"]
AdviceKind = Literal["learning_rate", "restore_best", "code"]
JSON = dict[str, Any]


class RunState(TypedDict):
    """A run as the panel shows it. `epoch` counts from 0; `position` counts the steps of this epoch, `step`
    those of the run; `steps` (an epoch's) and `total` (the run's) are null while unknown; `seconds` and
    `eta` are seconds, `rate` is steps per second; `hyperparameters` are those that may be set while it
    runs; `spark` holds at most 60 values of the loss, oldest first."""

    id: str
    name: str
    status: Status
    epoch: int
    epochs: int
    position: int
    steps: int | None
    step: int
    total: int | None
    seconds: float
    eta: Number
    rate: Number
    learning_rate: Number
    hyperparameters: dict[str, Number]
    logs: dict[str, Number]
    spark: list[Number]
    message: str | None


class ModelState(TypedDict):
    """A model of this kernel: `variable` is its name in the user's namespace, `layers` a count."""

    name: str
    variable: str
    kind: str
    parameters: int | None
    layers: int
    built: bool


class Advice(TypedDict):
    """What can be done about a finding: multiply the learning rate by `factor`; restore the weights of the
    best epoch, `epoch` (from 0; null where it is not known); or change the program as the Keras code `text`
    shows. What does not belong to `kind` is null."""

    kind: AdviceKind
    factor: Number
    epoch: int | None
    text: str | None


class Mark(TypedDict):
    """Something noted at a step of a run: `kind` is "paused", "resumed", "stopped", "learning_rate", "nan" …,
    or "finding." and what the doctor found; `layer` is the name of the layer it is about, if it is about
    one. A finding of overfitting stands at the best epoch's end, before the step at which it was made."""

    step: int
    epoch: int
    kind: str
    text: str
    value: Number
    action: Advice | None
    layer: str | None


class Series(TypedDict):
    """A curve in JSON: `x` is the step of the run (of an epoch series: the step at the epoch's end)."""

    name: str
    kind: SeriesKind
    x: list[float]
    y: list[Number]


class RunBundle(TypedDict):
    """The data of `RUN_MIME`. Live: stream the rest over the comm; else `series` is all there is to draw."""

    version: int
    run: RunState
    live: bool
    series: list[Series]
    marks: list[Mark]


class WeightDescription(TypedDict):
    """One weight of a layer."""

    name: str
    shape: list[int]
    dtype: str


class LayerDescription(TypedDict):
    """A layer's row in the summary; `inputs` are names of layers, `depth` is the level of nesting."""

    name: str
    type: str
    output: str
    dtype: str | None
    params: int
    trainable: bool
    inputs: list[str]
    config: JSON
    weights: list[WeightDescription]
    depth: int


class GraphNode(TypedDict):
    """A box of the drawing: px from the top left; `layer` indexes `ModelBundle.layers` (null: no row of its
    own); `family` is "input", "core", "convolution", … "op" (no layer), "other"."""

    id: str
    layer: int | None
    x: float
    y: float
    width: float
    height: float
    label: str
    type: str
    note: str
    family: str


# "from" is a keyword, hence the functional form.
GraphEdge = TypedDict("GraphEdge", {"from": str, "to": str, "points": list[list[float]]})
GraphEdge.__doc__ = "A line of the drawing, from node id to node id, through `points` ([x, y] in px)."


class Graph(TypedDict):
    """The drawing of a model, laid out by the kernel."""

    width: float
    height: float
    nodes: list[GraphNode]
    edges: list[GraphEdge]


class ParameterCounts(TypedDict):
    """How many numbers the weights hold."""

    total: int
    trainable: int
    non_trainable: int


class ModelBundle(TypedDict):
    """The data of `MODEL_MIME`."""

    version: int
    name: str
    kind: str
    built: bool
    parameters: ParameterCounts
    layers: list[LayerDescription]
    graph: Graph


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

_ALIASES = {
    "Status": Status,
    "Action": Action,
    "SeriesKind": SeriesKind,
    "AdviceKind": AdviceKind,
    "FrontEndMessage": FrontEndMessage,
    "KernelMessage": KernelMessage,
}
_CONSTANTS = {"VERSION": VERSION, "COMM_TARGET": COMM_TARGET, "RUN_MIME": RUN_MIME, "MODEL_MIME": MODEL_MIME}
_SCALARS = {str: "string", int: "number", float: "number", bool: "boolean", NoneType: "null", Any: "unknown"}
_HEADER = """\
// Rendered from keras_lab/lab/protocol.py; change it there, then:
//   python -m keras_lab.lab.protocol > labextension/src/protocol.ts
"""


def render_typescript() -> str:
    """The text of `labextension/src/protocol.ts`."""
    messages = [value for value in globals().values() if is_typeddict(value)]
    parts = [_HEADER]
    parts.append("".join(f"export const {name} = {_literal(value)};\n" for name, value in _CONSTANTS.items()))
    parts += [f"export type {name} = {_expand(alias)};\n" for name, alias in _ALIASES.items()]
    parts += [_interface(message) for message in messages]
    return "\n".join(parts)


def _interface(message: Any) -> str:
    doc = textwrap.fill(
        " ".join((message.__doc__ or "").split()), 100, initial_indent=" * ", subsequent_indent=" * "
    )
    fields = "".join(f"  {name}: {_type(hint)};\n" for name, hint in get_type_hints(message).items())
    return f"/**\n{doc}\n */\nexport interface {message.__name__} {{\n{fields}}}\n"


def _type(hint: Any) -> str:
    """A Python type in TypeScript, by its alias where it has one."""
    for name, alias in _ALIASES.items():
        if hint == alias:
            return name
    return _expand(hint)


def _expand(hint: Any) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in _SCALARS:
        return _SCALARS[hint]
    if is_typeddict(hint):
        return hint.__name__
    if origin is Literal:
        return " | ".join(_literal(value) for value in arguments)
    if origin in (Union, UnionType):
        return " | ".join(_type(argument) for argument in arguments)
    if origin is list:
        item = _type(arguments[0])
        return f"({item})[]" if " " in item else f"{item}[]"
    if origin is dict:
        return f"{{ [key: string]: {_type(arguments[1])} }}"
    raise TypeError(f"No TypeScript for {hint!r}: add it to _expand in {__name__}.")


def _literal(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


if __name__ == "__main__":
    print(render_typescript(), end="")
