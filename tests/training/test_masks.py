"""Masks reach losses and metrics inside the compiled step, on every engine."""

from __future__ import annotations

import numpy as np

from keras_lab import layers, models


def test_masked_steps_count_neither_in_the_loss_nor_in_metrics(engine):
    x = np.ones((8, 4, 3), "float32")
    y = np.ones((8, 4, 1), "float32")
    x[:, 2:], y[:, 2:] = 0, 100
    dense = layers.Dense(1, kernel_initializer="zeros")
    model = models.Sequential([layers.Input((4, 3)), layers.Masking(), dense])
    model.compile(loss="mse", optimizer="sgd", metrics=["mae"])
    np.testing.assert_allclose(model.evaluate(x, y, verbose=0), [1, 1], rtol=1e-5)
    history = model.fit(x, y, batch_size=8, verbose=0).history
    np.testing.assert_allclose(history["loss"], 1, rtol=1e-5)
    np.testing.assert_allclose(dense.bias.numpy(), 0.02, rtol=1e-4)
