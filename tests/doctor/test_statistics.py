"""Statistics of layers: the right numbers, and no traces left in the model."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest

from keras_lab import losses
from keras_lab.doctor import numbers, statistics
from keras_lab.layers import Bidirectional, Dense, SimpleRNN
from keras_lab.models import Sequential
from tests.doctor.nets import LABELS, TARGETS, X, classifier, stack
from tests.training.helpers import classifier as with_state


def test_of_an_array() -> None:
    found = numbers(np.array([[0.0, 3.0], [np.nan, -4.0]]), bins=2)
    assert asdict(found) == {
        "count": 4, "mean": pytest.approx(-1 / 3), "std": pytest.approx(np.std([0, 3, -4])), "low": -4.0,
        "high": 3.0, "norm": 5.0, "zeros": pytest.approx(1 / 3), "bad": 0.25, "histogram": (1, 2),
    }  # fmt: skip


def test_of_an_array_without_numbers() -> None:
    assert (numbers(np.array([np.nan])).bad, numbers(np.array([])).bad) == (1.0, 0.0)


def test_of_a_linear_layer_they_are_what_one_computes_by_hand(engine: str) -> None:
    model = stack(Dense(1))
    model.compile("sgd", "mse")
    (layer,) = statistics(model, X, TARGETS, bins=4)
    kernel, bias = model.get_weights()
    outputs = X @ kernel + bias
    by_hand = {"kernel": 2 * X.T @ (outputs - TARGETS) / len(X), "bias": 2 * (outputs - TARGETS).mean(0)}
    assert layer.weights["kernel"].norm == pytest.approx(np.linalg.norm(kernel), rel=1e-5)
    assert layer.activations.mean == pytest.approx(outputs.mean(), rel=1e-4)
    assert sum(layer.activations.histogram) == 300
    for name, gradient in by_hand.items():
        assert layer.gradients[name].norm == pytest.approx(np.linalg.norm(gradient), rel=1e-4)
        assert layer.gradients[name].mean == pytest.approx(gradient.mean(), rel=1e-3, abs=1e-6)


def test_they_leave_the_model_as_it_was(engine: str) -> None:
    model, twin = with_state(), with_state()
    for one in (model, twin):
        one.fit(X[:64], LABELS[:64], verbose=0)
        if one is model:
            statistics(model, X, LABELS)
        one.fit(X[:64], LABELS[:64], verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), twin.get_weights(), strict=True))
    assert model.history.history == twin.history.history


def test_without_targets_or_inputs_there_is_less() -> None:
    layers = statistics(classifier())
    assert [layer.kind for layer in layers] == ["Dense"] * 3
    assert all(layer.weights and not layer.gradients and layer.activations is None for layer in layers)
    assert all(layer.activations and not layer.gradients for layer in statistics(classifier(), X))


def test_layers_inside_others_have_their_own(engine: str) -> None:
    inner = Sequential([Bidirectional(SimpleRNN(3), name="both"), Dense(2)])
    inner.compile("adam", losses.MeanSquaredError())
    x = np.ones((4, 5, 2), "float32")
    inner.predict(x, verbose=0)
    found = {layer.name: layer for layer in statistics(inner, x, np.ones((4, 2)))}
    assert found["both"].activations.count == 4 * 6 and not found["both"].weights
    cells = [layer for layer in found.values() if layer.kind == "SimpleRNNCell"]
    assert len(cells) == 2 and all(len(cell.gradients) == 3 for cell in cells)
    assert list(found.values())[-1].kind == "Dense"
