"""The curves of several runs in one image: a colour a run, validation dashed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from keras_lab.lab.protocol import JSON
from keras_lab.lab.rundata import Curve, RunData, thinned
from keras_lab.lab.views import curves
from keras_lab.lab.views.bundle import series_json
from keras_lab.lab.views.curves import GREY, PALETTE

_WIDTH, _HEIGHT, _LINE = 380, 240, 16  # of a panel and of a line of the legend, px
_SIZE = 12_000  # bytes of curves to aim at
_FEWEST, _MOST = 8, 300  # points of a curve
_MOST_NAMED = 24  # runs that are drawn and named
_MOST_DOTTED = 3  # runs of which each epoch is a dot


def svg(runs: Sequence[RunData], labels: Sequence[str], metrics: Sequence[str]) -> str:
    """The image: a panel for each of the `metrics`, the legend of all runs below."""
    steps = epoch_steps(runs)
    named = min(len(runs), _MOST_NAMED)
    points = points_of(named * len(metrics))
    panels = "".join(
        _panel(runs, metric, points, steps, place * _WIDTH) for place, metric in enumerate(metrics)
    )
    width, height = _WIDTH * max(len(metrics), 1), _HEIGHT + _LINE * named + 6
    title = f"{' and '.join(metrics)} of {len(runs)} runs"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" font-family="system-ui,sans-serif" font-size="11" fill="{GREY}">'
        f"<title>{escape(title)}</title>{panels}{_legend(labels)}</svg>"
    )


def figure_json(runs: Sequence[RunData], labels: Sequence[str], metrics: Sequence[str]) -> JSON:
    """The same as a figure in plotly's JSON."""
    traces = [
        _trace(curve, labels[number], colour_of(number), place + 1, curve.name == metric)
        for place, metric in enumerate(metrics)
        for number, data in enumerate(runs)
        for curve in chosen(data, metric, points_of(len(runs) * len(metrics)))
    ]
    layout: JSON = {
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "font": {"color": GREY},
        "height": 380, "margin": {"l": 50, "r": 20, "t": 20, "b": 45},
        "legend": {"orientation": "h", "y": -0.2},
    }  # fmt: skip
    share = 1 / max(len(metrics), 1)
    for place, metric in enumerate(metrics):
        axis = {"gridcolor": f"{GREY}55", "zeroline": False, "linecolor": f"{GREY}55"}
        domain = [place * share, (place + 1) * share - (0.06 if place + 1 < len(metrics) else 0)]
        layout[f"xaxis{place + 1}"] = {**axis, "title": {"text": "step"}, "domain": domain}
        layout[f"yaxis{place + 1}"] = {**axis, "title": {"text": metric}, "anchor": f"x{place + 1}"}
    return {"data": traces, "layout": layout}


def chosen(data: RunData, metric: str, points: int, both: bool = True) -> list[Curve]:
    """The curves of `metric` (and of its validation, with `both`): those of epochs where there are at least two,
    else of steps."""
    found = [
        Curve(kind, name, *thinned(series, points))
        for (kind, name), series in data.series.items()
        if metric == (name.removeprefix("val_") if both else name)
    ]
    epochs = [curve for curve in found if curve.kind == "epoch"]
    return (
        epochs
        if any(curve.x.size > 1 for curve in epochs)
        else [c for c in found if c.kind == "step"] or epochs
    )


def points_of(count: int) -> int:
    """Points each of so many curves may have."""
    return max(min(_SIZE // (12 * 2 * max(count, 1)), _MOST), _FEWEST)


def epoch_steps(runs: Sequence[RunData]) -> int | None:
    """Steps in an epoch, where all runs have the same number of them."""
    steps = {data.steps for data in runs}
    return steps.pop() if len(steps) == 1 else None


def colour_of(number: int) -> str:
    """The colour of a run."""
    return PALETTE[number % len(PALETTE)]


def _panel(runs: Sequence[RunData], metric: str, points: int, steps: int | None, left: float) -> str:
    found = [chosen(data, metric, points) for data in runs[:_MOST_NAMED]]
    every = [curve for each in found for curve in each]
    title = f'<text x="{left + 52:.0f}" y="14">{escape(metric)}</text>'
    if not every:
        return title
    frame = curves.Frame(every, steps, left)
    drawn = [
        curves.line(frame, curve, colour_of(number), False, dotted=len(runs) <= _MOST_DOTTED)
        for number, each in enumerate(found)
        for curve in each
    ]
    return title + curves.grid(frame) + "".join(drawn)


def _legend(labels: Sequence[str]) -> str:
    parts = []
    for number, label in enumerate(labels[:_MOST_NAMED]):
        y = _HEIGHT + _LINE * number + 10
        more = f" and {len(labels) - _MOST_NAMED} more" if number == _MOST_NAMED - 1 < len(labels) - 1 else ""
        parts.append(
            f'<path d="M52 {y - 4}h16" stroke="{colour_of(number)}" stroke-width="2.5"/>'
            f'<text x="74" y="{y}">{escape(label + more)}</text>'
        )
    return "".join(parts)


def _trace(curve: Curve, label: str, colour: str, axis: int, listed: bool) -> JSON:
    points = series_json(curve)
    return {
        "type": "scatter", "mode": "lines", "name": label, "legendgroup": label, "showlegend": listed and axis == 1,
        "x": points["x"], "y": points["y"], "xaxis": f"x{axis}", "yaxis": f"y{axis}",
        "line": {"color": colour, "width": 2, "dash": "dash" if curve.name.startswith("val_") else "solid"},
    }  # fmt: skip
