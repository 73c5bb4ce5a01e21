"""Colours of images and what is next to what: grey, hue, blurring, edges, likeness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab import config
from keras_lab.engine import P, dtypes
from keras_lab.ops.convolution import depthwise_conv
from keras_lab.ops.dispatch import floating, op, promoted_floats, tensor
from keras_lab.ops.elementwise import clip, mod
from keras_lab.ops.logic import equal, where
from keras_lab.ops.reductions import mean
from keras_lab.ops.shaping import moveaxis, pad, stack

Tensor = Any


def _channels(data_format: str | None) -> int:
    return -1 if config.standardize_data_format(data_format) == "channels_last" else -3


def _parts(images: Any, data_format: str | None, what: str) -> tuple[list[Tensor], int]:
    """The three channels, and where they are."""
    x, axis = floating(images), _channels(data_format)
    if len(P.shape(x)) not in (3, 4) or P.shape(x)[axis] not in (3, None):
        raise ValueError(f"{what}: images have 3 or 4 axes and 3 channels. Received shape: {P.shape(x)}")
    x = moveaxis(x, axis, -1)
    return [x[..., i] for i in range(3)], axis


@op
def rgb_to_grayscale(images: Any, data_format: str | None = None) -> Tensor:
    """One channel of luma: 0.2989 red, 0.587 green, 0.114 blue."""
    (r, g, b), axis = _parts(images, data_format, "rgb_to_grayscale")
    return stack([r * 0.2989 + g * 0.587 + b * 0.114], axis if axis == -1 else -3)


def _fractions(images: Any, what: str) -> Tensor:
    x = tensor(images)
    if "float" not in P.dtype(x):
        raise ValueError(f"{what}: images are floats from 0 to 1. Received: {P.dtype(x)}")
    return x


@op
def rgb_to_hsv(images: Any, data_format: str | None = None) -> Tensor:
    """Hue, saturation and value, all from 0 to 1, of colours from 0 to 1."""
    (r, g, b), axis = _parts(_fractions(images, "rgb_to_hsv"), data_format, "rgb_to_hsv")
    value, least = P.maximum(P.maximum(r, g), b), P.minimum(P.minimum(r, g), b)
    spread = value - least
    safe = where(equal(spread, 0), 1, spread)
    hue = where(
        equal(value, r), (g - b) / safe, where(equal(value, g), (b - r) / safe + 2, (r - g) / safe + 4)
    )
    hue = where(equal(spread, 0), 0, mod(hue / 6.0, 1.0))
    saturation = where(value > 0, spread / where(value > 0, value, 1), 0)
    return stack([hue, saturation, value], axis)


@op
def hsv_to_rgb(images: Any, data_format: str | None = None) -> Tensor:
    """Colours from hue, saturation and value, all from 0 to 1."""
    (h, s, v), axis = _parts(_fractions(images, "hsv_to_rgb"), data_format, "hsv_to_rgb")

    def channel(shift: float) -> Tensor:
        place = mod(h * 6.0 + shift, 6.0)
        return v - v * s * clip(P.minimum(place, 4.0 - place), 0.0, 1.0)

    return stack([channel(5.0), channel(3.0), channel(1.0)], axis)


# ---- neighbourhoods ---------------------------------------------------------------------------------


def _batch(images: Any, data_format: str | None) -> tuple[Tensor, bool]:
    """Images with a batch axis and channels last, and whether there was no batch axis."""
    x = floating(images)
    single = len(P.shape(x)) == 3
    x = moveaxis(x, _channels(data_format), -1)
    return (P.reshape(x, (1, *P.shape(x))) if single else x), single


def _back(x: Tensor, single: bool, data_format: str | None) -> Tensor:
    x = P.reshape(x, P.shape(x)[1:]) if single else x
    return moveaxis(x, -1, _channels(data_format))


def _each_channel(x: Tensor, kernel: Any, padding: str = "same") -> Tensor:
    kernel = tensor(kernel, P.dtype(x))
    wide = P.broadcast_to(P.reshape(kernel, (*P.shape(kernel), 1, 1)), (*P.shape(kernel), P.shape(x)[-1], 1))
    return depthwise_conv(x, wide, 1, padding, "channels_last")


def _outer(sizes: Sequence[int], sigmas: Sequence[Any], dtype: str) -> Tensor:
    """A bell's weights for a window of pixels; standard deviations may be tensors."""
    wide = dtypes.result_type(dtype, "float32")
    columns, rows = (_bell(size, sigma, wide) for size, sigma in zip(sizes, sigmas, strict=True))
    return P.cast(P.reshape(columns, (-1, 1)) * P.reshape(rows, (1, -1)), dtype)


def _bell(size: int, sigma: Any, dtype: str) -> Tensor:
    places = tensor(np.arange(size) - (size - 1) / 2, dtype) / tensor(sigma, dtype)
    weights = P.exp(places * places * -0.5)
    return weights / P.sum(weights)


@op
def gaussian_blur(
    images: Any,
    kernel_size: Sequence[int] = (3, 3),
    sigma: Any = (1.0, 1.0),
    data_format: str | None = None,
) -> Tensor:
    """Every pixel the mean of those around, weighted by a bell.

    Args:
        kernel_size: how many pixels, `(height, width)`; beyond the edge there are zeros.
        sigma: the bell's standard deviations, along the width and along the height (Keras has it so).
    """
    x, single = _batch(images, data_format)
    kernel = _outer(kernel_size, (sigma[1], sigma[0]), P.dtype(x))
    return _back(_each_channel(x, kernel), single, data_format)


_SOBEL = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], "float32")


@op
def sobel_edges(images: Any, data_format: str | None = None) -> Tensor:
    """How fast images get brighter downwards and to the right, along a new last axis of two (Sobel)."""
    x, single = _batch(images, data_format)
    wide = pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)], "reflect")
    both = [_back(_each_channel(wide, k, "valid"), single, data_format) for k in (_SOBEL, _SOBEL.T)]
    return stack(both, -1)


@op
def ssim(
    image1: Any,
    image2: Any,
    max_val: float = 1.0,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    data_format: str | None = None,
) -> Tensor:
    """The structural similarity of images, one number each (Wang et al., 2004).

    Args:
        max_val: the difference between the largest and the smallest value there can be.
        filter_size, filter_sigma: of the bell that statistics are weighted by.
        k1, k2: keep quotients of small numbers steady.
    """
    x, y = promoted_floats(image1, image2)
    (x, single), (y, _) = _batch(x, data_format), _batch(y, data_format)
    kernel = _outer((filter_size,) * 2, (filter_sigma,) * 2, P.dtype(x))
    c1, c2 = (k1 * max_val) ** 2, (k2 * max_val) ** 2
    mx, my, xy, squares = (_each_channel(z, kernel, "valid") for z in (x, y, x * y, x * x + y * y))
    light = (mx * my * 2.0 + c1) / (mx * mx + my * my + c1)
    shape = ((xy - mx * my) * 2.0 + c2) / (squares - mx * mx - my * my + c2)
    found = mean(light * shape, (1, 2, 3))
    return P.reshape(found, ()) if single else found
