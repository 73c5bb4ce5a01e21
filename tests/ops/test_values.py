"""Every op of the table: values against NumPy on each engine, shapes and dtypes against the spec engine."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

import keras_lab.engine as engines
from keras_lab import ops, tree
from keras_lab.engine import P, spec, spec_mode
from keras_lab.engine.spec import Spec
from tests.ops.case import Case
from tests.ops.cases import CASES

#: Ops with tests of their own.
ELSEWHERE = {
    "cond", "scan", "map", "while_loop", "fori_loop", "switch", "associative_scan", "vectorize", "vectorized_map",
    "convert_to_numpy", "is_tensor", "shape", "ndim", "size", "dtype",
    "custom_gradient", "jvp", "polar", "view_as_complex", "view_as_real", "eig",
    "eigh", "qr", "lu_factor", "bincount", "nonzero", "unique", "stft", "istft",
    "adaptive_average_pool", "adaptive_max_pool", "dot_product_attention", "ctc_loss", "ctc_decode",
}  # fmt: skip


def run(case: Case) -> list[Any]:
    result = getattr(ops, case.name)(*case.args, **case.kwargs)
    return list(result) if isinstance(result, (list, tuple)) else [result]


def run_on_specs(case: Case, unknown: bool = False) -> list[Spec]:
    """With `unknown`, the first axis of the first array is None."""
    arrays = [a for a in tree.flatten(list(case.args)) if isinstance(a, np.ndarray)]

    def to_spec(value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return value
        first = unknown and value is arrays[0] and value.ndim
        return Spec((None, *value.shape[1:]) if first else value.shape, value.dtype)

    args = [[to_spec(v) for v in a] if isinstance(a, list) else to_spec(a) for a in case.args]
    with spec_mode():
        result = getattr(ops, case.name)(*args, **{k: to_spec(v) for k, v in case.kwargs.items()})
    return list(result) if isinstance(result, (list, tuple)) else [result]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_values_and_specs(case: Case, engine: str) -> None:
    expected = case.expected()
    expected = list(expected) if isinstance(expected, (list, tuple)) else [expected]
    results, specs = run(case), run_on_specs(case)
    assert len(results) == len(expected) == len(specs)
    for result, wanted, found in zip(results, expected, specs, strict=True):
        values = P.to_numpy(result).astype("float64")
        np.testing.assert_allclose(values, np.asarray(wanted, "float64"), case.tolerance, case.tolerance)
        assert P.shape(result) == np.shape(wanted) == found.shape
        assert P.dtype(result) == own_dtype(found.dtype)


def own_dtype(dtype: str) -> str:
    """The engine's nearest: JAX has no 64 bits."""
    return P.dtype(P.convert(np.zeros(0, "float32"), dtype))


#: How many tensors `unstack` gives is the size.
KNOWN_SIZE = ("unstack",)


@pytest.mark.parametrize("case", [c for c in CASES if c.name not in KNOWN_SIZE], ids=lambda case: case.id)
def test_unknown_sizes(case: Case) -> None:
    for known, found in zip(run_on_specs(case), run_on_specs(case, unknown=True), strict=True):
        assert known.ndim == found.ndim
        assert all(b in (a, None) for a, b in zip(known.shape, found.shape, strict=True)), (known, found)
        assert known.dtype == found.dtype


def functions() -> list[tuple[str, Any]]:
    return [(name, value) for name, value in vars(ops).items() if inspect.isfunction(value)]


def test_every_op_has_a_case() -> None:
    names = {name for name, _ in functions()}
    assert names - ELSEWHERE - {case.name for case in CASES} == set()


def test_fused_versions_have_the_same_signature(engine: str) -> None:
    for name, function in functions():
        own = getattr(engines.load(), name, None)
        if getattr(function, "fused", False) and own is not None:
            wanted = [p.name for p in inspect.signature(function).parameters.values()]
            assert [p.name for p in inspect.signature(own).parameters.values()] == wanted, name


def test_the_spec_engine_has_no_fused_versions() -> None:
    fused = [name for name, function in functions() if getattr(function, "fused", False)]
    assert fused
    assert not [name for name in fused if hasattr(spec, name)]


def test_there_is_room_for_products_of_bytes(engine: str) -> None:
    x, y = np.full((1, 5), 100, "int8"), np.full((5, 1), 100, "int8")
    for product in (ops.matmul(x, y), ops.einsum("ab,bc->ac", x, y)):
        assert np.asarray(ops.convert_to_numpy(product)).tolist() == [[50000]]
        assert P.dtype(product) == "int32"
