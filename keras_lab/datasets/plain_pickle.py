"""Reads pickles that hold plain data and NumPy arrays, and nothing else. No code in them is run.

A pickle may name any function of any module and have it called. Here the three names that arrays are made of are
answered with harmless stand-ins, all others are refused, and arrays are put together from what the stand-ins were
given, after it was checked.
"""

from __future__ import annotations

import math
import pickle
from typing import IO, Any

import numpy as np

#: What broken and hostile pickles make Python's reader raise.
_REASONS = (
    pickle.UnpicklingError, EOFError, LookupError, ValueError, TypeError, AttributeError, OverflowError,
)  # fmt: skip
#: Kinds of elements that arrays may have; of objects, lists of plain data are meant.
_DTYPES = {"u1", "i1", "i2", "i4", "i8", "u2", "u4", "u8", "f4", "f8", "O8"}


class _DType:
    def __init__(self, name: Any = "", *_: Any) -> None:
        self.name = name.decode("ascii") if isinstance(name, bytes) else str(name)
        self.order = "<"

    def __setstate__(self, state: Any) -> None:
        order = state[1]
        self.order = order.decode("ascii") if isinstance(order, bytes) else str(order)

    def real(self) -> np.dtype[Any]:
        if self.name not in _DTYPES or self.order not in ("<", ">", "|", "="):
            raise pickle.UnpicklingError(f"an array has elements of kind {self.name!r}")
        return np.dtype(object if self.name == "O8" else self.order.replace("|", "=") + self.name)


class _Array:
    state: Any = None

    def __setstate__(self, state: Any) -> None:
        self.state = state

    def real(self) -> np.ndarray[Any, np.dtype[Any]]:
        """The array, if shape, kind and data fit together."""
        try:
            _, shape, dtype, fortran, data = self.state
            dtype, size = dtype.real(), math.prod(shape)
            fits = all(type(length) is int and length >= 0 for length in shape) and not fortran
        except (AttributeError, TypeError, ValueError) as error:
            raise pickle.UnpicklingError("an array is described in an unknown way") from error
        if dtype.hasobject and fits and len(shape) == 1 and isinstance(data, list) and len(data) == size:
            array = np.empty(size, object)
            array[:] = data
            return array
        if not dtype.hasobject and fits and isinstance(data, bytes) and len(data) == size * dtype.itemsize:
            return np.frombuffer(data, dtype).reshape(shape)
        raise pickle.UnpicklingError("an array's shape and data do not fit together")


def _reconstruct(*_: Any) -> _Array:
    return _Array()


_STAND_INS: dict[tuple[str, str], Any] = {
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _DType,
    ("numpy.core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy._core.multiarray", "_reconstruct"): _reconstruct,
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _STAND_INS:
            raise pickle.UnpicklingError(
                f"it asks for {module}.{name}, which is neither an array nor plain data"
            )
        return _STAND_INS[module, name]


def load(file: IO[bytes]) -> Any:
    """What a pickle holds: an array; or numbers, strings (bytes, from Python 2), lists and dicts, with arrays as the
    values of a dict.

    Raises:
        ValueError: if it holds, or asks for, anything else.
    """
    try:
        found = _Unpickler(file, encoding="bytes").load()
        if isinstance(found, dict):
            return {key: _real(value) for key, value in found.items()}
        return _real(found)
    except _REASONS as error:
        raise ValueError(f"The pickle is refused: {error}") from error


def _real(value: Any) -> Any:
    return value.real() if isinstance(value, _Array) else value
