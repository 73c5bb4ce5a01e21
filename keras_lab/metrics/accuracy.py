"""How often predictions are right."""

from __future__ import annotations

from typing import Any

from keras_lab import config, ops
from keras_lab.losses.matching import comparison, integer_labels
from keras_lab.metrics.means import MeanMetricWrapper
from keras_lab.ops import dispatch


@comparison
def accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where the elements are equal, else 0."""
    return _float(ops.equal(y_true, y_pred))


@comparison
def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """1 where a yes-or-no label is right, with predictions above `threshold` meaning yes, else 0."""
    return _float(ops.equal(y_true, ops.cast(ops.greater(y_pred, threshold), y_true.dtype)))


@comparison
def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where the class of the greatest prediction is that of the one-hot label, else 0."""
    return _float(ops.equal(ops.argmax(y_true, axis=-1), ops.argmax(y_pred, axis=-1)))


@dispatch.op
def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where the class of the greatest prediction is the integer label, else 0."""
    y_pred = dispatch.floating(y_pred)
    labels = integer_labels(y_true, y_pred, -1, "sparse_categorical_accuracy")
    return _float(ops.equal(labels, ops.cast(ops.argmax(y_pred, axis=-1), "int32")))


@comparison
def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """1 where the class of the one-hot label is among the `k` greatest predictions, else 0."""
    return _in_top_k(ops.argmax(y_true, axis=-1), y_pred, k)


@dispatch.op
def sparse_top_k_categorical_accuracy(
    y_true: Any, y_pred: Any, k: int = 5, from_sorted_ids: bool = False
) -> Any:
    """1 where the integer label is among the `k` greatest predictions, else 0.

    Args:
        y_true: integer labels.
        y_pred: scores of the classes, or with `from_sorted_ids` the classes themselves, best first.
        k: how many classes count.
        from_sorted_ids: see `y_pred`.
    """
    y_pred = dispatch.floating(y_pred)
    labels = integer_labels(y_true, y_pred, -1, "sparse_top_k_categorical_accuracy")
    if not from_sorted_ids:
        return _in_top_k(labels, y_pred, k)
    best = ops.cast(y_pred[..., :k], "int32")
    return _float(ops.any(ops.equal(ops.expand_dims(labels, -1), best), axis=-1))


def _in_top_k(labels: Any, y_pred: Any, k: int) -> Any:
    """Whether fewer than `k` scores are greater than that of the label; no sorting needed."""
    classes = ops.arange(int(y_pred.shape[-1]), dtype="int32")
    chosen = ops.equal(ops.expand_dims(ops.cast(labels, "int32"), -1), classes)
    score = ops.max(ops.where(chosen, y_pred, -float("inf")), axis=-1, keepdims=True)
    better = ops.sum(ops.cast(ops.greater(y_pred, score), "int32"), axis=-1)
    return _float(ops.logical_and(ops.less(better, k), ops.isfinite(score[..., 0])))


def _float(x: Any) -> Any:
    return ops.cast(x, config.floatx())


class Accuracy(MeanMetricWrapper):
    """See `accuracy`. By its name, `compile` chooses what suits the labels: see `metrics.metric_for`."""

    def __init__(self, name: str = "accuracy", dtype: Any = None) -> None:
        super().__init__(accuracy, name, dtype)


class BinaryAccuracy(MeanMetricWrapper):
    """See `binary_accuracy`.

    Args:
        name, dtype: see `Metric`.
        threshold: above which a prediction means yes.
    """

    def __init__(self, name: str = "binary_accuracy", dtype: Any = None, threshold: Any = 0.5) -> None:
        if not isinstance(threshold, (int, float)) or not 0 < threshold < 1:
            raise ValueError(f"BinaryAccuracy: threshold must be between 0 and 1. Received: {threshold!r}")
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)
        self.threshold = threshold


class CategoricalAccuracy(MeanMetricWrapper):
    """See `categorical_accuracy`."""

    def __init__(self, name: str = "categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(categorical_accuracy, name, dtype)


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """See `sparse_categorical_accuracy`."""

    def __init__(self, name: str = "sparse_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(sparse_categorical_accuracy, name, dtype)


class TopKCategoricalAccuracy(MeanMetricWrapper):
    """See `top_k_categorical_accuracy`.

    Args:
        k: how many classes count.
        name, dtype: see `Metric`.
    """

    def __init__(self, k: int = 5, name: str = "top_k_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)
        self.k = k


class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """See `sparse_top_k_categorical_accuracy`.

    Args:
        k: how many classes count.
        name, dtype: see `Metric`.
        from_sorted_ids: whether predictions are classes, best first, and not scores.
    """

    def __init__(
        self,
        k: int = 5,
        name: str = "sparse_top_k_categorical_accuracy",
        dtype: Any = None,
        from_sorted_ids: bool = False,
    ) -> None:
        options = {"k": k, "from_sorted_ids": from_sorted_ids}
        super().__init__(sparse_top_k_categorical_accuracy, name, dtype, **options)
        self.k, self.from_sorted_ids = k, from_sorted_ids
