"""Small programs in the style of Keras 2: layers, losses, metrics and callbacks written with `K`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import Input, Model, Sequential, callbacks, layers
from keras_lab import backend as K
from keras_lab.utils import set_random_seed

rng = np.random.default_rng(0)
X = rng.normal(size=(64, 4)).astype("float32")
Y = (X @ np.array([[1.0], [-2.0], [0.5], [3.0]], "float32")).astype("float32")


class Antirectifier(layers.Layer):
    """Centred, scaled to unit length, both signs kept; then a product with weights of its own."""

    def __init__(self, units: int, **kwargs: Any) -> None:
        self.units = units
        super().__init__(**kwargs)

    def build(self, input_shape: Any) -> None:
        self.kernel = self.add_weight(
            name="kernel", shape=(2 * input_shape[1], self.units), initializer="uniform", trainable=True
        )
        super().build(input_shape)

    def call(self, inputs: Any) -> Any:
        inputs -= K.mean(inputs, axis=1, keepdims=True)
        inputs = K.l2_normalize(inputs, axis=1)
        both = K.concatenate([K.relu(inputs), K.relu(-inputs)], axis=1)
        return K.dot(both, self.kernel)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (input_shape[0], self.units)


def test_layer(engine: str) -> None:
    set_random_seed(1)
    model = Sequential([Input((4,)), layers.Dense(8), Antirectifier(8), layers.Dense(1)])
    model.compile("rmsprop", lambda y, p: K.mean(K.square(p - y), axis=-1))
    history = model.fit(X, Y, batch_size=16, epochs=10, verbose=0).history["loss"]
    assert history[-1] < 0.97 * history[0]
    assert model.predict(X, verbose=0).shape == (64, 1)


def test_metric_and_callback(engine: str) -> None:
    def close(y_true: Any, y_pred: Any) -> Any:
        return K.mean(K.cast(K.less(K.abs(y_true - y_pred), 1.0), K.floatx()))

    class Halve(callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            rate = K.get_value(self.model.optimizer.lr)
            K.set_value(self.model.optimizer.lr, rate / 2)

    model = Sequential([Input((4,)), layers.Dense(1)])
    model.compile("sgd", "mse", metrics=[close])
    history = model.fit(X, Y, epochs=3, verbose=0, callbacks=[Halve()]).history
    assert history["close"][-1] > history["close"][0]
    assert K.get_value(model.optimizer.lr) == pytest.approx(0.01 / 8)


def test_a_variable_in_the_loss(engine: str) -> None:
    weight = K.variable(1.0)
    model = Sequential([Input((4,)), layers.Dense(1)])
    model.compile("sgd", lambda y, p: K.mean(K.square(y - p), axis=-1) * weight)
    before = model.evaluate(X, Y, verbose=0)
    K.set_value(weight, 0.5)
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(before / 2, rel=1e-4)


def autoencoder() -> tuple[Any, Any, Any, Any]:
    inputs = Input((4,))
    hidden = layers.Dense(16, activation="tanh")(inputs)
    mean, log_variance = layers.Dense(2)(hidden), layers.Dense(2)(hidden)

    def sampling(args: Any) -> Any:
        mean, log_variance = args
        noise = K.random_normal(shape=(K.shape(mean)[0], K.int_shape(mean)[1]))
        return mean + K.exp(log_variance / 2) * noise

    z = layers.Lambda(sampling, output_shape=(2,))([mean, log_variance])
    outputs = layers.Dense(4)(layers.Dense(16, activation="tanh")(z))
    return inputs, outputs, mean, log_variance


def divergence(mean: Any, log_variance: Any) -> Any:
    return -0.5 * K.sum(1 + log_variance - K.square(mean) - K.exp(log_variance), axis=-1)


def test_variational_autoencoder_with_added_loss(engine: str) -> None:
    set_random_seed(2)
    inputs, outputs, mean, log_variance = autoencoder()
    model = Model(inputs, outputs)
    reconstruction = K.sum(K.square(inputs - outputs), axis=-1)
    model.add_loss(K.mean(reconstruction + divergence(mean, log_variance)))
    model.compile("adam")
    history = model.fit(X, epochs=20, batch_size=16, verbose=0).history["loss"]
    assert history[-1] < 0.95 * history[0]
    kl = K.function([inputs], [K.mean(divergence(mean, log_variance))])([X])[0]
    assert 0 < kl < history[-1]


def test_variational_autoencoder_with_a_closure() -> None:
    set_random_seed(2)
    inputs, outputs, mean, log_variance = autoencoder()
    model = Model(inputs, outputs)

    def loss(x: Any, decoded: Any) -> Any:
        return K.sum(K.square(x - decoded), axis=-1) + 50.0 * divergence(mean, log_variance)

    model.compile("adam", loss)
    before = K.function([inputs], [K.mean(divergence(mean, log_variance))])
    first = before([X])[0]
    model.fit(X, X, epochs=20, batch_size=16, verbose=0)
    assert before([X])[0] < first / 2  # the penalty did its work


def test_mistakes() -> None:
    inputs = Input((4,))
    model = Model(inputs, layers.Dense(1)(inputs))
    with pytest.raises(ValueError, match="disconnected"):
        model.add_loss(K.mean(K.placeholder((None, 2))))
