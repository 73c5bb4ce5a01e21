"""What an engine is told of a step before it chooses the form of its programs."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import layers
from keras_lab.engine.spec import Spec
from keras_lab.models import Model, Sequential
from keras_lab.training.batch import pack
from keras_lab.training.contents import LONG, contents


def dense(units: int = 4) -> Sequential:
    return Sequential([layers.Input((8,)), layers.Dense(units)])


def convolution() -> Sequential:
    return Sequential([layers.Input((8, 8, 1)), layers.Conv2D(2, 3), layers.Flatten()])


class Hidden(layers.Layer):
    """A convolution that cannot be told from its name."""

    def build(self, shape):
        self.kernel = self.add_weight((3, 3, 1, 2))

    def call(self, inputs):
        from keras_lab import ops

        return ops.conv(inputs, self.kernel)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (dense(), {"products"}),
        (dense(LONG), {"products", "long"}),
        (Sequential([layers.Input((8,)), layers.Dense(4), layers.Dropout(0.5)]), {"light"}),
        (
            Sequential([layers.Input((4, 8)), layers.Conv1D(2, 3), layers.Dropout(0.5)]),
            {"other", "convolutions"},
        ),
        (convolution(), {"other", "convolutions"}),
        (Sequential([layers.Input((8, 8, 1)), Hidden()]), {"other", "convolutions"}),
        (Sequential([layers.Input((None, 8)), layers.LSTM(4)]), {"other"}),
    ],
)
def test_hints(model, expected) -> None:
    shape = tuple(3 if n is None else n for n in model.input_shape)
    _, packing = pack(np.zeros(shape, "float32"))
    assert contents(model, "train", packing, [Spec(shape, "float32")]) == expected


@pytest.mark.parametrize("network", [dense, convolution])
def test_long_steps_give_the_same_outputs_and_losses_one_by_one_and_together(network, monkeypatch, engine):
    model = network()
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(size=(83, *model.input_shape[1:])).astype("float32")
    y = np.asarray(model(x)) + 1
    found = []
    for length in (LONG, 1):
        monkeypatch.setattr("keras_lab.training.contents.LONG", length)
        model.compile("sgd", "mse")
        found.append(
            (model.predict(x, batch_size=2, verbose=0), model.evaluate(x, y, batch_size=2, verbose=0))
        )
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found[0][0], np.asarray(model(x)), rtol=1e-5, atol=1e-6)


def test_nothing_is_called_for_a_step_of_the_models_own() -> None:
    class Never(Model):
        def __init__(self):
            super().__init__()
            self.look = layers.Conv2D(2, 3)

        def call(self, inputs):
            raise AssertionError

        def test_step(self, data):
            raise AssertionError

    data = pack(np.zeros((2, 8), "float32"))[1], [Spec((2, 8), "float32")]
    assert contents(Never(), "test", *data) == {"other", "forward", "convolutions"}
    assert contents(Never(), "train", *data) == {"other"}  # what fails on shapes says nothing


def test_without_just_in_time_compilation_there_are_no_mere_products() -> None:
    model = dense()
    model.jit_compile = False
    _, packing = pack(np.zeros((2, 8), "float32"))
    assert contents(model, "train", packing, [Spec((2, 8), "float32")]) == {"other"}
