"""The runs of the ledger as a value that a notebook shows: `%keras runs`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from keras_lab.lab.compared import as_item
from keras_lab.lab.protocol import JSON, RUNS_MIME, VERSION, Item, Number, RowStatus, RunEntry, RunsBundle
from keras_lab.lab.views.axis import duration, short
from keras_lab.lab.views.compare_text import html_table, no_more
from keras_lab.lab.views.text import aligned
from keras_lab.runs import query
from keras_lab.runs.export import import_pandas
from keras_lab.runs.recording import VALUES

_HEAD = ["run", "name", "status", "epochs", "steps", "took", "loss"]
_SPARK, _FEW = 24, 8  # points of a sparkline; of each, where there are many
_MANY = 60  # runs
_MOST_ROWS = 40  # of the table in HTML
_NOTHING = "No run has been recorded yet."


class RunList:
    """The newest runs of the ledger, to be sorted, filtered and compared.

    Arguments:
        count: how many; -1: all.

    Attributes:
        runs: their summaries, the newest first.

    Raises:
        LedgerError: if the ledger cannot be read.
    """

    def __init__(self, count: int = 10) -> None:
        self.runs = query.list_runs(count)

    def __len__(self) -> int:
        return len(self.runs)

    def to_frame(self) -> Any:
        """A row a run as a pandas DataFrame: its state and the latest value of each metric.

        Raises:
            ImportError: if pandas is not installed.
        """
        return import_pandas().DataFrame(
            {
                "id": run.id, "name": run.name, "status": run.status, "started": run.started,
                "epoch": run.epoch, "step": run.step, "seconds": run.seconds, **run.logs,
            }
            for run in self.runs
        )  # fmt: skip

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> JSON:
        if not self.runs:
            return {"text/plain": _NOTHING}
        return {
            RUNS_MIME: bundle(self.runs),
            "text/html": html_table(no_more(self._table(), _MOST_ROWS)),
            "text/plain": repr(self),
        }

    def __repr__(self) -> str:
        return "\n".join(aligned(self._table())) if self.runs else _NOTHING

    def _table(self) -> list[list[str]]:
        return [_HEAD, *map(_row, self.runs)]


def bundle(runs: Sequence[query.Summary]) -> RunsBundle:
    """The data of our own MIME type."""
    losses = query.losses([run.id for run in runs])
    points = _SPARK if len(runs) <= _MANY else _FEW
    return {
        "version": VERSION,
        "runs": [_entry(run, losses.get(run.id), points) for run in runs],
        "total": query.count_runs(),
    }


def _entry(run: query.Summary, loss: Any, points: int) -> RunEntry:
    return {
        "id": run.id, "name": run.name, "status": cast(RowStatus, run.status), "started": round(run.started),
        "epoch": run.epoch, "epochs": int(run.params.get("epochs") or 0), "step": run.step,
        "seconds": round(run.seconds, 1), "settings": _settings(run),
        "logs": {name: _digits(value) for name, value in run.logs.items()},
        "spark": [] if loss is None else _spark(loss, points),
    }  # fmt: skip


def _settings(run: query.Summary) -> dict[str, Item]:
    """The optimizer, its learning rate, the size of the batches, and the variables that were set."""
    found = {name: run.config.get(name) for name in ("optimizer", "learning_rate")}
    found["batch_size"] = run.params.get("batch_size")
    found |= run.config.get(VALUES) or {}
    return {name: as_item(value) for name, value in found.items() if value is not None}


def _spark(loss: Any, points: int) -> list[Number]:
    parts = np.array_split(loss, min(points, loss.size)) if loss.size else []
    return [_digits(float(part.mean()), 3) for part in parts]


def _digits(value: float | None, digits: int = 5) -> Number:
    return float(f"{value:.{digits}g}") if value is not None and math.isfinite(value) else None


def _row(found: query.Summary) -> list[str]:
    loss = found.logs.get("loss")
    return [
        found.id, found.name, found.status, str(found.epoch), f"{found.step:,}", duration(found.seconds),
        "" if loss is None else short(loss),
    ]  # fmt: skip
