"""Runs side by side, as a value that a notebook shows: `%keras compare`, and the end of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from keras_lab.lab.protocol import JSON
from keras_lab.lab.rundata import RunData, replay
from keras_lab.lab.views import overlay
from keras_lab.lab.views.axis import duration, short
from keras_lab.lab.views.figure import PLOTLY_MIME
from keras_lab.lab.views.text import aligned
from keras_lab.registry import suggest
from keras_lab.runs.difference import code_difference, differences
from keras_lab.runs.query import Run

#: Where more of a metric is better; of all others less is.
_HIGHER = ("acc", "auc", "precision", "recall", "f1", "score", "r2", "iou", "similarity")


class Comparison:
    """Curves, values and differences of runs.

    Arguments:
        runs: two or more records of the ledger.
        metric: the one to draw and to rank by; default: the loss is drawn, and another metric beside it.

    Attributes:
        runs: the records; `data`: the same as the views read them.
        metrics: what is drawn.

    Raises:
        ValueError: if there are fewer than two runs, or none has the metric.
    """

    def __init__(self, runs: Sequence[Run], metric: str | None = None) -> None:
        self.runs = list({run.id: run for run in runs}.values())
        if len(self.runs) < 2:
            raise ValueError(f"two different runs are needed at least. Received: {len(self.runs)}")
        self.data = [replay(run.events()) for run in self.runs]
        known = list(dict.fromkeys(name for data in self.data for name in data.logs))
        if metric is not None and metric not in known:
            raise ValueError(f"no run has the metric {metric!r}.{suggest(metric, known)}")
        base = list(dict.fromkeys(name.removeprefix("val_") for name in known))
        self.metrics = [metric.removeprefix("val_")] if metric else _default_metrics(base)
        self._rank_by = metric or next((name for name in ("val_loss", "loss") if name in known), None)

    @property
    def labels(self) -> list[str]:
        """What each run is called: its name, and its id where names are not unique."""
        names = [run.name for run in self.runs]
        return [
            name if names.count(name) == 1 else f"{name} ({run.id})"
            for name, run in zip(names, self.runs, strict=True)
        ]

    @property
    def best(self) -> Run:
        """The run with the best value of the metric (default: of the validation loss, else of the loss)."""
        return self.runs[self._order()[0]]

    def rows(self) -> list[dict[str, Any]]:
        """A row a run, the best first: what it is called, how it ended, what differs, last and best values."""
        labels, differing = self.labels, self._short_differences()
        return [
            {
                "run": labels[place], "id": self.runs[place].id, "status": self.runs[place].status,
                **{name: values[place] for name, values in differing.items()},
                "seconds": self.runs[place].seconds, **_values(self.data[place]),
            }
            for place in self._order()
        ]  # fmt: skip

    def to_frame(self) -> Any:
        """`rows` as a pandas DataFrame."""
        import pandas

        return pandas.DataFrame(self.rows())

    def differences(self) -> dict[str, list[Any]]:
        """What the runs were not configured alike in: name → the value of each, in the order of `runs`."""
        return differences(self.runs)

    def code(self) -> str:
        """How the code of the other runs differs from that of the first."""
        found = [code_difference(self.runs[0], other) for other in self.runs[1:]]
        return "\n\n".join(dict.fromkeys(each for each in found if each))

    def _order(self) -> list[int]:
        name = self._rank_by
        if name is None:
            return list(range(len(self.runs)))
        sign = -1 if _higher_is_better(name) else 1

        def key(place: int) -> tuple[bool, float]:
            value = _values(self.data[place]).get(f"best {name}", np.nan)
            return bool(np.isnan(value)), sign * value

        return sorted(range(len(self.runs)), key=key)

    def _short_differences(self) -> dict[str, list[Any]]:
        """The differences that fit into a table: what was set, else all of them where they are few."""
        found = {name: values for name, values in self.differences().items() if not name.startswith("layer")}
        was_set = {name: values for name, values in found.items() if name.startswith("set ")}
        chosen = was_set or dict(list(found.items())[:3])
        return {name.removeprefix("set "): values for name, values in chosen.items()}

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.curves_bundle(), raw=True)
        display(self.table_bundle(), raw=True)

    def curves_bundle(self) -> JSON:
        """The curves: for plotly where a page has it, as an image elsewhere."""
        arguments = self.data, self.labels, self.metrics
        return {
            PLOTLY_MIME: overlay.figure_json(*arguments),
            "image/svg+xml": overlay.svg(*arguments),
            "text/plain": f"<curves of {', '.join(self.labels)}>",
        }

    def table_bundle(self) -> JSON:
        """Values and differences, as HTML and as text."""
        return {"text/html": self._html(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        parts = ["\n".join(aligned(self._table()))]
        if self.differences():
            parts.append("\n".join(aligned(self._difference_table())))
        return "\n\n".join([*parts, *([self.code()] if self.code() else [])])

    def _table(self) -> list[list[str]]:
        rows = [{name: item for name, item in row.items() if name != "id"} for row in self.rows()]
        names = list(dict.fromkeys(name for row in rows for name in row))
        titles = ["took" if name == "seconds" else name for name in names]
        return [titles, *([_cell(name, row.get(name)) for name in names] for row in rows)]

    def _difference_table(self) -> list[list[str]]:
        rows = [[name, *map(_plain, values)] for name, values in self.differences().items()]
        return [["differs in", *self.labels], *rows]

    def _html(self) -> str:
        html = _html_table(self._table())
        if self.differences():
            html += (
                f"<details><summary>Configuration</summary>{_html_table(self._difference_table())}</details>"
            )
        if self.code():
            code = escape(self.code())
            html += (
                f'<details><summary>Code</summary><pre style="white-space:pre-wrap">{code}</pre></details>'
            )
        return html


def _default_metrics(names: Sequence[str]) -> list[str]:
    losses = [name for name in names if name == "loss"]
    rest = [name for name in names if not name.endswith("loss")]
    return [*losses, *rest[:1]] or list(names[:1])


def _values(data: RunData) -> dict[str, float]:
    """The last value of each metric, then the best epoch's of those it is to be judged by."""
    found = dict(data.logs)
    judges = {name for name in found if name.startswith("val_")} or set(found)
    for (kind, name), series in data.series.items():
        y = series.points()[1]
        y = y[np.isfinite(y)]
        if kind == "epoch" and name in judges and y.size:
            found[f"best {name}"] = float(y.max() if _higher_is_better(name) else y.min())
    return found


def _higher_is_better(name: str) -> bool:
    return any(part in name.lower() for part in _HIGHER)


def _cell(name: str, value: Any) -> str:
    if name == "seconds":
        return duration(value)
    return short(value) if isinstance(value, float) else _plain(value)


def _plain(value: Any) -> str:
    text = "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _html_table(rows: Sequence[Sequence[str]]) -> str:
    def row(cells: Sequence[str], tag: str) -> str:
        first, *rest = (escape(cell) for cell in cells)
        ends = "".join(f'<{tag} style="text-align:right">{cell}</{tag}>' for cell in rest)
        return f'<tr><{tag} style="text-align:left">{first}</{tag}>{ends}</tr>'

    body = "".join(row(each, "td") for each in rows[1:])
    return f"<table><thead>{row(rows[0], 'th')}</thead><tbody>{body}</tbody></table>"
