"""Images seen from another side, bent, or blurred."""

from __future__ import annotations

from typing import Any

from keras_lab import ops
from keras_lab.layers import checks
from keras_lab.layers.augmentation import factors
from keras_lab.layers.augmentation.base import BaseImagePreprocessingLayer, Boxes
from keras_lab.layers.augmentation.tone import FULL, Factor, Range
from keras_lab.ops import bounding_boxes as boxes_ops
from keras_lab.ops import image_warp, random

Tensor = Any


class RandomPerspective(BaseImagePreprocessingLayer):
    """In training, shows images as if they were seen from another side.

    Args:
        factor: from 0 to 1: how likely, a number or a pair between which the probability is drawn; a number
            stands for the pair of 0 and itself.
        scale: from 0 to 1: how far corners are moved at most, in halves of the image's size.
        interpolation: `"bilinear"` or `"nearest"`; masks are always looked up by `"nearest"`.
        fill_value: what is beyond the edges.
        seed: makes the draws repeatable.
    """

    def __init__(
        self,
        factor: Factor = 1.0,
        scale: float = 1.0,
        interpolation: str = "bilinear",
        fill_value: float = 0.0,
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.factor = factors.between(self, "factor", factor, 0, 1)
        self.scale = checks.rate(self, "scale", scale)
        self.interpolation = factors.known(self, "interpolation", interpolation, factors.INTERPOLATIONS)
        self.fill_value = fill_value
        self.seed, self.generator = seed, random.SeedGenerator(seed)

    def draw(self, images: Any, seed: Any) -> dict[str, Any]:
        shape = self._image_shape(images)
        height, width = self._size(shape)
        right, bottom = float(width - 1), float(height - 1)
        corners = ops.convert_to_tensor([[[0.0, 0.0], [right, 0.0], [0.0, bottom], [right, bottom]]])
        moved = self._uniform(images, -0.5 * self.scale, 0.5 * self.scale, seed, 4, 2)
        start = ops.zeros_like(moved) + corners
        return {
            "apply_perspective": self._chosen(images, self.factor, seed),
            "start_points": start,
            "end_points": start + start * moved,
            "input_shape": shape,
        }

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        return self._projected(images, transformation, self.interpolation)

    def change_masks(self, masks: Tensor, transformation: Any) -> Tensor:
        return self._projected(masks, transformation, "nearest")

    def _projected(self, images: Tensor, transformation: Any, interpolation: str) -> Tensor:
        start, end = self._points(transformation)
        seen = ops.image.perspective_transform(
            images, start, end, interpolation, self.fill_value, self.data_format
        )
        return ops.where(_like(transformation["apply_perspective"], images), seen, images)

    def _points(self, transformation: Any) -> list[Tensor]:
        return [ops.cast(transformation[name], "float32") for name in ("start_points", "end_points")]

    def change_boxes(self, bounding_boxes: Boxes, transformation: Any) -> Boxes:
        height, width = (int(size) for size in self._size(transformation["input_shape"]))
        given = boxes_ops.convert_format(bounding_boxes, self.bounding_box_format, "xyxy", height, width)
        projection = image_warp.projection(*self._points(transformation))
        a = [x[:, None, None] for x in ops.unstack(projection, axis=-1)]
        x1, y1, x2, y2 = (given["boxes"][..., i] for i in range(4))
        xs, ys = ops.stack([x1, x2, x2, x1], -1), ops.stack([y1, y1, y2, y2], -1)
        k = a[6] * xs + a[7] * ys + 1.0
        xs, ys = (a[0] * xs + a[1] * ys + a[2]) / k, (a[3] * xs + a[4] * ys + a[5]) / k
        made = ops.stack([ops.min(xs, -1), ops.min(ys, -1), ops.max(xs, -1), ops.max(ys, -1)], -1)
        chosen = ops.reshape(transformation["apply_perspective"], (-1, 1, 1))
        made = ops.where(chosen, made, given["boxes"])
        clipped = boxes_ops.clip_to_image_size({**given, "boxes": made}, height, width)
        return boxes_ops.convert_format(clipped, "xyxy", self.bounding_box_format, height, width)


class RandomElasticTransform(BaseImagePreprocessingLayer):
    """In training, bends images (Simard et al., "Best practices for convolutional neural networks", 2003).

    Args:
        factor: from 0 to 1: how likely, a number or a pair between which the probability is drawn; a number
            stands for the pair of 0 and itself.
        scale: from 0 to 1: how much, a number or a pair likewise.
        interpolation: `"bilinear"` or `"nearest"`; masks are always looked up by `"nearest"`.
        fill_mode: what is beyond the edges: `"constant"`, `"nearest"`, `"wrap"`, `"mirror"` or `"reflect"`.
        fill_value: what is beyond the edges, for `"constant"`.
        value_range: lowest and highest value of pixels.
        seed: makes the draws repeatable.
    """

    def __init__(
        self,
        factor: Factor = 1.0,
        scale: Factor = 1.0,
        interpolation: str = "bilinear",
        fill_mode: str = "reflect",
        fill_value: float = 0.0,
        value_range: Range = FULL,
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.factor = factors.between(self, "factor", factor, 0, 1)
        self.scale = factors.between(self, "scale", scale, 0, 1)
        self.interpolation = factors.known(self, "interpolation", interpolation, factors.INTERPOLATIONS)
        self.fill_mode = factors.known(self, "fill_mode", fill_mode, image_warp.FILL_MODES)
        self.fill_value = fill_value
        self.value_range = factors.value_range(self, value_range)
        self.seed, self.generator = seed, random.SeedGenerator(seed)

    def draw(self, images: Any, seed: Any) -> dict[str, Any] | None:
        if self.scale[1] == 0 or self.factor[1] == 0:
            return None
        return {
            "apply_transform": self._chosen(images, self.factor, seed),
            "distortion_factor": random.uniform((), *self.scale, "float32", seed),
            "seed": random.randint((), 0, 1 << 30, "int32", seed),  # images and masks are bent alike
        }

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        return ops.clip(self._bent(images, transformation, self.interpolation), *self.value_range)

    def change_masks(self, masks: Tensor, transformation: Any) -> Tensor:
        return self._bent(masks, transformation, "nearest")

    def get_elastic_transform_params(self, height: int, width: int, factor: Any) -> tuple[Any, Any]:
        """How far pixels of images of a size are moved, and how smoothly: `alpha` and `sigma`."""
        return factor * (0.1 * max(height, width)), factor * (0.05 * min(height, width))

    def _bent(self, images: Tensor, transformation: Any, interpolation: str) -> Tensor:
        size = self._size(self._image_shape(images))
        how = ops.cast(transformation["distortion_factor"], "float32")
        alpha, sigma = self.get_elastic_transform_params(*size, how)
        most = self.get_elastic_transform_params(*size, self.scale[1])[1]
        with random.numbered_source(transformation["seed"]):
            bent = image_warp.bent(
                images,
                alpha,
                ops.maximum(sigma, 1e-3),
                int(6 * most) | 1,
                interpolation,
                self.fill_mode,
                self.fill_value,
                data_format=self.data_format,
            )
        return ops.where(_like(transformation["apply_transform"], images), bent, images)


class RandomGaussianBlur(BaseImagePreprocessingLayer):
    """In training, blurs some images.

    Args:
        factor: from 0 to 1: how likely, a number or a pair between which the probability is drawn; a number
            stands for the pair of 0 and itself.
        kernel_size: of how many pixels each becomes the mean: an odd number, or a pair for height and width.
        sigma: from 0 to 1, a number or a pair likewise: standard deviation, in pixels, of the bell that weighs.
        value_range: lowest and highest value of pixels.
        seed: makes the draws repeatable.
    """

    def __init__(
        self,
        factor: Factor = 1.0,
        kernel_size: int | tuple[int, int] = 3,
        sigma: Factor = 1.0,
        value_range: Range = FULL,
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.factor = factors.between(self, "factor", factor, 0, 1)
        self.kernel_size = checks.sizes(self, "kernel_size", kernel_size, 2)
        if any(size % 2 == 0 for size in self.kernel_size):
            raise ValueError(
                f"The layer {self.name!r} needs a kernel_size that is an odd number. Received: {kernel_size!r}"
            )
        self.sigma = factors.between(self, "sigma", sigma, 0, 1)
        self.value_range = factors.value_range(self, value_range)
        self.seed, self.generator = seed, random.SeedGenerator(seed)

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor]:
        chosen = self._chosen(images, self.factor, seed)
        return {
            "should_apply_blur": chosen,
            "blur_factor": random.uniform((2,), *self.sigma, "float32", seed) + 1e-6,
        }

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        sigma = ops.convert_to_tensor(transformation["blur_factor"])
        blurred = ops.image.gaussian_blur(images, self.kernel_size, sigma, self.data_format)
        chosen = _like(transformation["should_apply_blur"], images)
        return ops.clip(ops.where(chosen, blurred, images), *self.value_range)


def _like(chosen: Any, images: Tensor) -> Tensor:
    """What is chosen for each image, with an axis of 1 for each other axis of the images."""
    return ops.reshape(chosen, (-1, *[1] * (len(ops.shape(images)) - 1)))
