"""Dead ReLUs and gradients that vanish or explode, in networks made to show them; and sound networks."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import initializers, optimizers
from keras_lab.doctor import examine, statistics
from keras_lab.doctor.network import Look, dead_relu, exploding_gradient, vanishing_gradient
from keras_lab.layers import LSTM, BatchNormalization, Conv2D, Dense, Dropout, Embedding, Flatten, Input, ReLU
from keras_lab.models import Sequential
from keras_lab.seeds import set_random_seed
from tests.doctor.nets import LABELS, RNG, TARGETS, X, classifier, kinds, stack


def deep(activation: str, count: int = 8) -> list[Dense]:
    return [Dense(16, activation=activation) for _ in range(count)]


def test_dead_relus_are_told_of_with_their_layer(engine: str) -> None:
    dead = Dense(16, activation="relu", bias_initializer=initializers.Constant(-30.0), name="dead")
    (found,) = examine(classifier(Dense(16, activation="relu"), dead), X, LABELS)
    assert (found.layer, found.value) == ("dead", 1.0)
    assert found.text.startswith("100 % of the 16 ReLUs of 'dead'")


def test_few_samples_show_little(engine: str) -> None:
    layers = statistics(classifier(), X[:20])
    assert all(0 <= (layer.dead or 0) < 0.5 for layer in layers)
    half = [layer for layer in layers if layer.dead is not None]
    for layer in half:
        layer.dead = 0.6
    assert dead_relu(Look(half, 20)) is None and dead_relu(Look(half, 256)) is not None


def test_channels_of_pictures_are_units() -> None:
    set_random_seed(0)
    bias = np.array([0, 0, -9, -9, -9, -9], "float32")
    model = Sequential(
        [Input((6, 6, 1)), Conv2D(6, 3, bias_initializer=lambda s, dtype: bias), ReLU(), Flatten()]
    )
    found = {layer.kind: layer for layer in statistics(model, RNG.random((40, 6, 6, 1)))}
    assert found["ReLU"].units == 6 and found["ReLU"].dead >= 4 / 6
    assert found["Conv2D"].dead is None and found["Flatten"].dead is None


def test_gradients_vanish_in_deep_sigmoids(engine: str) -> None:
    model = classifier(*deep("sigmoid"))
    (found,) = examine(model, X, LABELS)
    assert found.kind == "vanishing_gradient" and found.layer == model.layers[0].name and found.value < 1e-4
    assert "relu" in found.action["text"]


def test_gradients_explode_where_weights_are_large(engine: str) -> None:
    hidden = [Dense(16, kernel_initializer=initializers.RandomNormal(stddev=0.01), name="in")]
    hidden += [Dense(16, kernel_initializer=initializers.RandomNormal(stddev=9.0)) for _ in range(3)]
    model = stack(*hidden, Dense(1))
    model.compile("adam", "mse")
    (found,) = examine(model, X, TARGETS)
    assert found.kind == "exploding_gradient" and found.layer == "in" and "clipnorm" in found.action["text"]


def test_a_step_larger_than_the_weights(engine: str) -> None:
    model = stack(Dense(16, activation="relu"), Dense(1))
    model.compile(optimizers.SGD(30.0), "mse")
    (found,) = examine(model, X, TARGETS)
    assert found.kind == "exploding_gradient" and found.action == {"kind": "learning_rate", "factor": 0.1}
    model.compile(optimizers.SGD(30.0, clipnorm=1e-3), "mse")
    assert examine(model, X, TARGETS) == []


SOUND = {
    "relu": lambda: classifier(),
    "deep relu": lambda: classifier(
        *(Dense(32, activation="relu", kernel_initializer="he_normal") for _ in range(8))
    ),
    "deep tanh": lambda: classifier(*deep("tanh")),
    "two sigmoids": lambda: classifier(*deep("sigmoid", 2)),
    "dropout and normalization": lambda: classifier(
        Dense(32, activation="relu"), BatchNormalization(), Dropout(0.5), Dense(8, activation="relu")
    ),
    "an output of zeros": lambda: classifier(*deep("relu", 3), Dense(4, kernel_initializer="zeros")),
    "plain gradient descent": lambda: classifier(optimizer=optimizers.SGD(0.1)),
}


@pytest.mark.parametrize("case", SOUND)
def test_sound_networks_are_left_alone(case: str) -> None:
    assert examine(SOUND[case](), X, LABELS) == []


def test_also_after_training() -> None:
    model = SOUND["dropout and normalization"]()
    model.fit(X, LABELS, epochs=20, verbose=0)
    assert examine(model, X, LABELS) == []


def test_a_recurrent_network_is_left_alone(engine: str) -> None:
    set_random_seed(0)
    model = Sequential([Input((6,)), Embedding(20, 8), LSTM(8), Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    x = RNG.integers(0, 20, (40, 6))
    assert kinds(examine(model, x, LABELS[:40])) == []
    assert [layer.kind for layer in statistics(model, x)][-1] == "Dense"


def test_nothing_is_said_of_gradients_that_are_zero() -> None:
    layers = statistics(classifier(*deep("relu", 2)), X, LABELS)
    for layer in layers:
        layer.gradients = {name: _zero(part) for name, part in layer.gradients.items()}
    look = Look(layers, 300, 0.1)
    assert vanishing_gradient(look) is None and exploding_gradient(look) is None


def _zero(part):
    return type(part)(part.count, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)
