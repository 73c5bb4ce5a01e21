"""Regularizers against Keras."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import regularizers

CASES = [
    ("L1", {}),
    ("L1", {"l1": 0.3}),
    ("L2", {"l2": 0.2}),
    ("L1L2", {"l1": 0.1, "l2": 0.3}),
    ("L1L2", {"l1": 0.1}),
    ("L1L2", {}),
    ("OrthogonalRegularizer", {"factor": 0.5}),
    ("OrthogonalRegularizer", {"factor": 0.5, "mode": "columns"}),
]


@pytest.mark.parametrize(("name", "arguments"), CASES)
def test_like_keras(engine, name, arguments):
    keras = pytest.importorskip("keras")
    x = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
    ours, theirs = getattr(regularizers, name)(**arguments), getattr(keras.regularizers, name)(**arguments)
    np.testing.assert_allclose(float(ours(x)), float(theirs(keras.ops.convert_to_tensor(x))), rtol=1e-5)
    again = regularizers.deserialize(regularizers.serialize(ours))
    assert again.get_config() == ours.get_config()
    assert set(ours.get_config()) == set(theirs.get_config())


@pytest.mark.parametrize(
    ("name", "cls"), [("l1", "L1"), ("l2", "L2"), ("l1_l2", "L1L2"), ("l1l2", "L1L2"), ("L1L2", "L1L2")]
)
def test_names(name, cls):
    assert type(regularizers.get(name)).__name__ == cls
    assert regularizers.get(None) is None


def test_words_of_keras_2():
    with pytest.warns(DeprecationWarning, match="l2"):
        assert regularizers.l2(l=0.5).l2 == 0.5


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: regularizers.get("L1L3"), "l1l2"),
        (lambda: regularizers.L1(-0.1), "factor l1"),
        (lambda: regularizers.L2("a"), "factor l2"),
        (lambda: regularizers.L2(float("nan")), "finite"),
        (lambda: regularizers.OrthogonalRegularizer(mode="diagonal"), "rows"),
    ],
)
def test_bad_input(make, words):
    with pytest.raises(ValueError, match=words):
        make()
