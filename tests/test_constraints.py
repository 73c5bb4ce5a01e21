"""Constraints against Keras."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import constraints

CASES = [
    ("MaxNorm", {}),
    ("MaxNorm", {"max_value": 0.5, "axis": [0, 1]}),
    ("NonNeg", {}),
    ("UnitNorm", {}),
    ("UnitNorm", {"axis": [0, 1]}),
    ("MinMaxNorm", {"min_value": 1.0, "max_value": 1.5}),
    ("MinMaxNorm", {"min_value": 2.5, "max_value": 3.0, "rate": 0.3, "axis": 1}),
]


@pytest.mark.parametrize(("name", "arguments"), CASES)
def test_like_keras(engine, name, arguments):
    keras = pytest.importorskip("keras")
    w = (2 * np.random.default_rng(0).normal(size=(4, 3))).astype("float32")
    ours, theirs = getattr(constraints, name)(**arguments), getattr(keras.constraints, name)(**arguments)
    np.testing.assert_allclose(np.asarray(ours(w)), np.asarray(theirs(w)), rtol=1e-5)
    again = constraints.deserialize(constraints.serialize(ours))
    assert again.get_config() == ours.get_config() == theirs.get_config()


@pytest.mark.parametrize(
    ("name", "cls"),
    [("max_norm", "MaxNorm"), ("maxnorm", "MaxNorm"), ("nonneg", "NonNeg"), ("unit_norm", "UnitNorm")],
)
def test_names(name, cls):
    assert type(constraints.get(name)).__name__ == cls


def test_words_of_keras_1():
    with pytest.warns(DeprecationWarning, match="max_value"):
        assert constraints.maxnorm(m=3).max_value == 3


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: constraints.get("maxnrom"), "maxnorm"),
        (lambda: constraints.MaxNorm(-1), "max_value"),
        (lambda: constraints.MinMaxNorm(2.0, 1.0), "greater"),
        (lambda: constraints.MinMaxNorm(rate=-0.1), "rate"),
    ],
)
def test_bad_input(make, words):
    with pytest.raises(ValueError, match=words):
        make()
