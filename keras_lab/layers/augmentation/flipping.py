"""Images flipped, or cut down to a part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lab import ops
from keras_lab.layers import checks
from keras_lab.layers.augmentation import cutting
from keras_lab.layers.augmentation.base import BaseImagePreprocessingLayer, Boxes
from keras_lab.ops import bounding_boxes as boxes_ops
from keras_lab.ops import random

Tensor = Any
MODES = ("horizontal", "vertical", "horizontal_and_vertical")


class RandomFlip(BaseImagePreprocessingLayer):
    """In training, flips half of the images.

    Args:
        mode: `"horizontal"` (left becomes right), `"vertical"` or `"horizontal_and_vertical"` (both at once).
        seed: makes the draws repeatable.
    """

    def __init__(
        self,
        mode: str = "horizontal_and_vertical",
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.mode = checks.one_of(self, "mode", mode, MODES)
        self.seed, self.generator = seed, random.SeedGenerator(seed)

    def draw(self, images: Any, seed: Any) -> dict[str, Any]:
        flips = ops.less_equal(self._pixelwise(images, 0.0, 1.0, seed), 0.5)
        return {"flips": flips, "input_shape": self._image_shape(images)}

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        rows, columns = (-3, -2) if self.data_format == "channels_last" else (-2, -1)
        axes = {"horizontal": columns, "vertical": rows}.get(self.mode, (rows, columns))
        return ops.where(transformation["flips"], ops.flip(images, axes), images)

    def change_masks(self, masks: Tensor, transformation: Any) -> Tensor:
        return self.change(ops.cast(masks, self.compute_dtype), transformation)

    def change_boxes(self, bounding_boxes: Boxes, transformation: Any) -> Boxes:
        height, width = self._size(transformation["input_shape"])
        given = boxes_ops.convert_format(bounding_boxes, self.bounding_box_format, "rel_xyxy", height, width)
        x1, y1, x2, y2 = (given["boxes"][..., i] for i in range(4))
        if self.mode != "vertical":
            x1, x2 = 1.0 - x2, 1.0 - x1
        if self.mode != "horizontal":
            y1, y2 = 1.0 - y2, 1.0 - y1
        flips = ops.squeeze(transformation["flips"], -1)
        boxes = ops.where(flips, ops.stack([x1, y1, x2, y2], -1), given["boxes"])
        made = boxes_ops.clip_to_image_size({**given, "boxes": boxes}, bounding_box_format="rel_xyxy")
        return boxes_ops.convert_format(made, "rel_xyxy", self.bounding_box_format, height, width)


class RandomCrop(BaseImagePreprocessingLayer):
    """In training, cuts a part out of images at a random place, the same one for a batch.

    Outside of training, and where images are too small, the middle is cut out in the right proportions and
    brought to the size wanted.

    Args:
        height, width: of the part.
        seed: makes the draws repeatable.
    """

    def __init__(
        self,
        height: int,
        width: int,
        seed: int | None = None,
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_format=data_format, name=name, **kwargs)
        self.height = checks.positive(self, "rows (height)", height)
        self.width = checks.positive(self, "columns (width)", width)
        self.seed, self.generator = seed, random.SeedGenerator(seed)

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        """Top and left of the part, None where the middle is taken; height and width of the images."""
        images = data["images"] if isinstance(data, Mapping) else data
        height, width = self._size(self._image_shape(images))
        if not training or height < self.height or width < self.width:
            return None, None, height, width
        seed = self.generator if seed is None else seed
        top, left = (
            ops.cast(random.uniform((), 0.0, float(size - kept + 1), "float32", seed), "int32")
            for size, kept in ((height, self.height), (width, self.width))
        )
        return top, left, height, width

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        x, wanted = ops.cast(images, self.compute_dtype), (self.height, self.width)
        if not training or transformation is None or transformation[0] is None:
            return cutting.middle(x, wanted, self.data_format)
        first = -3 if self.data_format == "channels_last" else -2
        for axis, start, size in zip((first, first + 1), transformation, wanted, strict=False):
            x = ops.take(x, ops.arange(size) + start, axis)
        return x

    def transform_segmentation_masks(
        self, segmentation_masks: Any, transformation: Any = None, training: bool = True
    ) -> Any:
        return self.transform_images(segmentation_masks, transformation, training)

    def transform_bounding_boxes(
        self, bounding_boxes: Any, transformation: Any = None, training: bool = True
    ) -> Any:
        top, left, *size = transformation
        height, width = size or (self.height, self.width)
        given = boxes_ops.convert_format(bounding_boxes, self.bounding_box_format, "xyxy", height, width)
        wanted = (self.height, self.width)
        if not training or top is None:
            made = cutting.boxes_in_middle(given, (height, width), wanted)
        else:
            top, left = ops.cast(top, "float32"), ops.cast(left, "float32")
            made = {**given, "boxes": boxes_ops.pad(given["boxes"], -top, -left)}
        made = boxes_ops.clip_to_image_size(made, *wanted)
        return boxes_ops.convert_format(made, "xyxy", self.bounding_box_format, *wanted)
