"""Weights, activations and gradients of a model, layer by layer, in a few numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from keras_lab import activations, tree
from keras_lab.doctor.passes import Array, apart, forward, gradients, values_of
from keras_lab.graph.calls import is_kind, is_model
from keras_lab.training.batch import to_arrays


@dataclass(frozen=True)
class Numbers:
    """What an array is like.

    Attributes:
        count: how many numbers it has.
        mean, std, low, high, norm: of those that are finite; `norm` is the root of the sum of squares.
        zeros: the share that is exactly 0.
        bad: the share that is NaN or infinite.
        histogram: counts in equal bins from `low` to `high`; empty where it was not asked for.
    """

    count: int
    mean: float
    std: float
    low: float
    high: float
    norm: float
    zeros: float
    bad: float
    histogram: tuple[int, ...] = ()


@dataclass
class LayerStatistics:
    """What one layer is like on a batch.

    Attributes:
        name: of the layer.
        kind: of the layer: `"Dense"`, …
        weights: by the variables' names.
        gradients: likewise, of the trainable ones; empty without targets.
        activations: of the outputs of the first call (all of them together); None without inputs.
        dead: where the outputs went through a ReLU: the share of units (channels) that are 0 on all samples.
        units: how many units that is a share of.
        kernels: the names of the weights with two axes or more.
    """

    name: str
    kind: str
    weights: dict[str, Numbers] = field(default_factory=dict)
    gradients: dict[str, Numbers] = field(default_factory=dict)
    activations: Numbers | None = None
    dead: float | None = None
    units: int = 0
    kernels: tuple[str, ...] = ()


def numbers(array: Any, bins: int = 0) -> Numbers:
    """The statistics of an array, with a histogram of `bins` bins."""
    flat = np.asarray(array).reshape(-1).astype(np.float64)
    finite = flat[np.isfinite(flat)]
    if not finite.size:
        return Numbers(flat.size, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, float(bool(flat.size)))
    low, high = float(finite.min()), float(finite.max())
    counts = np.histogram(finite, bins, (low, high))[0].tolist() if bins else ()
    return Numbers(
        count=flat.size, mean=float(finite.mean()), std=float(finite.std()), low=low, high=high,
        norm=float(np.linalg.norm(finite)), zeros=float(np.mean(finite == 0)),
        bad=1 - finite.size / flat.size, histogram=tuple(counts),
    )  # fmt: skip


def statistics(
    model: Any, x: Any = None, y: Any = None, sample_weight: Any = None, bins: int = 32
) -> list[LayerStatistics]:
    """Statistics of the layers of a built model, in the order in which they are called.

    Args:
        model: a model; compiled if there are targets.
        x: a batch of inputs, of a few dozen samples; None: weights only.
        y: its targets; None: no gradients.
        sample_weight: as given to `fit`.
        bins: of the histograms; 0: none.

    Returns:
        One entry a layer, also of those inside others; the model and models inside it have none.
    """
    batch = [to_arrays(part, name) for part, name in ((x, "x"), (y, "y"), (sample_weight, "sample_weight"))]
    return look_at(model, batch, bins)[0]


def look_at(model: Any, batch: Sequence[Any], bins: int = 0) -> tuple[list[LayerStatistics], Any]:
    """The statistics for a batch `(x, y, sample_weight)` of arrays or None, and the outputs for `x`."""
    called: dict[Any, LayerStatistics] = {}
    outputs = None

    def see(layer: Any, arrays: list[Array]) -> None:
        if layer not in called:
            called[layer] = _activity(layer, arrays, bins)

    if batch[0] is not None:
        with apart():
            outputs = tree.map_structure(values_of, forward(model, batch[0], see))
    found = {layer: called.get(layer) or _named(layer) for layer in _in_order(model, called)}
    for layer, each in found.items():
        _add_weights(each, layer, bins)
    if batch[1] is not None:
        with apart():
            _add_gradients(found, gradients(model, *batch), bins)
    return list(found.values()), outputs


def _in_order(model: Any, called: Iterable[Any]) -> list[Any]:
    """The layers as they are called; those of which no call was seen stand before the one they are inside of.

    Without calls they are in the order in which the model lists them.
    """
    called = list(called)
    order: dict[Any, None] = {}
    for outer in called:
        inside = (layer for layer in outer.flatten_layers() if layer is not outer and layer not in called)
        order.update(dict.fromkeys([*inside, outer]))
    order.update(dict.fromkeys(model.flatten_layers()))
    return [layer for layer in order if not is_model(layer) and not is_kind(layer, "InputLayer")]


def _named(layer: Any) -> LayerStatistics:
    return LayerStatistics(layer.name, type(layer).__name__)


def _activity(layer: Any, arrays: list[Array], bins: int) -> LayerStatistics:
    each = _named(layer)
    numeric = [array for array in arrays if array.dtype.kind in "fiub"]
    if numeric:
        each.activations = numbers(np.concatenate([array.reshape(-1) for array in numeric]), bins)
        if rectifies(layer) and numeric[0].ndim > 1:
            silent = _silent(numeric[0], getattr(layer, "data_format", None))
            each.dead, each.units = float(silent.mean()), silent.size
    return each


def rectifies(layer: Any) -> bool:
    """Whether the layer ends in a ReLU whose lower half is flat."""
    if is_kind(layer, "ReLU"):
        return not layer.negative_slope
    return getattr(layer, "activation", None) in (activations.relu, activations.relu6)


def _silent(array: Array, data_format: str | None) -> Array:
    """Which units are nowhere above 0."""
    channels = 1 if data_format == "channels_first" else array.ndim - 1
    return np.all(array <= 0, axis=tuple(axis for axis in range(array.ndim) if axis != channels))


def _add_weights(each: LayerStatistics, layer: Any, bins: int) -> None:
    variables = [v for v in layer._own_variables if "float" in v.dtype]
    each.weights = {v.name: numbers(v.numpy(), bins) for v in variables}
    each.kernels = tuple(v.name for v in variables if v.ndim > 1)


def _add_gradients(found: dict[Any, LayerStatistics], grads: dict[Any, Array], bins: int) -> None:
    for layer, each in found.items():
        own = [v for v in layer._own_variables if v in grads]
        each.gradients = {v.name: numbers(grads[v], bins) for v in own}


def total_norm(parts: Sequence[Numbers]) -> float:
    """The norm of all the arrays together."""
    return float(np.sqrt(sum(part.norm**2 for part in parts)))
