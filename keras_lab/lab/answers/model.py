"""Answers about a model of the user's namespace."""

from __future__ import annotations

from typing import Any, cast

from keras_lab.lab.answers.asked_model import model_named
from keras_lab.lab.protocol import JSON
from keras_lab.lab.views import model as views


def describe(lab: Any, params: JSON) -> JSON:
    """The model as `protocol.ModelBundle`. `variable`: its name in the namespace."""
    return cast(JSON, views.describe(model_named(lab, params)))


ANSWERS = {"describe": describe}
