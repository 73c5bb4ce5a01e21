"""Losses, metrics, layers and steps of a user's own, as people write them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import layers, metrics, ops
from keras_lab.models import Model
from tests.training.helpers import X, Y, line


class Counting(metrics.Metric):
    """Written as in the guides: no `sample_weight`, and a variable for a result."""

    def __init__(self, name: str = "counting") -> None:
        super().__init__(name=name)
        self.batches = self.add_weight(shape=(), initializer="zeros", name="batches")

    def update_state(self, y_true: Any, y_pred: Any) -> None:
        self.batches.assign_add(1.0)

    def result(self) -> Any:
        return self.batches


class Both(Counting):
    def result(self) -> Any:
        return {"once": self.batches, "twice": self.batches * 2}


class Many(Counting):
    def result(self) -> Any:
        return ops.stack([self.batches.value, self.batches.value])


class Linear(Model):
    def __init__(self) -> None:
        super().__init__()
        self.dense = layers.Dense(1)

    def call(self, inputs: Any) -> Any:
        return self.dense(inputs)


def test_metrics_of_ones_own(engine: str) -> None:
    model = line(metrics=[Counting(), Both()])
    logs = model.fit(X, Y, batch_size=50, verbose=0).history
    assert logs["counting"] == [2.0] and logs["once"] == [2.0] and logs["twice"] == [4.0]


def test_a_metric_must_give_numbers() -> None:
    model = line(metrics=[Many(name="many")], run_eagerly=True)
    with pytest.raises(ValueError, match=r"metric 'many' gives a result of the shape \(2,\)"):
        model.fit(X, Y, verbose=0)


def test_compute_loss_without_a_training_flag_is_what_the_logs_show() -> None:
    class Own(Linear):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            return ops.mean(ops.abs(y - y_pred)) + 100.0

    model = Own()
    model.compile("sgd", run_eagerly=True)
    before = model.predict(X)
    loss = model.fit(X, Y, batch_size=100, verbose=0).history["loss"][0]
    assert loss == pytest.approx(100.0 + float(np.mean(np.abs(Y - before))), rel=1e-5)


@pytest.mark.parametrize("name", ["train_step", "test_step", "compute_metrics"])
def test_steps_of_ones_own_are_refused_rather_than_passed_over(name: str) -> None:
    model = type("Mine", (Linear,), {name: lambda self, data: {}})()
    with pytest.raises(NotImplementedError, match=rf"Mine defines {name}\(\)"):
        model.compile("sgd", "mse")
    assert not model.compiled
