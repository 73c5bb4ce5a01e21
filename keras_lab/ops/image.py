"""Images as tensors: `(height, width, channels)` or a batch of them (channels first by `data_format`)."""

# ruff: noqa: F401

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from keras_lab import config
from keras_lab.engine import P
from keras_lab.ops.convolution import conv
from keras_lab.ops.dispatch import floating, op, tensor
from keras_lab.ops.image_color import (
    gaussian_blur,
    hsv_to_rgb,
    rgb_to_grayscale,
    rgb_to_hsv,
    sobel_edges,
    ssim,
)
from keras_lab.ops.image_warp import (
    affine_transform,
    crop_images,
    elastic_transform,
    map_coordinates,
    pad_images,
    perspective_transform,
)
from keras_lab.ops.numeric import saturate_cast
from keras_lab.ops.shaping import moveaxis, pad

Tensor = Any
Kernel = Callable[[np.ndarray], np.ndarray]


def _triangle(x: np.ndarray) -> np.ndarray:
    return np.maximum(0.0, 1.0 - np.abs(x))


def _cubic(x: np.ndarray) -> np.ndarray:
    """Keys, "Cubic convolution interpolation" (1981), a = -1/2."""
    x = np.abs(x)
    near = (1.5 * x - 2.5) * x * x + 1.0
    far = ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))


def _lanczos(radius: int) -> Kernel:
    return lambda x: np.where(np.abs(x) < radius, np.sinc(x) * np.sinc(x / radius), 0.0)


_KERNELS: dict[str, Kernel] = {
    "bilinear": _triangle,
    "bicubic": _cubic,
    "lanczos3": _lanczos(3),
    "lanczos5": _lanczos(5),
}
INTERPOLATIONS = ("nearest", *_KERNELS)


@op
def resize(
    images: Any,
    size: Sequence[int],
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: str | None = None,
) -> Tensor:
    """Images of another size; pixels are areas, so corners stay corners.

    Args:
        size: `(height, width)`.
        interpolation: one of nearest, bilinear, bicubic, lanczos3, lanczos5.
        antialias: widen the filter when images get smaller.
        crop_to_aspect_ratio: first cut the middle out, so that nothing is distorted.
        pad_to_aspect_ratio: first add `fill_value` around, so that nothing is distorted.
        fill_mode: only `"constant"`.

    Returns:
        Images of the same dtype: to integers values are rounded, and cut off at the type's limits.
    """
    _check(interpolation, fill_mode, crop_to_aspect_ratio and pad_to_aspect_ratio)
    x = tensor(images)
    dtype = P.dtype(x)
    if len(P.shape(x)) not in (3, 4):
        raise ValueError(f"resize: images have 3 or 4 axes. Received shape: {P.shape(x)}")
    rows = -3 if config.standardize_data_format(data_format) == "channels_last" else -2
    rows += len(P.shape(x))
    ratio, known = size[0] / size[1], None not in P.shape(x)[rows : rows + 2]  # else only shapes are computed
    if crop_to_aspect_ratio and known:
        x = _cropped(x, rows, ratio)
    if pad_to_aspect_ratio and known:
        x = _padded(x, rows, ratio, fill_value)
    for axis, count in ((rows, size[0]), (rows + 1, size[1])):
        x = _resampled(x, axis, int(count), interpolation, antialias)
    return x if "float" in dtype or P.dtype(x) == dtype else saturate_cast(P.round(x), dtype)


def _check(interpolation: str, fill_mode: str, both: bool) -> None:
    if interpolation not in INTERPOLATIONS:
        raise ValueError(
            f"resize: interpolation must be one of {', '.join(INTERPOLATIONS)}. Received: {interpolation!r}"
        )
    if fill_mode != "constant":
        raise ValueError(f"resize: fill_mode must be 'constant'. Received: {fill_mode!r}")
    if both:
        raise ValueError("resize: choose one of crop_to_aspect_ratio and pad_to_aspect_ratio.")


def _resampled(x: Tensor, axis: int, count: int, interpolation: str, antialias: bool) -> Tensor:
    """`x` with `count` entries along `axis`."""
    size = P.shape(x)[axis]
    if size == count:
        return x
    if size is None:  # only shapes are computed
        return P.take(x, P.full((count,), 0, "int32"), axis)
    if interpolation == "nearest":
        nearest = np.floor((np.arange(count) + 0.5) * size / count).astype("int32")
        return P.take(x, P.convert(nearest, "int32"), axis)
    return _mixed(floating(x), axis, _weights(size, count, _KERNELS[interpolation], antialias))


def _weights(size: int, count: int, kernel: Kernel, antialias: bool) -> np.ndarray:
    """How much each of `size` entries counts for each of `count` new ones, shape (size, count)."""
    widen = max(1.0, size / count) if antialias else 1.0
    centres = (np.arange(count) + 0.5) * size / count - 0.5
    weights = kernel((centres[None, :] - np.arange(size)[:, None]) / widen)
    return weights / weights.sum(0, keepdims=True)


