"""Labels that do not fit the loss, last layers that fit neither; and those that fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from keras_lab import losses, ops
from keras_lab.doctor import examine
from keras_lab.layers import Activation, Dense, Input, Lambda, Reshape
from keras_lab.models import Model
from tests.doctor.nets import LABELS, ONE_HOT, RNG, TARGETS, X, kinds, stack

SPARSE, CATEGORICAL, BINARY = (
    losses.SparseCategoricalCrossentropy,
    losses.CategoricalCrossentropy,
    losses.BinaryCrossentropy,
)
YES = (LABELS[:, None] > 1).astype("float32")


def examined(last: Any, loss: Any, y: Any) -> list:
    layers = last if isinstance(last, list) else [last]
    model = stack(*layers)
    model.compile("adam", loss)
    return examine(model, X, y)


def softmax(units: int = 3) -> Dense:
    return Dense(units, activation="softmax")


def sigmoid(units: int = 1) -> Dense:
    return Dense(units, activation="sigmoid")


UNSOUND = {
    "numbers for one-hot": (softmax, "categorical_crossentropy", LABELS, "labels", "sparse_categorical"),
    "column for one-hot": (softmax, CATEGORICAL(), LABELS[:, None], "labels", "sparse_categorical"),
    "one-hot for numbers": (softmax, SPARSE(), ONE_HOT, "labels", '"categorical'),
    "from 1 to 3": (softmax, SPARSE(), LABELS + 1, "labels", "y = y - 1"),
    "too many classes": (softmax, SPARSE(), LABELS * 2, "labels", "Dense(5"),
    "below 0": (softmax, SPARSE(), np.where(LABELS, LABELS, -1), "labels", ""),
    "halves": (softmax, SPARSE(), LABELS / 2, "labels", "int"),
    "several classes at once": (softmax, CATEGORICAL(), np.maximum(ONE_HOT, [1, 0, 0]), "labels", "binary"),
    "-1 and 1": (sigmoid, BINARY(), 2 * YES - 1, "labels", "(y + 1) / 2"),
    "1 and 2": (sigmoid, "binary_crossentropy", YES + 1, "labels", "y - 1"),
    "three classes for two": (sigmoid, BINARY(), LABELS, "labels", "sparse"),
    "pictures": (lambda: sigmoid(8), BINARY(), np.abs(X) * 255, "labels", "y / "),
    "softmax over one": (lambda: softmax(1), BINARY(), YES, "last_layer", "sigmoid"),
    "softmax as logits": (softmax, SPARSE(from_logits=True), LABELS, "last_layer", "False"),
    "sigmoid as logits": (sigmoid, BINARY(from_logits=True), YES, "last_layer", "False"),
    "own softmax as logits": (
        lambda: [Dense(3), Lambda(lambda x: ops.exp(x) / ops.sum(ops.exp(x), axis=-1, keepdims=True))],
        CATEGORICAL(from_logits=True), ONE_HOT, "last_layer", "False",
    ),
    "logits as probabilities": (lambda: Dense(3), SPARSE(), LABELS, "last_layer", "softmax"),
    "own logits": (lambda: [Dense(3), Lambda(lambda x: 3 * x)], SPARSE(), LABELS, "last_layer", "softmax"),
    "relu for two": (lambda: Dense(1, activation="relu"), BINARY(), YES, "last_layer", "sigmoid"),
    "sigmoid for classes": (lambda: sigmoid(3), SPARSE(), LABELS, "last_layer", "softmax"),
    "sigmoid for numbers": (sigmoid, "mse", TARGETS, "last_layer", "linear"),
    "relu below 0": (lambda: [Dense(1), Activation("relu")], "mae", TARGETS, "last_layer", "linear"),
    "one class": (sigmoid, BINARY(), np.ones_like(YES), "one_class", "unique"),
    "prices": (lambda: Dense(1), "mse", 1e5 + 1e4 * TARGETS, "scale", "mean"),
}  # fmt: skip

SOUND = {
    "numbers of classes": (softmax, SPARSE(), LABELS),
    "a column of numbers": (softmax, "sparse_categorical_crossentropy", LABELS[:, None].astype("float32")),
    "logits": (lambda: Dense(3), SPARSE(from_logits=True), LABELS),
    "one-hot": (softmax, CATEGORICAL(), ONE_HOT),
    "smooth one-hot": (softmax, CATEGORICAL(), 0.9 * ONE_HOT + 0.1 / 3),
    "one-hot logits": (lambda: Dense(3), CATEGORICAL(from_logits=True), ONE_HOT),
    "ignored class": (softmax, SPARSE(ignore_class=-1), np.where(LABELS, LABELS, -1)),
    "yes and no": (sigmoid, "binary_crossentropy", YES),
    "yes and no, softmax": (lambda: softmax(2), BINARY(), np.concatenate([YES, 1 - YES], -1)),
    "yes and no, logits": (lambda: Dense(1), BINARY(from_logits=True), YES[:, 0]),
    "several labels": (lambda: sigmoid(3), BINARY(), np.maximum(ONE_HOT, [1, 0, 0])),
    "softmax of its own": (lambda: [Dense(3), Activation("softmax")], SPARSE(), LABELS),
    "reshaped": (lambda: [softmax(3), Reshape((3,))], SPARSE(), LABELS),
    "numbers": (lambda: Dense(1), "mse", TARGETS),
    "house prices in thousands": (lambda: Dense(1), "mse", 22 + 9 * RNG.normal(size=(300, 1))),
    "tanh": (lambda: Dense(8, activation="tanh"), "mse", np.tanh(X)),
    "a loss of one's own": (lambda: Dense(3), lambda y, p: ops.mean((p - y) ** 2), 7 * ONE_HOT),
}


@pytest.mark.parametrize("case", UNSOUND)
def test_what_does_not_fit_is_told_once_with_what_to_change(case: str) -> None:
    last, loss, y, kind, action = UNSOUND[case]
    (found,) = examined(last(), loss, y)
    assert found.kind == kind and found.text.endswith(".")
    assert found.action["kind"] == "code" and action in found.action["text"]


@pytest.mark.parametrize("case", SOUND)
def test_what_fits_is_not(case: str) -> None:
    last, loss, y = SOUND[case]
    assert examined(last(), loss, y) == []


def test_of_several_outputs_the_one_is_named() -> None:
    x = Input((8,))
    model = Model(x, [Dense(1, name="size")(x), Dense(3, activation="softmax", name="sort")(x)])
    model.compile("adam", ["mse", "sparse_categorical_crossentropy"])
    assert kinds(examine(model, X, [TARGETS, LABELS])) == []
    (found,) = examine(model, X, [TARGETS, LABELS + 1])
    assert found.text.startswith("sort: y has labels from 1 to 3")
