"""Small networks and data, sound and unsound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lab.layers import Dense, Input
from keras_lab.models import Sequential
from keras_lab.seeds import set_random_seed

RNG = np.random.default_rng(0)
X = RNG.normal(size=(300, 8)).astype("float32")
LABELS = (X[:, 0] > 0).astype("int32") + (X[:, 1] > 0).astype("int32")
ONE_HOT = np.eye(3, dtype="float32")[LABELS]
TARGETS = X[:, :1] * 2 + 1


def stack(*layers: Any, inputs: int = 8) -> Sequential:
    """A model of these layers."""
    return Sequential([Input((inputs,)), *layers])


def classifier(
    *hidden: Any, loss: Any = "sparse_categorical_crossentropy", optimizer: Any = "adam"
) -> Sequential:
    """A compiled classifier of three classes."""
    hidden = hidden or (Dense(16, activation="relu"), Dense(16, activation="relu"))
    model = stack(*hidden, Dense(3, activation="softmax"))
    model.compile(optimizer, loss)
    return model


def kinds(findings: Any) -> list[str]:
    """The kinds of findings."""
    return [finding.kind for finding in findings]


def twins(make: Callable[[], Any]) -> list[Any]:
    """Two models that `make` makes of the same numbers."""
    made = []
    for _ in range(2):
        set_random_seed(3)
        made.append(make())
    return made
