"""Indices of categories as what a network takes: one-hot rows, rows of ones, rows of counts."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab import ops
from keras_lab.layers.layer import Layer
from keras_lab.registry import suggest

#: Older names of output modes.
_OLD = {"binary": "multi_hot", "tf-idf": "tf_idf"}


def output_mode(layer: Layer, given: Any, known: tuple[str, ...], sparse: bool = False) -> str:
    """The mode by its present name, if it is one of the `known`, and is not `"int"` where `sparse` is asked for."""
    mode = _OLD.get(given, given)
    if mode not in known:
        raise ValueError(
            f"Invalid value for argument `output_mode`. Expected one of {known} in the layer {layer.name!r}. "
            f"Received: output_mode={given!r}.{suggest(given, known)}"
        )
    if sparse and mode == "int":
        raise ValueError(
            f"The layer {layer.name!r}: `sparse` may only be true if `output_mode` is not 'int'. "
            f"Received: sparse={sparse!r}, output_mode={given!r}"
        )
    return mode


def encode(indices: Any, mode: str, depth: int, dtype: str, weights: Any = None) -> Any:
    """Indices in a tensor as `mode` says; those outside of `range(depth)` leave no trace.

    Args:
        indices: ints of any shape.
        mode: `"int"` (as they are); `"one_hot"`: a row for each index, instead of a last axis of one entry if there
            is such; `"multi_hot"`: ones where an index occurs in the second axis (of a vector: in it); `"count"`:
            how often, each counted by its `weights`.
        depth: the length of the rows.
        dtype: of what is returned.
        weights: like the indices.
    """
    if mode == "int":
        return ops.cast(indices, dtype)
    if len(indices.shape) == 0:
        indices = ops.reshape(indices, (1,))
    rank = len(indices.shape)
    if mode == "one_hot":
        if rank > 1 and indices.shape[-1] == 1:
            indices = ops.squeeze(indices, -1)
        return ops.one_hot(indices, depth, dtype=dtype)
    axis = 1 if rank > 1 else 0
    rows = ops.one_hot(indices, depth, dtype=dtype if weights is None else weights.dtype)
    if mode == "multi_hot":
        return ops.max(rows, axis=axis)
    if weights is not None:
        rows = ops.multiply(rows, ops.expand_dims(weights, -1))
    return ops.cast(ops.sum(rows, axis=axis), dtype)


def encoded_shape(shape: tuple[int | None, ...], mode: str, depth: int | None) -> tuple[int | None, ...]:
    """The shape that `encode` gives for indices of `shape`."""
    if mode == "int":
        return shape
    if mode == "one_hot":
        return (*(shape[:-1] if len(shape) > 1 and shape[-1] == 1 else shape or (1,)), depth)
    return (*shape[:1], *shape[2:], depth) if len(shape) > 1 else (depth,)


def encode_on_host(indices: np.ndarray, mode: str, depth: int, dtype: Any) -> np.ndarray:
    """The same in NumPy, without a one-hot row for each index in between."""
    if mode == "int":
        return indices.astype(dtype)
    indices = indices.reshape(1) if indices.ndim == 0 else indices
    if mode == "one_hot":
        indices = indices[..., 0] if indices.ndim > 1 and indices.shape[-1] == 1 else indices
        return (indices[..., None] == np.arange(depth)).astype(dtype)
    axis = 1 if indices.ndim > 1 else 0
    rows = np.moveaxis(indices, axis, -1)
    return counted(rows.reshape(-1, rows.shape[-1]), mode, depth, dtype).reshape(*rows.shape[:-1], depth)


def counted(rows: Any, mode: str, depth: int, dtype: Any) -> np.ndarray:
    """For each row of indices, of whatever length, how often each occurs (`"multi_hot"`: whether)."""
    counts = np.zeros((len(rows), depth), dtype)
    for row, count in zip(rows, counts, strict=True):
        inside = np.asarray(row, np.int64)
        inside = inside[(inside >= 0) & (inside < depth)]
        count += np.bincount(inside, minlength=depth).astype(dtype)
    return np.minimum(counts, 1) if mode == "multi_hot" else counts
