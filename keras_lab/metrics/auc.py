"""The area under curves of all thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any

from keras_lab import config, ops
from keras_lab.metrics.confusion import CASES, confusion, prepared
from keras_lab.metrics.metric import Metric
from keras_lab.variables import Variable


class AUC(Metric):
    """The area under the ROC curve or the precision-recall curve, from counts at many thresholds.

    Args:
        num_thresholds: how many thresholds, evenly from 0 to 1; at least 2.
        curve: `"ROC"` (recall against false-positive rate), `"PR"` (precision against recall) or `"PRGAIN"`
            (their gains over always saying yes; Flach and Kull, 2015).
        summation_method: `"interpolation"` (trapezoids; for PR after Davis and Goadrich, ICML 2006), or the
            lower (`"minoring"`) or upper (`"majoring"`) step function.
        name, dtype: see `Metric`.
        thresholds: thresholds of one's own between 0 and 1; 0 and 1 are added.
        multi_label: whether to take the area of each entry of the last axis, and then their mean.
        num_labels: how many entries that axis has; found at the first update by default.
        label_weights: weights of the labels: in the mean with `multi_label`, of the elements without.
        from_logits: whether predictions have not gone through a sigmoid.
    """

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        dtype: Any = None,
        thresholds: Sequence[float] | None = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: Sequence[float] | None = None,
        from_logits: bool = False,
    ) -> None:
        super().__init__(dtype, name)
        self.curve = self._one_of(curve, ("ROC", "PR", "PRGAIN"), "curve")
        methods = ("interpolation", "minoring", "majoring")
        self.summation_method = self._one_of(summation_method, methods, "summation_method")
        self.multi_label = multi_label
        self.num_labels = num_labels
        self.label_weights = None if label_weights is None else list(label_weights)
        self.from_logits = from_logits
        self._own_limits = None if thresholds is None else list(thresholds)
        self._limits = self._all_limits(num_thresholds, self._own_limits)
        self.num_thresholds = len(self._limits)
        self._counts: dict[str, Variable] = {}
        if not multi_label or num_labels:
            self._build(num_labels if multi_label else None)

    def _one_of(self, value: str, known: Sequence[str], argument: str) -> str:
        if value not in known:
            raise ValueError(
                f"{self.name}: {argument} must be one of {', '.join(known)}. Received: {value!r}"
            )
        return value

    def _all_limits(self, count: Any, given: Sequence[float] | None) -> list[float]:
        if given is None and (not isinstance(count, Integral) or count < 2):
            raise ValueError(f"{self.name}: num_thresholds must be at least 2. Received: {count!r}")
        if given is not None and not all(0 <= limit <= 1 for limit in given):
            raise ValueError(f"{self.name}: thresholds must be from 0 to 1. Received: {given!r}")
        inner = [i / (count - 1) for i in range(1, count - 1)] if given is None else sorted(given)
        return [-config.epsilon(), *inner, 1.0 + config.epsilon()]

    @property
    def thresholds(self) -> list[float]:
        """All thresholds, ascending."""
        return list(self._limits)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "thresholds": self._own_limits}

    def _build(self, labels: int | None) -> None:
        shape = (self.num_thresholds,) if labels is None else (self.num_thresholds, labels)
        self._counts = {name: self.add_variable(shape, name=name) for name in CASES}
        vars(self).update(self._counts)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Counts the cases of a batch of labels (0 or 1) and predictions (from 0 to 1, or logits)."""
        y_true, y_pred = prepared(y_true, y_pred, self.dtype, self.name)
        if self.from_logits:
            y_pred = ops.sigmoid(y_pred)
        if not self._counts:
            self._build(int(y_pred.shape[-1]))
        if self.label_weights is not None and not self.multi_label:
            label_weights = ops.convert_to_tensor(self.label_weights, dtype=self.dtype)
            sample_weight = _times(label_weights, sample_weight, y_pred)
        found = confusion(y_true, y_pred, self._limits, sample_weight, per_label=self.multi_label)
        for name, count in self._counts.items():
            count.assign(count.value + found[name])

    def result(self) -> Any:
        if self.curve == "PR" and self.summation_method == "interpolation":
            return self.interpolate_pr_auc()
        return self._mean_of(self._pieces(*self._values()))

    def interpolate_pr_auc(self) -> Any:
        """The area under the precision-recall curve, interpolated as Davis and Goadrich did."""
        return self._mean_of(_interpolated(*self._values()))

    def _values(self) -> list[Any]:
        return [self._counts[name].value for name in CASES]

    def _mean_of(self, pieces: Any) -> Any:
        areas = ops.sum(pieces, axis=0)
        if not self.multi_label:
            return areas
        if self.label_weights is None:
            return ops.mean(areas)
        weights = ops.convert_to_tensor(self.label_weights, dtype=self.dtype)
        return ops.divide_no_nan(ops.sum(areas * weights), ops.sum(weights))

    def _pieces(self, tp: Any, fp: Any, tn: Any, fn: Any) -> Any:
        recall = ops.divide_no_nan(tp, tp + fn)
        if self.curve == "ROC":
            x, y = ops.divide_no_nan(fp, fp + tn), recall
        elif self.curve == "PR":
            x, y = recall, ops.divide_no_nan(tp, tp + fp)
        else:
            x, y = _gains(tp, fp, tn, fn)
        widths, left, right = x[:-1] - x[1:], y[:-1], y[1:]
        heights = {
            "interpolation": lambda: (left + right) / 2.0,
            "minoring": lambda: ops.minimum(left, right),
            "majoring": lambda: ops.maximum(left, right),
        }
        return widths * heights[self.summation_method]()


def _gains(tp: Any, fp: Any, tn: Any, fn: Any) -> tuple[Any, Any]:
    """The gains of recall and of precision; without true positives 0 and 1, and never below 0."""
    odds = ops.divide_no_nan(tp + fn, tn + fp)
    recall = 1.0 - odds * ops.divide_no_nan(fn, tp)
    precision = 1.0 - odds * ops.divide_no_nan(fp, tp)
    found = ops.greater(tp, 0)
    return ops.where(found, ops.maximum(recall, 0.0), 0.0), ops.where(found, precision, 1.0)


def _times(label_weights: Any, sample_weight: Any, y_pred: Any) -> Any:
    if sample_weight is None:
        return ops.broadcast_to(label_weights, y_pred.shape)
    weights = ops.convert_to_tensor(sample_weight, dtype=label_weights.dtype)
    missing = len(y_pred.shape) - len(weights.shape)
    return ops.reshape(weights, (*weights.shape, *(1,) * missing)) * label_weights


def _interpolated(tp: Any, fp: Any, tn: Any, fn: Any) -> Any:
    """Areas under the precision-recall curve between thresholds.

    Between two thresholds true positives are taken as linear in all predicted positives, `tp = slope * p +
    offset`; precision `tp / p` integrated over recall then has a logarithm in it (Davis and Goadrich, 2006).
    """
    p = tp + fp
    d_tp, d_p = tp[:-1] - tp[1:], p[:-1] - p[1:]
    slope = ops.divide_no_nan(d_tp, ops.maximum(d_p, 0))
    offset = tp[1:] - slope * p[1:]
    both = ops.logical_and(ops.greater(p[:-1], 0), ops.greater(p[1:], 0))
    ratio = ops.where(both, ops.divide_no_nan(p[:-1], p[1:]), 1.0)
    return ops.divide_no_nan(slope * (d_tp + offset * ops.log(ratio)), ops.maximum(tp[1:] + fn[1:], 0))
