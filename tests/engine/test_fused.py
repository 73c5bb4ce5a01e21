"""Ops of which an engine has its own version: the same values and gradients as the composed form."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from keras_lab import config, engine, ops
from keras_lab.engine import P
from keras_lab.ops.normalization import batch_standardized

FUSED = [name for name, fn in vars(ops).items() if inspect.isfunction(fn) and getattr(fn, "fused", False)]
AXES = [(), (0,), (1,), ((0, 2),), ((-1,),)]


@pytest.fixture(params=list(config.REQUIREMENTS))
def own(request):
    """Each engine in turn, in charge."""
    pytest.importorskip(config.REQUIREMENTS[request.param][0])
    before = config.engine_name()
    config.set_engine(request.param)
    yield engine.load()
    config.set_engine(before)


def value_and_slope(name: str, args: tuple[Any, ...], x: np.ndarray) -> list[np.ndarray]:
    weights = P.convert(np.cos(np.arange(x.size)).reshape(x.shape), "float32")

    def weighted(params):
        values = getattr(ops, name)(params[0], *args)
        return P.sum(P.multiply(values, weights)), values

    (_, values), [slope] = P.value_and_grad(weighted)([P.convert(x)])
    return [P.to_numpy(values), P.to_numpy(slope)]


@pytest.mark.parametrize("shape", [(2, 3, 4), (40, 41, 42)], ids=["small", "large"])
def test_fused_and_composed_forms_agree(own, shape, monkeypatch):
    for name in (name for name in FUSED if hasattr(own, name)):
        low, high = (0.5, 3) if name == "rsqrt" else (-3, 3)
        x = np.linspace(low, high, int(np.prod(shape)), dtype="float32").reshape(shape)
        for args in AXES if "softmax" in name else [()]:
            fused = value_and_slope(name, args, x)
            with monkeypatch.context() as without:
                without.delattr(own, name)
                composed = value_and_slope(name, args, x)
            for found, expected in zip(fused, composed, strict=True):
                np.testing.assert_allclose(found, expected, rtol=1e-4, atol=2e-6, err_msg=f"{name} {args}")


@pytest.mark.parametrize("shape", [(6, 4), (3, 5, 4), (2, 3, 5, 4)], ids=len)
def test_batch_standardized_and_its_composed_form_agree(own, shape, monkeypatch):
    x, weights = np.random.default_rng(0).normal(size=(2, *shape)).astype("float32")
    scale, offset = np.float32([1, 2, 3, 4]), np.float32([4, 3, 2, 1])

    def all_of_it() -> list[np.ndarray]:
        def weighted(params):
            x, scale, offset = params
            y, mean, variance = batch_standardized(x, -1, offset, scale)
            return P.sum(P.multiply(y, P.convert(weights))), (y, mean, variance)

        (_, values), slopes = P.value_and_grad(weighted)([P.convert(each) for each in (x, scale, offset)])
        return [P.to_numpy(each) for each in (*values, *slopes)]

    fused = all_of_it()
    monkeypatch.delattr(own, "batch_standardized", raising=False)
    for found, expected in zip(fused, all_of_it(), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=2e-5)
