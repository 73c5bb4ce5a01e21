"""Measuring the layers of a model for the summary, where it disturbs nothing."""

from __future__ import annotations

from typing import Any

from keras_lab import config, control
from keras_lab.graph.timing import layer_times
from keras_lab.lab.protocol import LayerTimes
from keras_lab.lab.real import package


def times_of(model: Any, batch: int) -> LayerTimes:
    """How long each layer of `model` takes, for `batch` samples.

    Raises:
        ValueError: if the model is not built, or something is being trained: each would slow the other down.
    """
    if batch < 1:
        raise ValueError(f"A batch has at least one sample. Received: {batch}")
    if package.is_model(model):
        raise ValueError(f"The layers of {model.name} are Keras's own; only keras_lab's can be measured.")
    if not model.built:
        raise ValueError(f"{model.name} is not built yet: the shape of its input is not known.")
    if control.running():
        raise ValueError("The time of layers can be measured when no training is running.")
    return {"batch": batch, "engine": config.engine_name(), "seconds": layer_times(model, batch)}
