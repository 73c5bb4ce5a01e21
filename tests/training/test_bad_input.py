"""What is refused, in what words, and that nothing is changed by it."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import layers
from keras_lab.models import Model, Sequential
from tests.training.helpers import X, Y, line, same_weights

CASES = [
    ({"x": X, "y": Y[:5]}, ValueError, "same number of samples.*x: 100, y: 5"),
    ({"x": X[:, :5], "y": Y}, ValueError, r"expects the shape \(None, 8\).*\(None, 5\)"),
    ({"x": X[:0], "y": Y[:0]}, ValueError, "no data"),
    ({"x": np.array([["a"]]), "y": Y[:1]}, ValueError, "expects the shape"),
    ({"x": X, "y": np.full((100, 1), np.nan)}, ValueError, "y has 100 entries that are NaN.*sample 0"),
    ({"x": X, "y": Y, "sample_weight": np.full(100, np.inf)}, ValueError, "sample_weight has 100 entries"),
    ({"x": X, "y": Y, "sample_weight": np.ones(3)}, ValueError, "same number of samples"),
    ({"x": X, "y": Y, "epochs": -1}, ValueError, "epochs must be an int of at least 0"),
    ({"x": X, "y": Y, "epochs": 1.5}, ValueError, "epochs must be an int"),
    ({"x": X, "y": Y, "batch_size": 0}, ValueError, "batch_size must be an int of at least 1"),
    ({"x": X, "y": Y, "validation_split": 1.5}, ValueError, "between 0 and 1"),
    ({"x": X, "y": Y, "validation_data": X}, ValueError, r"validation_data must be \(x, y\)"),
    ({"x": X, "y": [Y, Y]}, ValueError, "y"),
    ({"x": [X, X], "y": Y}, ValueError, r"has 1 input\(s\).*called with 2"),
    ({"x": X, "y": Y, "callbacks": ["early"]}, TypeError, "objects derived from Callback"),
    ({"x": ((X, Y) for _ in range(2)), "y": Y}, ValueError, "y must not be given"),
    ({"x": iter([])}, ValueError, "empty"),
    ({"x": None}, ValueError, "x is missing"),
    ({"x": X, "y": Y, "steps_per_epoch": 0}, ValueError, "steps_per_epoch"),
    ({"x": 3.0, "y": Y}, ValueError, "scalar"),
    ({"x": X}, ValueError, "y is missing"),
    ({"x": X, "y": Y, "verbose": "loud"}, ValueError, "verbose must be 0, 1, 2 or 'auto'"),
    ({"x": X, "y": Y, "validation_freq": 0}, ValueError, "validation_freq must be an int of at least 1"),
    ({"x": X, "y": Y, "validation_data": (X[:, :5], Y)}, ValueError, r"\(None, 8\).*\(None, 5\)"),
    ({"x": X, "y": Y, "validation_data": (X, Y), "validation_steps": 0}, ValueError, "validation_steps"),
]


@pytest.mark.parametrize(("arguments", "kind", "message"), CASES)
def test_fit_refuses(arguments: dict, kind: type[Exception], message: str) -> None:
    model, untouched = line(), line()
    with pytest.raises(kind, match=message):
        model.fit(**{"verbose": 0, **arguments})
    assert same_weights(model, untouched)
    assert model._steps_taken == 0


def test_fit_needs_compile() -> None:
    model = Sequential([layers.Input((8,)), layers.Dense(1)], name="plain")
    with pytest.raises(RuntimeError, match=r"compile\(.*before fit\(\).*'plain'"):
        model.fit(X, Y)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"optimizer": "sdg"}, "Unknown optimizer: 'sdg'. Did you mean 'sgd'"),
        ({"loss": "msee"}, "Unknown loss: 'msee'. Did you mean 'mse'"),
        ({"loss": "mse", "metrics": ["accurcy"]}, "Unknown metric: 'accurcy'. Did you mean 'accuracy'"),
    ],
)
def test_compile_refuses_unknown_names_and_keeps_the_old(arguments: dict, message: str) -> None:
    model = line()
    optimizer = model.optimizer
    with pytest.raises(ValueError, match=message):
        model.compile(**arguments)
    assert model.optimizer is optimizer


def test_a_loss_for_an_output_that_is_not_there() -> None:
    a = layers.Input((8,))
    model = Model(a, [layers.Dense(1, name="price")(a), layers.Dense(1, name="size")(a)])
    model.compile("sgd", {"prise": "mse"})
    with pytest.raises(ValueError, match="'prise'.*price, size.*Did you mean 'price'"):
        model.fit(X, [Y, Y], verbose=0)


def test_labels_of_the_wrong_kind() -> None:
    model = Sequential([layers.Input((8,)), layers.Dense(3, activation="softmax")])
    model.compile("sgd", "categorical_crossentropy")
    with pytest.raises(ValueError, match="sparse_categorical_crossentropy"):
        model.fit(X, np.zeros(100, int), verbose=0)
