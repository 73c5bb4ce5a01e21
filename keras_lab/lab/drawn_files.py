"""Files with the drawing of a model."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from keras_lab.lab.views.model import svg


def write_svg(model: Any, path: Path) -> Path:
    """Writes the drawing of all layers; returns where it is: `path`, with .svg if it had no ending."""
    path = path if path.suffix else path.with_suffix(".svg")
    path.write_text(svg(model), encoding="utf-8")
    return path


def write_png(model: Any, path: Path) -> Path:
    """The same as PNG, drawn by Graphviz.

    Raises:
        ValueError: if Graphviz is not installed.
    """
    from keras_lab.utils import plot_model

    if shutil.which("dot") is None:
        raise ValueError(
            "PNG files are drawn by Graphviz, which is not installed. Install it (for example: apt install graphviz), "
            "write SVG instead (--svg FILE), or use the button PNG at the drawing in JupyterLab."
        )
    path = path if path.suffix else path.with_suffix(".png")
    plot_model(model, path, show_shapes=True, show_layer_names=True)
    return path
