"""Crossentropies of probabilities start from the logits these were made of."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import engine as engines
from keras_lab import losses, masks, metrics, ops

FAR = np.array([[60.0, -60.0], [-60.0, 60.0]], "float32")
CASES = [
    ("categorical_crossentropy", "softmax", np.array([[0.0, 1.0], [0.0, 1.0]], "float32"), FAR),
    ("sparse_categorical_crossentropy", "softmax", np.array([1, 1]), FAR),
    (
        "binary_crossentropy",
        "sigmoid",
        np.array([[0.0], [1.0]], "float32"),
        np.array([[60.0], [60.0]], "float32"),
    ),
]


@pytest.mark.parametrize(("name", "activation", "labels", "logits"), CASES)
def test_hopeless_predictions_still_have_a_gradient(engine, name, activation, labels, logits):
    P, loss = engines.P, losses.loss_for(name)

    def objective(params):
        with masks.mask_table():
            return loss(labels, getattr(ops, activation)(params[0])), 0.0

    (value, _), (gradient,) = P.compile(P.value_and_grad(objective))([logits])
    assert float(value) == pytest.approx(60 if activation == "softmax" else 30, rel=1e-3)
    assert np.abs(np.asarray(gradient)).max() == pytest.approx(0.5, rel=1e-3)


def test_the_same_as_from_logits(engine):
    logits, labels = np.random.default_rng(0).normal(size=(5, 4)), np.array([0, 1, 2, 3, 0])
    wanted = losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits)
    with masks.mask_table():
        probabilities = ops.softmax(logits)
        given = losses.SparseCategoricalCrossentropy()(labels, probabilities)
        half = losses.SparseCategoricalCrossentropy(dtype="float16")(labels, probabilities)
        mean = metrics.SparseCategoricalCrossentropy()(labels, probabilities)
    np.testing.assert_allclose([float(given), float(mean)], float(wanted), rtol=1e-5)
    np.testing.assert_allclose(float(half), float(wanted), rtol=1e-2)


def test_not_along_another_axis_nor_for_another_activation(engine):
    x = np.random.default_rng(0).normal(size=(3, 3)).astype("float32")
    with masks.mask_table():
        assert masks.get_logits(ops.softmax(x, axis=0), "softmax") is None
        assert masks.get_logits(ops.softmax(x, axis=-1), "softmax") is not None
        assert masks.get_logits(ops.softmax(x), "sigmoid") is None
        assert masks.get_logits(ops.softmax(x) * 1.0, "softmax") is None
