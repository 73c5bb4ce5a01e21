"""The programs: data, model and settings, written once against the Keras API.

Targets come from a random teacher, so that there is something to learn and losses can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Arrays = Any


@dataclass(frozen=True)
class Case:
    """One program.

    Attributes:
        data: called with the number of samples; gives `x` and `y`.
        build: called with a Keras (`keras` or `keras_lab`); gives the model.
        compile: arguments of `compile`; optimizers by class name and arguments, since each Keras has its own.
        batch, samples: sizes; `steps` of them make an epoch.
        optimizer: name of the class in `keras.optimizers`, and its arguments.
    """

    data: Callable[[int], tuple[Arrays, Arrays]]
    build: Callable[[Any], Any]
    batch: int
    samples: int
    optimizer: tuple[str, Mapping[str, float]] = ("Adam", {"learning_rate": 1e-3})
    compile: Mapping[str, Any] = field(
        default_factory=lambda: {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}
    )

    @property
    def steps(self) -> int:
        """In an epoch."""
        return self.samples // self.batch


def _labels(scores: np.ndarray) -> np.ndarray:
    return (scores - scores.mean(axis=0)).argmax(axis=1).astype("int32")


def vectors(samples: int) -> tuple[Arrays, Arrays]:
    """MNIST's shapes, flat."""
    rng = np.random.default_rng(0)
    x = rng.random((samples, 784), dtype="float32")
    return x, _labels(x @ rng.normal(size=(784, 10)).astype("float32"))


def images(size: int, channels: int) -> Callable[[int], tuple[Arrays, Arrays]]:
    """Square images of noise; the class is told by their rows' sums."""

    def data(samples: int) -> tuple[Arrays, Arrays]:
        rng = np.random.default_rng(0)
        x = rng.random((samples, size, size, channels), dtype="float32")
        teacher = rng.normal(size=(size, 10)).astype("float32")
        return x, _labels(x.sum(axis=(2, 3)) @ teacher)

    return data


def text(samples: int) -> tuple[Arrays, Arrays]:
    """One-hot symbols, 40 after each other; the class is the symbol in the middle."""
    rng = np.random.default_rng(0)
    symbols = rng.integers(0, 57, size=(samples, 40))
    return np.eye(57, dtype="float32")[symbols], symbols[:, 20].astype("int32")


def tokens(samples: int) -> tuple[Arrays, Arrays]:
    """128 tokens; the class is told by which half of the vocabulary most are of."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 2000, size=(samples, 128)).astype("int32")
    return x, (x > 1000).sum(axis=1).clip(56, 72).astype("int32") - 56


def table(samples: int) -> tuple[Arrays, Arrays]:
    """Two inputs (numbers and a category) and two targets (a class and a number)."""
    rng = np.random.default_rng(0)
    numbers, item = rng.random((samples, 32), dtype="float32"), rng.integers(0, 1000, size=(samples, 4))
    teacher = rng.normal(size=(32, 5)).astype("float32")
    scores = numbers @ teacher
    return (numbers, item.astype("int32")), (_labels(scores), scores[:, :1] + item[:, :1] / 1000)


def mlp(keras: Any) -> Any:
    """784-64-10."""
    layers = keras.layers
    return keras.Sequential(
        [keras.Input((784,)), layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax")]
    )


def cnn(keras: Any) -> Any:
    """Conv32-Conv64-pool-Dense128."""
    layers = keras.layers
    return keras.Sequential([
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"), layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(), layers.Flatten(),
        layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax"),
    ])  # fmt: skip


def lstm(keras: Any) -> Any:
    """128 units over 40 symbols."""
    layers = keras.layers
    return keras.Sequential([keras.Input((40, 57)), layers.LSTM(128), layers.Dense(57, activation="softmax")])


def stacked_lstm(keras: Any) -> Any:
    """Two of them."""
    layers = keras.layers
    return keras.Sequential([
        keras.Input((40, 57)), layers.LSTM(128, return_sequences=True), layers.LSTM(128),
        layers.Dense(57, activation="softmax"),
    ])  # fmt: skip


def branches(keras: Any) -> Any:
    """Two inputs, two outputs, a shared layer, embeddings, dropout and batch normalization."""
    layers = keras.layers
    numbers, items = keras.Input((32,)), keras.Input((4,), dtype="int32")
    shared = layers.Dense(64, activation="relu")
    left = layers.BatchNormalization()(shared(numbers))
    right = shared(layers.Dense(32)(layers.Flatten()(layers.Embedding(1000, 16)(items))))
    x = layers.Dropout(0.2)(layers.Concatenate()([left, right]))
    x = layers.Dense(64, activation="relu")(x)
    return keras.Model(
        [numbers, items],
        [layers.Dense(5, activation="softmax", name="kind")(x), layers.Dense(1, name="value")(x)],
    )


def transformer(keras: Any) -> Any:
    """128 tokens, width 128, 4 heads, 2 blocks."""
    layers = keras.layers
    start = keras.Input((128,), dtype="int32")
    x = layers.Embedding(2000, 128)(start)
    for _ in range(2):
        seen = layers.LayerNormalization()(x)
        x = layers.Add()([x, layers.MultiHeadAttention(4, 32)(seen, seen)])
        inner = layers.Dense(256, activation="gelu")(layers.LayerNormalization()(x))
        x = layers.Add()([x, layers.Dense(128)(inner)])
    x = layers.GlobalAveragePooling1D()(x)
    return keras.Model(start, layers.Dense(17, activation="softmax")(x))


def resnet(keras: Any) -> Any:
    """18 layers, on 32 × 32."""
    layers = keras.layers
    start = keras.Input((32, 32, 3))
    x = _convolved(layers, start, 64, 3, 1)
    for filters, stride in ((64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)):
        y = _convolved(layers, x, filters, 3, stride)
        y = layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same", use_bias=False)(y))
        if stride > 1:
            x = layers.BatchNormalization()(layers.Conv2D(filters, 1, strides=2, use_bias=False)(x))
        x = layers.Activation("relu")(layers.Add()([x, y]))
    return keras.Model(start, layers.Dense(10, activation="softmax")(layers.GlobalAveragePooling2D()(x)))


def _convolved(layers: Any, x: Any, filters: int, size: int, stride: int) -> Any:
    x = layers.Conv2D(filters, size, strides=stride, padding="same", use_bias=False)(x)
    return layers.Activation("relu")(layers.BatchNormalization()(x))


_SGD = ("SGD", {"learning_rate": 0.01})
_TWO = {"loss": ["sparse_categorical_crossentropy", "mse"], "metrics": [["accuracy"], ["mae"]]}

CASES: Mapping[str, Case] = {
    "mlp": Case(vectors, mlp, batch=32, samples=60_000, optimizer=_SGD),
    "mlp, batch 1": Case(vectors, mlp, batch=1, samples=2_000, optimizer=_SGD),
    "mlp, batch 256": Case(vectors, mlp, batch=256, samples=61_440, optimizer=_SGD),
    "mlp, batch 4096": Case(vectors, mlp, batch=4096, samples=65_536, optimizer=_SGD),
    "cnn": Case(images(28, 1), cnn, batch=128, samples=3_840),
    "lstm": Case(text, lstm, batch=128, samples=5_120),
    "stacked lstm": Case(text, stacked_lstm, batch=128, samples=3_840),
    "branches": Case(table, branches, batch=32, samples=16_000, compile=_TWO),
    "transformer": Case(tokens, transformer, batch=32, samples=960),
    "resnet": Case(images(32, 3), resnet, batch=64, samples=320),
}
