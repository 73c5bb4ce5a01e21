"""Runs: where one stands, its curves and its marks."""

from __future__ import annotations

from typing import Literal, TypedDict

from keras_lab.lab.protocol.basics import Number
from keras_lab.lab.protocol.looks import Look, LookKind

RUN_MIME = "application/vnd.keras-lab.run+json"

Status = Literal["running", "paused", "done", "stopped", "interrupted", "failed"]
SeriesKind = Literal["step", "epoch"]
AdviceKind = Literal["learning_rate", "restore_best", "code"]

CONSTANTS = {"RUN_MIME": RUN_MIME}
ALIASES = {"Status": Status, "SeriesKind": SeriesKind, "AdviceKind": AdviceKind}


class RunState(TypedDict):
    """A run as the panel shows it. `epoch` counts from 0; `position` counts the steps of this epoch, `step`
    those of the run; `steps` (an epoch's) and `total` (the run's) are null while unknown; `seconds` and
    `eta` are seconds, `rate` is steps per second; `hyperparameters` are those that may be set while it
    runs; `spark` holds at most 60 values of the loss, oldest first; `batch_size` is null where batches come as
    they are; `memory` and `device_memory` are bytes that the kernel and its device (if it tells) have in use;
    `looks` is what can be asked of the model while the kernel has it."""

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
    batch_size: int | None
    memory: Number
    device_memory: Number
    looks: list[LookKind]
    message: str | None


class Advice(TypedDict):
    """What can be done about a finding: multiply the learning rate by `factor`; restore the weights of the
    best epoch, `epoch` (from 0; null where it is not known), and multiply the learning rate if there is a
    `factor`; or change the program as the Keras code `text` shows, which may come along with the others, too."""

    kind: AdviceKind
    factor: Number
    epoch: int | None
    text: str | None


class Said(TypedDict):
    """What a text is made of: the sentence `id` of `keras_lab.sentences` with values, which the front end has in
    its own language; `about` is the output it is about, where there are several."""

    id: str
    values: dict[str, str]
    about: str


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
    said: Said | None


class Series(TypedDict):
    """A curve in JSON: `x` is the step of the run (of an epoch series: the step at the epoch's end)."""

    name: str
    kind: SeriesKind
    x: list[float]
    y: list[Number]


class RunBundle(TypedDict):
    """The data of `RUN_MIME`. Live: stream the rest over the comm; else `series` is all there is to draw, and
    `looks` are the last ones that were asked for."""

    version: int
    run: RunState
    live: bool
    series: list[Series]
    marks: list[Mark]
    looks: list[Look]
