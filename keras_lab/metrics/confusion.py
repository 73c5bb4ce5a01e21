"""Metrics made of true and false positives and negatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import masks, ops
from keras_lab.losses.matching import check_alike, combine, match_ranks
from keras_lab.metrics.metric import Metric
from keras_lab.ops import dispatch

#: Lower than every score: what is not among the top k.
_LOWEST = -1e10


def confusion(
    y_true: Any, y_pred: Any, thresholds: Sequence[float], sample_weight: Any = None, per_label: bool = False
) -> dict[str, Any]:
    """Counts the four cases for each threshold.

    Args:
        y_true: float tensor of 0 and 1.
        y_pred: float tensor of the same shape; above a threshold means yes.
        thresholds: T numbers.
        sample_weight: broadcasts to `y_pred`, axes of size 1 appended.
        per_label: whether to count for each entry of the last axis.

    Returns:
        `true_positives`, `false_positives`, `true_negatives`, `false_negatives`: tensors of shape `(T,)`, or
        `(T, labels)`.
    """
    weights = combine(sample_weight, masks.get_mask(y_pred), y_pred)
    weights = ops.ones_like(y_pred) if weights is None else ops.broadcast_to(weights, y_pred.shape)
    columns = int(y_pred.shape[-1]) if per_label else 1
    y_true, y_pred, weights = (ops.reshape(x, (1, -1, columns)) for x in (y_true, y_pred, weights))
    positive = ops.cast(ops.greater(y_true, 0), y_pred.dtype) * weights
    negative = weights - positive
    limits = ops.reshape(ops.convert_to_tensor(list(thresholds), dtype=dispatch.dtype_of(y_pred)), (-1, 1, 1))
    chosen = ops.cast(ops.greater(y_pred, limits), y_pred.dtype)
    hits, alarms = ops.sum(chosen * positive, axis=1), ops.sum(chosen * negative, axis=1)
    counts = {
        "true_positives": hits,
        "false_positives": alarms,
        "true_negatives": ops.sum(negative, axis=1) - alarms,
        "false_negatives": ops.sum(positive, axis=1) - hits,
    }
    return counts if per_label else {name: count[:, 0] for name, count in counts.items()}


class ConfusionMetric(Metric):
    """Base of metrics with thresholds: keeps the counts named in `counts`.

    Args:
        thresholds: a number or several, from 0 to 1; predictions above mean yes. Default 0.5, or, with
            `top_k`, no threshold. Several give a result each.
        top_k: only the `k` greatest predictions of each sample mean yes.
        class_id: only this entry of the last axis is looked at.
        name, dtype: see `Metric`.
    """

    counts: tuple[str, ...] = ()

    def __init__(
        self,
        thresholds: Any = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(dtype, name)
        self.thresholds = thresholds
        self.top_k = top_k
        self.class_id = class_id
        default = 0.5 if top_k is None else _LOWEST
        several = isinstance(thresholds, (list, tuple))
        self._limits = list(thresholds) if several else [default if thresholds is None else thresholds]
        self._single = not several or len(self._limits) == 1
        self._check_limits()
        names = self.counts if len(self.counts) > 1 else ("accumulator",)
        self._counts = [self.add_variable((len(self._limits),), name=each) for each in names]

    def _check_limits(self) -> None:
        for limit in self._limits:
            if isinstance(limit, bool) or limit is None or not (0 <= limit <= 1 or limit == _LOWEST):
                raise ValueError(
                    f"{self.name}: thresholds must be from 0 to 1. Received: {self.thresholds!r}"
                )

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Counts the cases of a batch of labels (0 or 1) and predictions (from 0 to 1)."""
        y_true, y_pred = prepared(y_true, y_pred, self.dtype, self.name, self.top_k, self.class_id)
        found = confusion(y_true, y_pred, self._limits, sample_weight)
        for name, count in zip(self.counts, self._counts, strict=True):
            count.assign(count.value + found[name])

    def _result(self, values: Any) -> Any:
        return values[0] if self._single else values


def prepared(
    y_true: Any, y_pred: Any, dtype: str, name: str, top_k: int | None = None, class_id: int | None = None
) -> tuple[Any, Any]:
    """Float tensors of equal shape from labels and predictions; see `ConfusionMetric` for the arguments."""
    mask = masks.get_mask(y_pred)
    y_true, y_pred = match_ranks(dispatch.tensor(y_true, dtype), dispatch.tensor(y_pred, dtype))
    check_alike(y_true, y_pred, name)
    if top_k is not None:
        lowest_chosen = ops.top_k(y_pred, top_k)[0][..., -1:]
        y_pred = ops.where(ops.greater_equal(y_pred, lowest_chosen), y_pred, _LOWEST)
    if class_id is not None:
        y_true, y_pred = y_true[..., class_id], y_pred[..., class_id]
    masks.set_mask(y_pred, mask)
    return y_true, y_pred


class _Count(ConfusionMetric):
    def __init__(self, thresholds: Any = None, name: str | None = None, dtype: Any = None) -> None:
        super().__init__(thresholds, None, None, name, dtype)

    def result(self) -> Any:
        return self._result(self._counts[0].value)


class TruePositives(_Count):
    """How many predictions above the threshold are right.

    Args:
        thresholds, name, dtype: see `ConfusionMetric`.
    """

    counts = ("true_positives",)


class FalsePositives(_Count):
    """How many predictions above the threshold are wrong.

    Args:
        thresholds, name, dtype: see `ConfusionMetric`.
    """

    counts = ("false_positives",)


class TrueNegatives(_Count):
    """How many predictions up to the threshold are right.

    Args:
        thresholds, name, dtype: see `ConfusionMetric`.
    """

    counts = ("true_negatives",)


class FalseNegatives(_Count):
    """How many predictions up to the threshold are wrong.

    Args:
        thresholds, name, dtype: see `ConfusionMetric`.
    """

    counts = ("false_negatives",)


class _Ratio(ConfusionMetric):
    """The first count divided by the sum of both."""

    def result(self) -> Any:
        hits, misses = (count.value for count in self._counts)
        return self._result(ops.divide_no_nan(hits, hits + misses))


class Precision(_Ratio):
    """How many of the predicted positives are right.

    Args:
        thresholds, top_k, class_id, name, dtype: see `ConfusionMetric`.
    """

    counts = ("true_positives", "false_positives")


class Recall(_Ratio):
    """How many of the true positives are found.

    Args:
        thresholds, top_k, class_id, name, dtype: see `ConfusionMetric`.
    """

    counts = ("true_positives", "false_negatives")
