"""Layers: what the kernel tells of one when asked (`layer.…`)."""

from __future__ import annotations

from typing import Literal, TypedDict

from keras_lab.lab.protocol.basics import Number

Shade = Literal["grey", "heat"]

ALIASES = {"Shade": Shade}


class Distribution(TypedDict):
    """What an array is like. `mean`, `std`, `low`, `high` and `zeros` (a share) are of the finite values; `bad`
    counts the others; `histogram` has equal bins from `low` to `high`, none where nothing is finite."""

    name: str
    shape: list[int]
    dtype: str
    count: int
    mean: float
    std: float
    low: float
    high: float
    zeros: float
    bad: int
    histogram: list[int]


class Samples(TypedDict):
    """Data of which a sample can be chosen: a variable's `name`, or "" for what was last trained with."""

    name: str
    count: int


class LayerLook(TypedDict):
    """The answer to `layer.look`: the weights, and what else can be asked. `filters` is how many there are, and
    `channels` how many each has (0, 0: no convolution); `samples` is empty where no data fit the model."""

    weights: list[Distribution]
    filters: int
    channels: int
    attends: bool
    samples: list[Samples]


class Tiles(TypedDict):
    """Images of one size, side by side. `pixels` is base 64: a byte a pixel (three if `colours`), 0 … 255 from a
    tile's `low` to its `high`, tile after tile, row after row. `of` tells how many there are in all, `shrunk` by
    which factor they are smaller than what they show; `bad` counts numbers that are not finite."""

    width: int
    height: int
    colours: bool
    shade: Shade
    pixels: str
    titles: list[str]
    low: list[float]
    high: list[float]
    of: int
    shrunk: int
    bad: int


class Picture(TypedDict):
    """Something of a sample: as images, or (for a vector) as `bars`; neither where it has too many axes."""

    tiles: Tiles | None
    bars: list[Number]


class Activity(TypedDict):
    """The answer to `layer.activations`: the layer's output for the sample."""

    numbers: Distribution
    picture: Picture


class Saliency(TypedDict):
    """The answer to `layer.saliency`: the sample, and how the winner's score hangs on each part of it. `winner` is
    the number of the class and `score` what the model gives it; null where outputs are no classes."""

    sample: Picture
    map: Picture
    winner: int | None
    score: Number
