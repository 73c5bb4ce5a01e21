"""The finished curves as a plotly figure to explore, on demand: its data goes into the notebook, its
JavaScript not."""

from __future__ import annotations

from typing import Any

from keras_lab.lab.protocol import JSON
from keras_lab.lab.rundata import Curve, RunData
from keras_lab.lab.views import curves
from keras_lab.lab.views.bundle import series_json
from keras_lab.lab.views.text import headline, text

PLOTLY_MIME = "application/vnd.plotly.v1+json"
_SIZE = 24_000  # bytes to aim at


class Figure:
    """A figure which a notebook shows with plotly where it can, and as SVG and text elsewhere.

    Attributes:
        data: the run it shows.
    """

    def __init__(self, data: RunData) -> None:
        self.data = data

    def plotly(self) -> Any:
        """The `plotly.graph_objects.Figure`, to be changed at will.

        Raises:
            ImportError: if plotly is not installed; the message says what to type.
        """
        try:
            from plotly.graph_objects import Figure as PlotlyFigure
        except ImportError as error:
            raise ImportError("The figure to explore needs plotly: pip install plotly") from error
        # The template of plotly's own theme is 7 kB and white on every page; without it the page
        # shines through.
        return PlotlyFigure(figure_json(self.data)).update_layout(template="none")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> JSON:
        return {
            PLOTLY_MIME: figure_json(self.data),
            "image/svg+xml": curves.svg(self.data),
            "text/plain": text(self.data),
        }

    def __repr__(self) -> str:
        return f"<Figure: {headline(self.data)}>"


def figure_json(data: RunData) -> JSON:
    """The figure in plotly's JSON."""
    losses, rest = curves.split(data.curves(curves.points_within(_SIZE, data, 20)))
    traces = [*_traces(losses, ""), *_traces(rest, "2")]
    grey = f"{curves.GREY}55"
    axis = {"gridcolor": grey, "zeroline": False, "linecolor": grey}
    layout: JSON = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": curves.GREY},
        "height": 360,
        "margin": {"l": 50, "r": 20, "t": 40, "b": 45},
        "title": {"text": headline(data), "font": {"size": 13}},
        "hovermode": "x unified",
        "legend": {"orientation": "h", "y": -0.2},
        "xaxis": {**axis, "title": {"text": "step"}, "domain": [0, 0.47] if rest and losses else [0, 1]},
        "yaxis": {**axis, "title": {"text": "loss"}},
        "shapes": [_mark_line(mark["step"]) for mark in data.marks[-40:]],
    }
    if rest:
        layout["xaxis2"] = {**axis, "title": {"text": "step"}, "domain": [0.53, 1] if losses else [0, 1]}
        layout["yaxis2"] = {**axis, "anchor": "x2"}
    return {"data": traces, "layout": layout}


def _traces(panel: list[Curve], axis: str) -> list[JSON]:
    colours = curves.colours_of(panel)
    averaged = {curve.name for curve in panel if curve.kind == "epoch"}
    return [_trace(curve, axis, colours[curve.name], curve.name in averaged) for curve in panel]


def _trace(curve: Curve, axis: str, colour: str, averaged: bool) -> JSON:
    """A line; steps stand behind their epochs where there are both, and share the name in the legend."""
    points, behind = series_json(curve), curve.kind == "step" and averaged
    return {
        "type": "scatter",
        "name": curve.name,
        "legendgroup": curve.name,
        "showlegend": not behind,
        "opacity": 0.5 if behind else 1,
        "x": points["x"],
        "y": points["y"],
        "mode": "lines+markers" if curve.kind == "epoch" else "lines",
        "line": {"color": colour, "width": 1 if behind else 2, "dash": _dash(curve)},
        "xaxis": f"x{axis}",
        "yaxis": f"y{axis}",
    }


def _dash(curve: Curve) -> str:
    return "dash" if curve.name.startswith("val_") else "solid"


def _mark_line(step: int) -> JSON:
    line = {"color": curves.GREY, "width": 1, "dash": "dot"}
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": step,
        "x1": step,
        "y0": 0,
        "y1": 1,
        "line": line,
    }
