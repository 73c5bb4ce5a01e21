"""Images whose brightnesses are spread out: to the whole range, evenly, or evenly in each part."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab import ops
from keras_lab.layers import checks
from keras_lab.layers.augmentation import factors
from keras_lab.layers.augmentation.base import BaseImagePreprocessingLayer, rescaled
from keras_lab.layers.augmentation.tone import FULL, Range

Tensor = Any


class AutoContrast(BaseImagePreprocessingLayer):
    """Stretches each channel of each image to the whole range of values, in training or not.

    Args:
        value_range: lowest and highest value of pixels.
    """

    draws = False

    def __init__(self, value_range: Range = FULL, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.value_range = factors.value_range(self, value_range)

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        original = ops.cast(images, self.compute_dtype)
        x = rescaled(original, self.value_range, FULL, self.compute_dtype)
        axes = (-3, -2) if self.data_format == "channels_last" else (-2, -1)
        low, high = ops.min(x, axes, keepdims=True), ops.max(x, axes, keepdims=True)
        flat = ops.equal(low, high)
        x = (x - low) * (255.0 / ops.where(flat, 1.0, high - low))
        x = rescaled(ops.clip(x, 0, 255), FULL, self.value_range, self.compute_dtype)
        return ops.where(flat, original, x)


class Equalization(BaseImagePreprocessingLayer):
    """In training, makes all brightnesses equally frequent in each channel of the batch.

    Args:
        value_range: lowest and highest value of pixels.
        bins: into how many brightnesses are divided.
    """

    untouched = True
    draws = False

    def __init__(
        self, value_range: Range = FULL, bins: int = 256, data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.bins = checks.positive(self, "bins", bins)
        self.value_range = factors.value_range(self, value_range)

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        axis = -1 if self.data_format == "channels_last" else -3
        x = ops.moveaxis(rescaled(images, self.value_range, FULL), axis, 0)
        x = ops.stack([self._equalized(ops.cast(x[i], "float32")) for i in range(ops.shape(x)[0] or 1)], axis)
        return ops.cast(rescaled(x, FULL, self.value_range), self.compute_dtype)

    def _equalized(self, channel: Tensor) -> Tensor:
        top = self.bins - 1
        place = ops.cast(ops.clip(channel * float(top) / 255.0, 0, top), "int32")
        counts = _counts(place, self.bins)
        below = ops.cumsum(counts, 0)
        first = ops.min(ops.where(below > 0, below, below[-1]))
        rest = below[-1] - first
        table = ops.clip(ops.round((below - first) * 255.0 / ops.where(rest > 0, rest, 1.0)), 0, 255)
        place = ops.cast(ops.clip(channel / 255.0 * float(top), 0, top), "int32")
        return ops.where(rest > 0, ops.take(table, place), channel)


class ContrastLimitedAdaptiveHistogramEqualization(BaseImagePreprocessingLayer):
    """Makes brightnesses equally frequent around each pixel, but stretches no contrast beyond a limit.

    Zuiderveld, "Contrast limited adaptive histogram equalization", Graphics Gems IV, 1994. In training or not.

    Args:
        value_range: lowest and highest value of pixels.
        clip_limit: how much more frequent than the mean a brightness may be; what is above counts for all
            brightnesses. 0: no limit.
        tile_grid_size: into how many parts images are divided, downwards and across; between their centres is
            interpolated.
    """

    draws = False

    def __init__(
        self,
        value_range: Range = FULL,
        clip_limit: float = 4.0,
        tile_grid_size: tuple[int, int] = (8, 8),
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.value_range = factors.value_range(self, value_range)
        self.clip_limit = clip_limit
        self.tile_grid_size = checks.sizes(self, "tile_grid_size", tile_grid_size, 2)

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        first = self.data_format == "channels_first"
        x = rescaled(ops.cast(images, "float32"), self.value_range, FULL)
        x = ops.moveaxis(x, -3, -1) if first else x
        single = len(ops.shape(x)) == 3
        x = self._spread(ops.expand_dims(x, 0) if single else x)
        x = ops.squeeze(x, 0) if single else x
        x = ops.moveaxis(x, -1, -3) if first else x
        return ops.cast(rescaled(x, FULL, self.value_range), ops.dtype(images))

    def _spread(self, images: Tensor) -> Tensor:
        batch, height, width, channels = (size or 1 for size in ops.shape(images))
        pixels = ops.cast(ops.clip(images, 0, 255), "int32")
        rows, columns = (_Tiles(*sizes) for sizes in zip((height, width), self.tile_grid_size, strict=True))
        image, channel = np.arange(batch).reshape(-1, 1, 1, 1), np.arange(channels)

        def table(row: np.ndarray, column: np.ndarray) -> Any:
            """Where the table of a tile begins among those of all tiles."""
            tile = (image * rows.count + row[:, None, None]) * columns.count + column[:, None]
            return ((tile * channels + channel) * 256).astype("int32")

        whole = ops.take(ops.take(pixels, rows.filled, 1), columns.filled, 2)
        places = table(
            np.arange(len(rows.filled)) // rows.size, np.arange(len(columns.filled)) // columns.size
        )
        tables = batch * rows.count * columns.count * channels
        counts = ops.reshape(_counts(whole + places, tables * 256), (tables, 256))
        lookup = ops.reshape(self._table(counts, rows.size * columns.size), (-1,))

        def mixed(row: np.ndarray) -> Tensor:
            left, right = (
                ops.take(lookup, pixels + table(row, column)) for column in (columns.low, columns.high)
            )
            return left + (right - left) * columns.share[:, None]

        upper, lower = mixed(rows.low), mixed(rows.high)
        return upper + (lower - upper) * rows.share[:, None, None]

    def _table(self, counts: Tensor, pixels: int) -> Tensor:
        """What each brightness becomes, `(tables, 256)`, from how many pixels have it."""
        if self.clip_limit > 0:
            kept = ops.minimum(counts, self.clip_limit * pixels / 256.0)
            counts = kept + ops.sum(counts - kept, -1, keepdims=True) / 256.0
        below = ops.cumsum(counts, -1)
        first = ops.min(below, -1, keepdims=True)
        rest = pixels - first
        return ops.clip((below - first) * 255.0 / ops.where(ops.equal(rest, 0), 1.0, rest), 0, 255)


def _counts(numbers: Tensor, bins: int) -> Tensor:
    """How often each of the numbers below `bins` occurs, as floats."""
    flat = ops.reshape(numbers, (-1,))
    return ops.segment_sum(ops.ones_like(flat, dtype="float32"), flat, bins)


class _Tiles:
    """An axis of `length` pixels in `count` tiles.

    Attributes:
        size: of a tile.
        filled: the pixels of all tiles, mirrored where they are beyond the end.
        low, high, share: for each pixel the tiles whose centres are before and behind it, and how far it is from
            the first to the second.
    """

    def __init__(self, length: int, count: int) -> None:
        self.count, self.size = count, -(-length // count)
        self.filled = np.pad(np.arange(length), (0, self.size * count - length), "symmetric").astype("int32")
        place = (np.arange(length) - self.size / 2) / self.size
        low = np.floor(place)
        self.low, self.high = (np.clip(tile, 0, count - 1).astype(int) for tile in (low, low + 1))
        self.share = (place - low).astype("float32")
