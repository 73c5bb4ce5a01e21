"""Sparse tensors and matrices are welcome wherever dense ones are, and become dense there."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import Input, Model, backend, layers, ops
from keras_lab.engine import guests

X = np.array([[1, 0, 2], [0, 0, 3], [0, 4, 0]], "float32")


def _sparse(x):
    return guests.sparse(ops.convert_to_tensor(x))


def _scipy(x):
    return pytest.importorskip("scipy.sparse").csr_matrix(x)


def test_layers_and_ops(engine):
    layer = layers.Dense(2)
    expected = ops.convert_to_numpy(layer(X))
    for x in (_sparse(X), _scipy(X)):
        assert np.array_equal(ops.convert_to_numpy(layer(x)), expected)
        assert np.array_equal(ops.convert_to_numpy(ops.add(x, 1)), X + 1)
        assert np.array_equal(backend.to_dense(x), X)
    assert np.array_equal(ops.convert_to_numpy(layers.Add()([_sparse(X), X])), 2 * X)
    encoded = layers.IntegerLookup(vocabulary=[1, 2], output_mode="multi_hot", sparse=True)(
        np.array([[1, 2]])
    )
    assert layers.Dense(2)(encoded).shape == (1, 2)


def test_a_layer_of_a_users_own_gets_them_as_they_are(engine):
    class Own(layers.Layer):
        def call(self, x):
            return ops.ones((1,)) if backend.is_sparse(x) else ops.zeros((1,))

    assert float(ops.convert_to_numpy(Own()(_sparse(X)))[0]) == 1
    assert float(ops.convert_to_numpy(Own()(X))[0]) == 0


def test_training(engine):
    start = Input((3,), sparse=True)
    model = Model(start, layers.Dense(1, "relu", kernel_initializer="ones")(start))
    model.compile("sgd", "mse")
    y = X.sum(axis=1, keepdims=True)
    assert model.evaluate(_sparse(X), y, verbose=0) == 0
    assert model.fit(_scipy(X), y, verbose=0).history["loss"] == [0]
    assert model.evaluate(iter([(_scipy(X), y)]), verbose=0) == 0
    assert np.array_equal(model.predict(_sparse(X), verbose=0), y)
