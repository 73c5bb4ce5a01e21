"""Crossentropies in which easy samples, or wrong labels, count less."""

from __future__ import annotations

from typing import Any

from keras_lab import config, ops
from keras_lab.losses.loss import LossFunctionWrapper
from keras_lab.losses.matching import check_equal, comparison, integer_labels
from keras_lab.losses.probabilistic import checked_smoothing
from keras_lab.ops import dispatch


@comparison
def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """Cross-entropy of yes-or-no labels times `(1 - p) ** gamma`, `p` being the probability of what is right.

    Lin et al., Focal Loss for Dense Object Detection, arXiv:1708.02002.

    Args:
        y_true: 0, 1 or probabilities.
        y_pred: probabilities, or logits if `from_logits`.
        apply_class_balancing: whether yes counts `alpha` times and no `1 - alpha` times.
        alpha: see there; from 0 to 1.
        gamma: how little easy samples count; 0 gives the plain cross-entropy.
        from_logits: whether predictions have not gone through a sigmoid.
        label_smoothing: from 0 to 1: how far labels are drawn towards ½.
        axis: what to take the mean over.
    """
    check_equal(y_true, y_pred, "binary_focal_crossentropy")
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    if from_logits:
        y_pred = ops.sigmoid(y_pred)
    right = y_true * y_pred + (1.0 - y_true) * (1.0 - y_pred)
    values = (1.0 - right) ** gamma * ops.binary_crossentropy(y_true, y_pred)
    if apply_class_balancing:
        values = values * (y_true * alpha + (1.0 - y_true) * (1.0 - alpha))
    return ops.mean(values, axis=axis)


@comparison
def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: Any = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """Cross-entropy of one-hot labels with `alpha * (1 - p) ** gamma` for each class of probability `p`.

    Lin et al., Focal Loss for Dense Object Detection, arXiv:1708.02002.

    Args:
        y_true: one-hot labels.
        y_pred: probabilities of the classes, or logits if `from_logits`.
        alpha: the weight of the classes: a number, or one for each class.
        gamma: how little easy samples count.
        from_logits: whether predictions have not gone through a softmax.
        label_smoothing: from 0 to 1: how far labels are drawn towards an even distribution.
        axis: the axis of the classes.
    """
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + label_smoothing / int(y_true.shape[axis])
    if from_logits:
        y_pred = ops.softmax(y_pred, axis=axis)
    y_pred = y_pred / ops.sum(y_pred, axis=axis, keepdims=True)
    y_pred = ops.clip(y_pred, config.epsilon(), 1.0 - config.epsilon())
    weights = ops.convert_to_tensor(alpha, dtype=dispatch.dtype_of(y_pred)) * (1.0 - y_pred) ** gamma
    return -ops.sum(weights * y_true * ops.log(y_pred), axis=axis)


@dispatch.op
def categorical_generalized_cross_entropy(y_true: Any, y_pred: Any, q: float) -> Any:
    """`(1 - p ** q) / q`, with the probability `p` of the right class: bears with wrong labels.

    Zhang and Sabuncu, NeurIPS 2018, arXiv:1805.07836.

    Args:
        y_true: integers from 0 to classes - 1.
        y_pred: probabilities of the classes, on the last axis.
        q: above 0, up to 1. Towards 0 this is the cross-entropy, at 1 it is the mean absolute error.
    """
    y_pred = dispatch.floating(y_pred)
    labels = integer_labels(y_true, y_pred, -1, "categorical_generalized_cross_entropy")
    chosen = ops.one_hot(labels, int(y_pred.shape[-1]), dtype=dispatch.dtype_of(y_pred))
    right = ops.sum(y_pred * chosen, axis=-1)
    possible = ops.greater(right, 0)  # at 0 the gradient is infinite
    return (1.0 - ops.where(possible, ops.where(possible, right, 1.0) ** q, 0.0)) / q


class BinaryFocalCrossentropy(LossFunctionWrapper):
    """See `binary_focal_crossentropy`; `reduction`, `name` and `dtype` as in `Loss`."""

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "binary_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        if not 0 <= alpha <= 1:
            raise ValueError(f"BinaryFocalCrossentropy: alpha must be from 0 to 1. Received: {alpha}")
        options = {"alpha": alpha, "gamma": _checked_gamma(gamma), "from_logits": from_logits, "axis": axis}
        options["apply_class_balancing"] = apply_class_balancing
        options["label_smoothing"] = checked_smoothing(label_smoothing)
        super().__init__(binary_focal_crossentropy, reduction, name, dtype, **options)


class CategoricalFocalCrossentropy(LossFunctionWrapper):
    """See `categorical_focal_crossentropy`; `reduction`, `name` and `dtype` as in `Loss`."""

    def __init__(
        self,
        alpha: Any = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        options = {"alpha": alpha, "gamma": _checked_gamma(gamma), "from_logits": from_logits, "axis": axis}
        options["label_smoothing"] = checked_smoothing(label_smoothing)
        super().__init__(categorical_focal_crossentropy, reduction, name, dtype, **options)


class CategoricalGeneralizedCrossEntropy(LossFunctionWrapper):
    """See `categorical_generalized_cross_entropy`; `reduction`, `name` and `dtype` as in `Loss`."""

    def __init__(
        self,
        q: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str = "categorical_generalized_cross_entropy",
        dtype: Any = None,
    ) -> None:
        if not 0 < q <= 1:
            raise ValueError(f"{type(self).__name__}: q must be above 0 and at most 1. Received: {q}")
        super().__init__(categorical_generalized_cross_entropy, reduction, name, dtype, q=q)


def _checked_gamma(gamma: float) -> float:
    if not gamma >= 0:
        raise ValueError(f"gamma must not be negative. Received: {gamma}")
    return gamma
