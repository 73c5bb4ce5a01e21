"""Layers of a user's own that compute with the engine's library directly."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from keras_lab import Input, config, layers
from keras_lab.models import Model, Sequential

X = np.arange(12, dtype="float32").reshape(4, 3)


def raw(name: str) -> Any:
    """TensorFlow's `tf.math`, or `jax.numpy`: both have `square` and `sin`."""
    module = {"tensorflow": "tensorflow.math", "jax": "jax.numpy"}[config.engine_name()]
    return getattr(importlib.import_module(module), name)


class Raw(layers.Layer):
    def build(self, input_shape: Any) -> None:
        self.scale = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="scale")
        self.calls = self.add_weight(shape=(), initializer="zeros", trainable=False, name="calls")

    def call(self, inputs: Any, training: bool = False) -> Any:
        if training:
            self.calls.assign_add(1.0)
        return raw("square")(inputs) * self.scale


class Broken(layers.Layer):
    def call(self, inputs: Any) -> Any:
        return raw("sin")(inputs)[:, 7:].nonsense


def test_a_raw_layer_in_a_model_is_trained(engine: str) -> None:
    model = Sequential([layers.Input((3,)), Raw(), layers.Dense(1)])
    assert model.layers[0].output.shape == (None, 3)
    model.compile("sgd", "mse")
    model.fit(X, X[:, :1], batch_size=2, verbose=0)
    assert float(model.layers[0].calls) == 2.0


def test_tracing_for_shapes_assigns_nothing(engine: str) -> None:
    layer = Raw()
    layer(layers.Input((3,)), training=True)
    assert float(layer.calls) == 0.0


def test_of_two_errors_the_engines_is_told(engine: str) -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        Broken(name="broken")(layers.Input((3,)))


class Unsure(layers.Layer):
    """Asks its base class for a shape that it can say only if `call` can be traced."""

    def call(self, inputs: Any) -> Any:
        raise TypeError("never")

    def compute_output_shape(self, input_shape: Any) -> Any:
        return super().compute_output_shape(input_shape)


def test_a_layer_that_asks_its_base_class_for_a_shape_is_not_asked_again(engine: str) -> None:
    with pytest.raises(TypeError, match="never"):
        Unsure()(Input((3,)))


class Chooses(Model):
    """Takes two arguments, of which the second has to be of integers."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = layers.Dense(2)

    def call(self, rows: Any, places: Any, training: bool = False) -> Any:
        return self.dense(raw("square")(rows))[places[0]]


class Decides(Model):
    """Looks at values, so that it cannot be run on shapes."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = layers.Dense(2)

    def call(self, inputs: Any) -> Any:
        return self.dense(inputs if float(inputs[0, 0]) < 1 else -inputs)


def test_models_are_built_for_all_arguments_of_a_call(engine: str) -> None:
    model = Chooses()
    found = model(X, np.array([2, 0], "int32"))
    assert found.shape == (2,) and model.built and len(model.weights) == 2


def test_a_model_that_looks_at_values_is_built_as_it_runs(engine: str) -> None:
    model = Decides()
    assert model(X).shape == (4, 2) and model.built
    assert [weight.shape for weight in model.weights] == [(3, 2), (2,)]
