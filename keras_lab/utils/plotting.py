"""Drawing a model's graph into a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from keras_lab.graph.drawing import graph_svg
from keras_lab.graph.picture import picture
from keras_lab.graph.rows import model_rows


class Drawing:
    """An SVG that shows itself in a notebook.

    Attributes:
        svg: its text.
    """

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def _repr_svg_(self) -> str:
        return self.svg


def plot_model(
    model: Any,
    to_file: str | os.PathLike[str] | None = "model.svg",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = False,
) -> Drawing:
    """Draws the graph of a model; neither Graphviz nor any other program is needed.

    Args:
        model: built or not.
        to_file: where to write the drawing, a name ending in `.svg`; None writes nothing.
        show_shapes: whether the boxes show the shapes of the outputs.
        show_dtype: whether they show the element types.
        show_layer_names: whether they show the layers' names besides their types.

    Returns:
        The drawing, which a notebook shows if it comes last in a cell.

    Raises:
        ValueError: for a file of another format.
    """
    if to_file is not None and Path(to_file).suffix.lower() != ".svg":
        raise ValueError(
            f"plot_model draws SVG, so the file's name must end in '.svg'. Received: {os.fspath(to_file)!r}. "
            "For other formats, convert the SVG with a browser or a program such as Inkscape or rsvg-convert."
        )
    graph = picture(model, model_rows(model), show_shapes, show_dtype, show_layer_names)
    drawing = Drawing(graph_svg({"name": model.name, "graph": graph}))
    if to_file is not None:
        Path(to_file).write_text(drawing.svg, encoding="utf-8")
    return drawing
