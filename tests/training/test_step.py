"""The parts that variables play in a step."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import layers
from keras_lab.models import Sequential
from keras_lab.training.step import Groups


def test_freezing_a_layer_without_trainable_weights_needs_another_program() -> None:
    model = Sequential([layers.Input((8,)), layers.BatchNormalization(center=False, scale=False)])
    before = Groups(model, kind="predict").key
    assert Groups(model, kind="predict").key == before
    model.layers[0].trainable = False
    assert Groups(model, kind="predict").key != before


def test_with_and_without_just_in_time_compilation_the_steps_are_the_same() -> None:
    ends = []
    for jit_compile in ("auto", False, True):
        model = Sequential([layers.Input((2,)), layers.Dense(1, kernel_initializer="ones")])
        model.compile("sgd", "mse", jit_compile=jit_compile)
        model.fit(np.eye(2), np.zeros((2, 1)), batch_size=1, epochs=2, shuffle=False, verbose=0)
        ends.append(model.get_weights()[0])
    np.testing.assert_allclose(ends[1], ends[0], rtol=1e-5)
    np.testing.assert_allclose(ends[2], ends[0], rtol=1e-5)


@pytest.mark.parametrize("kind", ["LSTM", "Conv1D"])
def test_just_in_time_compilation_of_what_is_not_compiled_by_itself(engine: str, kind: str) -> None:
    x = np.random.default_rng(0).normal(size=(8, 5, 2)).astype("float32")
    own = {"LSTM": layers.LSTM(3), "Conv1D": layers.Conv1D(2, 2)}[kind]
    model = Sequential([layers.Input((5, 2)), own, layers.Flatten(), layers.Dense(1)])
    begin, ends = model.get_weights(), []
    for jit_compile in (False, True):
        model.set_weights(begin)
        model.compile("sgd", "mse", jit_compile=jit_compile)
        model.fit(x, x[:, 0, :1], batch_size=4, epochs=3, shuffle=False, verbose=0)
        ends.append(model.get_weights())
    for one, other, first in zip(*ends, begin, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)
        assert not np.array_equal(one, first)
