"""The MIME bundle of a model: zoomable for our front end, summary and graph as HTML, summary as text."""

from __future__ import annotations

from typing import Any, cast

from keras_lab.lab.protocol import JSON, MODEL_MIME, ModelBundle
from keras_lab.lab.views import graph, summary


def describe(model: Any) -> ModelBundle:
    """The plain-data form of a model which all views of it read."""
    from keras_lab.graph.describe import describe as described

    return cast(ModelBundle, described(model))


def bundle(description: ModelBundle) -> JSON:
    """Summary and graph."""
    parts = [summary.html(description)]
    if description["graph"]["nodes"]:
        parts.append(f'<div style="overflow:auto">{graph.svg(description)}</div>')
    return {MODEL_MIME: description, "text/html": "".join(parts), "text/plain": summary.text(description)}


def graph_bundle(description: ModelBundle) -> JSON:
    """The graph alone, as an image."""
    if not description["graph"]["nodes"]:
        return {"text/plain": summary.counts(description)}
    return {"image/svg+xml": graph.svg(description), "text/plain": _chain(description)}


def summary_bundle(description: ModelBundle) -> JSON:
    """The summary alone."""
    return {"text/html": summary.html(description), "text/plain": summary.text(description)}


def _chain(description: ModelBundle) -> str:
    lines = [
        f"{', '.join(layer['inputs'])} -> {layer['name']}"
        for layer in description["layers"]
        if layer["inputs"]
    ]
    return "\n".join([f"{description['name']}:", *lines])
