"""The best of one quality that is to be had while another one is kept."""

from __future__ import annotations

from typing import Any

from keras_lab import ops
from keras_lab.metrics.confusion import CASES, confusion, prepared
from keras_lab.metrics.metric import Metric


class Tradeoff(Metric):
    """Base: counts cases at many thresholds, then takes the best of those where a condition is met.

    Args:
        value: the least value of what is to be kept, from 0 to 1.
        num_thresholds: how many thresholds, evenly from 0 to 1; 1 means 0.5.
        class_id: only this entry of the last axis is looked at.
        name, dtype: see `Metric`.
    """

    #: What `value` is called.
    word: str
    #: What is kept and what is reported, each as the counts `(hits, misses)` of `hits / (hits + misses)`.
    kept: tuple[str, str]
    reported: tuple[str, str]

    def __init__(
        self,
        value: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dtype, name)
        if not 0 <= value <= 1:
            raise ValueError(f"{self.name}: {self.word} must be from 0 to 1. Received: {value}")
        if not isinstance(num_thresholds, int) or num_thresholds < 1:
            raise ValueError(
                f"{self.name}: num_thresholds must be an int of at least 1. Received: {num_thresholds!r}"
            )
        self.value = value
        setattr(self, self.word, value)
        self.num_thresholds = num_thresholds
        self.class_id = class_id
        steps = max(num_thresholds - 1, 1)
        self.thresholds = [i / steps for i in range(num_thresholds)] if num_thresholds > 1 else [0.5]
        self._counts = {name: self.add_variable((num_thresholds,), name=name) for name in CASES}

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Counts the cases of a batch of labels (0 or 1) and predictions (from 0 to 1)."""
        y_true, y_pred = prepared(y_true, y_pred, self.dtype, self.name, class_id=self.class_id)
        found = confusion(y_true, y_pred, self.thresholds, sample_weight)
        for name, count in self._counts.items():
            count.assign(count.value + found[name])

    def result(self) -> Any:
        feasible = ops.greater_equal(self._ratio(self.kept), self.value)
        return ops.max(ops.where(feasible, self._ratio(self.reported), 0.0))

    def _ratio(self, names: tuple[str, str]) -> Any:
        hits, misses = (self._counts[name].value for name in names)
        return ops.divide_no_nan(hits, hits + misses)


_SENSITIVITY = ("true_positives", "false_negatives")  # the same as recall
_SPECIFICITY = ("true_negatives", "false_positives")
_PRECISION = ("true_positives", "false_positives")


class SensitivityAtSpecificity(Tradeoff):
    """The greatest sensitivity at a threshold where specificity is at least `specificity`.

    Args:
        specificity: from 0 to 1.
        num_thresholds, class_id, name, dtype: see `Tradeoff`.
    """

    word = "specificity"
    kept, reported = _SPECIFICITY, _SENSITIVITY

    def __init__(
        self,
        specificity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(specificity, num_thresholds, class_id, name, dtype)


class SpecificityAtSensitivity(Tradeoff):
    """The greatest specificity at a threshold where sensitivity is at least `sensitivity`.

    Args:
        sensitivity: from 0 to 1.
        num_thresholds, class_id, name, dtype: see `Tradeoff`.
    """

    word = "sensitivity"
    kept, reported = _SENSITIVITY, _SPECIFICITY

    def __init__(
        self,
        sensitivity: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(sensitivity, num_thresholds, class_id, name, dtype)


class PrecisionAtRecall(Tradeoff):
    """The greatest precision at a threshold where recall is at least `recall`.

    Args:
        recall: from 0 to 1.
        num_thresholds, class_id, name, dtype: see `Tradeoff`.
    """

    word = "recall"
    kept, reported = _SENSITIVITY, _PRECISION

    def __init__(
        self,
        recall: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(recall, num_thresholds, class_id, name, dtype)


class RecallAtPrecision(Tradeoff):
    """The greatest recall at a threshold where precision is at least `precision`.

    Args:
        precision: from 0 to 1.
        num_thresholds, class_id, name, dtype: see `Tradeoff`.
    """

    word = "precision"
    kept, reported = _PRECISION, _SENSITIVITY

    def __init__(
        self,
        precision: float,
        num_thresholds: int = 200,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(precision, num_thresholds, class_id, name, dtype)
