"""Tensors in and out of each engine."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab.engine import load

from .oracles import same


def test_arrays_are_copied_on_the_way_in_and_out(engine):
    source = np.zeros(64, "float32")
    x, on_device = engine.convert(source), engine.put_on_device(source)
    source[:] = 1
    out = engine.to_numpy(x)
    out[:] = 2
    same(engine, x, np.zeros(64))
    same(engine, on_device, np.zeros(64))


@pytest.mark.parametrize(
    ("value", "dtype"),
    [(1.5, "float32"), (1, "int32"), (True, "bool"), ([1.0, 2], "float32"), ([], "float32")],
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
    assert engine.to_numpy(x).astype("float32").tolist() == [1, 2.5]


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


def test_jax_refuses_integers_that_it_would_cut():
    jax_engine = load("jax")
    for engine_function in (jax_engine.convert, jax_engine.put_on_device):
        with pytest.raises(ValueError, match="int32 where int64 is given.*1099511627776"):
            engine_function(np.array([0, 1 << 40]))
    assert jax_engine.to_numpy(jax_engine.convert(np.array([0, 1 << 30]))).tolist() == [0, 1 << 30]
