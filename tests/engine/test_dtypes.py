"""Promotion against Keras itself, and names of element types."""

from __future__ import annotations

import itertools
import os
import warnings
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keras_lab import config, ops
from keras_lab.engine import spec_mode
from keras_lab.engine.dtypes import BITS, is_float, is_int, result_type, standardize, to_numpy_dtype
from keras_lab.engine.spec import Spec

NUMBERS = (bool, int, float, complex)
ALL = (*BITS, *NUMBERS)
EIGHT_BITS = ("float8_e4m3fn", "float8_e5m2")
#: Keras narrows uint64 to uint32, complex128 to complex64; here they are kept.
SHARED = tuple(d for d in ALL if d not in ("uint64", "complex128", *EIGHT_BITS))


@pytest.fixture(scope="module")
def keras() -> ModuleType:
    """The real Keras, as an oracle."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras")


def test_pairs_and_triples_promote_as_in_keras(keras: ModuleType) -> None:
    if keras.config.backend() != "tensorflow":
        pytest.skip("keras runs without 64 bits here")
    for group in [*itertools.product(SHARED, repeat=2), *itertools.product(SHARED, repeat=3)]:
        assert result_type(*group) == keras.backend.result_type(*group), group


def test_eight_bit_floats_are_never_widened_unasked() -> None:
    for eight in EIGHT_BITS:
        assert result_type(eight, eight) == eight
        with pytest.raises(ValueError, match=eight):
            result_type(eight, "float32")


def test_uint64_is_kept() -> None:
    assert result_type("uint64", "uint8") == "uint64"
    assert result_type("uint64", int) == "uint64"
    assert result_type("uint64", "int8") == config.floatx()


@given(st.lists(st.sampled_from([d for d in ALL if d not in EIGHT_BITS]), min_size=2, max_size=4))
def test_the_order_does_not_matter(group: list[object]) -> None:
    wanted = result_type(*group)
    assert all(result_type(*order) == wanted for order in itertools.permutations(group))
    assert result_type(wanted, wanted) == wanted


def test_weak_numbers_follow_floatx() -> None:
    config.set_floatx("float16")
    try:
        assert result_type("int32", float) == "float16"
        assert result_type("float32", float) == "float32"
        assert result_type() == "float16"
    finally:
        config.set_floatx("float32")


@pytest.mark.parametrize(
    ("given_as", "name"),
    [
        ("int8", "int8"),
        (np.float64, "float64"),
        (np.dtype("uint8"), "uint8"),
        (float, "float32"),
        (int, "int32"),
        (bool, "bool"),
        (None, "float32"),
        ("float", "float32"),
        ("torch.int64", "int64"),
    ],
)
def test_standardize(given_as: object, name: str) -> None:
    assert standardize(given_as) == name


def test_engines_types_have_names(engine: ModuleType) -> None:
    x = engine.full((2,), 1, "bfloat16")
    assert standardize(x.dtype) == ops.dtype(x) == "bfloat16"


def test_an_unknown_type_gets_a_suggestion() -> None:
    with pytest.raises(ValueError, match=r"'flaot32'.*mean 'float32'"):
        standardize("flaot32")
    with pytest.raises(ValueError, match="datetime64"):
        standardize(np.dtype("datetime64[s]"))


def test_kinds() -> None:
    assert is_float("bfloat16")
    assert not is_float("int8")
    assert is_int("uint8")
    assert not is_int("bool")
    assert to_numpy_dtype("bfloat16").name == "bfloat16"


#: Ops of which Keras says the dtype of the result for every dtype of the operand.
ONE = (
    "sum",
    "mean",
    "prod",
    "max",
    "cumsum",
    "exp",
    "sqrt",
    "floor",
    "argmax",
    "argsort",
    "std",
    "var",
    "square",
)
TWO = (
    "add",
    "subtract",
    "multiply",
    "divide",
    "maximum",
    "less",
    "power",
    "arctan2",
    "matmul",
    "divide_no_nan",
)
TRIED = ("bool", "uint8", "int8", "int32", "int64", "bfloat16", "float16", "float32", "float64")


@pytest.mark.parametrize("name", ONE)
def test_results_have_the_dtype_that_keras_says(name: str, keras: ModuleType) -> None:
    for dtype in TRIED:
        if (name, dtype) == ("square", "bool"):
            continue  # Keras makes it int32; there is nothing to square
        symbolic = getattr(keras.ops, name)(keras.KerasTensor((3, 3), dtype))
        with spec_mode():
            assert getattr(ops, name)(Spec((3, 3), dtype)).dtype == symbolic.dtype, dtype


@pytest.mark.parametrize("name", TWO)
def test_results_of_two_have_the_dtype_that_keras_says(name: str, keras: ModuleType) -> None:
    for left, right in itertools.product(TRIED, TRIED):
        if name == "matmul" and left == right == "int8":
            continue  # Keras: int32
        x, y = keras.KerasTensor((3, 3), left), keras.KerasTensor((3, 3), right)
        with spec_mode():
            mine = getattr(ops, name)(Spec((3, 3), left), Spec((3, 3), right)).dtype
        assert mine == getattr(keras.ops, name)(x, y).dtype, (left, right)
