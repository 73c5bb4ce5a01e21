"""Bringing targets, predictions, weights and masks to shapes that fit each other."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from keras_lab import masks, ops, tree
from keras_lab.ops import dispatch

F = TypeVar("F", bound=Callable[..., Any])


def comparison(function: F) -> F:
    """Makes a function of two like tensors take anything like arrays: the frame of most losses and metrics.

    `y_pred` becomes a float tensor and `y_true` one of the same dtype and number of axes; what does not fit
    is refused in the function's name.
    """

    @functools.wraps(function)
    def call(y_true: Any, y_pred: Any, *args: Any, **kwargs: Any) -> Any:
        y_pred = dispatch.floating(y_pred)
        y_true = dispatch.tensor(y_true, dispatch.dtype_of(y_pred))
        y_true, y_pred = match_ranks(y_true, y_pred)
        check_alike(y_true, y_pred, function.__name__)
        return function(y_true, y_pred, *args, **kwargs)

    return dispatch.op(call)  # type: ignore[return-value]


def match_ranks(a: Any, b: Any) -> tuple[Any, Any]:
    """Gives the tensor with one axis fewer a last axis of size 1, if the other's last axis has size 1.

    Targets of shape `(batch,)` and predictions of shape `(batch, 1)` thus mean the same thing.
    """
    if len(a.shape) + 1 == len(b.shape) and b.shape[-1] == 1:
        return ops.expand_dims(a, -1), b
    if len(b.shape) + 1 == len(a.shape) and a.shape[-1] == 1:
        return a, ops.expand_dims(b, -1)
    return a, b


def check_alike(y_true: Any, y_pred: Any, name: str) -> None:
    """Checks that two tensors have shapes that can be compared element by element.

    Raises:
        ValueError: naming `name`, the shapes, and a better choice if it looks as if there is one.
    """
    targets, predictions = tuple(y_true.shape), tuple(y_pred.shape)
    advice = _advice(targets, predictions, name)
    alike = len(targets) == len(predictions) and all(map(fit, targets, predictions))
    if advice or not alike:
        raise ValueError(
            f"{name}: y_true of shape {targets} cannot be compared with y_pred of shape {predictions}."
            + advice
        )


def check_equal(y_true: Any, y_pred: Any, name: str) -> None:
    """Checks that two tensors have the same shape, where broadcasting would hide a mistake.

    Raises:
        ValueError: naming `name` and the shapes.
    """
    targets, predictions = tuple(y_true.shape), tuple(y_pred.shape)
    if not all(n == m or None in (n, m) for n, m in zip(targets, predictions, strict=True)):
        raise ValueError(
            f"{name}: y_true of shape {targets} must have the same shape as y_pred, {predictions}. "
            "Labels that are numbers of classes go with 'sparse_categorical_crossentropy'."
        )


def _advice(targets: tuple[Any, ...], predictions: tuple[Any, ...], name: str) -> str:
    integers = targets == predictions[:-1] or targets == (*predictions[:-1], 1)
    if name.startswith(("categorical", "top_k")) and integers and targets != predictions:
        return f" For integer labels use 'sparse_{name}', or make them one-hot with utils.to_categorical."
    return ""


def fit(n: int | None, m: int | None) -> bool:
    """Whether two sizes are equal, or broadcast, or may turn out to (None)."""
    return n == m or n in (1, None) or m in (1, None)


def integer_labels(y_true: Any, y_pred: Any, axis: int, name: str) -> Any:
    """`y_true` as int32 labels of the shape of `y_pred` without the axis of the classes.

    Raises:
        ValueError: naming `name` if the shapes do not fit.
    """
    y_true = dispatch.tensor(y_true, "int32")
    targets, predictions = tuple(y_true.shape), list(y_pred.shape)
    if not predictions:
        raise ValueError(f"{name}: y_pred needs an axis of classes. Received a scalar.")
    predictions.pop(axis)
    if len(targets) == len(predictions) + 1 and targets[axis] == 1:
        y_true, targets = ops.squeeze(y_true, axis), (*targets[:axis], *targets[axis:][1:])
    if len(targets) != len(predictions) or not all(
        n == m or None in (n, m) for n, m in zip(targets, predictions, strict=True)
    ):
        one_hot = targets == tuple(y_pred.shape)
        raise ValueError(
            f"{name}: integer labels of shape {targets} do not fit y_pred of shape {tuple(y_pred.shape)}."
            + (f" For one-hot labels use {name.removeprefix('sparse_')!r}." if one_hot else "")
        )
    return y_true


def align_weights(weights: Any, values: Any) -> Any:
    """`weights` with axes of size 1 at the end added or removed, so that they broadcast over `values`.

    Weights of shape `(batch,)` so weigh whole samples, `(batch, time)` steps of time.

    Raises:
        ValueError: if they do not fit.
    """
    given, wanted = tuple(weights.shape), tuple(values.shape)
    shape = given
    while len(shape) > len(wanted) and shape[-1] == 1:
        shape = shape[:-1]
    shape = shape + (1,) * (len(wanted) - len(shape))
    if len(shape) != len(wanted) or not all(n in (1, None, m) for n, m in zip(shape, wanted, strict=True)):
        raise ValueError(
            f"sample_weight (or a mask) of shape {given} does not fit values of shape {wanted}: "
            "it needs one weight for each sample, or for each of the first axes."
        )
    return weights if shape == given else ops.reshape(weights, tuple(-1 if n is None else n for n in shape))


def combine(sample_weight: Any, mask: Any, values: Any) -> Any:
    """Weights and mask as one tensor that broadcasts over `values`; None if both are None."""
    dtype = dispatch.dtype_of(values)
    parts = [align_weights(dispatch.tensor(x, dtype), values) for x in (sample_weight, mask) if x is not None]
    return parts[0] * parts[1] if len(parts) == 2 else next(iter(parts), None)


def both(mask: Any, other: Any) -> Any:
    """Where both masks hold; None stands for everywhere."""
    if mask is None or other is None:
        return other if mask is None else mask
    return ops.logical_and(mask, other)


def to_tensors(structure: Any, dtype: str) -> Any:
    """Tensors of `dtype` from an array-like thing or a nest of arrays, with the logits attached to them."""
    if tree.is_nested(structure) and any(hasattr(leaf, "shape") for leaf in tree.flatten(structure)):
        return tree.map_structure(lambda x: _to_tensor(x, dtype), structure)
    return _to_tensor(structure, dtype)


def _to_tensor(x: Any, dtype: str) -> Any:
    converted = dispatch.tensor(x, dtype)
    for activation in ("softmax", "sigmoid") if converted is not x else ():
        logits = masks.get_logits(x, activation)
        if logits is not None:
            masks.set_logits(converted, activation, dispatch.tensor(logits, dtype))
    return converted


def from_logits_of(activation: str) -> Callable[[F], F]:
    """Makes a crossentropy of probabilities start from the logits of these, where they are known."""

    def decorate(function: F) -> F:
        @functools.wraps(function)
        def call(y_true: Any, y_pred: Any, from_logits: bool = False, *args: Any, **kwargs: Any) -> Any:
            logits = masks.get_logits(y_pred, activation)
            if logits is not None and not from_logits and kwargs.get("axis", -1) == -1:
                y_pred, from_logits = logits, True
            return function(y_true, y_pred, from_logits, *args, **kwargs)

        return call  # type: ignore[return-value]

    return decorate
