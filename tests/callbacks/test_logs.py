"""Logs answer to Keras 2's names of metrics."""

from __future__ import annotations

import pytest

from keras_lab.callbacks.logs import Logs


def test_both_names_find_the_value():
    logs = Logs({"loss": 1.0, "val_accuracy": 0.9, "out_mse": 2.0, "learning_rate": 0.1})
    assert logs["val_acc"] == logs.get("val_acc") == 0.9
    assert (logs["out_mean_squared_error"], logs["lr"], logs["loss"]) == (2.0, 0.1, 1.0)
    assert "{val_acc:.2f} of {loss}".format_map(logs) == "0.90 of 1.0"
    assert Logs({"acc": 0.5})["accuracy"] == 0.5
    assert list(logs) == ["loss", "val_accuracy", "out_mse", "learning_rate"]


def test_what_is_not_there():
    logs = Logs({"sparse_categorical_accuracy": 0.9})
    assert logs.get("acc") is None
    assert logs.get("acc", 3) == 3
    with pytest.raises(KeyError, match="val_acc"):
        logs["val_acc"]
