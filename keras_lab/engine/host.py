"""Values on their way into an engine, as NumPy arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab import config

_INT32 = np.iinfo(np.int32)


def as_array(x: Any) -> np.ndarray:
    """`x` as a NumPy array. NumPy's dtypes are kept; Python's floats become `floatx`, its ints int32.

    Ints that do not fit into 32 bits stay int64.
    """
    array = np.asarray(x)
    if hasattr(x, "dtype"):
        return array
    if array.dtype == np.float64:
        return array.astype(config.floatx()) if config.floatx() != "bfloat16" else array.astype(np.float32)
    if array.dtype == np.int64 and (array.size == 0 or _fits(array)):
        return array.astype(np.int32)
    return array


def _fits(array: np.ndarray) -> bool:
    return bool(array.min() >= _INT32.min and array.max() <= _INT32.max)
