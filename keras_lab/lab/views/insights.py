"""What `doctor.insights` finds in a layer, as the front end draws it and as static images."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from keras_lab import tree
from keras_lab.doctor import insights
from keras_lab.doctor.passes import apart, values_of
from keras_lab.doctor.statistics import numbers
from keras_lab.doctor.targets import last_activation
from keras_lab.graph.calls import is_model
from keras_lab.lab.protocol import Activity, Distribution, LayerLook, Picture, Saliency, Samples, Tiles
from keras_lab.lab.views import tiles
from keras_lab.runs.series import Array

BINS = 32


def look(layer: Any, sources: list[Samples]) -> LayerLook:
    """The weights of a layer (of a model inside: none, they are its layers'), and what else there is to see."""
    weights = [] if is_model(layer) else list(getattr(layer, "weights", []))
    names = [weight.name for weight in weights]
    if len(set(names)) < len(names):
        names = [weight.path for weight in weights]
    shape = insights.filters(None, layer).shape if insights.has_filters(layer) else (0, 0, 0, 0)
    return {
        "weights": [distribution(name, weight.numpy()) for name, weight in zip(names, weights, strict=True)],
        "filters": shape[0],
        "channels": shape[3],
        "attends": insights.attends(layer),
        "samples": sources,
    }


def distribution(name: str, array: Any) -> Distribution:
    """An array in numbers."""
    array = np.asarray(array)
    found = numbers(array, BINS)
    return {
        "name": name, "shape": list(array.shape), "dtype": array.dtype.name, "count": found.count,
        "mean": found.mean, "std": found.std, "low": found.low, "high": found.high,
        "zeros": found.zeros, "bad": round(found.bad * found.count), "histogram": list(found.histogram),
    }  # fmt: skip


def filters(images: Array, channel: int | None = None, pixels: int = tiles.PIXELS) -> Tiles:
    """Filters: one channel of them, colours where there are three, else the mean of the channels.

    Raises:
        ValueError: if there is no such channel.
    """
    count = images.shape[-1]
    if channel is not None and not 0 <= channel < count:
        raise ValueError(f"The filters have the channels 0 to {count - 1}; there is no {channel}.")
    if channel is not None:
        images = images[..., channel : channel + 1]
    elif count != 3:
        images = images.mean(-1, keepdims=True)
    return tiles.tiles(images, [str(number) for number in range(len(images))], "grey", pixels)


def activity(layer: Any, output: Array) -> Activity:
    """The output of a layer for one sample."""
    first = getattr(layer, "data_format", None) == "channels_first"
    return {
        "numbers": distribution(layer.name, output),
        "picture": tiles.picture(output, "", "heat", first),
    }


def attention(heads: Array, pixels: int = tiles.PIXELS) -> Tiles:
    """The weights of each head `(heads, …, …)`: queries from the top, what they look at from the left.

    Raises:
        ValueError: for a layer that attends along several axes of uneven number.
    """
    axes = heads.ndim - 1
    if axes % 2:
        raise ValueError(
            f"Attention of the shape {heads.shape} cannot be drawn: heads, queries, values are expected."
        )
    side = int(np.prod(heads.shape[1 : 1 + axes // 2]))
    flat = heads.reshape(len(heads), side, -1)[..., None]
    return tiles.tiles(flat, [str(number) for number in range(len(heads))], "heat", pixels)


def saliency(model: Any, x: Any, pixels: int = tiles.PIXELS) -> Saliency:
    """The first sample of `x`, what the model says of it, and what that hangs on."""
    found, given = (tree.flatten(nest)[0][0] for nest in (insights.saliency(model, x), x))
    if not np.any(found):
        raise ValueError(
            "The answer does not change with small changes of this sample: the gradient is 0 everywhere (what is "
            "looked up, as by an Embedding, has none)."
        )
    size = np.abs(found)
    is_image = found.ndim == 3 and found.shape[-1] in (1, 3, 4)
    size = size.max(-1) if is_image else size
    winner, score = _winner(model, x)
    return {
        "sample": tiles.picture(given, "", "grey", pixels=pixels),
        "map": tiles.picture(size, "", "heat", pixels=pixels),
        "winner": winner,
        "score": score,
    }


def _winner(model: Any, x: Any) -> tuple[int | None, float | None]:
    with apart():
        outputs = values_of(tree.flatten(model(x, training=False))[0])
    activation = last_activation(model)
    if outputs is None or outputs.ndim != 2 or activation not in ("softmax", "sigmoid", "log_softmax"):
        return None, None
    row = outputs[0]
    if len(row) == 1:
        winner = int(row[0] > 0.5)
        return winner, _finite(row[0] if winner else 1 - row[0])
    winner = int(np.argmax(row))
    return winner, _finite(np.exp(row[winner]) if activation == "log_softmax" else row[winner])


def _finite(value: Any) -> float | None:
    return round(float(value), 5) if math.isfinite(value) else None


# ---- static images ------------------------------------------------------------------------------------


def picture_svg(shown: Picture, title: str) -> str:
    """Tiles or bars."""
    return tiles.svg(shown["tiles"], title) if shown["tiles"] else tiles.bars_svg(shown["bars"], title)
