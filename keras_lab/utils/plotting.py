"""Drawing a model's graph into a file."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any

from keras_lab.graph.boxes import Lettering
from keras_lab.graph.drawing import graph_svg
from keras_lab.graph.picture import picture
from keras_lab.graph.rows import model_rows
from keras_lab.utils import dot


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
    to_file: str | os.PathLike[str] | None = "model.png",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = False,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int | None = 200,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "ortho",
    **kwargs: Any,
) -> Drawing:
    """Draws the graph of a model. For SVG nothing else is needed; PNG, PDF and the like are drawn by Graphviz.

    Args:
        model: built or not (for Graphviz: built).
        to_file: where to write the drawing; None writes nothing. Without Graphviz, `model.png` becomes
            `model.svg`, and a warning says so.
        show_shapes: whether the boxes show the shapes of the outputs.
        show_dtype: whether they show the element types.
        show_layer_names: whether they show the layers' names besides their types.
        rankdir: `"TB"` from top to bottom, `"LR"` from left to right (needs Graphviz).
        expand_nested: whether nested models are drawn with what is in them (needs Graphviz).
        dpi: dots per inch, for formats that have dots.
        show_layer_activations: whether the boxes show the activations of layers that have one.
        show_trainable: whether they show which layers with weights are trained.
        splines: how Graphviz draws the lines.

    Returns:
        The drawing, which a notebook shows if it comes last in a cell.

    Raises:
        ValueError: for an argument that there is not, or a format that Graphviz does not know.
    """
    if kwargs:
        raise ValueError(f"Unrecognized keyword arguments: {kwargs}")
    options = dot.Options(
        show_shapes, show_dtype, show_layer_names, show_layer_activations, show_trainable, rankdir,
        expand_nested, dpi, splines,
    )  # fmt: skip
    if rankdir not in dot.DIRECTIONS:
        raise ValueError(f"rankdir must be one of {', '.join(dot.DIRECTIONS)}. Received: {rankdir!r}")
    lettering = Lettering(show_shapes, show_dtype, show_layer_names, lambda op: dot.notes(op, options))
    graph = picture(model, model_rows(model), lettering)
    drawing = Drawing(graph_svg({"name": model.name, "graph": graph}))
    special = rankdir != "TB" or expand_nested
    if special and (svg := _by_graphviz(model, options, "svg")) is not None:
        drawing = Drawing(svg.decode())
    if to_file is not None:
        _write(Path(to_file), drawing, model, options)
    return drawing


def _by_graphviz(model: Any, options: dot.Options, format: str) -> bytes | None:
    drawn = dot.drawn_by_graphviz(dot.dot_text(model, options), format)
    if drawn is None and format == "svg":
        warnings.warn("Without Graphviz, rankdir and expand_nested have no effect.", stacklevel=3)
    return drawn


def _write(target: Path, drawing: Drawing, model: Any, options: dot.Options) -> None:
    format = target.suffix.lower().removeprefix(".") or "png"
    target = target.with_suffix(f".{format}")
    content = drawing.svg.encode() if format == "svg" else _by_graphviz(model, options, format)
    if content is None:
        warnings.warn(
            f"Graphviz is not installed, which {target.name!r} needs, so the drawing is in "
            f"{target.with_suffix('.svg').name!r}.",
            stacklevel=3,
        )
        target, content = target.with_suffix(".svg"), drawing.svg.encode()
    target.write_bytes(content)
