"""Runs side by side, as a value that a notebook shows: `%keras compare`, and the end of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from keras_lab.lab.compared import Compared
from keras_lab.lab.protocol import JSON
from keras_lab.lab.views import compare, overlay
from keras_lab.runs import export_all
from keras_lab.runs.export import import_pandas
from keras_lab.runs.query import Run


class Comparison(Compared):
    """Curves, values and differences of runs, to be sorted, filtered and looked into.

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
        super().__init__(runs, metric)
        if len(self.runs) < 2:
            raise ValueError(f"two different runs are needed at least. Received: {len(self.runs)}")

    @property
    def best(self) -> Run:
        """The run with the best value of the metric (default: of the validation loss, else of the loss)."""
        return self.runs[self.order[0]]

    def to_frame(self, points: bool = False) -> Any:
        """The comparison as a pandas DataFrame.

        Arguments:
            points: a row for each point of each curve, as `export` writes them; default: `rows`, a row a run.

        Raises:
            ImportError: if pandas is not installed.
        """
        if points:
            return export_all.to_frame(self.runs)
        return import_pandas().DataFrame(self.rows())

    def export(
        self,
        csv: str | Path | None = None,
        json: str | Path | None = None,
        tensorboard: str | Path | None = None,
    ) -> None:
        """Writes all runs: into one table, one JSON file, or a folder each for TensorBoard.

        Arguments:
            csv: the file for the table: a row a point, what was set and the run's name beside it.
            json: the file for all that is known of them.
            tensorboard: the folder.

        Raises:
            ValueError: if no form is asked for.
            OSError: if a file cannot be written.
        """
        wanted = {"csv": csv, "json": json, "tensorboard": tensorboard}
        if all(target is None for target in wanted.values()):
            raise ValueError("export wants to know where to: csv=, json= or tensorboard=.")
        for form, target in wanted.items():
            if target is not None:
                export_all.write(self.runs, form, Path(target).expanduser())

    def figure(self) -> Any:
        """The curves as a `plotly.graph_objects.Figure`.

        Raises:
            ImportError: if plotly is not installed.
        """
        try:
            from plotly.graph_objects import Figure
        except ImportError as error:
            raise ImportError("The figure to explore needs plotly: pip install plotly") from error
        return Figure(overlay.figure_json(self.data, self.labels, self.metrics)).update_layout(
            template="none"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> JSON:
        return compare.bundle(self)

    def __repr__(self) -> str:
        return compare.text(self)
