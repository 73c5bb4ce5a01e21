"""Detectors of labels that do not fit the loss, and of last layers that fit neither.

The first of `DETECTORS` that finds something about an output is the only one that speaks of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lab.doctor.findings import Finding, code, percent
from keras_lab.doctor.targets import Output
from keras_lab.sentences import say

SPARSE = ("sparse_categorical_crossentropy",)
CATEGORICAL = ("categorical_crossentropy", "categorical_focal_crossentropy")
BINARY = ("binary_crossentropy", "binary_focal_crossentropy")
OF_CLASSES = (*SPARSE, *CATEGORICAL)
REGRESSION = ("mean_squared_error", "mean_absolute_error", "huber", "log_cosh")

#: What activations can give.
RANGES = {
    "sigmoid": (0.0, 1.0), "hard_sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0),
    "relu": (0.0, np.inf), "relu6": (0.0, 6.0), "softplus": (0.0, np.inf),
}  # fmt: skip
NO_PROBABILITIES = (
    "linear",
    "relu",
    "relu6",
    "tanh",
    "elu",
    "selu",
    "gelu",
    "silu",
    "leaky_relu",
    "softplus",
)

#: Samples from which can be said that there is one class only.
ENOUGH = 20
#: The share of targets that may lie where the last activation does not reach.
STRAYS = 0.01
#: How many times larger than the outputs targets may be.
FAR = 100.0


def shape_of_labels(output: Output) -> Finding | None:
    """Integers where one-hot rows are wanted, and the other way round."""
    shape, target = output.shape, np.shape(output.target)
    if output.classes < 2:
        return None
    one_hot = len(target) == len(shape) and target[-1] == output.classes
    integers = target[1:] in (shape[1:-1], (*shape[1:-1], 1))
    if output.loss in SPARSE and one_hot:
        return _labels(output, "labels_one_hot", 'loss="categorical_crossentropy"')
    if output.loss in CATEGORICAL and integers:
        return _labels(output, "labels_numbers", 'loss="sparse_categorical_crossentropy"')
    return None


def range_of_classes(output: Output) -> Finding | None:
    """Labels for sparse crossentropy that no class has."""
    if output.loss not in SPARSE:
        return None
    labels = np.asarray(output.target)
    if output.options.get("ignore_class") is not None:
        labels = labels[labels != output.options["ignore_class"]]
    if not labels.size:
        return None
    if (labels != np.round(labels)).any():
        return _labels(output, "labels_fractions", "y = y.astype(int)")
    low, high, classes = int(labels.min()), int(labels.max()), output.classes
    if low >= 0 and high < classes:
        return None
    fits = low > 0 and high - low < classes
    action = f"y = y - {low}" if fits else f'Dense({high + 1}, activation="softmax")'
    return _labels(output, "labels_range", action, low=low, high=high, classes=classes, last=classes - 1)


def range_of_yes_and_no(output: Output) -> Finding | None:
    """Labels for binary crossentropy outside of [0, 1]."""
    if output.loss not in BINARY or not np.size(output.target):
        return None
    labels = np.asarray(output.target)
    low, high = float(labels.min()), float(labels.max())
    if low >= 0 and high <= 1:
        return None
    if set(np.unique(labels[:1000])) <= {-1.0, 1.0}:
        action = "y = (y + 1) / 2"
    elif (low, high) == (1, 2):
        action = "y = y - 1"
    elif high > 1 and low >= 0 and output.classes > 1:
        action = f"y = y / {high:g}"
    else:
        action = 'loss="sparse_categorical_crossentropy"  # and Dense(classes, activation="softmax")'
    return _labels(output, "labels_binary", action, low=f"{low:g}", high=f"{high:g}")


def rows_of_one(output: Output) -> Finding | None:
    """Rows for categorical crossentropy that are no distribution."""
    if output.loss not in CATEGORICAL or output.classes < 2:
        return None
    rows = np.asarray(output.target, np.float64)
    odd = (np.abs(rows.sum(axis=-1) - 1) > 1e-3) | (rows.min(axis=-1) < 0)
    if np.mean(odd) <= STRAYS:
        return None
    several = np.isin(rows, (0.0, 1.0)).all()
    action = (
        'loss="binary_crossentropy"  # and activation="sigmoid"'
        if several
        else "y = y / y.sum(-1, keepdims=True)"
    )
    return _labels(output, "labels_rows", action)


def softmax_of_one(output: Output) -> Finding | None:
    """Softmax over a single unit, which is always 1."""
    if output.activation != "softmax" or output.shape[-1] != 1:
        return None
    return _last_layer(output, "softmax_of_one", 'Dense(1, activation="sigmoid")')


def logits_twice(output: Output) -> Finding | None:
    """`from_logits=True` after softmax or sigmoid."""
    if not output.from_logits or output.loss not in (*OF_CLASSES, *BINARY):
        return None
    name = "sigmoid" if output.loss in BINARY else "softmax"
    known = output.activation == name
    if not known and not (output.activation is None and name == "softmax" and _are_distributions(output)):
        return None
    return _last_layer(output, "logits_twice", "from_logits=False", activation=name)


def no_probabilities(output: Output) -> Finding | None:
    """Outputs that are no probabilities, where the loss takes them for that."""
    if output.from_logits or output.loss not in (*OF_CLASSES, *BINARY):
        return None
    fitting = "sigmoid" if output.loss in BINARY else "softmax"
    wrong = output.activation in NO_PROBABILITIES or (
        output.loss in OF_CLASSES and output.activation == "sigmoid" and output.classes > 1
    )
    values = output.predicted
    if output.activation is None and values is not None:
        wrong = bool((values < -1e-3).any() or (values > 1 + 1e-3).any())
    if not wrong:
        return None
    return _last_layer(
        output,
        "no_probabilities" if output.activation else "no_probabilities_unknown",
        f'activation="{fitting}"  # or from_logits=True in the loss',
        activation=repr(output.activation),
    )


def out_of_reach(output: Output) -> Finding | None:
    """Targets of a regression that the last activation cannot give."""
    if output.loss not in REGRESSION or output.activation not in RANGES or not np.size(output.target):
        return None
    low, high = RANGES[output.activation]
    targets = np.asarray(output.target)
    strays = float(np.mean((targets < low - 1e-6) | (targets > high + 1e-6)))
    if strays <= STRAYS:
        return None
    return _last_layer(
        output,
        "out_of_reach",
        'activation="linear"',
        share=percent(strays),
        activation=repr(output.activation),
    )


def one_class(output: Output) -> Finding | None:
    """Labels that are all the same."""
    labels = np.asarray(output.target)
    classifies = output.loss in (*OF_CLASSES, *BINARY)
    if not classifies or not output.complete or len(labels) < ENOUGH or (labels != labels[:1]).any():
        return None
    return Finding(
        "one_class",
        say("one_class", output.name, samples=len(labels)),
        code("np.unique(y, return_counts=True)"),
    )


def far_targets(output: Output) -> Finding | None:
    """Targets of a regression that are very far from what the model gives."""
    if output.loss not in REGRESSION or output.predicted is None or not np.size(output.target):
        return None
    size, given = _rms(output.target), max(_rms(output.predicted), 1.0)
    if not np.isfinite(size) or size < FAR * given:
        return None
    return Finding(
        "scale",
        say("far_targets", output.name, size=f"{size:.3g}", given=f"{given:.3g}"),
        code("y = (y - y.mean()) / y.std()"),
        value=size / given,
    )


Detector = Callable[[Output], "Finding | None"]
DETECTORS: tuple[Detector, ...] = (
    shape_of_labels, range_of_classes, range_of_yes_and_no, rows_of_one, softmax_of_one, logits_twice,
    no_probabilities, one_class, out_of_reach, far_targets,
)  # fmt: skip


def first_finding(output: Output) -> Finding | None:
    """What is to be said of an output."""
    return next((found for detector in DETECTORS if (found := detector(output)) is not None), None)


def _labels(output: Output, sentence: str, action: str, **values: Any) -> Finding:
    return Finding("labels", say(sentence, output.name, loss=output.loss, **values), code(action))


def _last_layer(output: Output, sentence: str, action: str, **values: Any) -> Finding:
    return Finding("last_layer", say(sentence, output.name, loss=output.loss, **values), code(action))


def _are_distributions(output: Output) -> bool:
    values = output.predicted
    if values is None or len(values) < 8 or output.classes < 2:
        return False
    return bool((values >= 0).all() and np.allclose(values.sum(axis=-1), 1, atol=1e-3))


def _rms(values: object) -> float:
    return float(np.sqrt(np.mean(np.square(np.asarray(values, np.float64)))))
