"""The MIME bundles of a model: zoomable for our front end, summary and graph as HTML, summary as text."""

from __future__ import annotations

from typing import Any, cast

from keras_lab.graph.describe import describe as describe_graph
from keras_lab.graph.drawing import graph_svg
from keras_lab.graph.summary import summary_text
from keras_lab.lab import shown
from keras_lab.lab.protocol import JSON, MODEL_MIME, ModelBundle
from keras_lab.lab.real.portrait import portrait
from keras_lab.lab.views import summary


def describe(model: Any) -> ModelBundle:
    """The plain-data form of a model, which the table and the drawing read, with the key to ask for more."""
    return cast(ModelBundle, {**describe_graph(portrait(model)), "key": shown.key_of(model)})


def bundle(model: Any) -> JSON:
    """Summary and graph."""
    description = describe(model)
    html = summary.html(description)
    if description["graph"]["nodes"]:
        html += f'<div style="overflow:auto">{graph_svg(cast(JSON, description))}</div>'
    return {MODEL_MIME: description, "text/html": html, "text/plain": _text(model)}


def summary_bundle(model: Any) -> JSON:
    """The summary alone."""
    return {"text/html": summary.html(describe(model)), "text/plain": _text(model)}


def graph_bundle(model: Any) -> JSON:
    """The graph alone, as an image."""
    description = describe(model)
    if not description["graph"]["nodes"]:
        return {"text/plain": f"{description['name']} has no layers yet."}
    return {"image/svg+xml": graph_svg(cast(JSON, description)), "text/plain": _text(model)}


def _text(model: Any) -> str:
    return summary_text(portrait(model), expand_nested=True)
