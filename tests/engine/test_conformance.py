"""Every engine against the contract: signatures, and values and dtypes with NumPy as the oracle.

The shape-only engine is held to the shapes and dtypes of the same cases.
"""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from keras_lab import tree
from keras_lab.engine import contract, dtypes, spec
from keras_lab.engine.spec import Spec

from .cases import CASES, with_tensors
from .oracles import oracle

PRIMITIVES = {name: fn for name, fn in vars(contract).items() if inspect.isfunction(fn)}
#: What the other files here test; no table of values can.
SERVICES = (
    *("to_numpy", "is_tensor", "shape", "dtype", "eagerly", "on_device", "devices", "version", "shape_of"),
    *("strings", "on_host", "device_memory"),
    *("mesh", "layout", "lay_out", "join", "processes", "agreed"),
    *("watched", "cell", "read", "write", "fresh_key"),
    *("key", "fold_in", "random_uniform", "random_normal", "random_integers"),
    *("eigh", "lu", "qr", "svd", "custom_gradient"),
    *("value_and_grad", "compile", "cond", "loop", "while_loop", "scan", "recomputed"),
    *("fuse", "hastened", "loops", "recurrence", "warms_up"),
)
#: Wider than what JAX has unless `jax_enable_x64` is set.
NARROWED = {"float64": "float32", "int64": "int32", "uint64": "uint32", "complex128": "complex64"}
TOLERANCE = {"float16": 4e-3, "bfloat16": 2e-2, "float32": 2e-5, "float64": 1e-6, "complex64": 2e-5}


def _parameters(fn):
    return [(p.name, p.kind, p.default) for p in inspect.signature(fn).parameters.values()]


@pytest.mark.parametrize("name", PRIMITIVES)
def test_signature(engine, name):
    assert _parameters(getattr(engine, name)) == _parameters(PRIMITIVES[name])


@pytest.mark.parametrize("name", PRIMITIVES)
def test_signature_of_the_shape_only_engine(name):
    assert _parameters(getattr(spec, name)) == _parameters(PRIMITIVES[name])


def test_every_primitive_has_a_case():
    tested = {case.name for case in CASES} | set(SERVICES)
    assert set(PRIMITIVES) == tested


def _dtype_in(engine, dtype):
    return NARROWED.get(dtype, dtype) if engine.name == "jax" else dtype


@pytest.mark.parametrize("case", CASES, ids=str)
def test_values_and_dtypes(engine, case):
    found = getattr(engine, case.name)(*with_tensors(case.args, engine.convert))
    expected = oracle(case.name)(*case.args)
    for one, right in zip(tree.flatten(found), map(np.asarray, tree.flatten(expected)), strict=True):
        assert engine.shape(one) == right.shape
        assert engine.dtype(one) == _dtype_in(engine, right.dtype.name)
        tolerance = TOLERANCE.get(right.dtype.name, 0)
        np.testing.assert_allclose(engine.to_numpy(one), right, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_shapes_and_dtypes_without_values(case):
    found = getattr(spec, case.name)(*with_tensors(case.args, lambda x: Spec(x.shape, x.dtype.name)))
    expected = oracle(case.name)(*case.args)
    rights = map(np.asarray, tree.flatten(expected))
    assert tree.flatten(found) == [
        Spec(right.shape, dtypes.standardize(right.dtype.name)) for right in rights
    ]
