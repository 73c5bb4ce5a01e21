"""Changes to one image: of its colours, and random ones. Randomness is NumPy's global one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab.preprocessing.image.affine import apply_affine_transform
from keras_lab.utils.image_utils import array_to_img, img_to_array, pillow

Array = np.ndarray[Any, np.dtype[Any]]


def apply_channel_shift(x: Array, intensity: float, channel_axis: int = 0) -> Array:
    """`intensity` added to all values, which stay in the range they had in the image.

    Every channel is changed alike, so `channel_axis` makes no difference; it is Keras's.
    """
    return np.clip(x + intensity, np.min(x), np.max(x))


def apply_brightness_shift(x: Array, brightness: float, scale: bool = True) -> Array:
    """The image made darker (below 1) or brighter (above 1), in whole steps from 0 to 255.

    Arguments:
        x: an image of rank 3 in the global layout.
        brightness: the factor; 0 is black.
        scale: whether values are stretched to 0 … 255 first. Values outside of that range always are, and without
            `scale` they are put back afterwards.
    """
    lowest, highest = np.min(x), np.max(x)
    beyond = lowest < 0 or highest > 255
    image = array_to_img(x, scale=beyond or scale)
    changed = img_to_array(pillow("ImageEnhance").Brightness(image).enhance(brightness))
    return changed if scale or not beyond else changed / 255 * (highest - lowest) + lowest


def random_rotation(
    x: Array, rg: float, row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0,
    fill_mode: str = "nearest", cval: float = 0.0, interpolation_order: int = 1,
) -> Array:  # fmt: skip
    """Turns an image by up to `rg` degrees either way (for the rest see `apply_affine_transform`)."""
    theta = np.random.uniform(-rg, rg)
    return apply_affine_transform(
        x, theta, 0, 0, 0, 1, 1, row_axis, col_axis, channel_axis, fill_mode, cval, interpolation_order
    )


def random_shift(
    x: Array, wrg: float, hrg: float, row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0,
    fill_mode: str = "nearest", cval: float = 0.0, interpolation_order: int = 1,
) -> Array:  # fmt: skip
    """Shifts an image by up to the fraction `wrg` of its width and `hrg` of its height either way."""
    ty = np.random.uniform(-hrg, hrg) * x.shape[row_axis]
    tx = np.random.uniform(-wrg, wrg) * x.shape[col_axis]
    return apply_affine_transform(
        x, 0, tx, ty, 0, 1, 1, row_axis, col_axis, channel_axis, fill_mode, cval, interpolation_order
    )


def random_shear(
    x: Array, intensity: float, row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0,
    fill_mode: str = "nearest", cval: float = 0.0, interpolation_order: int = 1,
) -> Array:  # fmt: skip
    """Shears an image by up to `intensity` degrees either way."""
    shear = np.random.uniform(-intensity, intensity)
    return apply_affine_transform(
        x, 0, 0, 0, shear, 1, 1, row_axis, col_axis, channel_axis, fill_mode, cval, interpolation_order
    )


def random_zoom(
    x: Array, zoom_range: Sequence[float], row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0,
    fill_mode: str = "nearest", cval: float = 0.0, interpolation_order: int = 1,
) -> Array:  # fmt: skip
    """Zooms height and width by two factors drawn from `zoom_range = (lowest, highest)`; below 1 enlarges.

    Raises:
        ValueError: if `zoom_range` is no pair.
    """
    low, high = pair("zoom_range", zoom_range)
    zx, zy = (1, 1) if low == high == 1 else np.random.uniform(low, high, 2)
    return apply_affine_transform(
        x, 0, 0, 0, 0, zx, zy, row_axis, col_axis, channel_axis, fill_mode, cval, interpolation_order
    )


def random_channel_shift(x: Array, intensity_range: float, channel_axis: int = 0) -> Array:
    """`apply_channel_shift` by up to `intensity_range` either way."""
    return apply_channel_shift(x, np.random.uniform(-intensity_range, intensity_range), channel_axis)


def random_brightness(x: Array, brightness_range: Sequence[float], scale: bool = True) -> Array:
    """`apply_brightness_shift` by a factor from `brightness_range = (lowest, highest)`.

    Raises:
        ValueError: if `brightness_range` is no pair.
    """
    low, high = pair("brightness_range", brightness_range)
    return apply_brightness_shift(x, np.random.uniform(low, high), scale)


def pair(name: str, value: Any) -> tuple[float, float]:
    """`value` as two numbers, or a ValueError that says which argument needs them."""
    if not isinstance(value, (tuple, list, np.ndarray)) or len(value) != 2:
        raise ValueError(f"{name} must be a pair of numbers (lowest, highest). Received: {value!r}")
    return value[0], value[1]
