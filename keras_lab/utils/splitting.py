"""A data set in two parts."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab import tree


def split_dataset(
    dataset: Any,
    left_size: float | None = None,
    right_size: float | None = None,
    shuffle: bool = False,
    seed: int | None = None,
    preferred_backend: str | None = None,
) -> tuple[Any, Any]:
    """Parts of a data set.

    Arguments:
        dataset: an array, or a tuple, list or dict of arrays of the same length.
        left_size, right_size: of the parts: a number of samples, or a fraction from 0 to 1. One of them may be left
            out; if both are given, what is over is left out.
        shuffle: whether samples are drawn at random.
        seed: for that.
        preferred_backend: accepted for compatibility.

    Returns:
        Two nests of arrays like `dataset`.

    Raises:
        ValueError: for sizes that do not fit, or arrays of different lengths.
    """
    arrays = tree.map_structure(np.asarray, dataset)
    lengths = {len(array) for array in tree.flatten(arrays)}
    if len(lengths) != 1:
        raise ValueError(f"split_dataset needs arrays of one length. Received lengths: {sorted(lengths)}")
    (total,) = lengths
    left, right = _sizes(left_size, right_size, total)
    order = np.random.RandomState(seed).permutation(total) if shuffle else np.arange(total)
    parts = (order[:left], order[left : left + right])
    first, second = (tree.map_structure(lambda array, rows=rows: array[rows], arrays) for rows in parts)
    return first, second


def _sizes(left: float | None, right: float | None, total: int) -> tuple[int, int]:
    if left is None and right is None:
        raise ValueError("split_dataset needs left_size or right_size.")
    counts = [None if size is None else _count(size, total) for size in (left, right)]
    first = total - counts[1] if counts[0] is None else counts[0]  # type: ignore[operator]
    second = total - first if counts[1] is None else counts[1]
    if first + second > total or not first or not second:
        raise ValueError(f"left_size={left} and right_size={right} do not split {total} samples in two.")
    return first, second


def _count(size: float, total: int) -> int:
    good = (
        0 < size < 1 if isinstance(size, float) else isinstance(size, (int, np.integer)) and 0 < size < total
    )
    if not good:
        raise ValueError(
            f"A part is a fraction between 0 and 1, or 1 to {total - 1} samples. Received: {size!r}"
        )
    return round(size * total) if isinstance(size, float) else int(size)
