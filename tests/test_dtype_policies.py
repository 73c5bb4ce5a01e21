"""Policies: what they mean, by name and as configurations, for single layers, and in force."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import dtype_policies, layers, mixed_precision
from keras_lab import engine as engines
from keras_lab.dtype_policies import DTypePolicy, DTypePolicyMap, policy


@pytest.fixture
def put_back():
    before = list(policy._chosen)
    yield
    policy._chosen[:] = before


@pytest.mark.parametrize(
    "name", ["float32", "float64", "bfloat16", "mixed_float16", "mixed_bfloat16", "int32"]
)
def test_like_keras(name):
    keras = pytest.importorskip("keras")
    ours, theirs = DTypePolicy(name), keras.DTypePolicy(name)
    for part in ("name", "compute_dtype", "variable_dtype", "quantization_mode"):
        assert getattr(ours, part) == getattr(theirs, part)
    assert ours.get_config() == theirs.get_config()
    assert dtype_policies.get(dtype_policies.serialize(ours)) == ours == dtype_policies.get(name)
    assert dtype_policies.get(keras.dtype_policies.serialize(theirs)) == ours
    assert keras.dtype_policies.deserialize(dtype_policies.serialize(ours)) == theirs


def test_the_policy_in_force(put_back):
    mixed_precision.set_global_policy("mixed_bfloat16")
    assert mixed_precision.global_policy() == DTypePolicy() == DTypePolicy("mixed_bfloat16")
    layer = layers.Dense(2)
    assert (layer.compute_dtype, layer.variable_dtype) == ("bfloat16", "float32")
    assert mixed_precision.Policy is DTypePolicy


def test_a_map_of_policies():
    keras = pytest.importorskip("keras")
    inner = {"encoder/.*": "float16", "decoder": "bfloat16"}
    made = DTypePolicyMap("float32", {key: DTypePolicy(name) for key, name in inner.items()})
    theirs = keras.dtype_policies.DTypePolicyMap(
        "float32", {k: keras.DTypePolicy(n) for k, n in inner.items()}
    )
    for path in ("encoder/0/dense", "decoder", "decoder/dense", "encoder"):
        assert made[path].name == theirs[path].name
    assert (made.name, made.compute_dtype) == (theirs.name, theirs.compute_dtype)
    assert ("decoder" in made, "decoder/dense" in made, len(made), list(made)) == (True, False, 2, [*inner])
    assert dtype_policies.deserialize(dtype_policies.serialize(made)) == made
    assert dtype_policies.deserialize(keras.dtype_policies.serialize(theirs)) == made
    del made["decoder"]
    assert made["decoder"] == made.default_policy
    assert layers.Dense(1, dtype=made).compute_dtype == "float32"


def test_converting_inputs(engine):
    half, x = DTypePolicy("mixed_float16"), np.ones(2, "float32")
    assert engines.P.dtype(half.convert_input(x, True, "float16")) == "float16"
    assert engines.P.dtype(half.convert_input(x, False, "float16")) == "float32"
    assert engines.P.dtype(half.convert_input(np.ones(2, "int32"), True, "float16")) == "int32"
    assert half.convert_input("text", True, "float16") == "text"
