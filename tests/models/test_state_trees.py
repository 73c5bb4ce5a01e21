"""All values of a model in nested dicts."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab.layers import Dense
from keras_lab.models import Sequential
from tests.training.helpers import X, Y, line


def test_values_go_out_and_in(engine: str) -> None:
    model, other = line(optimizer="adam"), line(seed=4, optimizer="adam")
    model.train_on_batch(X, Y)
    other.train_on_batch(X, Y)
    tree = model.get_state_tree("numpy_array")
    assert list(tree) == [
        "trainable_variables", "non_trainable_variables", "optimizer_variables", "metrics_variables",
    ]  # fmt: skip
    values = tree["trainable_variables"][model.name][model.layers[0].name]
    np.testing.assert_array_equal(values["kernel"], model.get_weights()[0])
    assert tree["optimizer_variables"][model.optimizer.name]["iteration"] == 1
    renamed = {other.name: {other.layers[0].name: values}}
    other.set_state_tree({"trainable_variables": renamed})
    np.testing.assert_array_equal(other.predict(X), model.predict(X))


def test_what_is_refused() -> None:
    model = line()
    with pytest.raises(ValueError, match="value_format"):
        model.get_state_tree("list")
    with pytest.raises(ValueError, match="no group.*trainable_variables"):
        model.set_state_tree({"trainable_variable": {}})
    one = Sequential([Dense(1, name="d")], name="m")
    one.build((None, 2))
    one.layers[0].kernel.path = one.layers[0].bias.path
    with pytest.raises(ValueError, match="found twice"):
        one.get_state_tree()
