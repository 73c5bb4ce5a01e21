"""Decompositions that are unique up to signs or order only, and gradients of one's own."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab.engine import spec
from keras_lab.engine.spec import ShapeError, Spec

from .cases import values
from .oracles import same

X = values(2, 4, 3)
SQUARE = values(2, 3, 3)


def test_eigh(engine):
    x = SQUARE + SQUARE.swapaxes(-1, -2)
    w, v = map(engine.to_numpy, engine.eigh(engine.convert(x)))
    np.testing.assert_allclose(w, np.linalg.eigvalsh(x), 1e-4, 1e-5)
    np.testing.assert_allclose(x @ v, v * w[:, None], 1e-4, 1e-4)
    assert spec.eigh(Spec(x.shape)) == (Spec(w.shape), Spec(v.shape))


def test_lu(engine):
    factors, order = map(engine.to_numpy, engine.lu(engine.convert(SQUARE)))
    lower, upper = np.tril(factors, -1) + np.eye(3), np.triu(factors)
    np.testing.assert_allclose(lower @ upper, np.take_along_axis(SQUARE, order[..., None], 1), 1e-4, 1e-4)
    assert order.dtype == np.int32
    assert spec.lu(Spec(SQUARE.shape)) == (Spec(factors.shape), Spec(order.shape, "int32"))


@pytest.mark.parametrize("complete", [False, True])
@pytest.mark.parametrize("x", [X, X.swapaxes(-1, -2).copy()], ids=["tall", "wide"])
def test_qr_and_svd(engine, x, complete):
    q, r = map(engine.to_numpy, engine.qr(engine.convert(x), complete))
    np.testing.assert_allclose(q @ r, x, 1e-4, 1e-4)
    assert spec.qr(Spec(x.shape), complete) == (Spec(q.shape), Spec(r.shape))
    assert (q.shape, r.shape) == tuple(
        a.shape for a in np.linalg.qr(x, "complete" if complete else "reduced")
    )
    u, s, v = map(engine.to_numpy, engine.svd(engine.convert(x), complete))
    few = s.shape[-1]
    np.testing.assert_allclose((u[..., :few] * s[:, None]) @ v[:, :few], x, 1e-4, 1e-4)
    assert spec.svd(Spec(x.shape), complete) == (Spec(u.shape), Spec(s.shape), Spec(v.shape))
    assert [a.shape for a in np.linalg.svd(x, complete)] == [u.shape, s.shape, v.shape]


def test_custom_gradient(engine):
    @engine.custom_gradient
    def doubled_back(x):
        return x * 3.0, lambda upstream: upstream * 2.0

    def loss(params):
        return engine.sum(doubled_back(params[0])), ()

    (value, _), (slope,) = engine.value_and_grad(loss)([engine.convert([1.0, 2.0], "float32")])
    same(engine, value, 9)
    same(engine, slope, [2, 2])


def test_mistakes_of_shape():
    for call, words in (
        (lambda: spec.cholesky(Spec((2, 3))), "square matrices"),
        (lambda: spec.qr(Spec((3,)), False), "is for matrices"),
        (lambda: spec.solve(Spec((3, 3)), Spec((2, 1))), "3 equations, but the right side has 2"),
        (lambda: spec.bitcast(Spec((3,)), "int16"), "same number of bits"),
        (lambda: spec.segment_reduce(Spec((3,)), Spec((2,), "int32"), 2, "sum"), "rows and the numbers"),
    ):
        with pytest.raises(ShapeError, match=words):
            call()
