"""Runs side by side, any number of them: what they are called, how they rank, what differs."""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from keras_lab.lab.protocol import Better, Item
from keras_lab.lab.rundata import RunData, restored
from keras_lab.registry import suggest
from keras_lab.runs.difference import code_difference, differences
from keras_lab.runs.export_all import labels
from keras_lab.runs.query import Run

#: Parts of the names of metrics of which more is better, and of which less is.
_HIGHER = ("acc", "auc", "precision", "recall", "f1", "f_beta", "score", "r2", "iou", "similarity")
_LOWER = ("loss", "error", "mae", "mse", "mape", "msle", "entropy", "divergence")


class Compared:
    """The base of `Comparison`; it takes any number of runs, as a sweep under way needs it.

    Arguments:
        runs: records of the ledger.
        metric: the one to draw and to rank by; default: the loss is drawn, and another metric beside it.

    Attributes:
        runs: the records; `data`: the same as the views read them.
        names: of all curves; `metrics`: what is drawn, without "val_".
        rank_by: the metric by which the runs are ranked.

    Raises:
        ValueError: if none of the runs has the metric.
    """

    def __init__(self, runs: Sequence[Run], metric: str | None = None) -> None:
        self.runs = list({run.id: run for run in runs}.values())
        self.data = [restored(run) for run in self.runs]
        self.names = list(dict.fromkeys(name for data in self.data for name in data.logs))
        if metric is not None and metric not in self.names:
            raise ValueError(f"no run has the metric {metric!r}.{suggest(metric, self.names)}")
        base = list(dict.fromkeys(name.removeprefix("val_") for name in self.names))
        self.metrics = [metric.removeprefix("val_")] if metric else _default_metrics(base)
        self.rank_by = metric or next((name for name in ("val_loss", "loss") if name in self.names), None)

    @property
    def labels(self) -> list[str]:
        """What each run is called: its name, and its id where names are not unique."""
        return labels(self.runs)

    @cached_property
    def results(self) -> list[dict[str, float]]:
        """Of each run the last value of each metric, and the best of those it is to be judged by."""
        return [_results(data) for data in self.data]

    def rows(self) -> list[dict[str, Any]]:
        """A row a run, the best first: what it is called, how it ended, what differs, last and best values."""
        labels, differing = self.labels, self.short_differences
        return [
            {
                "run": labels[place], "id": self.runs[place].id, "status": self.runs[place].status,
                **{name.removeprefix("set "): values[place] for name, values in differing.items()},
                "seconds": self.runs[place].seconds, **self.results[place],
            }
            for place in self.order
        ]  # fmt: skip

    def differences(self) -> dict[str, list[Any]]:
        """What the runs were not configured alike in: name → the value of each, in the order of `runs`."""
        return dict(self._differences)

    def code(self) -> str:
        """How the code of the other runs differs from that of the first."""
        found = [code_difference(self.runs[0], other) for other in self.runs[1:]]
        return "\n\n".join(dict.fromkeys(each for each in found if each))

    @cached_property
    def order(self) -> list[int]:
        """The places of the runs in `runs`, the best one's first."""
        name = self.rank_by
        if name is None:
            return list(range(len(self.runs)))
        sign = -1 if better(name) == "more" else 1

        def key(place: int) -> tuple[bool, float]:
            value = self.results[place].get(f"best {name}", np.nan)
            return bool(np.isnan(value)), sign * value

        return sorted(range(len(self.runs)), key=key)

    @cached_property
    def short_differences(self) -> dict[str, list[Item]]:
        """The differences that fit into a table: what was set, else all of them where they are few."""
        found = {name: values for name, values in self._differences.items() if not name.startswith("layer")}
        was_set = {name: list(map(as_item, values)) for name, values in found.items() if is_set(name)}
        return was_set or {name: list(map(as_item, values)) for name, values in list(found.items())[:3]}

    @cached_property
    def _differences(self) -> dict[str, list[Any]]:
        return differences(self.runs) if self.runs else {}


def is_set(name: str) -> bool:
    """Whether a difference of that name is one of variables that were set, by `--set` or a sweep."""
    return name.startswith("set ")


def as_item(value: Any) -> Item:
    """A value as a cell of a table: the number that a text says, and a text of anything that is no finite number."""
    if isinstance(value, str):
        try:
            said = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return value
        return as_item(said) if isinstance(said, bool | int | float) else value
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def better(name: str) -> Better | None:
    """Whether more of a metric is better, or less; None where its name does not say."""
    name = name.lower()
    if any(part in name for part in _LOWER):
        return "less"
    return "more" if any(part in name for part in _HIGHER) else None


def _default_metrics(names: Sequence[str]) -> list[str]:
    losses = [name for name in names if name == "loss"]
    rest = [name for name in names if not name.endswith("loss")]
    return [*losses, *rest[:1]] or list(names[:1])


def _results(data: RunData) -> dict[str, float]:
    found = dict(data.logs)
    judges = {name for name in found if name.startswith("val_")} or set(found)
    for (kind, name), series in data.series.items():
        y = series.points()[1]
        y = y[np.isfinite(y)]
        if kind == "epoch" and name in judges and y.size:
            found[f"best {name}"] = float(y.max() if better(name) == "more" else y.min())
    return found
