"""Classes as numbers, and how far predicted probabilities are from them."""

from __future__ import annotations

from typing import Any

from keras_lab import config
from keras_lab.engine import P, dtypes
from keras_lab.ops.activation import log_softmax
from keras_lab.ops.dispatch import floating, fused, integral, op, promoted_floats, tensor
from keras_lab.ops.elementwise import clip, maximum
from keras_lab.ops.logic import where
from keras_lab.ops.shaping import squeeze

Tensor = Any


@op
def one_hot(x: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False) -> Tensor:
    """A new axis of `num_classes` entries: 1 at the class, else 0 (all 0 for a class that there is not).

    Args:
        x: class indices, integers.
        axis: where the new axis goes.

    Raises:
        ValueError: if `sparse`: there are no sparse tensors.
    """
    if sparse:
        raise ValueError("one_hot: sparse=True is not supported; tensors are dense here.")
    return P.cast(_at_class(integral(x), num_classes, axis), dtypes.standardize(dtype))


def _at_class(x: Tensor, num_classes: int, axis: int) -> Tensor:
    """True where an entry of the new axis is the class in `x`."""
    ndim = len(P.shape(x)) + 1
    place = axis % ndim
    classes = P.reshape(
        P.arange(0, num_classes, 1, P.dtype(x)), [-1 if i == place else 1 for i in range(ndim)]
    )
    wide = P.reshape(x, (*P.shape(x)[:place], 1, *P.shape(x)[place:]))
    return P.equal(wide, classes)


@op
def multi_hot(
    inputs: Any, num_classes: int | None = None, axis: int = -1, dtype: Any = None, sparse: bool = False
) -> Tensor:
    """Which of `num_classes` classes occur along `axis`, as 0 and 1.

    Args:
        inputs: class indices, integers.
        axis: where the new axis of classes goes; they are collected along the axis after the first.
    """
    if num_classes is None:
        raise ValueError("multi_hot: give num_classes.")
    indices = integral(inputs)
    hot = one_hot(indices, num_classes, axis, dtype, sparse)
    return P.max(hot, 1 if len(P.shape(indices)) > 1 else 0) if P.shape(indices) else hot


@op
@fused(floating, floating)
def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Tensor:
    """`-target * log(output) - (1 - target) * log(1 - output)`, element by element.

    Args:
        target: probabilities, 0 and 1 as a rule.
        output: predicted probabilities, or with `from_logits` what goes into a sigmoid.
    """
    z, x = promoted_floats(target, output)
    if from_logits:
        return maximum(x, 0) - x * z + P.log1p(P.exp(P.negative(P.absolute(x))))
    x = clip(x, config.epsilon(), 1.0 - config.epsilon())
    return P.negative(z * P.log(x) + (1.0 - z) * P.log(1.0 - x))


@op
@fused(floating, floating)
def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Tensor:
    """`-sum(target * log(output))` along the classes, which are on `axis`.

    Args:
        target: probabilities, one-hot as a rule, in the shape of `output`.
        output: predicted probabilities (scaled to sum to 1), or with `from_logits` what goes into a softmax.

    Raises:
        ValueError: if the shapes differ.
    """
    z, x = promoted_floats(target, output)
    _check_shapes("categorical_crossentropy", P.shape(z), P.shape(x))
    return P.negative(P.sum(P.multiply(z, _log_probabilities(x, from_logits, axis)), axis))


@op
@fused(tensor, floating)
def sparse_categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Tensor:
    """`-log(output)` at the right class, the classes being on `axis`.

    Args:
        target: class indices, in the shape of `output` without `axis` (or with one entry there).
        output: predicted probabilities (scaled to sum to 1), or with `from_logits` what goes into a softmax.

    Raises:
        ValueError: if the shapes do not belong together.
    """
    labels, shape = integral(target), P.shape(output)
    place = axis % len(shape)
    if len(P.shape(labels)) == len(shape) and P.shape(labels)[place] == 1:
        labels = squeeze(labels, place)
    _check_shapes("sparse_categorical_crossentropy", P.shape(labels), shape[:place] + shape[place + 1 :])
    # A comparison and a sum instead of a gather, whose gradient would be a scatter: slow to compile and run.
    scores = log_softmax(output, axis) if from_logits else output
    chosen = P.sum(where(_at_class(labels, shape[place], place), scores, 0.0), place)
    return P.negative(chosen if from_logits else _safe_log(P.divide(chosen, P.sum(output, place))))


def _log_probabilities(x: Tensor, from_logits: bool, axis: int) -> Tensor:
    if from_logits:
        return log_softmax(x, axis)
    return _safe_log(P.divide(x, P.sum(x, axis, True)))


def _safe_log(x: Tensor) -> Tensor:
    return P.log(clip(x, config.epsilon(), 1.0 - config.epsilon()))


def _check_shapes(what: str, target: tuple[int | None, ...], wanted: tuple[int | None, ...]) -> None:
    fits = len(target) == len(wanted) and all(
        a == b or None in (a, b) for a, b in zip(target, wanted, strict=True)
    )
    if not fits:
        raise ValueError(f"{what}: the target must have the shape {wanted}. Received: {target}")
