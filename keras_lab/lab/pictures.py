"""`Pictures`: images side by side with their titles, shown alike by every front end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab.lab.protocol import JSON
from keras_lab.lab.views import pictures as views


class Pictures:
    """Images in rows, each with a title. What is highest in any of them is white, what is lowest is black.

    Arguments:
        images: `(count, height, width)` or `(count, height, width, 1)` for grey ones, `(count, height, width, 3)` for
            red, green and blue.
        titles: a word for each, written above it; default: none.
        columns: how many in a row.
        size: px, of the longer side of each.

    Raises:
        ValueError: if these are not images, or there are not as many titles.
    """

    def __init__(
        self, images: Any, titles: Sequence[Any] | None = None, columns: int = 10, size: int = 64
    ) -> None:
        pixels = np.asarray(images, np.float32)
        pixels = pixels[..., 0] if pixels.ndim == 4 and pixels.shape[-1] == 1 else pixels
        if not (pixels.ndim == 3 or (pixels.ndim == 4 and pixels.shape[-1] == 3)) or not pixels.size:
            raise ValueError(
                "Pictures takes images of shape (count, height, width), with 1 or 3 channels behind or without. "
                f"Received: {np.shape(images)}"
            )
        self.titles = [""] * len(pixels) if titles is None else [str(title) for title in titles]
        if len(self.titles) != len(pixels):
            raise ValueError(
                f"Pictures takes a title for each image. Received: {len(pixels)} images and {len(self.titles)} titles"
            )
        self.images = _bytes(pixels)
        self.columns = max(1, min(columns, len(pixels)))
        self.size = size

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> JSON:
        return {"image/svg+xml": views.svg(self), "text/plain": views.text(self)}


def _bytes(pixels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """From 0 for the lowest finite value to 255 for the highest; NaN is black."""
    finite = pixels[np.isfinite(pixels)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    scaled = (np.nan_to_num(pixels, nan=low, posinf=high, neginf=low) - low) / ((high - low) or 1.0)
    return np.asarray(np.rint(255 * scaled), np.uint8)
