"""The MIME bundles of a model: for our front end, summary and graph as HTML or SVG, summary as text."""

from __future__ import annotations

import json
from collections.abc import Container
from typing import Any, cast

from keras_lab.graph.describe import describe as describe_graph
from keras_lab.graph.describe import redrawn
from keras_lab.graph.drawing import graph_svg
from keras_lab.lab import shown
from keras_lab.lab.protocol import (
    JSON,
    MODEL_MIME,
    Graph,
    LayerDescription,
    LayerTimes,
    ModelBundle,
    ModelView,
)
from keras_lab.lab.real.portrait import portrait
from keras_lab.lab.views import summary

#: Bytes of JSON; what is more stays with the kernel, which can be asked for it.
MOST_OF_LAYERS, MOST_OF_GRAPH = 60_000, 80_000


def describe(model: Any, view: ModelView = "all", times: LayerTimes | None = None) -> ModelBundle:
    """The plain-data form of a model, which the table and the drawing read, with the key to ask for more.

    Of a large model the configurations of the layers and the drawing of every single one are left out.
    """
    found = describe_graph(portrait(model))
    if len(json.dumps(found["layers"])) > MOST_OF_LAYERS:
        for each in found["layers"]:
            each.update(config=None, weights=None)
    if len(json.dumps(found["full"])) > MOST_OF_GRAPH:
        found["full"] = None
    return cast(ModelBundle, {**found, "times": times, "view": view, "key": shown.key_of(model)})


def layer(model: Any, place: int) -> LayerDescription:
    """The description of one layer with all there is to tell of it; `place` as in the bundle."""
    return cast(LayerDescription, describe_graph(portrait(model))["layers"][place])


def graph(model: Any, grouped: bool, toggled: Container[str] = ()) -> Graph:
    """The drawing alone (see `keras_lab.graph.picture`)."""
    return cast(Graph, redrawn(portrait(model), grouped, toggled))


def bundle(model: Any, view: ModelView = "all", times: LayerTimes | None = None) -> JSON:
    """Summary and graph; `view` says which of them are meant."""
    description = describe(model, view, times)
    return {
        MODEL_MIME: description,
        **_static(description, view),
        "text/plain": summary.text(description),
    }


def summary_bundle(model: Any, times: LayerTimes | None = None) -> JSON:
    """The summary alone."""
    return bundle(model, "summary", times)


def graph_bundle(model: Any) -> JSON:
    """The graph alone, as an image."""
    return bundle(model, "graph")


def svg(model: Any, grouped: bool = False) -> str:
    """The drawing as a document of its own."""
    return graph_svg({"name": model.name, "graph": redrawn(portrait(model), grouped)})


def _static(description: ModelBundle, view: ModelView) -> JSON:
    """What front ends show that do not know our MIME type."""
    picture = graph_svg(cast(JSON, description)) if description["graph"]["nodes"] else ""
    if view == "graph":
        return {"image/svg+xml": picture} if picture else {}
    table = summary.html(description)
    if view == "summary" or not picture:
        return {"text/html": table}
    return {"text/html": f'{table}<div style="overflow:auto">{picture}</div>'}
