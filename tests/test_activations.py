"""Activations by name."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import activations, ops
from keras_lab.engine import spec_mode
from keras_lab.engine.spec import Spec

X = np.linspace(-3, 3, 12, dtype="float32").reshape(3, 4)
NAMES = (
    *("celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid"),
    *("hard_silu", "hard_swish", "hard_tanh", "leaky_relu", "linear", "log_sigmoid"),
    *("log_softmax", "mish", "relu", "relu6", "selu", "sigmoid"),
    *("silu", "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus"),
    *("sparse_sigmoid", "sparsemax", "squareplus", "swish", "tanh", "tanh_shrink"),
)


@pytest.mark.parametrize("name", NAMES)
def test_names(name: str) -> None:
    function = activations.get(name)
    assert function is getattr(activations, name)
    assert activations.deserialize(activations.serialize(function)) is function
    with spec_mode():
        assert function(Spec((2, 3), "bfloat16")) == Spec((2, 3), "bfloat16")


def test_what_stands_for_an_activation() -> None:
    def mine(x: object) -> object:
        return x

    assert activations.get(None) is activations.linear
    assert activations.get(mine) is mine
    assert activations.deserialize("mine", {"mine": mine}) is mine
    with pytest.raises(ValueError, match=r"'reul'.*mean 'relu'"):
        activations.get("reul")
    with pytest.raises(ValueError, match="activation"):
        activations.get(3)


def test_bent_and_capped(engine: str) -> None:
    found = ops.convert_to_numpy(activations.relu(X, negative_slope=0.1, max_value=2, threshold=1))
    np.testing.assert_allclose(found, np.minimum(np.where(X >= 1, X, 0.1 * (X - 1)), 2), rtol=1e-6)
    assert (ops.convert_to_numpy(activations.relu(X)) == np.maximum(X, 0)).all()
    assert (ops.convert_to_numpy(activations.relu(X, max_value=1)) == np.clip(X, 0, 1)).all()
    with pytest.warns(DeprecationWarning, match="negative_slope"):
        found = ops.convert_to_numpy(activations.relu(X, alpha=0.5))
    np.testing.assert_allclose(found, np.where(X > 0, X, X / 2), rtol=1e-6)


def test_those_that_ops_lack(engine: str) -> None:
    softplus = np.log1p(np.exp(X))
    np.testing.assert_allclose(ops.convert_to_numpy(activations.mish(X)), X * np.tanh(softplus), rtol=1e-5)
    np.testing.assert_allclose(ops.convert_to_numpy(activations.exponential(X)), np.exp(X), rtol=1e-5)
    assert (ops.convert_to_numpy(activations.linear(X)) == X).all()
    exact, rough = (ops.convert_to_numpy(f(X)) for f in (activations.gelu, ops.gelu))
    assert 0 < np.abs(exact - rough).max() < 1e-3


def test_16_bits_stay_16_bits(engine: str) -> None:
    x = ops.cast(X, "bfloat16")
    for name in NAMES:
        found = activations.get(name)(x)
        assert ops.dtype(found) == "bfloat16", name
        wide = ops.convert_to_numpy(ops.cast(found, "float32"))
        wanted = ops.convert_to_numpy(activations.get(name)(X))
        np.testing.assert_allclose(wide, wanted, 0.04, 0.04, err_msg=name)