def _cropped(x: Tensor, rows: int, ratio: float) -> Tensor:
    height, width = P.shape(x)[rows : rows + 2]
    kept = (max(min(height, int(width * ratio)), 1), max(min(width, int(height / ratio)), 1))
    key: list[Any] = [slice(None)] * len(P.shape(x))
    for axis, whole, part in ((rows, height, kept[0]), (rows + 1, width, kept[1])):
        start = (whole - part) // 2
        key[axis] = slice(start, start + part)
    return P.getitem(x, tuple(key))


def _padded(x: Tensor, rows: int, ratio: float, value: float) -> Tensor:
    height, width = P.shape(x)[rows : rows + 2]
    wanted = (max(height, int(width * ratio)), max(width, int(height / ratio)))
    widths = [(0, 0)] * len(P.shape(x))
    for axis, have, want in ((rows, height, wanted[0]), (rows + 1, width, wanted[1])):
        widths[axis] = ((want - have) // 2, want - have - (want - have) // 2)
    return pad(x, widths, constant_values=value)


@op
def extract_patches(
    images: Any,
    size: int | Sequence[int],
    strides: int | Sequence[int] | None = None,
    dilation_rate: int | Sequence[int] = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """The pixels of every window, side by side in the channels: row by row, all channels of a pixel together.

    Args:
        size: of a window, `(height, width)` or one number for both; three for volumes.
        strides: from window to window; the window's size by default.
    """
    volumes = not isinstance(size, int) and len(size) == 3
    return _patches(images, size, strides, dilation_rate, padding, data_format, 3 if volumes else 2)


@op
def extract_patches_3d(
    volumes: Any,
    size: int | Sequence[int],
    strides: int | Sequence[int] | None = None,
    dilation_rate: int | Sequence[int] = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """The voxels of every window, side by side in the channels; see `extract_patches`."""
    return _patches(volumes, size, strides, dilation_rate, padding, data_format, 3)


def _patches(
    x: Any, size: Any, strides: Any, dilation_rate: Any, padding: str, data_format: str | None, rank: int
) -> Tensor:
    x = floating(x)
    window = (size,) * rank if isinstance(size, int) else tuple(size)
    single = len(P.shape(x)) == rank + 1
    x = P.reshape(x, (1, *P.shape(x))) if single else x
    channels = P.shape(x)[-1 if config.standardize_data_format(data_format) == "channels_last" else 1]
    count = math.prod(window) * channels
    kernel = P.reshape(P.convert(np.eye(count), P.dtype(x)), (*window, channels, count))
    patches = conv(x, kernel, window if strides is None else strides, padding, data_format, dilation_rate)
    return P.reshape(patches, P.shape(patches)[1:]) if single else patches


@op
def scale_and_translate(
    images: Any,
    output_shape: Sequence[int],
    scale: Any,
    translation: Any,
    spatial_dims: Sequence[int],
    method: str,
    antialias: bool = True,
) -> Tensor:
    """Images resampled along some axes: entry `x` of the input comes to lie at `x * scale + translation`.

    Args:
        output_shape: of the result, all axes.
        scale, translation: numbers, one for each of `spatial_dims`, known beforehand.
        method: `"linear"`, `"bilinear"`, `"cubic"`, `"bicubic"`, `"lanczos3"` or `"lanczos5"`.
        antialias: widen the filter where images get smaller.
    """
    x = floating(images)
    name = {"linear": "bilinear", "cubic": "bicubic"}.get(method, method)
    if name not in _KERNELS:
        raise ValueError(
            f"scale_and_translate: method must be one of {', '.join(_KERNELS)}. Received: {method!r}"
        )
    for axis, by, offset in zip(spatial_dims, np.asarray(scale), np.asarray(translation), strict=True):
        size, count = P.shape(x)[axis], output_shape[axis]
        places = (np.arange(count) + 0.5 - float(offset)) / float(by) - 0.5
        widen = max(1.0, 1 / float(by)) if antialias else 1.0
        x = _mixed(x, axis, _weights_at(places, size or 1, _KERNELS[name], widen))
    return x


def _weights_at(places: np.ndarray, size: int, kernel: Kernel, widen: float) -> np.ndarray:
    """How much each of `size` entries counts at each place; nothing does beyond the edges."""
    weights = kernel((places[None, :] - np.arange(size)[:, None]) / widen)
    total = weights.sum(0, keepdims=True)
    weights = weights / np.where(np.abs(total) > 1e-6, total, 1)
    return np.where((places >= -0.5) & (places <= size - 0.5), weights, 0)


def _mixed(x: Tensor, axis: int, weights: np.ndarray) -> Tensor:
    """`x` with the entries along `axis` mixed by a matrix `(size, count)`."""
    moved = moveaxis(x, axis, -1)
    made = P.einsum("ij,jk->ik", P.reshape(moved, (-1, weights.shape[0])), P.convert(weights, P.dtype(x)))
    return moveaxis(P.reshape(made, (*P.shape(moved)[:-1], weights.shape[1])), -1, axis)
