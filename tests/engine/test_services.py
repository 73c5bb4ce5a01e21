"""What no table of values can test: tensors in and out, random numbers, gradients, control flow, programs."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import tree
from keras_lab.engine.spec import Spec


def same(engine, found, expected):
    np.testing.assert_allclose(engine.to_numpy(found), expected, rtol=1e-5, atol=1e-5)


# ---- tensors in and out -----------------------------------------------------------------------------


def test_arrays_are_copied_on_the_way_in_and_out(engine):
    source = np.zeros(64, "float32")
    x, on_device = engine.convert(source), engine.put_on_device(source)
    source[:] = 1
    out = engine.to_numpy(x)
    out[:] = 2
    same(engine, x, np.zeros(64))
    same(engine, on_device, np.zeros(64))


@pytest.mark.parametrize(
    ("value", "dtype"), [(1.5, "float32"), (1, "int32"), (True, "bool"), ([1.0, 2], "float32"), ([], "float32")]
)
def test_python_numbers_become_32_bits_wide(engine, value, dtype):
    assert engine.dtype(engine.convert(value)) == dtype


def test_nested_lists_of_tensors_are_stacked(engine):
    row = engine.convert(np.float32([1, 2]))
    same(engine, engine.convert([[row, row], [row, row]]), np.full((2, 2, 2), [1, 2]))


def test_bfloat16(engine):
    x = engine.convert([1.0, 2.5], "bfloat16")
    assert engine.dtype(x) == "bfloat16"
    assert engine.to_numpy(engine.cast(x, "float32")).tolist() == [1, 2.5]


def test_is_tensor(engine):
    assert engine.is_tensor(engine.convert(1.0))
    assert not any(map(engine.is_tensor, (np.zeros(2), 1.0, [engine.convert(1.0)], None)))

    def traced(x):
        assert engine.is_tensor(x)
        return x

    engine.compile(traced)(1.0)


def test_shape_and_dtype_are_plain(engine):
    x = engine.convert(np.zeros((2, 3), "int32"))
    assert engine.shape(x) == (2, 3)
    assert type(engine.shape(x)) is tuple
    assert engine.dtype(x) == "int32"


# ---- random numbers ---------------------------------------------------------------------------------

SHAPE = (100, 200)


def test_uniform(engine):
    x = engine.to_numpy(engine.random_uniform(engine.key(1), SHAPE, "float32"))
    assert x.shape == SHAPE
    assert x.dtype == np.float32
    assert 0 <= x.min() < 0.001 < 0.999 < x.max() < 1
    assert abs(x.mean() - 0.5) < 0.01
    assert abs(x.var() - 1 / 12) < 0.003


def test_normal(engine):
    x = engine.to_numpy(engine.random_normal(engine.key(2), SHAPE, "float32"))
    assert x.shape == SHAPE
    assert abs(x.mean()) < 0.03
    assert abs(x.std() - 1) < 0.02
    assert abs((x**4).mean() - 3) < 0.25


@pytest.mark.parametrize("dtype", ["int32", "uint8", "int64"])
def test_integers(engine, dtype):
    x = engine.to_numpy(engine.random_integers(engine.key(3), SHAPE, 3, 8, dtype))
    counts = np.bincount(x.reshape(-1))
    assert counts[:3].tolist() == [0, 0, 0]
    assert counts.size == 8
    assert np.all(abs(counts[3:] - 4000) < 300)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_random_numbers_of_half_width(engine, dtype):
    for draw in (engine.random_uniform, engine.random_normal):
        assert engine.dtype(draw(engine.key(0), (3,), dtype)) == dtype


def test_the_same_key_gives_the_same_bits_eagerly_and_compiled(engine):
    def draw(key):
        key = engine.fold_in(key, 5)
        return [
            engine.random_uniform(key, (3, 4), "float32"),
            engine.random_normal(key, (3, 4), "float32"),
            engine.random_integers(key, (3, 4), 0, 1000, "int32"),
        ]

    key = engine.key(11)
    first, again, compiled = draw(key), draw(engine.key(11)), engine.compile(draw)(key)
    for one, two, three in zip(first, again, compiled, strict=True):
        np.testing.assert_array_equal(engine.to_numpy(one), engine.to_numpy(two))
        np.testing.assert_array_equal(engine.to_numpy(one), engine.to_numpy(three))


def test_all_64_bits_of_a_seed_count(engine):
    seeds = [0, 1, 2**31, 2**32, 2**63 - 1, 2**64 - 1]
    draws = [engine.to_numpy(engine.random_uniform(engine.key(s), (4,), "float32")) for s in seeds]
    assert len({draw.tobytes() for draw in draws}) == len(seeds)


def test_a_key_survives_as_an_array(engine):
    key = engine.fold_in(engine.key(5), 3)
    back = engine.convert(engine.to_numpy(key))
    draws = [engine.to_numpy(engine.random_uniform(k, (4,), "float32")) for k in (key, back)]
    np.testing.assert_array_equal(*draws)


def test_folded_keys_are_unrelated(engine):
    key = engine.key(0)
    keys = [key, *(engine.fold_in(key, i) for i in (0, 1, 2, -1, 2**31)), engine.fold_in(engine.fold_in(key, 1), 2)]
    draws = np.stack([engine.to_numpy(engine.random_normal(k, (2000,), "float32")) for k in keys])
    correlation = np.corrcoef(draws) - np.eye(len(keys))
    assert abs(correlation).max() < 0.1


def test_a_traced_number_folds_as_an_int_does(engine):
    traced = engine.compile(engine.fold_in)(engine.key(4), np.int32(9))
    np.testing.assert_array_equal(engine.to_numpy(traced), engine.to_numpy(engine.fold_in(engine.key(4), 9)))


# ---- gradients --------------------------------------------------------------------------------------


def test_value_and_grad(engine):
    def fn(params, x):
        w, unused, b = params
        y = engine.add(engine.multiply(w, x), b)
        return engine.sum(engine.multiply(y, y)), {"y": y, "nothing": None}

    w, x, b = np.float32([1, 2]), np.float32([3, -1]), np.float32(0.5)
    run = engine.value_and_grad(fn)
    for call in (run, engine.compile(run)):
        (loss, aux), grads = call([engine.convert(v) for v in (w, np.ones((2, 2), "float32"), b)], engine.convert(x))
        y = w * x + b
        same(engine, loss, (y**2).sum())
        same(engine, aux["y"], y)
        assert aux["nothing"] is None
        for found, expected in zip(grads, (2 * y * x, np.zeros((2, 2)), 2 * y.sum()), strict=True):
            same(engine, found, expected)


def test_arguments_that_are_also_parameters_are_constants(engine):
    x = engine.convert(3.0)
    (_, _), [grad] = engine.value_and_grad(lambda params, y: (engine.multiply(params[0], y), None))([x], x)
    same(engine, grad, 3)


def test_gradients_of_rows_taken_are_dense(engine):
    def fn(params, rows):
        return engine.sum(engine.take(params[0], rows, 0)), None

    table, rows = engine.convert(np.ones((4, 2), "float32")), engine.convert(np.array([1, 3, 1]))
    _, [grad] = engine.compile(engine.value_and_grad(fn))([table], rows)
    same(engine, grad, [[0, 0], [2, 2], [0, 0], [1, 1]])


def test_stop_gradient(engine):
    def fn(params):
        return engine.multiply(params[0], engine.stop_gradient(params[0])), None

    same(engine, engine.value_and_grad(fn)([engine.convert(3.0)])[1][0], 3)


# ---- control flow -----------------------------------------------------------------------------------


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
        return {"log": engine.put(carry["log"], i, engine.cast(i, "float32")), "n": [engine.add(carry["n"][0], i)]}

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

    w64, xs64, h64 = w.astype("float64"), xs.astype("float64"), h.astype("float64")
    for param, found in ((0, grads[0]), (1, grads[1])):
        direction = random.normal(size=(h, w)[param].shape)
        ends = [
            (recurrence_in_numpy(h64 + e * direction * (param == 0), w64 + e * direction * (param == 1), xs64, reverse)[1] ** 2).sum()
            if param == 0 or True
            else None
            for e in (1e-6, -1e-6)
        ]
        np.testing.assert_allclose((engine.to_numpy(found) * direction).sum(), (ends[0] - ends[1]) / 2e-6, rtol=1e-3, atol=1e-4)


# ---- programs ---------------------------------------------------------------------------------------


def test_compile_traces_once_for_each_combination_of_shapes_and_dtypes(engine):
    traces = []

    def fn(x):
        traces.append(engine.shape(x))
        return engine.add(x, x)

    program = engine.compile(fn)
    for x in (np.zeros(2, "float32"), np.ones(2, "float32"), engine.convert(np.ones(2, "float32"))):
        program(x)
    assert traces == [(2,)]
    program(np.zeros(3, "float32"))
    program(np.zeros(2, "int32"))
    program(np.zeros(3, "float32"))
    assert traces == [(2,), (3,), (2,)]


def test_a_number_is_no_new_program(engine):
    traces = []

    def fn(x, n):
        traces.append(1)
        return engine.multiply(x, n)

    program = engine.compile(fn)
    for n in (1.0, 2.0, 3.5):
        same(engine, program(engine.convert(2.0), n), 2 * n)
    assert len(traces) == 1


def test_nests_go_in_and_come_out(engine):
    def fn(a, b):
        assert isinstance(a, dict)
        assert b[1] is None
        return {"z": a["y"], "a": (b[0], [a["x"]], None)}

    result = engine.compile(fn)({"y": np.float32(1), "x": np.int32(2)}, [np.float32([3]), None])
    assert tree.map_structure(lambda x: x if x is None else engine.to_numpy(x).tolist(), result) == {
        "z": 1,
        "a": ([3], [2], None),
    }
    assert isinstance(result["a"], tuple)


def test_structures_with_as_many_leaves_are_told_apart(engine):
    program = engine.compile(lambda nest: nest["a"] if isinstance(nest, dict) else engine.negative(nest[0]))
    same(engine, program({"a": np.float32(1)}), 1)
    same(engine, program([np.float32(1)]), -1)


def test_a_program_inside_a_program(engine):
    inner = engine.compile(lambda x: engine.multiply(x, x))
    same(engine, engine.compile(lambda x: engine.add(inner(x), x))(3.0), 12)
    same(engine, engine.value_and_grad(lambda p: (inner(p[0]), None))([engine.convert(3.0)])[1][0], 6)


def test_errors_while_tracing_come_through_and_leave_no_program(engine):
    class Oops(Exception):
        pass

    calls = []

    def fn(x):
        calls.append(1)
        if len(calls) == 1:
            raise Oops
        return x

    program = engine.compile(fn)
    with pytest.raises(Oops):
        program(1.0)
    same(engine, program(1.0), 1)


def test_eagerly_computes_while_a_program_is_traced(engine):
    seen = []

    def fn(x):
        with engine.eagerly():
            drawn = engine.random_uniform(engine.fold_in(engine.key(0), 1), (2,), "float32")
            seen.append(engine.to_numpy(drawn))
        return engine.add(x, drawn)

    result = engine.compile(fn)(np.zeros(2, "float32"))
    np.testing.assert_array_equal(engine.to_numpy(result), seen[0])


def test_shape_of(engine):
    def fn(x, nest):
        return {"product": engine.matmul(x, nest[0]), "mask": (engine.less(x, x), None)}

    found = engine.shape_of(fn, Spec((2, 3), "float32"), [Spec((3, 4), "float32")])
    assert found == {"product": Spec((2, 4), "float32"), "mask": (Spec((2, 3), "bool"), None)}


def test_shape_of_with_unknown_dimensions(engine):
    def fn(x):
        batch, rows, channels = engine.shape(x)
        halved = engine.max_pool(x, (2,), (2,), "valid")
        return [halved, engine.reshape(x, (batch, rows * channels)), engine.sum(x, (0, 1)), engine.sum(x)]

    found = engine.shape_of(fn, Spec((None, 8, 3), "float32"))
    assert [spec.shape for spec in found] == [(None, 4, 3), (None, 24), (3,), ()]
    found = engine.shape_of(fn, Spec((None, None, 3), "float32"))
    assert [spec.shape for spec in found] == [(None, None, 3), (None, None), (3,), ()]


def test_devices_and_version(engine):
    assert "cpu:0" in engine.devices()
    assert engine.version()[0].isdigit()
