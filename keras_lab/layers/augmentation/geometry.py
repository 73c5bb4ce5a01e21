"""Images turned, moved, sheared, stretched; what was beyond the edges is filled in."""

from __future__ import annotations

import math
from typing import Any

from keras_lab import ops
from keras_lab.layers.augmentation import factors
from keras_lab.layers.augmentation.base import BaseImagePreprocessingLayer, Boxes
from keras_lab.ops import bounding_boxes as boxes_ops
from keras_lab.ops.random import SeedGenerator

Tensor = Any
Factor = float | tuple[float, float]


class AffineLayer(BaseImagePreprocessingLayer):
    """Base of layers that look pixels up at other places: `places` says where, for each image.

    Args:
        fill_mode: what is beyond the edges: `"reflect"`, `"wrap"`, `"constant"` or `"nearest"`.
        interpolation: `"bilinear"` or `"nearest"`; masks are always looked up by `"nearest"`.
        seed: makes the draws repeatable.
        fill_value: what is beyond the edges, for `"constant"`.
    """

    def __init__(
        self,
        *,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.fill_mode = factors.known(self, "fill_mode", fill_mode, factors.FILL_MODES)
        self.interpolation = factors.known(self, "interpolation", interpolation, factors.INTERPOLATIONS)
        self.seed, self.generator = seed, SeedGenerator(seed)
        self.fill_value = fill_value

    def places(self, transformation: Any, shape: tuple[int, ...]) -> Tensor:
        """What `ops.image.affine_transform` takes: eight numbers for each image of a batch of this shape."""
        raise NotImplementedError

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        return self._looked_up(images, transformation, self.interpolation)

    def change_masks(self, masks: Tensor, transformation: Any) -> Tensor:
        return self._looked_up(masks, transformation, "nearest")

    def _looked_up(self, images: Tensor, transformation: Any, interpolation: str) -> Tensor:
        places = self.places(transformation, self._image_shape(images))
        return ops.image.affine_transform(
            images, places, interpolation, self.fill_mode, self.fill_value, self.data_format
        )

    def _in_pixels(self, boxes: Boxes, height: Any, width: Any) -> Boxes:
        return boxes_ops.convert_format(boxes, self.bounding_box_format, "xyxy", height, width)

    def _clipped(self, boxes: Boxes, height: Any, width: Any) -> Boxes:
        """Boxes in pixels, without what is outside the image, in the layer's format."""
        boxes = boxes_ops.clip_to_image_size(boxes, height, width)
        return boxes_ops.convert_format(boxes, "xyxy", self.bounding_box_format, height, width)


def _eight(*numbers: Any) -> Tensor:
    """`(batch, 8)` from columns `(batch, 1)`, numbers among them, and zeros for those that are missing."""
    column = next(x for x in numbers if not isinstance(x, float))
    filled = [*numbers, *[0.0] * (8 - len(numbers))]
    return ops.concatenate([ops.zeros_like(column) + x for x in filled], 1)


class RandomRotation(AffineLayer):
    """In training, turns images.

    Args:
        factor: from -1 to 1 of a whole turn, a number or a pair between which it is drawn; a number stands for
            the pair of `-factor` and itself. Positive is counterclockwise.
        fill_mode: what is beyond the edges: `"reflect"`, `"wrap"`, `"constant"` (`fill_value`) or `"nearest"`.
        interpolation: `"bilinear"` or `"nearest"`.
        seed: makes the draws repeatable.
    """

    def __init__(
        self,
        factor: Factor,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            fill_mode=fill_mode,
            interpolation=interpolation,
            seed=seed,
            fill_value=fill_value,
            data_format=data_format,
            **kwargs,
        )
        self.factor = factors.between(self, "factor", factor, -1, 1)

    def draw(self, images: Any, seed: Any) -> dict[str, Any]:
        angle = self._uniform(images, self.factor[0] * 360.0, self.factor[1] * 360.0, seed)
        shape = self._image_shape(images)
        height, width = self._size(shape)
        turn = ops.reshape(angle, (-1, 1)) * (math.pi / 180)
        cos, sin = ops.cos(turn), ops.sin(turn)
        x, y = (width - 1) * 0.5, (height - 1) * 0.5
        matrix = _eight(cos, -sin, x - x * cos + y * sin, sin, cos, y - x * sin - y * cos)
        return {
            "angle": angle,
            "rotation_matrix": matrix if len(shape) == 4 else matrix[0],
            "image_height": height,
            "image_width": width,
            "batch_size": shape[0] if len(shape) == 4 else 1,
        }

    def places(self, transformation: Any, shape: tuple[int, ...]) -> Tensor:
        return transformation["rotation_matrix"]

    def change_boxes(self, bounding_boxes: Boxes, transformation: Any) -> Boxes:
        size = transformation["image_height"], transformation["image_width"]
        boxes = self._in_pixels(bounding_boxes, *size)
        angle = ops.convert_to_tensor(transformation["angle"])
        none, one = ops.zeros_like(angle), ops.ones_like(angle)
        made = boxes_ops.affine_transform(boxes["boxes"], angle, none, none, one, none, none, *size)
        return self._clipped({**boxes, "boxes": made}, *size)


class RandomTranslation(AffineLayer):
    """In training, moves images.

    Args:
        height_factor, width_factor: from -1 to 1: how far down and to the right, as shares of height and width;
            each a number or a pair between which it is drawn; a number stands for the pair of its negative
            and itself.
        fill_mode: what is beyond the edges: `"reflect"`, `"wrap"`, `"constant"` (`fill_value`) or `"nearest"`.
        interpolation: `"bilinear"` or `"nearest"`.
        seed: makes the draws repeatable.
    """

    def __init__(
        self,
        height_factor: Factor,
        width_factor: Factor,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            fill_mode=fill_mode,
            interpolation=interpolation,
            seed=seed,
            fill_value=fill_value,
            data_format=data_format,
            **kwargs,
        )
        self.height_factor, self.width_factor = height_factor, width_factor
        self.height_lower, self.height_upper = factors.within(self, "height_factor", height_factor, -1, 1)
        self.width_lower, self.width_upper = factors.within(self, "width_factor", width_factor, -1, 1)

    def draw(self, images: Any, seed: Any) -> dict[str, Any]:
        shape = self._image_shape(images)
        height, width = self._size(shape)
        down = self._uniform(images, self.height_lower, self.height_upper, seed, 1) * float(height)
        right = self._uniform(images, self.width_lower, self.width_upper, seed, 1) * float(width)
        return {"translations": ops.concatenate([right, down], 1), "input_shape": shape}

    def places(self, transformation: Any, shape: tuple[int, ...]) -> Tensor:
        moved = ops.cast(transformation["translations"], "float32")
        return _eight(1.0, 0.0, -moved[:, :1], 0.0, 1.0, -moved[:, 1:])

    def change_boxes(self, bounding_boxes: Boxes, transformation: Any) -> Boxes:
        height, width = self._size(transformation["input_shape"])
        boxes = self._in_pixels(bounding_boxes, height, width)
        moved = ops.cast(transformation["translations"], "float32")
        if len(ops.shape(boxes["boxes"])) == 3:
            moved = ops.expand_dims(moved, 1)
        shift = ops.concatenate([moved, moved], -1)
        return self._clipped({**boxes, "boxes": boxes["boxes"] + shift}, height, width)


class RandomShear(AffineLayer):
    """In training, shears images: rows are moved by a share of their distance from the top, or columns.

    Args:
        x_factor, y_factor: from 0 to 1, each a number or a pair between which it is drawn; a number stands for
            the pair of its negative and itself. For half of the images, both have the other sign.
        interpolation: `"bilinear"` or `"nearest"`.
        fill_mode: what is beyond the edges: `"reflect"`, `"wrap"`, `"constant"` (`fill_value`) or `"nearest"`.
        seed: makes the draws repeatable.
    """

    def __init__(
        self,
        x_factor: Factor = 0.0,
        y_factor: Factor = 0.0,
        interpolation: str = "bilinear",
        fill_mode: str = "reflect",
        fill_value: float = 0.0,
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            fill_mode=fill_mode,
            interpolation=interpolation,
            seed=seed,
            fill_value=fill_value,
            data_format=data_format,
            **kwargs,
        )
        self.x_factor = self._pair("x_factor", x_factor)
        self.y_factor = self._pair("y_factor", y_factor)

    def _pair(self, what: str, value: Factor) -> tuple[float, float]:
        least = -1 if isinstance(value, (tuple, list)) else 0  # files of Keras have pairs that begin below 0
        return factors.within(self, what, value, least, 1, -1)

    def get_config(self) -> dict[str, Any]:
        """What makes the same layer, also for Keras, which takes no pairs that begin below 0."""
        ends = {"x_factor": self.x_factor, "y_factor": self.y_factor}
        plain = {name: high if low == -high else [low, high] for name, (low, high) in ends.items()}
        return {**super().get_config(), **plain}

    def draw(self, images: Any, seed: Any) -> dict[str, Any]:
        sign = ops.where(self._uniform(images, 0.0, 1.0, seed, 1) > 0.5, -1.0, 1.0)
        down = self._uniform(images, *self.y_factor, seed, 1)
        right = self._uniform(images, *self.x_factor, seed, 1)
        drawn = ops.concatenate([right, down], 1) * sign
        return {"shear_factor": drawn, "input_shape": self._image_shape(images)}

    def places(self, transformation: Any, shape: tuple[int, ...]) -> Tensor:
        factor = ops.cast(transformation["shear_factor"], "float32")
        return _eight(1.0, factor[:, :1], 0.0, factor[:, 1:], 1.0)

    def change_boxes(self, bounding_boxes: Boxes, transformation: Any) -> Boxes:
        height, width = self._size(transformation["input_shape"])
        given = boxes_ops.convert_format(bounding_boxes, self.bounding_box_format, "rel_xyxy", height, width)
        factor = ops.cast(transformation["shear_factor"], "float32")
        right, down = factor[:, :1], factor[:, 1:]
        x1, y1, x2, y2 = (given["boxes"][..., i] for i in range(4))
        x1, x2 = (
            x1 - right * ops.where(right < 0, y1, y2),
            x2 - right * ops.where(right < 0, y2, y1),
        )
        y1, y2 = y1 - down * ops.where(down > 0, x2, x1), y2 - down * ops.where(down > 0, x1, x2)
        made = boxes_ops.clip_to_image_size(
            {**given, "boxes": ops.stack([x1, y1, x2, y2], -1)}, bounding_box_format="rel_xyxy"
        )
        return boxes_ops.convert_format(made, "rel_xyxy", self.bounding_box_format, height, width)


class RandomZoom(AffineLayer):
    """In training, shows more or less of images.

    Args:
        height_factor: above -1, up to 1: by how much more (positive: things get smaller) or less, a number or a
            pair between which it is drawn; a number stands for the pair of its negative and itself.
        width_factor: the same for the width. Default: what is drawn for the height, so nothing is distorted.
        fill_mode: what is beyond the edges: `"reflect"`, `"wrap"`, `"constant"` (`fill_value`) or `"nearest"`.
        interpolation: `"bilinear"` or `"nearest"`.
        seed: makes the draws repeatable.
    """

    def __init__(
        self,
        height_factor: Factor,
        width_factor: Factor | None = None,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            fill_mode=fill_mode,
            interpolation=interpolation,
            seed=seed,
            fill_value=fill_value,
            data_format=data_format,
            **kwargs,
        )
        self.height_factor, self.width_factor = height_factor, width_factor
        self.height_lower, self.height_upper = factors.zoom(self, "height_factor", height_factor)
        if width_factor is not None:
            self.width_lower, self.width_upper = factors.zoom(self, "width_factor", width_factor)

    def draw(self, images: Any, seed: Any) -> dict[str, Any]:
        height = self._uniform(images, 1.0 + self.height_lower, 1.0 + self.height_upper, seed, 1)
        width = height
        if self.width_factor is not None:
            width = self._uniform(images, 1.0 + self.width_lower, 1.0 + self.width_upper, seed, 1)
        return {"height_zoom": height, "width_zoom": width, "input_shape": self._image_shape(images)}

    def places(self, transformation: Any, shape: tuple[int, ...]) -> Tensor:
        across, down = (ops.cast(transformation[name], "float32") for name in ("width_zoom", "height_zoom"))
        height, width = self._size(shape)
        left, top = (1.0 - across) * ((width - 1) / 2.0), (1.0 - down) * ((height - 1) / 2.0)
        return _eight(across, 0.0, left, 0.0, down, top)

    def change_boxes(self, bounding_boxes: Boxes, transformation: Any) -> Boxes:
        height, width = self._size(transformation["input_shape"])
        given = self._in_pixels(bounding_boxes, height, width)
        across, down = (ops.cast(transformation[name], "float32") for name in ("width_zoom", "height_zoom"))
        left, top = (1.0 - across) * ((width - 1) / 2.0), (1.0 - down) * ((height - 1) / 2.0)
        across, down, left, top = (ops.expand_dims(x, 1) for x in (across, down, left, top))
        origin, zoom = ops.concatenate([left, top] * 2, -1), ops.concatenate([across, down] * 2, -1)
        return self._clipped({**given, "boxes": (given["boxes"] - origin) / zoom}, height, width)
