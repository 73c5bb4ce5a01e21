"""Gradients, programs, abstract evaluation, devices."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import tree
from keras_lab.engine.spec import Spec

from .oracles import same

# ---- gradients --------------------------------------------------------------------------------------


def test_value_and_grad(engine):
    def fn(params, x):
        w, _unused, b = params
        y = engine.add(engine.multiply(w, x), b)
        return engine.sum(engine.multiply(y, y)), {"y": y, "nothing": None}

    w, x, b = np.float32([1, 2]), np.float32([3, -1]), np.float32(0.5)
    run = engine.value_and_grad(fn)
    for call in (run, engine.compile(run)):
        (loss, aux), grads = call(
            [engine.convert(v) for v in (w, np.ones((2, 2), "float32"), b)], engine.convert(x)
        )
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


def _scaled_sum(x, y, *, by):
    return [(x + y) * by, x * by]


@pytest.mark.parametrize("size", [3, 1 << 17], ids=["small", "large"])
def test_fused_arithmetic(engine, size):
    x, y = np.linspace(-1, 1, 2 * size, dtype="float32").reshape(2, size)
    program = engine.compile(lambda x, y: engine.fuse(_scaled_sum, x, y, by=3.0))
    for call in (program, lambda x, y: engine.fuse(_scaled_sum, x, y, by=3.0)):
        for found, expected in zip(
            call(engine.convert(x), engine.convert(y)), [(x + y) * 3, x * 3], strict=True
        ):
            same(engine, found, expected)


def test_nothing_warms_up_that_is_compiled_for_xla_from_the_start(engine):
    for hints in ({"products"}, {"light", "jit"}, {"light", "long"}, {"light", "forward"}, {"other"}):
        assert not engine.warms_up(frozenset(hints))
    assert engine.warms_up(frozenset({"light"})) == (engine.name == "tensorflow")


def test_a_hastened_program_computes_the_same(engine):
    traces = []

    def fn(x, y):
        traces.append(x)
        return engine.add(engine.matmul(x, x), y)

    program = engine.compile(fn)
    hastened = engine.hastened(program)
    x = np.arange(9, dtype="float32").reshape(3, 3)
    for y in (np.float32(1), np.float32(2)):
        same(engine, hastened(x, y), x @ x + y)
        same(engine, program(x, y), x @ x + y)
    assert len(traces) == 1


def test_what_is_not_for_xla_is_not_hastened():
    tf = pytest.importorskip("tensorflow")
    from keras_lab.engine import load

    engine = load("tensorflow")
    hastened = engine.hastened(
        engine.compile(lambda x: tf.cast(tf.strings.length(tf.strings.as_string(x)), tf.int32))
    )
    assert [int(hastened(np.float32(1))) for _ in range(2)] == [8, 8]


def test_short_steps_share_a_program(engine):
    assert engine.loops(frozenset({"products"}))
    assert engine.loops(frozenset({"other"}))
    assert engine.loops(frozenset({"other", "long", "forward"}))


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
    class OopsError(Exception):
        pass

    calls = []

    def fn(x):
        calls.append(1)
        if len(calls) == 1:
            raise OopsError
        return x

    program = engine.compile(fn)
    with pytest.raises(OopsError):
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


def test_on_host_computes_in_python_eagerly_and_in_programs(engine):
    def host(x, y):
        return {"sum": x + y, "rows": np.array([len(row) for row in x])}

    def fn(x, y):
        return engine.on_host(host, {"sum": Spec((2, 3), "float32"), "rows": Spec((2,), "int32")}, x, y)

    args = np.ones((2, 3), "float32"), np.float32(2)
    for run in (fn, engine.compile(fn)):
        found = run(*map(engine.convert, args))
        same(engine, found["sum"], np.full((2, 3), 3.0))
        same(engine, found["rows"], [3, 3])
        assert (engine.dtype(found["sum"]), engine.dtype(found["rows"])) == ("float32", "int32")


def test_strings_are_read_on_the_host(engine):
    def lengths(words):
        return np.vectorize(len, otypes=["int32"])(words)

    for words in (np.array(["a", "bcd"]), np.array([b"a", b"bcd"]), np.array(["a", b"bcd"], object)):
        found = engine.on_host(lengths, Spec((2,), "int32"), engine.strings(words))
        same(engine, found, [1, 3])
    found = engine.on_host(
        lambda x: x * 2, Spec((2,), "string"), engine.strings(np.array(["a", "bcd"], object))
    )
    assert np.asarray(engine.to_numpy(found)).astype(str).tolist() == ["aa", "bcdbcd"]


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


def test_on_device(engine):
    for name in ("cpu:0", "CPU", "/device:CPU:0"):
        with engine.on_device(name):
            assert engine.to_numpy(engine.full((2,), 1.0, "float32") + 1).tolist() == [2, 2]
    with pytest.raises(ValueError, match="no device 'tpu:9'; there are: "):
        engine.on_device("tpu:9")


def test_devices_and_version(engine):
    assert "cpu:0" in engine.devices()
    assert engine.version()[0].isdigit()


def test_the_memory_of_a_device_is_a_number_where_it_tells(engine):
    in_use = engine.device_memory()
    assert (in_use is None) == (engine.devices()[0] == "cpu:0") or in_use > 0
