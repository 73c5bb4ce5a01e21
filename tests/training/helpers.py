"""Small models and data for the tests of training."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab import losses
from keras_lab.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, Input, MaxPooling2D
from keras_lab.models import Sequential
from keras_lab.seeds import set_random_seed

RNG = np.random.default_rng(0)
X = RNG.normal(size=(100, 8)).astype("float32")
LABELS = (X[:, 0] > 0).astype("int32") + (X[:, 1] > 0).astype("int32")
Y = X[:, :1] * 2 + 1
IMAGES = RNG.normal(size=(100, 6, 6, 1)).astype("float32")


def classifier(seed: int = 3, dropout: float = 0.3, **compile_arguments: Any) -> Sequential:
    """A compiled classifier of three classes with dropout and batch normalization."""
    set_random_seed(seed)
    model = Sequential(
        [Input((8,)), Dense(16, activation="relu"), Dropout(dropout), BatchNormalization(), Dense(3)]
    )
    arguments = {"optimizer": "adam", "metrics": ["accuracy"], **compile_arguments}
    model.compile(loss=losses.SparseCategoricalCrossentropy(from_logits=True), **arguments)
    return model


def convolution(seed: int = 3) -> Sequential:
    """A compiled classifier of images."""
    set_random_seed(seed)
    model = Sequential(
        [Input((6, 6, 1)), Conv2D(4, 3, activation="relu"), MaxPooling2D(), Flatten(), Dense(3)]
    )
    loss = losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss=loss, metrics=["accuracy"])
    return model


def line(seed: int = 3, optimizer: Any = "sgd", **compile_arguments: Any) -> Sequential:
    """A compiled linear model of one output."""
    set_random_seed(seed)
    model = Sequential([Input((8,)), Dense(1)])
    model.compile(optimizer, "mse", **compile_arguments)
    return model


def same_weights(one: Any, other: Any) -> bool:
    """Whether two models have the same weights, bit for bit."""
    pairs = zip(one.get_weights(), other.get_weights(), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)
