"""Runs side by side: a comparison, and the list of what the ledger keeps."""

from __future__ import annotations

from typing import Literal, TypedDict

from keras_lab.lab.protocol.basics import Number
from keras_lab.lab.protocol.runs import Series

COMPARE_MIME = "application/vnd.keras-lab.compare+json"
RUNS_MIME = "application/vnd.keras-lab.runs+json"

RowStatus = Literal["running", "paused", "done", "stopped", "interrupted", "failed", "waiting"]
ColumnKind = Literal["value", "set", "metric"]
Better = Literal["more", "less"]
Item = str | float | bool | None

CONSTANTS = {"COMPARE_MIME": COMPARE_MIME, "RUNS_MIME": RUNS_MIME}
ALIASES = {"RowStatus": RowStatus, "ColumnKind": ColumnKind, "Better": Better, "Item": Item}


class CompareColumn(TypedDict):
    """A column of the table: what the runs were configured differently by ("value"), what a cell or a sweep set
    ("set"), or a result ("metric"), of which `better` says whether more or less of it is better, if either."""

    name: str
    kind: ColumnKind
    better: Better | None


class RunClock(TypedDict):
    """When steps were done: `seconds` of the run at step `x`."""

    x: list[float]
    seconds: list[float]


class ComparedRun(TypedDict):
    """A run among others: `label` is unique among them; `items` are its values in the columns, in their order;
    `code` is the place of its code in the bundle's `codes`, null where it is not known; `steps` (of an epoch) is
    null while unknown. One that is still to come ("waiting") has an id of its own, but no curves."""

    id: str
    label: str
    status: RowStatus
    epoch: int
    epochs: int
    steps: int | None
    seconds: float
    items: list[Item]
    code: int | None
    clock: RunClock
    series: list[Series]


class Difference(TypedDict):
    """A setting in which the runs differ: a value for each run of the bundle, null where it has none."""

    name: str
    values: list[Item]


class CompareBundle(TypedDict):
    """The data of `COMPARE_MIME`. `metrics`: what can be drawn, the most interesting first; `drawn`: what is
    drawn to begin with; `codes`: the different codes of the runs, null where there was no room for one; `cut`:
    whether there are more differences than fit in here (for both, ask "runs.details"); `left`: how many
    combinations of a sweep are still to come, null where it is no sweep."""

    version: int
    runs: list[ComparedRun]
    columns: list[CompareColumn]
    metrics: list[str]
    drawn: list[str]
    differences: list[Difference]
    codes: list[str | None]
    cut: bool
    left: int | None


class Details(TypedDict):
    """The answer to "runs.details": all that differs, and all codes in full, in the order of the bundle."""

    differences: list[Difference]
    codes: list[str]


class RunEntry(TypedDict):
    """A run in the list: `started` is seconds since the epoch of the clock, `settings` is what was set and what else
    people look for, `spark` a few values of the loss."""

    id: str
    name: str
    status: RowStatus
    started: float
    epoch: int
    epochs: int
    step: int
    seconds: float
    settings: dict[str, Item]
    logs: dict[str, Number]
    spark: list[Number]


class RunsBundle(TypedDict):
    """The data of `RUNS_MIME`, and the answer to "runs.list": the newest runs of the ledger, of `total`."""

    version: int
    runs: list[RunEntry]
    total: int
