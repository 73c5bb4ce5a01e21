"""A run of the ledger, as a value that a notebook shows."""

from __future__ import annotations

from typing import Any

from keras_lab.lab.protocol import JSON
from keras_lab.lab.rundata import RunData, replay
from keras_lab.lab.views import bundle
from keras_lab.lab.views.figure import Figure
from keras_lab.lab.views.text import headline
from keras_lab.runs import query


class RunView:
    """A recorded run with its curves.

    Arguments:
        run: what `keras_lab.runs.query.load_run` returns.

    Attributes:
        run: the record: configuration, environment, parameters, curves.
        data: the same as the views read it.
    """

    def __init__(self, run: query.Run) -> None:
        self.run = run
        self.data: RunData = replay(run.events())

    def figure(self) -> Figure:
        """The curves as a plotly figure to zoom and hover; `.plotly()` of it is the figure itself."""
        return Figure(self.data)

    def to_frame(self) -> Any:
        """The curves as a pandas DataFrame, see `keras_lab.runs.Run.to_frame`."""
        return self.run.to_frame()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> JSON:
        return bundle.final(self.data)

    def __repr__(self) -> str:
        return f"<RunView {self.run.id}: {headline(self.data)}>"
