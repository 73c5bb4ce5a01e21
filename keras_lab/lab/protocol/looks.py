"""Looks at the model of a run: confusion matrix, residuals, sample predictions, layers in numbers.

The questions are `run.confusion`, `run.residuals`, `run.samples` and `run.statistics`, each with the id of the `run`.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from keras_lab.lab.protocol.basics import Number

LookKind = Literal["confusion", "residuals", "samples", "statistics"]


class LookHead(TypedDict):
    """What all looks tell: at which step of which run, on how many samples (`held_out`: of the validation data,
    else of the training data), and how many seconds that took the kernel."""

    run: str
    step: int
    epoch: int
    samples: int
    held_out: bool
    seconds: float


class Mistake(TypedDict):
    """So often was the class `truth` taken for the class `taken`."""

    truth: str
    taken: str
    count: int


class ConfusionLook(LookHead):
    """How often which class was taken for which: rows of `counts` are the true classes, columns the predicted
    ones. With many classes, only those with most mistakes are named, and the last one stands for `others`."""

    kind: Literal["confusion"]
    classes: list[str]
    counts: list[list[int]]
    others: int
    accuracy: float
    mistakes: list[Mistake]


class NumbersOf(TypedDict):
    """What an array is like; shares are from 0 to 1, `bins` are counts from `low` to `high`."""

    count: int
    mean: Number
    std: Number
    low: Number
    high: Number
    norm: Number
    zeros: float
    bad: float
    bins: list[int]


class ResidualsLook(LookHead):
    """A regression's predictions against the targets, at some points; `errors` are of all of them."""

    kind: Literal["residuals"]
    expected: list[Number]
    predicted: list[Number]
    errors: NumbersOf
    mean_absolute: Number
    r2: Number


class Guess(TypedDict):
    """A class and its probability."""

    label: str
    share: float


class SampleLook(TypedDict):
    """A sample and what the model says of it: `guesses` of a classifier, best first, else the first `values`.
    `image` is a PNG in base64, `input` its first numbers in words where it is no image; `right` is null where
    that cannot be said."""

    image: str | None
    input: str
    truth: str | None
    guesses: list[Guess]
    values: list[Number]
    right: bool | None


class SamplesLook(LookHead):
    """Predictions for watched inputs; `watched`: named by the user, not the first samples at hand."""

    kind: Literal["samples"]
    watched: bool
    items: list[SampleLook]


class ArrayRow(TypedDict):
    """An array of a layer, in numbers."""

    name: str
    numbers: NumbersOf


class LayerNumbers(TypedDict):
    """A layer: its weights, the gradients of these, and its outputs; `dead` is the share of its `units` that are
    0 on all samples, where it has ReLUs."""

    name: str
    type: str
    weights: list[ArrayRow]
    gradients: list[ArrayRow]
    activations: NumbersOf | None
    dead: float | None
    units: int


class StatisticsLook(LookHead):
    """All layers, in the order in which they are called."""

    kind: Literal["statistics"]
    layers: list[LayerNumbers]


Look = ConfusionLook | ResidualsLook | SamplesLook | StatisticsLook

ALIASES = {"LookKind": LookKind, "Look": Look}
