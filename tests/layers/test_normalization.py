"""Batch normalization: training, freezing, moving averages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import layers, ops
from keras_lab.variables import Scope

X = np.random.default_rng(0).normal(3, 2, size=(50, 4)).astype("float32")


def test_training_uses_the_batch_and_moves_the_averages(engine):
    layer = layers.BatchNormalization(momentum=0.9, epsilon=0)
    outputs = np.asarray(layer(X, training=True))
    np.testing.assert_allclose(outputs.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(outputs.std(axis=0), 1, rtol=1e-4)
    np.testing.assert_allclose(layer.moving_mean.numpy(), 0.1 * X.mean(axis=0), rtol=1e-4)
    np.testing.assert_allclose(layer.moving_variance.numpy(), 0.9 + 0.1 * X.var(axis=0), rtol=1e-4)


def test_inference_uses_the_averages_and_leaves_them(engine):
    layer = layers.BatchNormalization()
    layer(X)
    before = layer.get_weights()
    np.testing.assert_allclose(layer(X), X / np.sqrt(1.001), rtol=1e-5)
    np.testing.assert_array_equal(before, layer.get_weights())


def test_a_frozen_layer_infers_in_training_too(engine):
    layer = layers.BatchNormalization()
    layer.trainable = False
    np.testing.assert_allclose(layer(X, training=True), X / np.sqrt(1.001), rtol=1e-5)
    np.testing.assert_array_equal(layer.moving_mean.numpy(), np.zeros(4))


def test_a_scope_collects_the_moved_averages(engine):
    layer = layers.BatchNormalization()
    layer(X)
    with Scope({v: v.value for v in layer.variables}) as scope:
        layer(X, training=True)
    assert scope.assigned == {layer.moving_mean, layer.moving_variance}
    np.testing.assert_array_equal(layer.moving_mean.numpy(), np.zeros(4))


def test_averages_stay_in_full_precision(engine):
    layer = layers.BatchNormalization(dtype="mixed_bfloat16")
    layer(X.astype("float32"), training=True)
    assert layer.moving_mean.dtype == "float32"


def test_building_runs_no_training(engine):
    layer = layers.BatchNormalization()
    layer(layers.Input((4,)), training=True)
    np.testing.assert_array_equal(layer.moving_mean.numpy(), np.zeros(4))


@pytest.mark.parametrize(
    "make",
    [
        lambda: layers.GroupNormalization(2, dtype="mixed_float16"),
        lambda: layers.LayerNormalization(dtype="mixed_float16"),
    ],
)
def test_inputs_beyond_16_bits(make: Any, engine: str) -> None:
    layer = make()
    made = layer(ops.full((2, 4, 8), 70000.0))
    assert ops.dtype(made) == "float16" and not np.isnan(ops.convert_to_numpy(made)).any()
    assert "autocast" not in layer.get_config()
