"""Images brought to one size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lab import ops
from keras_lab.layers import checks
from keras_lab.layers.augmentation import cutting
from keras_lab.layers.augmentation.base import BaseImagePreprocessingLayer
from keras_lab.ops import bounding_boxes as boxes_ops

Tensor = Any


class _Sized(BaseImagePreprocessingLayer):
    """Base of layers that bring images to one size, in training or not.

    Attributes:
        height, width: the new size.
    """

    draws = False
    height: int
    width: int

    def _set_size(self, height: int, width: int) -> None:
        self.height = checks.positive(self, "rows (height)", height)
        self.width = checks.positive(self, "columns (width)", width)

    @property
    def _wanted(self) -> tuple[int, int]:
        return self.height, self.width

    def _input_shape(self, data: Any) -> tuple[int, ...]:
        return self._image_shape(data["images"] if isinstance(data, Mapping) else data)

    def transform_bounding_boxes(
        self, bounding_boxes: Any, transformation: Any = None, training: bool = True
    ) -> Any:
        size = self._size_before(transformation)
        made = boxes_ops.convert_format(bounding_boxes, self.bounding_box_format, "xyxy", *size)
        made = boxes_ops.clip_to_image_size(self._moved(made, size), *self._wanted)
        return boxes_ops.convert_format(made, "xyxy", self.bounding_box_format, *self._wanted)

    def _size_before(self, transformation: Any) -> tuple[int, int]:
        raise NotImplementedError

    def _moved(self, boxes: dict[str, Any], size: tuple[int, int]) -> dict[str, Any]:
        """Boxes in pixels of images of `size` as they are in those of the new one."""
        raise NotImplementedError


class Resizing(_Sized):
    """Images of another size, of the same type.

    Args:
        height, width: the new size.
        interpolation: nearest, bilinear, bicubic, lanczos3 or lanczos5; masks always take nearest.
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
        super().__init__(data_format=data_format, **kwargs)
        self._set_size(height, width)
        self.interpolation = checks.one_of(self, "interpolation", interpolation, ops.image.INTERPOLATIONS)
        self.crop_to_aspect_ratio = crop_to_aspect_ratio
        self.pad_to_aspect_ratio = pad_to_aspect_ratio
        self.fill_mode = checks.one_of(self, "fill_mode", fill_mode, ("constant",))
        self.fill_value = fill_value
        self.antialias = antialias

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        """Height and width of the images."""
        return self._size(self._input_shape(data))

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        return self._resized(images, self.interpolation)

    def transform_segmentation_masks(
        self, segmentation_masks: Any, transformation: Any = None, training: bool = True
    ) -> Any:
        return self._resized(segmentation_masks, "nearest")

    def _resized(self, images: Any, interpolation: str) -> Tensor:
        return ops.image.resize(
            images,
            self._wanted,
            interpolation=interpolation,
            antialias=self.antialias,
            crop_to_aspect_ratio=self.crop_to_aspect_ratio,
            pad_to_aspect_ratio=self.pad_to_aspect_ratio,
            fill_mode=self.fill_mode,
            fill_value=self.fill_value,
            data_format=self.data_format,
        )

    def _size_before(self, transformation: Any) -> tuple[int, int]:
        return transformation

    def _moved(self, boxes: dict[str, Any], size: tuple[int, int]) -> dict[str, Any]:
        down, across = (float(new) / float(old) for new, old in zip(self._wanted, size, strict=True))
        if self.pad_to_aspect_ratio or self.crop_to_aspect_ratio:
            down = across = min(down, across) if self.pad_to_aspect_ratio else max(down, across)
        top, left = 0.0, 0.0
        if self.pad_to_aspect_ratio:
            top, left = (self.height - size[0] * down) // 2, (self.width - size[1] * across) // 2
        elif self.crop_to_aspect_ratio:
            top, left = -((size[0] * down - self.height) // 2), -((size[1] * across - self.width) // 2)
        given = boxes["boxes"]
        empty = ops.logical_or(ops.all(ops.equal(given, -1), -1), ops.all(ops.equal(given, 0), -1))
        made = given * ops.convert_to_tensor([across, down] * 2) + ops.convert_to_tensor([left, top] * 2)
        return {**boxes, "boxes": ops.where(empty[..., None], 0.0, made)}


class CenterCrop(_Sized):
    """Cuts the middle out of images; those that are too small are made larger first.

    Args:
        height, width: the size of the middle.
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.

    Shapes:
        `(batch, rows, columns, channels)`, or without batch → the same with `height` rows and `width` columns.
    """

    def __init__(self, height: int, width: int, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self._set_size(height, width)

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        """The shape of the images."""
        return {"input_shape": self._input_shape(data)}

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        x = ops.cast(images, self.compute_dtype)
        have = self._size(self._image_shape(x))
        if any(size < least for size, least in zip(have, self._wanted, strict=True)):
            return cutting.middle(x, self._wanted, self.data_format)
        first = -3 if self.data_format == "channels_last" else -2
        for axis, size, kept in zip((first, first + 1), have, self._wanted, strict=True):
            start = (size - kept) // 2
            x = ops.take(x, ops.arange(start, start + kept), axis)
        return x

    def transform_segmentation_masks(
        self, segmentation_masks: Any, transformation: Any = None, training: bool = True
    ) -> Any:
        return self.transform_images(segmentation_masks, transformation, training)

    def _size_before(self, transformation: Any) -> tuple[int, int]:
        return self._size(transformation["input_shape"])

    def _moved(self, boxes: dict[str, Any], size: tuple[int, int]) -> dict[str, Any]:
        if any(have < least for have, least in zip(size, self._wanted, strict=True)):
            return cutting.boxes_in_middle(boxes, size, self._wanted)
        top, left = ((have - kept) // 2 for have, kept in zip(size, self._wanted, strict=True))
        return {**boxes, "boxes": boxes_ops.crop(boxes["boxes"], top, left, *self._wanted)}
