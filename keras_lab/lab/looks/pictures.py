"""Small images of samples: which inputs look like images, and how these are drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab.lab.views.png import encoded

Array = np.ndarray[Any, np.dtype[Any]]

SIDE = 48  # px; larger images are made smaller
_FEWEST = 4  # px a side that an image has at least


def images(x: Array) -> list[str] | None:
    """The samples as PNG files in base64; None if they do not look like images.

    An image has the axes (height, width), with 1, 3 or 4 channels after or before them; or it is a row of numbers
    ≥ 0, a square many, which begin and end dark, as flattened digits do.
    """
    pixels = _as_pixels(np.asarray(x))
    if pixels is None:
        return None
    step = max(-(-max(pixels.shape[1:3]) // SIDE), 1)
    small = _scaled(pixels[:, ::step, ::step].astype(np.float32))
    return [encoded(image) for image in small]


def _as_pixels(x: Array) -> Array | None:
    """`(samples, height, width, channels)`, or None."""
    if x.dtype.kind not in "fiub" or not x.size:
        return None
    shape = x.shape[1:]
    if len(shape) == 3 and shape[2] in (1, 3, 4) and min(shape[:2]) >= _FEWEST:
        return x
    if len(shape) == 3 and shape[0] in (1, 3, 4) and min(shape[1:]) >= _FEWEST:
        return np.moveaxis(x, 1, -1)
    if len(shape) == 2 and min(shape) >= 8 and max(shape) <= 4 * min(shape) and _is_ink(x):
        return x[..., None]
    side = round(float(np.sqrt(shape[0]))) if len(shape) == 1 else 0
    if side >= 8 and side**2 == shape[0] and _is_ink(x):
        return x.reshape(-1, side, side, 1)
    return None


def _is_ink(x: Array) -> bool:
    """Numbers like brightness: none below 0, all finite, of a range that images have."""
    low, high = float(np.min(x)), float(np.max(x))
    return low >= 0 and high <= 255 and high > 0


def _scaled(pixels: Array) -> Array:
    """From black to white, all images alike; what is not finite is black."""
    finite = pixels[np.isfinite(pixels)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    low = min(low, 0.0)
    share = np.nan_to_num((pixels - low) / ((high - low) or 1.0), nan=0.0, posinf=1.0, neginf=0.0)
    return np.asarray(np.clip(share * 255, 0, 255).astype(np.uint8))
