"""Inputs that may be None."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import layers, ops
from keras_lab.models import Model, clone_model
from keras_lab.registry import custom_object_scope

X = np.ones((4, 3), "float32")


class Plus(layers.Layer):
    """One thing, and another if there is one."""

    def call(self, x: Any, other: Any = None) -> Any:
        return x if other is None else x + other


def model() -> Model:
    x, other = layers.Input((3,), name="x"), layers.Input((3,), name="other", optional=True)
    return Model({"x": x, "other": other}, ops.sum(Plus()(x, other), axis=-1, keepdims=True))


def test_none_is_passed_on(engine: str) -> None:
    made = model()
    assert made({"x": X, "other": None})[0, 0] == 3
    assert made({"x": X, "other": X})[0, 0] == 6
    made.compile(None, "mse")
    assert made.predict({"x": X, "other": None}, verbose=0).shape == (4, 1)
    assert made.evaluate({"x": X, "other": X}, X[:, :1], verbose=0) == pytest.approx(25)


def test_other_inputs_must_not_be_none() -> None:
    with pytest.raises(ValueError, match="'x'.*not optional"):
        model()({"x": None, "other": X})


@pytest.mark.parametrize("again", ["config", "clone"])
def test_copies_have_it(again: str) -> None:
    with custom_object_scope({"Plus": Plus}):
        made = clone_model(model()) if again == "clone" else Model.from_config(model().get_config())
    assert made({"x": X, "other": None}).shape == (4, 1)
