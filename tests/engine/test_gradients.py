"""The gradients of each engine, for cases of the table that have one, against differences of the oracle."""

from __future__ import annotations

import numpy as np
import pytest

from .cases import CASES, values, with_tensors
from .oracles import oracle

#: Flat, or with steps and ties at the points of the table.
WITHOUT = (
    *("cast", "convert", "put_on_device", "stop_gradient", "isfinite", "isnan", "argmax", "argsort"),
    *("sign", "floor", "ceil", "round", "floor_divide", "mod", "maximum", "minimum"),
    *("equal", "less", "less_equal", "bitcast", "nextafter"),
    "complex_of",  # complex results: those of what is made real again are tested with the ops
)
#: Read one triangle of a symmetric matrix, so they are moved along symmetric directions only.
SYMMETRIC = ("cholesky",)
STEP = 1e-5


def _is_float(x):
    return isinstance(x, np.ndarray) and x.dtype == np.float32 and x.size > 0


def _floats(args):
    found = []
    with_tensors(args, lambda x: found.append(x) if _is_float(x) else None)
    return found


def _differentiable(case):
    if case.name == "segment_reduce" and any(isinstance(x, str) and x == "prod" for x in case.args):
        return False  # JAX has no gradient of products of segments
    return case.name not in WITHOUT and len(_floats(case.args)) > 0


def _selected(most=10):
    """The cases with gradients, at most so many of a primitive, spread over its rows."""
    by_name = {}
    for case in filter(_differentiable, CASES):
        by_name.setdefault(case.name, []).append(case)
    return [case for cases in by_name.values() for case in cases[:: -(-len(cases) // most)]]


def _first(result):
    return result[0] if isinstance(result, (tuple, list)) else result


def _weighted(name, args, weights):
    return float((_first(oracle(name)(*args)) * weights).sum())


def _directional_difference(case, weights, directions):
    def moved(step):
        ways = iter(directions)
        return with_tensors(case.args, lambda x: x + step * next(ways) if _is_float(x) else x)

    ends = (_weighted(case.name, moved(step), weights) for step in (STEP, -STEP))
    return (next(ends) - next(ends)) / (2 * STEP)


@pytest.mark.parametrize("case", _selected(), ids=str)
def test_gradient(engine, case):
    floats = _floats(case.args)
    weights = values(*np.shape(_first(oracle(case.name)(*case.args))), low=-1, high=1).astype("float64")
    directions = [values(*x.shape, low=-1, high=1.1).astype("float64") for x in floats]
    if case.name in SYMMETRIC:
        directions = [direction + direction.swapaxes(-1, -2) for direction in directions]

    def loss(params):
        remaining = iter(params)
        args = with_tensors(case.args, lambda x: next(remaining) if _is_float(x) else engine.convert(x))
        result = _first(getattr(engine, case.name)(*args))
        return engine.sum(engine.multiply(result, engine.convert(weights, "float32"))), None

    _, gradients = engine.value_and_grad(loss)([engine.convert(x) for x in floats])
    found = sum(
        (engine.to_numpy(gradient).astype("float64") * direction).sum()
        for gradient, direction in zip(gradients, directions, strict=True)
    )
    expected = _directional_difference(case, weights, directions)
    np.testing.assert_allclose(found, expected, rtol=2e-3, atol=2e-3)
