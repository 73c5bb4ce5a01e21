"""Copies and pickles of layers and models."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

from keras_lab import layers
from keras_lab.models import Model, Sequential
from tests.training.helpers import X, Y, line

WAYS = [copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))]


@pytest.fixture(params=WAYS, ids=["deepcopy", "pickle"])
def again(request: pytest.FixtureRequest) -> Any:
    """Makes a copy in one of the ways there are."""
    return request.param


def test_a_trained_model_goes_on_training_on_its_own(again: Any, engine: str) -> None:
    model = line(optimizer="adam")
    model.fit(X, Y, verbose=0)
    other = again(model)
    np.testing.assert_array_equal(other.predict(X), model.predict(X))
    other.fit(X, Y, verbose=0)
    assert other._steps_taken == 2 * model._steps_taken == 8
    assert not np.array_equal(other.get_weights()[0], model.get_weights()[0])


def test_a_graph_of_many_layers(again: Any) -> None:
    inputs = layers.Input((4,), name="in")
    shared = layers.Dense(4, name="shared")
    x = shared(inputs)
    for _ in range(400):
        x = layers.Dense(4)(x) + 1.0
    model = Model(inputs, [shared(x), x])
    other = again(model)
    assert other.to_json() == model.to_json()
    assert other.get_layer("shared") is not shared and len(other.get_layer("shared")._nodes) == 2
    assert layers.Dense(2)(other.outputs[0]).shape == (None, 2)


@pytest.mark.parametrize("first", [[], [layers.Input((8,))], [layers.Dense(3, input_shape=(8,))]])
def test_a_row_of_layers_can_be_longer_in_the_copy(again: Any, first: list[Any]) -> None:
    other = again(Sequential(first))
    other.add(layers.Dense(2))
    other.build((None, 8))
    assert other.output_shape == (None, 2)


def test_a_layer_leaves_the_graph_it_is_part_of(again: Any) -> None:
    layer = layers.Dense(3)
    Model(inputs := layers.Input((4,)), layer(inputs))
    other = again(layer)
    assert other._nodes == [] and len(layer._nodes) == 1
    np.testing.assert_array_equal(other.get_weights()[0], layer.get_weights()[0])


def test_a_history_can_be_pickled() -> None:
    model = line(run_eagerly=True)
    history = pickle.loads(pickle.dumps(model.fit(X, Y, verbose=0)))
    assert history.history["loss"] and history.model.layers
