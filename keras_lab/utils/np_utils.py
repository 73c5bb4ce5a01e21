"""NumPy helpers that most programs begin with."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab import ops
from keras_lab.legacy import accepts_old_words

Array = np.ndarray[Any, np.dtype[Any]]


@accepts_old_words("to_categorical")
def to_categorical(x: Any, num_classes: int | None = None, dtype: str = "float32") -> Array:
    """Class numbers as rows with a single one.

    Arguments:
        x: class numbers from 0 on, of any shape. A last axis of size 1 is left out. (Keras 2: `y`.)
        num_classes: the length of the rows; the highest class number + 1 unless given. (Keras 1:
            `nb_classes`.)
        dtype: of the result.

    Returns:
        An array of the shape of `x` with one more axis, of size `num_classes`; of a tensor a tensor.

    Raises:
        ValueError: if `x` holds anything but whole numbers from 0 to `num_classes - 1`, or is empty and
            `num_classes` is not given.

    Example:

        to_categorical([0, 2, 1])  # [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    """
    classes = _class_numbers(np.asarray(x))
    if num_classes is None:
        if not classes.size:
            raise ValueError("to_categorical needs num_classes where there are no class numbers.")
        num_classes = int(classes.max()) + 1
    if classes.size and not 0 <= classes.min() <= classes.max() < num_classes:
        raise ValueError(
            f"to_categorical takes class numbers from 0 to num_classes - 1 = {num_classes - 1}. "
            f"Received numbers from {classes.min()} to {classes.max()}."
        )
    result = np.zeros((classes.size, num_classes), dtype)
    result[np.arange(classes.size), classes.ravel()] = 1
    return _like(x, result.reshape(*classes.shape, num_classes))


def _like(x: Any, result: Array) -> Any:
    """The result as a tensor if `x` is one."""
    plain = isinstance(x, (np.ndarray, np.generic, list, tuple, int, float))
    return result if plain or not ops.is_tensor(x) else ops.convert_to_tensor(result)


def _class_numbers(x: Array) -> Array:
    if x.ndim > 1 and x.shape[-1] == 1:
        x = x[..., 0]
    if x.dtype.kind not in "biuf":
        raise ValueError(f"to_categorical takes class numbers. Received an array of dtype {x.dtype}.")
    with np.errstate(invalid="ignore"):  # NaN and infinity are found by comparing
        classes = x.astype(np.int64)
    if x.dtype.kind == "f" and not np.array_equal(classes, x):
        odd = x[classes != x].flat[0]
        raise ValueError(f"to_categorical takes whole numbers. Received: {odd}")
    return classes


def normalize(x: Any, axis: int = -1, order: float = 2) -> Array:
    """`x` divided by its norm along `axis`, so that the norm is 1; zeros stay zeros. Of a tensor a tensor.

    Arguments:
        x: numbers of any shape.
        axis: along which the norm is taken.
        order: of the norm: 2 for the Euclidean one, 1 for the sum of the absolute values, …
    """
    array = np.atleast_1d(np.asarray(x))
    norm = np.linalg.norm(array, order, axis, keepdims=True)
    return _like(x, array / np.where(norm == 0, 1, norm))
