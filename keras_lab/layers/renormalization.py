"""Batch renormalization: corrections that make training see nearly the averages that prediction uses.

Ioffe, 2017 (arXiv:1702.03275).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from keras_lab import ops

if TYPE_CHECKING:
    from keras_lab.layers.normalization import BatchNormalization

KEYS = ("rmax", "rmin", "dmax")


def checked_clipping(layer: BatchNormalization, clipping: Any) -> Mapping[str, float] | None:
    """`renorm_clipping`, if it consists of bounds that go together."""
    clipping = {} if clipping is None and layer.renorm else clipping
    if not layer.renorm:
        return clipping
    if not isinstance(clipping, Mapping) or set(clipping) - set(KEYS):
        raise ValueError(
            f"Received invalid keys for `renorm_clipping` of the layer {layer.name!r}: {clipping!r}. "
            f"Known are: {', '.join(KEYS)}"
        )
    rmax, rmin, dmax = (clipping.get(key) for key in KEYS)
    if rmax is not None and rmin is not None and rmax < rmin:
        raise ValueError(
            f"In `renorm_clipping` of the layer {layer.name!r} rmax should be greater than rmin. Received: "
            f"rmax={rmax}, rmin={rmin}"
        )
    if dmax is not None and dmax < 0:
        raise ValueError(
            f"In `renorm_clipping` of the layer {layer.name!r} dmax should be non-negative. Received: {dmax}"
        )
    return clipping


def add_weights(layer: BatchNormalization, size: int) -> None:
    """Makes the moving averages that the corrections are found from."""

    def deviation(shape: Any, dtype: Any = None) -> Any:
        return ops.sqrt(layer.moving_variance_initializer(shape, dtype=dtype))

    starts = {
        "moving_stddev": deviation,
        "renorm_mean": layer.moving_mean_initializer,
        "renorm_stddev": deviation,
    }
    for name, start in starts.items():
        weight = layer.add_weight((size,), start, trainable=False, autocast=False, name=name)
        setattr(layer, name, weight)


def corrections(layer: Any, mean: Any, variance: Any) -> tuple[Any, Any]:
    """The factor and the offset for what is normalized with the batch's own `mean` and `variance`."""
    smallest = ops.sqrt(ops.cast(layer.epsilon, mean.dtype))
    usual = ops.maximum(ops.cast(layer.renorm_stddev, mean.dtype), smallest)
    r = ops.divide(ops.sqrt(variance + layer.epsilon), usual)
    d = ops.divide(ops.subtract(mean, ops.cast(layer.renorm_mean, mean.dtype)), usual)
    rmax, rmin, dmax = (layer.renorm_clipping.get(key) for key in KEYS)
    r = r if rmin is None else ops.maximum(r, rmin)
    r = r if rmax is None else ops.minimum(r, rmax)
    d = d if dmax is None else ops.clip(d, -dmax, dmax)
    return ops.stop_gradient(r), ops.stop_gradient(d)


def composed(layer: Any, r: Any, d: Any) -> tuple[Any, Any]:
    """Scale and offset that do the layer's gamma and beta after the corrections `r` and `d`."""
    scale, offset = r, d
    if layer.gamma is not None:
        scale, offset = (ops.multiply(x, ops.cast(layer.gamma, x.dtype)) for x in (r, d))
    return scale, offset if layer.beta is None else ops.add(offset, ops.cast(layer.beta, offset.dtype))


def move(layer: Any, mean: Any, variance: Any) -> None:
    """Updates all moving averages."""
    stddev = ops.sqrt(variance + layer.epsilon)
    for average, value, momentum in (
        (layer.renorm_mean, mean, layer.renorm_momentum),
        (layer.renorm_stddev, stddev, layer.renorm_momentum),
        (layer.moving_mean, mean, layer.momentum),
        (layer.moving_stddev, stddev, layer.momentum),
    ):
        layer._move(average, value, momentum)
    layer.moving_variance.assign(ops.relu(ops.square(layer.moving_stddev.value) - layer.epsilon))
