"""F-scores: precision and recall in one number."""

from __future__ import annotations

from typing import Any

from keras_lab import config, ops
from keras_lab.losses.matching import check_alike, combine
from keras_lab.metrics.metric import Metric
from keras_lab.ops import dispatch
from keras_lab.variables import Variable

_COUNTS = ("true_positives", "false_positives", "false_negatives", "intermediate_weights")


class FBetaScore(Metric):
    """`(1 + beta²) * precision * recall / (beta² * precision + recall)`, for each class.

    Args:
        average: None (one score a class), `"micro"` (of all decisions together), `"macro"` (the mean over the
            classes) or `"weighted"` (that mean, weighted by how often each class is true).
        beta: how much more recall counts than precision; a positive float.
        threshold: above it a prediction means yes. None: only the greatest of each sample does.
        name, dtype: see `Metric`.
    """

    def __init__(
        self,
        average: str | None = None,
        beta: float = 1.0,
        threshold: float | None = None,
        name: str = "fbeta_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(dtype, name)
        known = (None, "micro", "macro", "weighted")
        if average not in known:
            raise ValueError(f"{name}: average must be one of {known}. Received: {average!r}")
        if not isinstance(beta, float) or beta <= 0:
            raise ValueError(f"{name}: beta must be a float above 0. Received: {beta!r}")
        if threshold is not None and not (isinstance(threshold, float) and 0 < threshold <= 1):
            raise ValueError(
                f"{name}: threshold must be a float above 0 and up to 1. Received: {threshold!r}"
            )
        self.average = average
        self.beta = beta
        self.threshold = threshold
        self._counts: list[Variable] = []

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Counts the cases of a batch of one-hot (or multi-hot) labels and scores, `(batch, classes)`."""
        y_true, y_pred = dispatch.tensor(y_true, self.dtype), dispatch.tensor(y_pred, self.dtype)
        check_alike(y_true, y_pred, self.name)
        if len(y_pred.shape) != 2:
            raise ValueError(
                f"{self.name} takes labels and predictions of shape (batch, classes). "
                f"Received: {tuple(y_pred.shape)}"
            )
        axis = None if self.average == "micro" else 0
        if not self._counts:
            shape = () if axis is None else (int(y_pred.shape[-1]),)
            self._counts = [self.add_variable(shape, name=name) for name in _COUNTS]
        chosen = ops.cast(self._chosen(y_pred), self.dtype)
        weights = combine(sample_weight, None, y_pred)
        cases = (chosen * y_true, chosen * (1.0 - y_true), (1.0 - chosen) * y_true, y_true)
        for count, case in zip(self._counts, cases, strict=True):
            case = case if weights is None else case * weights
            count.assign(count.value + ops.sum(case, axis=axis))

    def _chosen(self, y_pred: Any) -> Any:
        if self.threshold is not None:
            return ops.greater(y_pred, self.threshold)
        greatest = ops.greater_equal(y_pred, ops.max(y_pred, axis=-1, keepdims=True))
        return ops.logical_and(greatest, ops.greater(ops.abs(y_pred), 1e-9))

    def result(self) -> Any:
        if not self._counts:
            return ops.zeros((), dtype=self.dtype)
        hits, alarms, misses, trues = (count.value for count in self._counts)
        precision = hits / (hits + alarms + config.epsilon())
        recall = hits / (hits + misses + config.epsilon())
        squared = self.beta**2
        scores = (1.0 + squared) * precision * recall / (squared * precision + recall + config.epsilon())
        if self.average == "weighted":
            return ops.sum(scores * trues / (ops.sum(trues) + config.epsilon()))
        return ops.mean(scores) if self.average == "macro" else scores


class F1Score(FBetaScore):
    """The harmonic mean of precision and recall.

    Args:
        average, threshold, name, dtype: see `FBetaScore`.
    """

    def __init__(
        self,
        average: str | None = None,
        threshold: float | None = None,
        name: str = "f1_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(average, 1.0, threshold, name, dtype)
