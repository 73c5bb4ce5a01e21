"""Pickles read as plain data: arrays and containers come back, everything else is refused."""

from __future__ import annotations

import builtins
import io
import os
import pickle
import pickletools

import numpy as np
import pytest

from keras_lab.datasets import plain_pickle


def load(data):
    return plain_pickle.load(io.BytesIO(data))


@pytest.mark.parametrize("protocol", range(6))
def test_plain_data_comes_back(protocol):
    value = {b"a": [1, 2.5, None, True], "b": ({"c": "ü"}, b"xyz"), 3: set()}
    if protocol < 4:
        value.pop(3)  # older protocols write sets by name
    if protocol < 3:
        value["b"] = ({"c": "ü"},)  # and bytes, too
        value[b"a".decode()] = value.pop(b"a")
    assert load(pickle.dumps(value, protocol)) == value


@pytest.mark.parametrize("protocol", [2, 3, 4])
@pytest.mark.parametrize("dtype", ["uint8", ">i4", "int64", "float32"])
def test_arrays_come_back(protocol, dtype):
    array = np.arange(6).reshape(2, 3).astype(dtype)
    if protocol == 2:
        data = as_python_2(array)
    else:
        data = pickle.dumps({"x": array}, protocol)
    found = load(data)["x"]
    assert found.dtype == array.dtype
    np.testing.assert_array_equal(found, array)


def as_python_2(array):
    """How Python 2 wrote a dict with an array: with byte strings."""
    dtype = array.dtype.str[1:].encode()
    order = array.dtype.str[:1].encode()

    def string(text):
        return b"U" + bytes([len(text)]) + text

    reconstruct = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\x00\x85" + string(b"b") + b"tR"
    kind = (
        b"cnumpy\ndtype\n("
        + string(dtype)
        + b"K\x00K\x01tR(K\x03"
        + string(order)
        + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
    )
    state = b"(K\x01K\x02K\x03\x86" + kind + b"\x89" + string(array.tobytes()) + b"tb"
    return b"\x80\x02}X\x01\x00\x00\x00x" + reconstruct + state + b"s."


def test_lists_of_numbers_come_back():
    array = np.empty(2, object)
    array[:] = [[1, 2], [3]]
    assert load(pickle.dumps(array, 3)).tolist() == [[1, 2], [3]]


@pytest.mark.parametrize(
    "function", [os.system, builtins.eval, pickle.loads, np.load, np.random.RandomState, os.getcwd]
)
def test_names_are_refused(function):
    class Evil:
        def __reduce__(self):
            return function, ("1",)

    for protocol in (0, 2, 4):
        with pytest.raises(ValueError, match="refused"):
            load(pickle.dumps([Evil()], protocol))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense",
        b"\x80\x04.",
        b"\x80\x02cos\nsystem\n.",  # a function, not called
        b"\x80\x02cnumpy\nload\n.",
        b"\x80\x04\x8c\x05numpy\x8c\x0fndarray.__class__\x93.",  # an attribute of an allowed name
        b"\x80\x02Pid\n.",  # a persistent id
        b"\x80\x02\x82\x01.",  # an extension
        b"\x80\x02h\x07.",
        b"\x80\x02cnumpy\nndarray\n)R.",  # an array without anything in it
    ],
)  # fmt: skip
def test_broken_and_odd_pickles(data):
    with pytest.raises(ValueError, match="refused"):
        load(data)


def array_with(**changes):
    """An array's pickle with parts of its state replaced."""
    state = {"version": 1, "shape": (2,), "dtype": np.dtype("u1"), "fortran": False, "data": b"ab", **changes}

    class Made:
        def __reduce__(self):
            return np._core.multiarray._reconstruct, (np.ndarray, (0,), b"b"), tuple(state.values())

    return pickle.dumps({"x": Made()}, 3)


def test_a_made_up_array():
    assert load(array_with())["x"].tolist() == [97, 98]


@pytest.mark.parametrize(
    "changes",
    [
        {"shape": (1 << 60,)},
        {"shape": (-1, -2)},
        {"shape": (2.0,)},
        {"shape": "ab"},
        {"data": b"abc"},
        {"data": [1, 2]},
        {"data": "ab"},
        {"fortran": True},
        {"dtype": np.dtype("V1")},
        {"dtype": np.dtype("M8[s]"), "data": b"a" * 16},
        {"dtype": np.dtype(object), "data": [1]},
        {"dtype": np.dtype(object), "data": b"a" * 16},
        {"dtype": None},
        {"dtype": np.dtype([("a", "u1")])},
    ],
    ids=str,
)
def test_arrays_that_do_not_fit_together(changes):
    with pytest.raises(ValueError, match="refused"):
        load(array_with(**changes))


def test_the_sample_of_python_2_is_one():
    assert "numpy.core.multiarray _reconstruct" in [
        str(arg) for _, arg, _ in pickletools.genops(as_python_2(np.zeros((2, 3), "uint8")))
    ]
