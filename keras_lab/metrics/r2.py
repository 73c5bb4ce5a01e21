"""The coefficient of determination."""

from __future__ import annotations

from typing import Any

from keras_lab import ops
from keras_lab.losses.matching import check_alike, combine, match_ranks
from keras_lab.metrics.metric import Metric
from keras_lab.ops import dispatch
from keras_lab.variables import Variable

_SUMS = ("squared_sum", "sum", "residual", "count")


class R2Score(Metric):
    """`1 - (squared errors) / (squared deviations of the targets from their mean)`: 1 is perfect.

    Args:
        class_aggregation: what becomes of the scores of the outputs: `"uniform_average"` (their mean),
            `"variance_weighted_average"` (weighted by how much the targets vary), or None (one each).
        num_regressors: how many inputs the model has, for the adjusted score; 0 gives the plain one.
        name, dtype: see `Metric`.
    """

    def __init__(
        self,
        class_aggregation: str | None = "uniform_average",
        num_regressors: int = 0,
        name: str = "r2_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(dtype, name)
        known = (None, "uniform_average", "variance_weighted_average")
        if class_aggregation not in known:
            raise ValueError(
                f"{name}: class_aggregation must be one of {known}. Received: {class_aggregation!r}"
            )
        if num_regressors < 0:
            raise ValueError(f"{name}: num_regressors must not be negative. Received: {num_regressors}")
        self.class_aggregation = class_aggregation
        self.num_regressors = num_regressors
        self.num_samples = self.add_variable(name="num_samples")
        self._sums: list[Variable] = []

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes a batch of targets and predictions `(batch, outputs)` into account."""
        y_true, y_pred = (dispatch.tensor(x, self.dtype) for x in (y_true, y_pred))
        y_true, y_pred = match_ranks(y_true, y_pred)
        check_alike(y_true, y_pred, self.name)
        if len(y_true.shape) != 2:
            raise ValueError(
                f"{self.name} takes targets and predictions of shape (batch, outputs). "
                f"Received: {tuple(y_true.shape)}"
            )
        if not self._sums:
            self._sums = [self.add_variable((int(y_pred.shape[-1]),), name=name) for name in _SUMS]
        weights = combine(sample_weight, None, y_true)
        weights = ops.ones_like(y_true) if weights is None else weights * ops.ones_like(y_true)
        parts = (ops.square(y_true), y_true, ops.square(y_true - y_pred), ops.ones_like(y_true))
        for variable, part in zip(self._sums, parts, strict=True):
            variable.assign(variable.value + ops.sum(part * weights, axis=0))
        self.num_samples.assign(self.num_samples.value + ops.sum(ops.ones_like(y_true)))

    def result(self) -> Any:
        if not self._sums:
            return ops.zeros((), dtype=self.dtype)
        squares, total, errors, count = (variable.value for variable in self._sums)
        deviation = squares - ops.square(total) / count
        scores = 1.0 - errors / deviation
        scores = ops.where(ops.isinf(scores), 0.0, scores)
        if self.class_aggregation == "uniform_average":
            scores = ops.mean(scores)
        elif self.class_aggregation == "variance_weighted_average":
            scores = ops.sum(scores * deviation) / ops.sum(deviation)
        return self._adjusted(scores) if self.num_regressors else scores

    def _adjusted(self, score: Any) -> Any:
        """The score of a model that had to find more coefficients; as it is where there are too few samples."""
        n = self.num_samples.value
        freedom = n - 1.0 - self.num_regressors
        possible = ops.greater(freedom, 0)
        return ops.where(possible, 1.0 - (1.0 - score) * (n - 1.0) / ops.where(possible, freedom, 1.0), score)
