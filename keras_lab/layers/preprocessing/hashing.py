"""Hashing and HashedCrossing: values of any kind into a fixed number of bins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab import config
from keras_lab.engine import P, dtypes
from keras_lab.engine.spec import Spec
from keras_lab.layers import checks
from keras_lab.layers.preprocessing.data_layer import DataLayer
from keras_lab.layers.preprocessing.encoding import encode_on_host, encoded_shape, output_mode
from keras_lab.layers.preprocessing.fingerprints import crossed, fingerprint, siphash
from keras_lab.layers.preprocessing.text import as_bytes

#: What a cross starts with, as in TensorFlow.
_START = 0xDECAFCAFFE


class Hashing(DataLayer):
    """Puts strings and whole numbers into bins by their hash: the same everywhere, and the same as Keras's.

    It is computed in Python, also within a program.

    Args:
        num_bins: how many bins; with `mask_value` the first one is kept for it.
        mask_value: a value that always goes into bin 0.
        salt: an int or two; then SipHash with this key is used, else FarmHash.
        output_mode: `"int"`, `"one_hot"`, `"multi_hot"` or `"count"`; see `CategoryEncoding`.
        sparse: whether a call of the layer by itself gives a sparse tensor; in models and data sets it is dense.
        dtype: of the output; default int64 for `"int"`, else `config.floatx()`.
    """

    def __init__(
        self,
        num_bins: int,
        mask_value: Any = None,
        salt: int | Sequence[int] | None = None,
        output_mode: str = "int",
        sparse: bool = False,
        **kwargs: Any,
    ) -> None:
        if kwargs.get("dtype") is None:
            kwargs["dtype"] = "int64" if output_mode == "int" else config.floatx()
        super().__init__(**kwargs)
        if num_bins is None or num_bins <= 0:
            raise ValueError(
                f"The `num_bins` for `Hashing` cannot be `None` or non-positive values. The layer {self.name!r} "
                f"received: {num_bins!r}"
            )
        self.num_bins = num_bins
        self.output_mode = _mode(self, output_mode, ("int", "one_hot", "multi_hot", "count"), sparse)
        if self.output_mode == "int" and self.dtype not in ("int32", "int64"):
            raise ValueError(
                f'The layer {self.name!r}: When `output_mode="int"`, `dtype` should be an integer type, int32 or '
                f"int64. Received: {self.dtype!r}"
            )
        self.mask_value = mask_value
        self.salt = salt_of(self, salt)
        self.sparse = sparse

    def call(self, inputs: Any) -> Any:
        shape = encoded_shape(tuple(inputs.shape), self.output_mode, self.num_bins)
        return P.on_host(self._bins, Spec(shape, self.compute_dtype), inputs)

    def _bins(self, values: np.ndarray) -> np.ndarray:
        if values.dtype.kind == "f":
            values = values.astype("int64")
        texts = as_bytes(values)
        masked = self.mask_value is not None and self.num_bins > 1
        bins = hashed(texts, self.num_bins - masked, self.salt)
        if masked:
            bins = np.where(texts == as_bytes(np.asarray(self.mask_value)), 0, bins + 1)
        return encode_on_host(
            bins, self.output_mode, self.num_bins, dtypes.to_numpy_dtype(self.compute_dtype)
        )


_mode = output_mode


def hashed(texts: np.ndarray, count: int, salt: Sequence[int] | None) -> np.ndarray:
    """The bin of each of the `texts` (bytes), one of `count`."""
    if salt is None:
        bins = [fingerprint(text) % count for text in texts.flat]
    else:
        bins = [siphash(text, (salt[0], salt[1])) % count for text in texts.flat]
    return np.array(bins, np.int64).reshape(texts.shape)


def salt_of(layer: Any, salt: Any) -> list[int] | None:
    """Two ints from one or two of them, or None."""
    if salt is None or isinstance(salt, int):
        return salt if salt is None else [salt, salt]
    if isinstance(salt, (tuple, list)) and len(salt) == 2:
        return list(salt)
    raise ValueError(
        f"The `salt` argument for `Hashing` can only be a tuple of size 2 integers, or a single integer. "
        f"The layer {layer.name!r} received: {salt!r}"
    )


class HashedCrossing(DataLayer):
    """Puts combinations of values into bins by their hash: the bins that Keras gives.

    Args:
        num_bins: how many bins.
        output_mode: `"int"` or `"one_hot"`.
        sparse: whether a call of the layer by itself gives a sparse tensor; in models and data sets it is dense.
        dtype: of the output; default int64 for `"int"`, else `config.floatx()`.

    Call arguments:
        inputs: two or more tensors of strings or ints, all of shape `(batch,)`, `(batch, 1)` or `()`.
    """

    def __init__(
        self,
        num_bins: int,
        output_mode: str = "int",
        sparse: bool = False,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        dtype = "int64" if output_mode == "int" and dtype is None else dtype
        super().__init__(name=name, dtype=dtype, **kwargs)
        self.autocast = False  # floats are refused, not made into ints
        self.num_bins = checks.positive(self, "bins", num_bins)
        self.output_mode = _mode(self, output_mode, ("int", "one_hot"), sparse)
        self.sparse = sparse

    def read(self, inputs: Any) -> Any:
        if not isinstance(inputs, (list, tuple)):
            raise ValueError(
                f"`HashedCrossing` should be called on a list or tuple of inputs. The layer {self.name!r} received: "
                f"{inputs!r}"
            )
        if any(hasattr(each, "dense_shape") or hasattr(each, "row_splits") for each in inputs):
            raise ValueError(
                f"All `HashedCrossing` inputs should be dense tensors. The layer {self.name!r} received: {inputs!r}"
            )
        return [super(HashedCrossing, self).read(each) for each in inputs]

    def call(self, inputs: Any) -> Any:
        shape = self._common_shape(inputs)
        shape = encoded_shape(shape, self.output_mode, self.num_bins)
        return P.on_host(self._bins, Spec(shape, self.compute_dtype), *inputs)

    def _common_shape(self, inputs: Any) -> tuple[int | None, ...]:
        if len(inputs) < 2:
            raise ValueError(
                f"`HashedCrossing` should be called on at least two inputs. The layer {self.name!r} received: {inputs}"
            )
        shapes = [tuple(x.shape) for x in inputs]
        if len(set(shapes)) > 1:
            raise ValueError(
                f"All `HashedCrossing` inputs should have equal shape. The layer {self.name!r} received: {shapes}"
            )
        if len(shapes[0]) > 2 or (len(shapes[0]) == 2 and shapes[0][1] != 1):
            raise ValueError(
                "All `HashedCrossing` inputs should have shape `()`, `(batch_size)` or `(batch_size, 1)`. "
                f"The layer {self.name!r} received: {shapes}"
            )
        kinds = [dtypes.standardize(x.dtype) for x in inputs]
        if any("int" not in kind and kind != "string" for kind in kinds):
            raise ValueError(
                "All `HashedCrossing` inputs should have an integer or string dtype. "
                f"The layer {self.name!r} received: {kinds}"
            )
        return shapes[0]

    def _bins(self, *columns: np.ndarray) -> np.ndarray:
        bins = np.full(columns[0].shape, _START, np.uint64)
        for column in columns:
            hashes = map(_hash, column.flat if column.dtype.kind in "iu" else as_bytes(column).flat)
            pairs = [crossed(int(a), b) for a, b in zip(bins.flat, hashes, strict=True)]
            bins = np.array(pairs, np.uint64).reshape(bins.shape)
        bins = (bins % np.uint64(self.num_bins)).astype(np.int64)
        return encode_on_host(
            bins, self.output_mode, self.num_bins, dtypes.to_numpy_dtype(self.compute_dtype)
        )


def _hash(value: Any) -> int:
    """An int counts as itself, a string as its fingerprint."""
    return fingerprint(value) if isinstance(value, bytes) else int(value) & 0xFFFFFFFFFFFFFFFF
