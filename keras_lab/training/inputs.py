"""What people pass as data to `fit`, `evaluate` and `predict`, checked and made into sources of batches."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from numbers import Real
from typing import Any

import numpy as np

from keras_lab import tree
from keras_lab.engine.guests import is_sparse
from keras_lab.training.batch import class_weights_to_sample_weights, number_of_samples, refuse_nan, to_arrays
from keras_lab.training.data import ArraySource, IterableSource

DEFAULT_BATCH = 32


class Data:
    """Data as given: arrays, or an iterable of batches.

    Args:
        x, y, sample_weight, batch_size, class_weight: as given to `fit`.
        steps: batches in an epoch, where given.

    Raises:
        ValueError: for arrays that do not fit together, NaN among targets or weights, or an iterable together
            with arguments that belong to arrays.
    """

    def __init__(
        self,
        x: Any,
        y: Any,
        sample_weight: Any,
        batch_size: int | None,
        steps: int | None,
        class_weight: dict[int, float] | None = None,
    ) -> None:
        _refuse_ragged(x=x, y=y)
        if x is None:
            raise ValueError("x is missing: give arrays or an iterable of batches.")
        self.steps = steps
        self.batch_size = batch_size
        self.class_weight = _checked_class_weight(class_weight)
        self.iterable = x if _is_iterable_of_batches(x) else None
        if self.iterable is not None:
            _refuse_with_iterable(y=y, sample_weight=sample_weight, batch_size=batch_size)
            return
        self.x, self.y = to_arrays(x, "x"), to_arrays(y, "y")
        self.sample_weight = to_arrays(sample_weight, "sample_weight")
        self.samples = number_of_samples({"x": self.x, "y": self.y, "sample_weight": self.sample_weight})
        refuse_nan(self.y, "y")
        refuse_nan(self.sample_weight, "sample_weight")

    def source(self, whole: bool = False) -> Any:
        """Where batches come from; those of an iterable as they are (`whole`) for a step of the model's own."""
        if self.iterable is not None:
            prepare = self._weighted if self.class_weight is not None else None
            return IterableSource(self.iterable, self.steps, prepare, whole and prepare is None)
        x, y, weight = self._weighted(self.x, self.y, self.sample_weight)
        return ArraySource(x, y, weight, DEFAULT_BATCH if self.batch_size is None else self.batch_size)

    def _weighted(self, x: Any, y: Any, sample_weight: Any) -> tuple[Any, Any, Any]:
        if self.class_weight is None:
            return x, y, sample_weight
        return x, y, class_weights_to_sample_weights(y, self.class_weight, sample_weight)

    def split(self, fraction: float) -> Data:
        """Takes the last `fraction` of the samples away and returns them as data of their own."""
        if self.iterable is not None:
            raise ValueError(
                "validation_split needs arrays; give validation_data with an iterable of batches."
            )
        if not 0 < fraction < 1:
            raise ValueError(f"validation_split must lie between 0 and 1. Received: {fraction}")
        at = int(np.floor(self.samples * (1 - fraction)))
        if at == 0 or at == self.samples:
            raise ValueError(f"validation_split={fraction} of {self.samples} samples leaves one part empty.")
        x, y, weight = (_part(p, slice(at, None)) for p in self._parts())
        held = Data(x, y, weight, self.batch_size, None)
        self.x, self.y, self.sample_weight = (_part(p, slice(0, at)) for p in self._parts())
        self.samples = at
        return held

    def _parts(self) -> tuple[Any, Any, Any]:
        return self.x, self.y, self.sample_weight


def validation(
    data: Data, split: float, given: Any, batch_size: int | None, steps: int | None
) -> ArraySource | IterableSource | None:
    """The source of data to validate on; takes them from `data` for a split.

    Raises:
        ValueError: for a bad split, or `validation_data` that are no `(x, y)` or `(x, y, sample_weight)`.
    """
    if given is not None:
        return _given_validation(given, batch_size or data.batch_size, steps)
    if not split:
        return None
    held = data.split(split)
    held.batch_size = batch_size or data.batch_size
    return held.source()


def _given_validation(given: Any, batch_size: int | None, steps: int | None) -> Any:
    if _is_iterable_of_batches(given):
        return Data(given, None, None, None, steps).source()
    if not isinstance(given, (tuple, list)) or len(given) not in (2, 3):
        raise ValueError(
            "validation_data must be (x, y) or (x, y, sample_weight), or an iterable of batches. "
            f"Received a {type(given).__name__} of length {len(given) if hasattr(given, '__len__') else '?'}."
        )
    return Data(given[0], given[1], given[2] if len(given) == 3 else None, batch_size, None).source()


def check_shuffle(shuffle: Any) -> None:
    """Raises ValueError for what is neither true nor false nor `"batch"`."""
    if not isinstance(shuffle, (bool, int, np.bool_, type(None))) and shuffle != "batch":
        raise ValueError(f"shuffle must be True, False or 'batch'. Received: {shuffle!r}")


def _checked_class_weight(class_weight: Any) -> Any:
    numbers = class_weight is None or (
        isinstance(class_weight, Mapping)
        and all(isinstance(n, (Real, np.ndarray)) for n in class_weight.values())
    )
    if not numbers:
        raise ValueError(f"class_weight must be a dict: class → number. Received: {class_weight!r}")
    return class_weight


def check_counts(least: int = 0, /, **counts: int | None) -> None:
    """Raises ValueError for numbers that are not ints of at least `least`; None passes."""
    for name, value in counts.items():
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least
        ):
            raise ValueError(f"{name} must be an int of at least {least}. Received: {value!r}")


def at_most(count: Any, limit: int | None, what: str = "") -> Any:
    """`count` (None: as many as there are), or the `limit` of the settings if that is less."""
    if limit is None or (count is not None and count <= limit):
        return count
    if what:
        warnings.warn(f"The settings limit {what} to {limit}.", stacklevel=4)
    return limit


def _part(nest: Any, rows: slice) -> Any:
    return tree.map_structure(lambda array: None if array is None else array[rows], nest)


def _is_iterable_of_batches(x: Any) -> bool:
    """Generators, `Sequence`s and data sets; not arrays (sparse ones neither), pandas objects, lists or dicts."""
    if (
        isinstance(x, (np.ndarray, list, tuple, dict, str))
        or hasattr(x, "__array__")
        or hasattr(x, "to_numpy")
        or is_sparse(x)
    ):
        return False
    return (
        hasattr(x, "__next__")
        or hasattr(x, "__iter__")
        or (hasattr(x, "__getitem__") and hasattr(x, "__len__"))
    )


def _refuse_with_iterable(**given: Any) -> None:
    for name, value in given.items():
        if value is not None:
            raise ValueError(f"{name} must not be given when x yields batches: the batches say it.")


def _refuse_ragged(**given: Any) -> None:
    for name, value in given.items():
        if type(value).__name__ == "RaggedTensor":
            raise ValueError(
                f"{name} is a RaggedTensor: training works on arrays whose rows have equal lengths. "
                "Use its method to_tensor(), with masks."
            )
