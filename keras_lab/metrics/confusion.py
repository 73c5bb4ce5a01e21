"""Metrics made of true and false positives and negatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab import masks, ops
from keras_lab.losses.matching import check_alike, combine, match_ranks
from keras_lab.metrics.metric import Metric
from keras_lab.ops import dispatch

CASES = ("true_positives", "false_positives", "true_negatives", "false_negatives")

#: Up to so many thresholds it is quickest to compare with each.
_FEW = 8

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
    weights = ops.ones_like(y_pred) if weights is None else weights * ops.ones_like(y_pred)
    columns = int(y_pred.shape[-1]) if per_label else 1
    y_true, y_pred, weights = (ops.reshape(x, (-1, columns)) for x in (y_true, y_pred, weights))
    positive = ops.where(ops.greater(y_true, 0), weights, 0.0)
    negative = weights - positive
    chosen = _chosen_by_buckets if len(thresholds) > _FEW else _chosen_one_by_one
    hits, alarms = chosen(y_pred, [float(limit) for limit in thresholds], (positive, negative))
    counts = (hits, alarms, ops.sum(negative, axis=0) - alarms, ops.sum(positive, axis=0) - hits)
    return {name: count if per_label else count[:, 0] for name, count in zip(CASES, counts, strict=True)}


def _chosen_one_by_one(scores: Any, thresholds: list[float], amounts: tuple[Any, ...]) -> list[Any]:
    """For each of `amounts`, its sums where `scores` are above each threshold: `(thresholds, columns)`."""
    limits = ops.reshape(ops.convert_to_tensor(thresholds, dtype=dispatch.dtype_of(scores)), (-1, 1, 1))
    above = ops.cast(ops.greater(scores, limits), scores.dtype)
    return [ops.sum(above * amount, axis=1) for amount in amounts]


def _chosen_by_buckets(scores: Any, thresholds: list[float], amounts: tuple[Any, ...]) -> list[Any]:
    """The same for many thresholds: memory and time do not grow with their number times that of the scores.

    Every amount is added to the bucket that says how many thresholds its score is above of; what is above the
    i-th threshold is then what lies in the buckets after the i-th.
    """
    ascending = np.argsort(thresholds, kind="stable")
    limits = np.asarray(thresholds)[ascending].tolist()
    size, columns = len(limits) + 1, int(scores.shape[1])
    bucket = _how_many_below(scores, ops.convert_to_tensor(limits, dtype=dispatch.dtype_of(scores)))
    places = ops.reshape(bucket * columns + ops.arange(columns, dtype="int32"), (-1, 1))
    rank = np.argsort(ascending).astype("int32")
    found = []
    for amount in amounts:
        held = ops.reshape(
            ops.scatter(places, ops.reshape(amount, (-1,)), (size * columns,)), (size, columns)
        )
        above = ops.flip(ops.cumsum(ops.flip(held[1:], axis=0), axis=0), axis=0)
        found.append(ops.take(above, rank, axis=0))
    return found


def _how_many_below(x: Any, ascending: Any) -> Any:
    """How many of the `ascending` numbers are less than each element of `x`, by halving; 0 for NaN."""
    size = int(ascending.shape[0])
    found = ops.zeros_like(x, dtype="int32")
    step = 1 << (size.bit_length() - 1)
    while step:
        tried = found + step
        inside = ops.less_equal(tried, size)
        limit = ops.take(ascending, ops.minimum(tried, size) - 1, axis=0)
        found = ops.where(ops.logical_and(inside, ops.greater(x, limit)), tried, found)
        step //= 2
    return found


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
        vars(self).update(zip(names, self._counts, strict=True))

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
        chosen = ops.multi_hot(ops.top_k(y_pred, top_k)[1], int(y_pred.shape[-1]))
        y_pred = ops.where(ops.greater(chosen, 0), y_pred, _LOWEST)
    if class_id is not None:
        if len(y_pred.shape) < 2:
            raise ValueError(
                f"{name}: class_id needs predictions with an axis of classes after that of the samples. "
                f"Received the shape {tuple(y_pred.shape)}."
            )
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
