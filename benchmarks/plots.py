"""What was measured, as pictures in one HTML file each (plotly)."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

Panels = Mapping[str, Mapping[str, Sequence[float]]]
OURS, OTHERS = "#0072b2", "#999999"


def bars(path: Path, title: str, panels: Panels) -> None:
    """A panel for each name, in it a bar for each peer: the median, with its range; the longest is at the top."""
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=len(panels), cols=1, subplot_titles=list(panels), vertical_spacing=0.3 / len(panels)
    )
    for number, values in enumerate(panels.values(), 1):
        ordered = sorted(values.items(), key=lambda item: statistics.median(item[1]))
        middle = [statistics.median(each) for _, each in ordered]
        figure.add_bar(
            x=middle, y=[peer for peer, _ in ordered], orientation="h",
            marker_color=[OURS if peer.startswith("keras_lab") else OTHERS for peer, _ in ordered],
            error_x={
                "type": "data", "symmetric": False,
                "array": [max(each) - m for (_, each), m in zip(ordered, middle, strict=True)],
                "arrayminus": [m - min(each) for (_, each), m in zip(ordered, middle, strict=True)],
            },
            row=number, col=1,
        )  # fmt: skip
    figure.update_layout(height=max(400, 300 * len(panels)), showlegend=False, margin={"l": 260}, title=title)
    figure.write_html(path, include_plotlyjs=True)


def lines(path: Path, title: str, panels: Mapping[str, Mapping[str, Mapping[float, float]]]) -> None:
    """A panel for each name, in it a line for each quantity: `{x: y}`, both on logarithmic scales."""
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=len(panels), cols=1, subplot_titles=list(panels))
    for number, curves in enumerate(panels.values(), 1):
        for name, points in curves.items():
            figure.add_scatter(x=list(points), y=list(points.values()), name=name, row=number, col=1)
    figure.update_xaxes(type="log").update_yaxes(type="log")
    figure.update_layout(height=400 * len(panels), title=title)
    figure.write_html(path, include_plotlyjs=True)
