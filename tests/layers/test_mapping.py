"""Layers mapped over TensorFlow's data sets, on each engine."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import layers, models

tf = pytest.importorskip("tensorflow")


def test_a_layer_mapped_over_a_data_set_of_unknown_batch_size(engine):
    x = np.arange(24, dtype="float32").reshape(6, 2, 2)
    model = models.Sequential([layers.Rescaling(2.0), layers.Flatten()])
    data = tf.data.Dataset.from_tensor_slices((x, np.arange(6))).batch(4).map(lambda x, y: (model(x), y))
    assert data.element_spec[0].shape.as_list() == [None, 4]
    batches = [(x.numpy(), y.numpy()) for x, y in data]
    np.testing.assert_array_equal(np.concatenate([x for x, _ in batches]), 2 * x.reshape(6, 4))
    assert [len(y) for _, y in batches] == [4, 2]


def test_a_mapped_layer_draws_anew_for_each_batch(engine):
    drop = layers.Dropout(0.5, seed=3)
    data = tf.data.Dataset.from_tensors(np.ones((1, 64), "float32")).repeat(2)
    first, second = data.map(lambda x: drop(x, training=True))
    assert not np.array_equal(first, second)


def test_tensors_of_tensorflow_are_read_by_each_engine(engine):
    found = layers.Rescaling(2.0)(tf.constant([[1.0, 2.0]]))
    np.testing.assert_array_equal(np.asarray(found), [[2, 4]])
