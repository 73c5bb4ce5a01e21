"""Objects as plain data and back, and copies of models."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import constraints, initializers, layers, losses, metrics, models, optimizers, regularizers
from keras_lab.saving import deserialize_keras_object, serialize_keras_object

OBJECTS = [
    layers.Dense(3, activation="relu", name="d"),
    losses.Huber(delta=2.0),
    metrics.MeanSquaredError(name="m"),
    optimizers.Adam(0.5),
    optimizers.schedules.ExponentialDecay(0.1, 10, 0.9),
    initializers.HeNormal(seed=1),
    regularizers.L2(0.1),
    constraints.MaxNorm(3),
]


@pytest.mark.parametrize("thing", OBJECTS, ids=lambda thing: type(thing).__name__)
def test_objects_come_back(thing: Any) -> None:
    again = deserialize_keras_object(serialize_keras_object(thing))
    assert type(again) is type(thing)
    assert again.get_config() == thing.get_config()


def test_plain_data_and_nests() -> None:
    nest = {"a": [1, "two", None], "b": [losses.Huber()]}
    again = deserialize_keras_object(serialize_keras_object(nest))
    assert again["a"] == nest["a"]
    assert type(again["b"][0]) is losses.Huber


class Mine:
    @classmethod
    def from_config(cls, config: dict) -> Mine:
        return cls()


@pytest.mark.parametrize("module", ["os", "subprocess", "builtins", "keras.utils", "keras_lab.saving"])
def test_only_known_classes(module: str) -> None:
    config = {"module": module, "class_name": "Mine", "config": {}}
    with pytest.raises(ValueError, match="'Mine'"):
        deserialize_keras_object(config)
    assert isinstance(deserialize_keras_object(config, custom_objects={"Mine": Mine}), Mine)


# ---- clones -------------------------------------------------------------------------------------------


def branching() -> models.Model:
    a = layers.Input((4,), name="a")
    shared = layers.Dense(4, name="shared")
    return models.Model(a, layers.Dense(2, name="out")(shared(shared(a)) * 2.0), name="m")


@pytest.mark.parametrize(
    "make", [branching, lambda: models.Sequential([layers.Input((4,)), layers.Dense(2)])]
)
def test_clones_have_weights_of_their_own(make: Any) -> None:
    model = make()
    clone = models.clone_model(model)
    assert [layer.name for layer in clone.layers] == [layer.name for layer in model.layers]
    assert not set(clone.weights) & set(model.weights)
    clone.set_weights(model.get_weights())
    x = np.ones((2, 4), "float32")
    np.testing.assert_array_equal(clone.predict(x, verbose=0), model.predict(x, verbose=0))


def test_clone_functions() -> None:
    def wider(layer: Any) -> Any:
        return (
            layers.Dense(5, name="out")
            if layer.name == "out"
            else type(layer).from_config(layer.get_config())
        )

    called = []

    def call(layer: Any, *args: Any, **kwargs: Any) -> Any:
        called.append(layer.name)
        return layer(*args, **kwargs)

    start = layers.Input((4,), name="start")
    clone = models.clone_model(branching(), start, wider, call)
    assert clone.output_shape == (None, 5)
    assert clone.inputs == [start]
    assert called == ["shared", "shared", "out"]
    with pytest.raises(TypeError, match="must return a layer"):
        models.clone_model(branching(), clone_function=lambda layer: None)
