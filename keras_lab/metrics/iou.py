"""Intersection over union: how well predicted regions match the true ones, class by class."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from keras_lab import config, ops
from keras_lab.engine import dtypes
from keras_lab.losses.matching import align_weights, check_alike
from keras_lab.metrics.metric import Metric
from keras_lab.ops import dispatch


class IoU(Metric):
    """The mean over classes of `right / (right + wrong + missed)`, from a confusion matrix.

    Labels that are none of the classes do not count, nor do classes that never occur.

    Args:
        num_classes: how many classes there are.
        target_class_ids: which of them to take the mean over.
        name: see `Metric`.
        dtype: of the confusion matrix; default int64, which has no room for fractional weights.
        ignore_class: a label that does not count.
        sparse_y_true, sparse_y_pred: whether labels and predictions are the numbers of classes; otherwise
            these are the places of the greatest entries along `axis`.
        axis: the axis of the classes, where they have one.
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(dtype or "int64", name)
        self.num_classes = num_classes
        self.target_class_ids = list(target_class_ids)
        if not self.target_class_ids or not all(0 <= i < num_classes for i in self.target_class_ids):
            raise ValueError(
                f"{self.name}: target_class_ids must be from 0 to {num_classes - 1}. "
                f"Received: {target_class_ids!r}"
            )
        self.ignore_class = ignore_class
        self.sparse_y_true = sparse_y_true
        self.sparse_y_pred = sparse_y_pred
        self.axis = axis
        self.total_cm = self.add_variable((num_classes, num_classes), name="total_confusion_matrix")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Counts the pairs of true and predicted classes of a batch."""
        y_true = self._classes(y_true, self.sparse_y_true)
        y_pred = self._classes(y_pred, self.sparse_y_pred)
        amounts = self._amounts(sample_weight, y_true)
        y_true, y_pred, amounts = (ops.reshape(x, (-1,)) for x in (y_true, y_pred, amounts))
        check_alike(y_true, y_pred, self.name)
        valid = ops.logical_and(self._known(y_true), self._known(y_pred))
        if self.ignore_class is not None:
            valid = ops.logical_and(valid, ops.not_equal(y_true, self.ignore_class))
        places = ops.where(valid, y_true * self.num_classes + y_pred, 0)
        amounts = ops.where(valid, amounts, 0)
        found = ops.scatter(ops.expand_dims(places, 1), amounts, (self.num_classes**2,))
        self.total_cm.assign(self.total_cm.value + ops.reshape(found, self.total_cm.shape))

    def _classes(self, x: Any, sparse: bool) -> Any:
        x = dispatch.tensor(x)
        return ops.cast(x if sparse else ops.argmax(x, axis=self.axis), "int32")

    def _known(self, classes: Any) -> Any:
        return ops.logical_and(ops.greater_equal(classes, 0), ops.less(classes, self.num_classes))

    def _amounts(self, sample_weight: Any, labels: Any) -> Any:
        """What each label counts, in the dtype of the matrix."""
        ones = ops.ones_like(labels, dtype=self.dtype)
        if sample_weight is None:
            return ones
        weights = dispatch.tensor(sample_weight)
        if dtypes.is_float(dispatch.dtype_of(weights)) and dtypes.is_int(self.dtype):
            warnings.warn(
                f"{self.name} counts in whole numbers ({self.dtype}), so the fractions of sample_weight are "
                "cut off. Make the metric with dtype='float32'.",
                stacklevel=2,
            )
        return align_weights(ops.cast(weights, self.dtype), labels) * ones

    def result(self) -> Any:
        matrix = ops.cast(self.total_cm.value, config.floatx())
        right = ops.sum(matrix * ops.eye(self.num_classes, dtype=matrix.dtype), axis=0)
        union = ops.sum(matrix, axis=0) + ops.sum(matrix, axis=1) - right
        right, union = (ops.stack([x[i] for i in self.target_class_ids]) for x in (right, union))
        occurring = ops.cast(ops.greater(union, 0), matrix.dtype)
        return ops.divide_no_nan(ops.sum(ops.divide_no_nan(right, union)), ops.sum(occurring))


class BinaryIoU(IoU):
    """Intersection over union of two classes, from probabilities.

    Args:
        target_class_ids: `(0, 1)`, `(0,)` or `(1,)`.
        threshold: the least prediction that means class 1.
        name, dtype: see `IoU`.
    """

    def __init__(
        self,
        target_class_ids: Sequence[int] = (0, 1),
        threshold: float = 0.5,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(2, target_class_ids, name, dtype)
        self.threshold = threshold

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Counts the pairs of labels (0 or 1) and predictions of a batch."""
        chosen = ops.greater_equal(dispatch.tensor(y_pred, config.floatx()), self.threshold)
        super().update_state(y_true, ops.cast(chosen, "int32"), sample_weight)


class MeanIoU(IoU):
    """`IoU` over all classes.

    Args:
        num_classes, name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis: see `IoU`.
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        every = range(num_classes)
        super().__init__(num_classes, every, name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis)


class OneHotIoU(IoU):
    """`IoU` of one-hot labels.

    Args:
        num_classes, target_class_ids, name, dtype, ignore_class, sparse_y_pred, axis: see `IoU`.
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, target_class_ids, name, dtype, ignore_class, False, sparse_y_pred, axis)


class OneHotMeanIoU(MeanIoU):
    """`IoU` of one-hot labels over all classes.

    Args:
        num_classes, name, dtype, ignore_class, sparse_y_pred, axis: see `IoU`.
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)
