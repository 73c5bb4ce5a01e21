"""Values on their way into an engine, as NumPy arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab import config, tree
from keras_lab.engine import dtypes

#: Kinds of NumPy arrays that hold text.
TEXT = "OSU"
_INT32 = np.iinfo(np.int32)


def device_named(name: str, known: list[str]) -> str:
    """The one of the `known` devices that is meant by `name`: `"cpu:0"`, `"CPU:0"`, `"cpu"`, `"/gpu:0"`.

    Raises:
        ValueError: if there is none.
    """
    wanted = str(name).lower().rpartition("/")[2].removeprefix("device:")
    wanted = wanted if ":" in wanted else f"{wanted}:0"
    if wanted not in known:
        raise ValueError(f"There is no device {name!r}; there are: {', '.join(known)}.")
    return wanted


def as_array(x: Any, dtype: str | None = None) -> np.ndarray:
    """`x` as a NumPy array of type `dtype`.

    Without `dtype`, NumPy's types are kept; Python's floats become `floatx`, its ints int32 where they fit.
    """
    array = np.asarray(x)
    if array.dtype.kind in TEXT and dtype in (None, "string"):
        return array
    wanted = dtype or (array.dtype.name if hasattr(x, "dtype") else _usual(array))
    return array.astype(_numpy_type(wanted), copy=False)


def _usual(array: np.ndarray) -> str:
    if array.dtype == np.float64:
        return config.floatx()
    if array.dtype == np.complex128:
        return dtypes.result_type(complex)
    return "int32" if array.dtype == np.int64 and _fits(array) else array.dtype.name


def _fits(array: np.ndarray) -> bool:
    return not array.size or bool(array.min() >= _INT32.min and array.max() <= _INT32.max)


def _numpy_type(name: str) -> np.dtype:
    if name == "bfloat16":
        import ml_dtypes  # comes with TensorFlow and with JAX

        return np.dtype(ml_dtypes.bfloat16)
    return np.dtype(name)


def fitted(nest: Any, specs: Any) -> list[np.ndarray]:
    """The arrays of a nest, each of the dtype that its spec says."""
    pairs = zip(tree.flatten(nest), tree.flatten(specs), strict=True)
    return [np.asarray(x).astype(dtypes.to_numpy_dtype(spec.dtype), copy=False) for x, spec in pairs]
