"""Callbacks that set the learning rate; Keras is the oracle."""

from __future__ import annotations

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from keras_lab import callbacks
from tests.training.helpers import X, Y, line


class Bench:
    """A stand-in for a model: a callback is told of epochs with made-up metrics."""

    def __init__(self, rate=1.0):
        self.optimizer = SimpleNamespace(learning_rate=rate)
        self.stop_training = False


def rates(callback, values, name="val_loss", rate=1.0):
    """The learning rate after each epoch, ours."""
    model = Bench(rate)
    callback.set_model(model)
    callback.on_train_begin()
    seen = []
    for epoch, value in enumerate(values):
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, {name: value})
        seen.append(float(model.optimizer.learning_rate))
    return seen


def keras_rates(callback, values, name="val_loss", rate=1.0):
    """The same of Keras's callback."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate), "mse")
    callback.set_model(model)
    callback.on_train_begin()
    seen = []
    for epoch, value in enumerate(values):
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, {name: value})
        seen.append(float(model.optimizer.learning_rate.numpy()))
    return seen


pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # of Keras

LOSSES = [3, 2, 2, 2, 2, 1.99995, 1, 1, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("how", "name"),
    [
        ({"patience": 1}, "val_loss"),
        ({"patience": 2, "factor": 0.5, "cooldown": 2}, "val_loss"),
        ({"patience": 1, "factor": 0.5, "min_lr": 0.2}, "val_loss"),
        ({"patience": 1, "min_delta": 1e-6, "factor": 0.7}, "val_loss"),
        ({"patience": 2, "mode": "max"}, "val_loss"),
        ({"patience": 2, "monitor": "accuracy", "mode": "max"}, "accuracy"),
    ],
    ids=str,
)
def test_plateaus_as_in_keras(how, name):
    ours = rates(callbacks.ReduceLROnPlateau(**how), LOSSES, name)
    np.testing.assert_allclose(
        ours, keras_rates(keras.callbacks.ReduceLROnPlateau(**how), LOSSES, name), 1e-6
    )


def test_plateaus_in_fit(capsys):
    model = line(optimizer="adam")
    plateau = callbacks.ReduceLROnPlateau("loss", patience=1, min_delta=100.0, verbose=1)
    history = model.fit(X, Y, epochs=3, verbose=0, callbacks=[plateau])
    np.testing.assert_allclose(float(np.asarray(model.optimizer.learning_rate)), 1e-5, 1e-6)
    assert "reduced to 0.0001" in capsys.readouterr().out
    np.testing.assert_allclose(history.history["learning_rate"], [1e-3, 1e-3, 1e-4], 1e-6)


def test_plateaus_say_what_is_wrong():
    with pytest.raises(ValueError, match="factor below 1"):
        callbacks.ReduceLROnPlateau(factor=1.0)
    with pytest.warns(DeprecationWarning, match="min_delta"):
        assert callbacks.ReduceLROnPlateau(epsilon=3.0).min_delta == 3.0
    with pytest.warns(UserWarning, match="'val_loss', which is not there"):
        rates(callbacks.ReduceLROnPlateau(), [1.0], "loss")


def test_schedules():
    assert rates(callbacks.LearningRateScheduler(lambda epoch: 0.5**epoch), [0] * 3) == [1, 0.5, 0.25]
    assert rates(callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2), [0] * 3) == [0.5, 0.25, 0.125]
    assert rates(callbacks.LearningRateScheduler(np.float32), [0] * 2) == [0, 1]


def test_a_schedule_in_fit(capsys):
    model = line()
    schedule = callbacks.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1), verbose=1)
    history = model.fit(X, Y, epochs=2, verbose=0, callbacks=[schedule])
    np.testing.assert_allclose(history.history["learning_rate"], [0.1, 0.05], 1e-6)
    assert "Epoch 2: the learning rate is 0.05." in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["0.1", None, True, [1.0]])
def test_a_schedule_that_gives_no_number(wrong):
    with pytest.raises(ValueError, match="must return a number"):
        rates(callbacks.LearningRateScheduler(lambda epoch: wrong), [0])


def test_an_error_in_a_schedule_is_not_hidden():
    def broken(epoch, rate):
        raise TypeError("inside")

    with pytest.raises(TypeError, match="inside"):
        rates(callbacks.LearningRateScheduler(broken), [0])


def test_optimizers_made_of_several():
    parts = [SimpleNamespace(learning_rate=rate) for rate in (1.0, 0.1)]
    model = Bench()
    model.optimizer.optimizers = parts
    for callback in (
        callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2),
        callbacks.ReduceLROnPlateau("loss", factor=0.5, patience=1),
    ):
        callback.set_model(model)
        callback.on_train_begin()
        for epoch in range(2):
            if epoch == 0:
                callback.on_epoch_begin(epoch)
            callback.on_epoch_end(epoch, {"loss": 1.0})
    assert [part.learning_rate for part in parts] == [0.25, 0.025]
