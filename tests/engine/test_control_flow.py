"""Branches and loops, eagerly and in programs."""

from __future__ import annotations

import numpy as np
import pytest

from .oracles import same


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("flag", [False, True])
def test_cond(engine, compiled, flag):
    def fn(flag, x, y):
        return engine.cond(
            flag,
            lambda a, b: {"sum": engine.add(a, b), "list": [a]},
            lambda a, b: {"sum": engine.subtract(a, b), "list": [b]},
            x,
            y,
        )

    call = engine.compile(fn) if compiled else fn
    result = call(*map(engine.convert, (flag, 3.0, 2.0)))
    same(engine, result["sum"], 5 if flag else 1)
    same(engine, result["list"][0], 3 if flag else 2)


def test_cond_has_a_gradient(engine):
    def fn(params, flag):
        return engine.cond(flag, lambda x: engine.multiply(x, x), engine.negative, params[0]), None

    run = engine.compile(engine.value_and_grad(fn))
    same(engine, run([engine.convert(3.0)], np.True_)[1][0], 6)
    same(engine, run([engine.convert(3.0)], np.False_)[1][0], -1)


def count_up(engine):
    def body(i, carry):
        assert engine.dtype(i) == "int32"
        return {
            "log": engine.put(carry["log"], i, engine.cast(i, "float32")),
            "n": [engine.add(carry["n"][0], i)],
        }

    return lambda count, carry: engine.loop(count, body, carry)


@pytest.mark.parametrize("count", [0, 3])
def test_loop(engine, count):
    carry = {"log": engine.full((4,), -1, "float32"), "n": [engine.convert(10)]}
    result = count_up(engine)(count, carry)
    same(engine, result["log"], [i if i < count else -1 for i in range(4)])
    same(engine, result["n"][0], 10 + sum(range(count)))


def test_one_program_serves_every_count(engine):
    traces = []

    def fn(count, carry):
        traces.append(1)
        return count_up(engine)(count, carry)

    program = engine.compile(fn)
    carry = {"log": engine.full((4,), -1, "float32"), "n": [engine.convert(0)]}
    for count in (4, 2, 0):
        result = program(np.int32(count), carry)
        same(engine, result["n"][0], sum(range(count)))
    assert len(traces) == 1


@pytest.mark.parametrize("compiled", [False, True])
def test_while_loop(engine, compiled):
    def fn(carry):
        return engine.while_loop(
            lambda c: engine.less(c["x"], engine.convert(10.0)),
            lambda c: {"x": engine.add(c["x"], c["x"]), "n": engine.add(c["n"], engine.convert(1))},
            carry,
        )

    result = (engine.compile(fn) if compiled else fn)({"x": engine.convert(1.0), "n": engine.convert(0)})
    same(engine, result["x"], 16)
    same(engine, result["n"], 4)


def recurrence(engine, reverse):
    def body(carry, x):
        h = engine.tanh(engine.add(engine.matmul(carry["h"], carry["w"]), x["x"]))
        return {"h": h, "w": carry["w"]}, [h, engine.sum(x["x"])]

    return lambda carry, xs: engine.scan(body, carry, xs, reverse=reverse)


def recurrence_in_numpy(h, w, xs, reverse):
    hs = [None] * len(xs)
    for i in reversed(range(len(xs))) if reverse else range(len(xs)):
        h = hs[i] = np.tanh(h @ w + xs[i])
    return h, np.stack(hs)


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("steps", [1, 5])
def test_scan(engine, compiled, reverse, steps):
    random = np.random.default_rng(0)
    h, w, xs = (random.normal(size=s).astype("float32") for s in ((2, 3), (3, 3), (steps, 2, 3)))
    run = recurrence(engine, reverse)

    def loss(params, xs):
        carry, (hs, sums) = run({"h": params[0], "w": params[1]}, {"x": xs})
        return engine.sum(engine.multiply(hs, hs)), (carry["h"], hs, sums)

    differentiated = engine.value_and_grad(loss)
    call = engine.compile(differentiated) if compiled else differentiated
    (_, (last, hs, sums)), grads = call([engine.convert(h), engine.convert(w)], engine.convert(xs))
    expected_last, expected_hs = recurrence_in_numpy(h, w, xs, reverse)
    same(engine, last, expected_last)
    same(engine, hs, expected_hs)
    same(engine, sums, xs.sum((1, 2)))

    moves = [random.normal(size=param.shape) for param in (h, w)]
    found_slope = sum((engine.to_numpy(g) * move).sum() for g, move in zip(grads, moves, strict=True))
    ends = [
        (recurrence_in_numpy(h + e * moves[0], w + e * moves[1], xs, reverse)[1] ** 2).sum()
        for e in (1e-6, -1e-6)
    ]
    np.testing.assert_allclose(found_slope, (ends[0] - ends[1]) / 2e-6, rtol=1e-3)
