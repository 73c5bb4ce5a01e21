"""Playgrounds: a network that learns points in the plane."""

from __future__ import annotations

from typing import TypedDict

from keras_lab.lab.protocol.basics import Number

PLAYGROUND_MIME = "application/vnd.keras-lab.playground+json"
PLANE_SIDE = 60

CONSTANTS = {"PLAYGROUND_MIME": PLAYGROUND_MIME, "PLANE_SIDE": PLANE_SIDE}


class PlaygroundSettings(TypedDict):
    """What can be chosen; `layers` are the units of the hidden layers."""

    layers: list[int]
    activation: str
    optimizer: str
    learning_rate: float
    regularization: str
    regularization_rate: float
    batch_size: int


class PlaygroundChoices(TypedDict):
    """From what one can choose."""

    datasets: list[str]
    activations: list[str]
    optimizers: list[str]
    regularizations: list[str]
    layers: int
    units: int
    classes: int


class PlaygroundCurves(TypedDict):
    """Loss (and accuracy, where classes are predicted) of training and test points after the epochs in `epoch`."""

    epoch: list[int]
    loss: list[Number]
    test_loss: list[Number]
    accuracy: list[Number]
    test_accuracy: list[Number]


class PlaygroundState(TypedDict):
    """All that does not change from epoch to epoch: points (`value`: class or number; `test`: the places of those
    for testing), the part of the plane that is shown (left, right, bottom, top), the network's form. `sizes` counts the
    units of inputs and layers, `shown` those that are drawn. `own`: the model is the user's, its form stays."""

    id: str
    task: str
    labels: list[str]
    span: list[float]
    window: list[float]
    x: list[float]
    y: list[float]
    value: list[float]
    test: list[int]
    dataset: str
    noise: float
    own: bool
    sizes: list[int]
    shown: list[int]
    activations: list[str]
    settings: PlaygroundSettings
    choices: PlaygroundChoices
    curves: PlaygroundCurves


class PlaygroundFrame(TypedDict):
    """One moment: `last` is the latest epoch one can go to. Base64: `plane` 60 × 60 bytes, `units` `side` × `side`
    bytes each, `weights` float32: of each layer the kernel row by row, then the biases."""

    epoch: int
    last: int
    loss: Number
    test_loss: Number
    accuracy: Number
    test_accuracy: Number
    plane: str
    units: str
    side: int
    weights: str


class PlaygroundAnswer(TypedDict):
    """What every question is answered with; `state` only where it has changed."""

    state: PlaygroundState | None
    frame: PlaygroundFrame


class PlaygroundBundle(TypedDict):
    """The data of `PLAYGROUND_MIME`."""

    version: int
    state: PlaygroundState
    frame: PlaygroundFrame
