"""Images brought to one size."""

from __future__ import annotations

from typing import Any

from keras_lab import config, ops
from keras_lab.layers import checks, layouts
from keras_lab.layers.layer import Layer


class Resizing(Layer):
    """Images of another size.

    Args:
        height, width: the new size.
        interpolation: nearest, bilinear, bicubic, lanczos3 or lanczos5.
        crop_to_aspect_ratio: whether the middle is cut out first, so that nothing is distorted.
        pad_to_aspect_ratio: whether `fill_value` is added around first, so that nothing is distorted.
        fill_mode: only `"constant"`.
        fill_value: what is added around.
        antialias: whether the filter is widened when images get smaller.
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.

    Shapes:
        `(batch, rows, columns, channels)`, or without batch → the same with `height` rows and `width` columns.
    """

    def __init__(
        self,
        height: int,
        width: int,
        interpolation: str = "bilinear",
        crop_to_aspect_ratio: bool = False,
        pad_to_aspect_ratio: bool = False,
        fill_mode: str = "constant",
        fill_value: float = 0.0,
        antialias: bool = False,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.height = checks.positive(self, "rows (height)", height)
        self.width = checks.positive(self, "columns (width)", width)
        self.interpolation = checks.one_of(self, "interpolation", interpolation, ops.image.INTERPOLATIONS)
        self.crop_to_aspect_ratio = crop_to_aspect_ratio
        self.pad_to_aspect_ratio = pad_to_aspect_ratio
        self.fill_mode = checks.one_of(self, "fill_mode", fill_mode, ("constant",))
        self.fill_value = fill_value
        self.antialias = antialias
        self.data_format = config.standardize_data_format(data_format)

    def call(self, inputs: Any) -> Any:
        outputs = ops.image.resize(
            ops.cast(inputs, self.compute_dtype),
            (self.height, self.width),
            interpolation=self.interpolation,
            antialias=self.antialias,
            crop_to_aspect_ratio=self.crop_to_aspect_ratio,
            pad_to_aspect_ratio=self.pad_to_aspect_ratio,
            fill_mode=self.fill_mode,
            fill_value=self.fill_value,
            data_format=self.data_format,
        )
        return ops.cast(outputs, self.compute_dtype)


class CenterCrop(Layer):
    """Cuts the middle out of images; those that are too small are made larger first.

    Args:
        height, width: the size of the middle.
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.

    Shapes:
        `(batch, rows, columns, channels)`, or without batch, of known size → the same with `height` rows and
        `width` columns.
    """

    def __init__(self, height: int, width: int, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.height = checks.positive(self, "rows (height)", height)
        self.width = checks.positive(self, "columns (width)", width)
        self.data_format = config.standardize_data_format(data_format)

    def call(self, inputs: Any) -> Any:
        x = ops.cast(inputs, self.compute_dtype)
        wanted = (self.height, self.width)
        shape = ops.shape(x)
        axes = [axis + len(shape) - 4 for axis in layouts.spatial_axes(2, self.data_format)]
        have = [checks.known_size(self, tuple(shape), axis) for axis in axes]
        if any(size < least for size, least in zip(have, wanted, strict=True)):
            larger = ops.image.resize(x, wanted, crop_to_aspect_ratio=True, data_format=self.data_format)
            return ops.cast(larger, self.compute_dtype)
        kept = [slice(None)] * len(shape)
        for axis, size, least in zip(axes, have, wanted, strict=True):
            first = int((size - least) / 2)
            kept[axis] = slice(first, first + least)
        return ops.get_item(x, tuple(kept))
