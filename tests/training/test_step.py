"""The parts that variables play in a step."""

from __future__ import annotations

from keras_lab import layers
from keras_lab.models import Sequential
from keras_lab.training.step import Groups


def test_freezing_a_layer_without_trainable_weights_needs_another_program() -> None:
    model = Sequential([layers.Input((8,)), layers.BatchNormalization(center=False, scale=False)])
    before = Groups(model, kind="predict").key
    assert Groups(model, kind="predict").key == before
    model.layers[0].trainable = False
    assert Groups(model, kind="predict").key != before
