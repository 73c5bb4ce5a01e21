"""Element types by name, and which type an operation on several of them gives.

The rules are those of Keras 3 (and of JAX): bool < integers < floats; within a kind the wider wins; a signed
and an unsigned integer meet in the next wider signed one; float16 and bfloat16 meet in float32; uint64 and
a signed integer in a float; complex numbers are above all. Python numbers are weak: they take the type of what
they meet, except that a float makes an integer a float. (Keras narrows uint64 and complex128; here they are kept.)
"""

from __future__ import annotations

import importlib
import re
from functools import cache, reduce
from typing import Any

import numpy as np

from keras_lab import config
from keras_lab.registry import suggest

BITS = {
    "bool": 1,
    **{f"{sign}int{bits}": bits for sign in ("", "u") for bits in (8, 16, 32, 64)},
    "float8_e4m3fn": 8,
    "float8_e5m2": 8,
    "bfloat16": 16,
    "float16": 16,
    "float32": 32,
    "float64": 64,
    "complex64": 64,
    "complex128": 128,
}
_ALIASES = {
    "half": "float16",
    "float": "float32",
    "double": "float64",
    "int": "int32",
    "bool_": "bool",
    "complex": "complex64",
}
#: How NumPy calls the types of arrays of text: `str96`, `bytes8`, `object`.
_TEXT = re.compile(r"string|object|(str|bytes)\d*_?")
_WEAK: dict[Any, str] = {bool: "bool", int: "weak int", float: "weak float", complex: "weak complex"}


def standardize(dtype: Any) -> str:
    """The name of an element type; `"string"` for text, which few operations take.

    Args:
        dtype: a name, Python's `bool`, `int`, `float` or `str`, a NumPy, TensorFlow or JAX type, or None
            for `config.floatx()`.

    Raises:
        ValueError: if no tensor can have elements of that type.
    """
    if isinstance(dtype, str) and dtype in BITS:
        return dtype
    if dtype is None or dtype is float:
        return config.floatx()
    if dtype is int or dtype is bool:
        return "int32" if dtype is int else "bool"
    return _from_name(_name_of(dtype))


def _name_of(dtype: Any) -> str:
    name = (
        dtype if isinstance(dtype, str) else getattr(dtype, "name", None) or getattr(dtype, "__name__", None)
    )
    return str(name or dtype).rpartition(".")[2]


def _from_name(name: str) -> str:
    name = _ALIASES.get(name, name)
    if _TEXT.fullmatch(name):
        return "string"
    if name not in BITS:
        raise ValueError(f"Unknown dtype: {name!r}.{suggest(name, BITS)} Known are: {', '.join(BITS)}.")
    return name


def to_numpy_dtype(dtype: Any) -> np.dtype:
    """The NumPy type of that name; small floats come with `ml_dtypes`, which TensorFlow and JAX bring along."""
    name = standardize(dtype)
    if name.startswith(("bfloat", "float8")):
        return np.dtype(getattr(importlib.import_module("ml_dtypes"), name))
    return np.dtype("object" if name == "string" else name)


def is_float(dtype: Any) -> bool:
    """Whether the type is one of the floats."""
    return "float" in standardize(dtype)


def is_int(dtype: Any) -> bool:
    """Whether the type is a signed or unsigned integer (bool is not)."""
    return "int" in standardize(dtype)


def result_type(*dtypes: Any) -> str:
    """The type that an operation on elements of `dtypes` gives.

    Args:
        *dtypes: as in `standardize`; Python's `bool`, `int` and `float` stand for numbers, which are weak:
            `result_type("float16", float) == "float16"`, `result_type("int32", float) == config.floatx()`.
            None of them: `config.floatx()`.

    Raises:
        ValueError: if floats of 8 bits are mixed with other types: they are never widened unasked.
    """
    if not dtypes:
        return config.floatx()
    return _resolve(reduce(_join, [_node(dtype) for dtype in dtypes]))


def _node(dtype: Any) -> str:
    weak = _WEAK.get(dtype) if isinstance(dtype, type) else None
    return weak or standardize(dtype)


def _resolve(dtype: str) -> str:
    if dtype == "weak float":
        return config.floatx()
    if dtype == "weak complex":
        return "complex128" if config.floatx() == "float64" else "complex64"
    return "int32" if dtype == "weak int" else dtype


@cache
def _join(a: str, b: str) -> str:
    """The least type that holds both; commutative and associative."""
    if a == b:
        return a
    if "float8" in a or "float8" in b:
        raise ValueError(f"Floats of 8 bits are not converted unasked: cast one of {a}, {b}.")
    if _rank(a) != _rank(b):
        return max(a, b, key=_rank)
    return _join_ints(a, b) if "int" in a else _join_floats(a, b)


def _rank(dtype: str) -> int:
    """bool < numbers written in Python < integers < … < floats < … < complex: the kind of higher rank wins."""
    if dtype == "bool":
        return 0
    return ("float" in dtype) * 2 + ("complex" in dtype) * 4 + (not dtype.startswith("weak")) + 1


def _join_ints(a: str, b: str) -> str:
    signed, unsigned = (a, b) if b.startswith("u") else (b, a)
    if signed.startswith("u") == unsigned.startswith("u"):
        return max(a, b, key=BITS.__getitem__)
    bits = max(BITS[signed], 2 * BITS[unsigned])
    return f"int{bits}" if bits <= 64 else "weak float"


def _join_floats(a: str, b: str) -> str:
    return "float32" if BITS[a] == BITS[b] else max(a, b, key=BITS.__getitem__)
