"""The parts that variables play in a step."""

from __future__ import annotations

import numpy as np

from keras_lab import layers
from keras_lab.models import Sequential
from keras_lab.training.step import Groups


def test_freezing_a_layer_without_trainable_weights_needs_another_program() -> None:
    model = Sequential([layers.Input((8,)), layers.BatchNormalization(center=False, scale=False)])
    before = Groups(model, kind="predict").key
    assert Groups(model, kind="predict").key == before
    model.layers[0].trainable = False
    assert Groups(model, kind="predict").key != before


def test_without_just_in_time_compilation_the_steps_are_the_same() -> None:
    ends = []
    for jit_compile in ("auto", False):
        model = Sequential([layers.Input((2,)), layers.Dense(1, kernel_initializer="ones")])
        model.compile("sgd", "mse", jit_compile=jit_compile)
        model.fit(np.eye(2), np.zeros((2, 1)), batch_size=1, epochs=2, shuffle=False, verbose=0)
        ends.append(model.get_weights()[0])
    np.testing.assert_allclose(*ends, rtol=1e-5)
