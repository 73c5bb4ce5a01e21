"""Losses, metrics, layers and steps of a user's own, as people write them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import callbacks, layers, metrics, ops, optimizers
from keras_lab.models import Model, Sequential
from keras_lab.variables import Variable
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


def test_crossentropy_is_found_by_the_labels(engine: str) -> None:
    y = (Y > 0).astype("int32")
    for units, word, whole in (
        (1, "crossentropy", "binary_crossentropy"),
        (3, "ce", "sparse_categorical_crossentropy"),
    ):
        model = Sequential([layers.Input((8,)), layers.Dense(units, "softmax")])
        model.compile("sgd", word)
        loss = model.evaluate(X, y, verbose=0)
        model.compile("sgd", whole)
        assert loss == model.evaluate(X, y, verbose=0)


def test_a_metric_may_give_several_numbers(engine: str) -> None:
    model = line(metrics=[Many(name="many")])
    history = model.fit(X, Y, batch_size=50, epochs=2, verbose=0).history
    np.testing.assert_array_equal(history["many"], [[2.0, 2.0], [2.0, 2.0]])
    np.testing.assert_array_equal(model.evaluate(X, Y, batch_size=50, verbose=0)[1], [2.0, 2.0])


def test_compute_loss_without_a_training_flag_is_what_the_logs_show() -> None:
    class Own(Linear):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            return ops.mean(ops.abs(y - y_pred)) + 100.0

    model = Own()
    model.compile("sgd", run_eagerly=True)
    before = model.predict(X)
    loss = model.fit(X, Y, batch_size=100, verbose=0).history["loss"][0]
    assert loss == pytest.approx(100.0 + float(np.mean(np.abs(Y - before))), rel=1e-5)


def test_a_variable_in_a_loss_may_be_changed_between_epochs(engine: str) -> None:
    weight = Variable(1.0, name="weight")

    class Anneals(callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            weight.assign(float(epoch))

    model = line(optimizer=optimizers.SGD(0.0))
    model.compile(optimizers.SGD(0.0), lambda y_true, y_pred: ops.ones_like(y_pred[:, 0]) * weight)
    history = model.fit(X, Y, epochs=3, verbose=0, callbacks=[Anneals()])
    assert history.history["loss"] == [0.0, 1.0, 2.0]


class Remembers(layers.Layer):
    """Counts calls in a variable, and what it saw in a metric, neither made with `add_weight`."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = metrics.Mean(name="seen")

    def call(self, inputs: Any) -> Any:
        CALLS.assign_add(1.0)
        self.seen.update_state(ops.mean(inputs))
        return inputs


CALLS = Variable(0.0, name="calls")


def test_variables_of_no_layer_are_part_of_the_step(engine: str) -> None:
    CALLS.assign(0.0)
    model = Sequential([layers.Input((8,)), Remembers(), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(X, Y, batch_size=25, verbose=0)
    assert float(CALLS) == 4.0
    assert float(model.layers[0].seen.result()) == pytest.approx(float(X.mean()), abs=1e-6)
    model.predict(X, batch_size=50)
    assert float(CALLS) == 6.0


def test_names_of_metrics_of_several_outputs() -> None:
    own = metrics.MeanAbsoluteError(name="own")
    inputs = layers.Input((8,))
    model = Model(inputs, [layers.Dense(1, name="p")(inputs), layers.Dense(1, name="q")(inputs)])
    for _ in range(2):  # names do not grow when a metric is used again
        model.compile(
            "sgd", "mse", metrics=[["mae"], [own, lambda a, b: a]], weighted_metrics=[["mae"], ["mse"]],
            run_eagerly=True,
        )  # fmt: skip
        logs = model.evaluate(X, [Y, Y], verbose=0, return_dict=True, sample_weight=np.zeros(100))
        assert list(logs) == [
            "loss", "p_loss", "q_loss", "p_mae", "q_own", "q_lambda", "p_weighted_mae", "q_mse"
        ]  # fmt: skip
        assert logs["p_mae"] > 0 and logs["p_weighted_mae"] == 0
    assert model.metrics_names == list(logs)
    assert own.name == "own"
