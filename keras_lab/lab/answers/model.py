"""Answers about a model of the user's namespace."""

from __future__ import annotations

from typing import Any, cast

from keras_lab.graph.timing import BATCH
from keras_lab.lab.answers.asked_model import model_named
from keras_lab.lab.layer_times import times_of
from keras_lab.lab.protocol import JSON
from keras_lab.lab.views import model as views


def describe(lab: Any, params: JSON) -> JSON:
    """The model as `protocol.ModelBundle`. `variable`: its name in the namespace."""
    return cast(JSON, views.describe(model_named(lab, params)))


def graph(lab: Any, params: JSON) -> JSON:
    """The drawing (`protocol.Graph`). `grouped`: repeated blocks as one; `toggled`: ids of boxes opened or closed."""
    toggled = frozenset(map(str, params.get("toggled") or ()))
    return cast(JSON, views.graph(model_named(lab, params), bool(params.get("grouped")), toggled))


def layer(lab: Any, params: JSON) -> JSON:
    """All there is to tell of the layer at the place `place` of the bundle (`protocol.LayerDescription`)."""
    return cast(JSON, views.layer(model_named(lab, params), int(params["place"])))


def times(lab: Any, params: JSON) -> JSON:
    """How long each layer takes (`protocol.LayerTimes`), measured now. `batch`: samples (default: a few)."""
    return cast(JSON, times_of(model_named(lab, params), int(params.get("batch") or BATCH)))


ANSWERS = {"describe": describe, "graph": graph, "layer": layer, "times": times}
