"""Images with a part erased, or put together from two."""

from __future__ import annotations

from typing import Any

from keras_lab import ops
from keras_lab.layers.augmentation import factors
from keras_lab.layers.augmentation.base import BaseImagePreprocessingLayer, Boxes
from keras_lab.layers.augmentation.tone import FULL, Factor, Range
from keras_lab.ops import random

Tensor = Any


class _Rectangles(BaseImagePreprocessingLayer):
    """Base of layers that do something inside a rectangle of each image."""

    def _edges(self, images: Any, length: int, share: Tensor, seed: Any) -> tuple[Tensor, Tensor]:
        """Where rectangles begin and end along an axis, of which they take up the `share`."""
        size = share * float(length)
        start = self._uniform(images, 0.0, 1.0, seed) * (float(length) - size)
        return start, start + size

    def _inside(self, images: Any, columns: Any, rows: Any) -> Tensor:
        """For each pixel of each image whether it is in the rectangle; one channel."""
        height, width = self._size(self._image_shape(images))
        last = self.data_format == "channels_last"
        ys = ops.reshape(ops.arange(height, dtype="float32"), (1, -1, 1, 1) if last else (1, 1, -1, 1))
        xs = ops.reshape(ops.arange(width, dtype="float32"), (1, 1, -1, 1) if last else (1, 1, 1, -1))
        x0, x1, y0, y1 = (ops.reshape(edge, (-1, 1, 1, 1)) for edge in (*columns, *rows))
        across = ops.logical_and(xs >= x0, xs < x1)
        return ops.logical_and(across, ops.logical_and(ys >= y0, ys < y1))


class RandomErasing(_Rectangles):
    """In training, covers a rectangle of some images (Zhong et al., arXiv:1708.04896).

    Args:
        factor: from 0 to 1: how likely, a number or a pair between which the probability is drawn; a number
            stands for the pair of 0 and itself.
        scale: from 0 to 1: a pair between which the area of a square of the same height is drawn, and of one of
            the same width, as shares of the image's.
        fill_value: a number, or one for each of three channels. Default: noise.
        value_range: lowest and highest value of pixels.
        seed: makes the draws repeatable.
    """

    def __init__(
        self,
        factor: Factor = 1.0,
        scale: Factor = (0.02, 0.33),
        fill_value: float | tuple[float, float, float] | None = None,
        value_range: Range = FULL,
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.factor = factors.between(self, "factor", factor, 0, 1)
        self.scale = factors.between(self, "scale", scale, 0, 1)
        if isinstance(fill_value, str) or (isinstance(fill_value, (tuple, list)) and len(fill_value) != 3):
            raise ValueError(
                f"The layer {self.name!r} takes as fill_value a number, three numbers or None. "
                f"Received: {fill_value!r}"
            )
        self.fill_value = fill_value
        self.value_range = factors.value_range(self, value_range)
        self.seed, self.generator = seed, random.SeedGenerator(seed)

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor]:
        height, width = self._size(self._image_shape(images))
        share = ops.sqrt(self._uniform(images, *self.scale, seed, 2))
        columns = self._edges(images, width, share[:, 0], seed)
        rows = self._edges(images, height, share[:, 1], seed)
        return {
            "batch_masks": self._inside(images, columns, rows),
            "apply_erasing": self._chosen(images, self.factor, seed),
            "fill_value": ops.clip(self._filling(images, seed), *self.value_range),
        }

    def _filling(self, images: Any, seed: Any) -> Tensor:
        if self.fill_value is None:
            shape: Any = ops.shape(images)
            return random.normal(shape, 0.0, 1.0, "float32", seed) * float(self.value_range[1])
        filling = ops.cast(self.fill_value, "float32")
        first = len(ops.shape(filling)) and self.data_format == "channels_first"
        return ops.reshape(filling, (3, 1, 1)) if first else filling

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        filling = ops.cast(transformation["fill_value"], self.compute_dtype)
        erased = ops.where(transformation["batch_masks"], filling, images)
        return ops.where(ops.reshape(transformation["apply_erasing"], (-1, 1, 1, 1)), erased, images)


class CutMix(_Rectangles):
    """In training, covers a rectangle of each image by that of another, and mixes their labels accordingly.

    Yun et al., "CutMix: regularization strategy to train strong classifiers" (arXiv:1905.04899). Single images
    stay as they are.

    Args:
        factor: from 0 to 1: parameter of the beta distribution that areas are drawn from, a number or a pair
            between which it is drawn; a number stands for the pair of 0 and itself.
        seed: makes the draws repeatable.
    """

    def __init__(
        self, factor: Factor = 1.0, seed: int | None = None, data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.factor = factors.between(self, "factor", factor, 0, 1)
        self.seed, self.generator = seed, random.SeedGenerator(seed)

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor] | None:
        shape = self._image_shape(images)
        if len(shape) == 3:
            return None
        height, width = self._size(shape)
        alpha = random.uniform((), *self.factor, "float32", seed) + 1e-6
        side = ops.sqrt(1.0 - random.beta((self._batch(images),), alpha, alpha, "float32", seed))
        columns, rows = self._edges(images, width, side, seed), self._edges(images, height, side, seed)
        area = (columns[1] - columns[0]) * (rows[1] - rows[0]) / float(width * height)
        return {
            "permutation_order": self._order(images, seed),
            "batch_masks": self._inside(images, columns, rows),
            "mix_weight": ops.reshape(1.0 - area, (-1, 1, 1, 1)),
        }

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        other = ops.take(images, transformation["permutation_order"], 0)
        return ops.where(transformation["batch_masks"], other, images)

    def change_masks(self, masks: Tensor, transformation: Any) -> Tensor:
        return self.change(ops.cast(masks, self.compute_dtype), transformation)

    def transform_labels(self, labels: Any, transformation: Any = None, training: bool = True) -> Any:
        """Labels mixed in proportion to the areas."""
        return _mixed(labels, transformation) if self._acts(transformation, training) else labels

    def change_boxes(self, bounding_boxes: Boxes, transformation: Any) -> Boxes:
        raise NotImplementedError(f"The layer {self.name!r} (CutMix) takes no bounding boxes.")


class MixUp(BaseImagePreprocessingLayer):
    """In training, adds to a share of each image the rest of another one, and mixes their labels accordingly.

    Zhang et al., "mixup: beyond empirical risk minimization" (arXiv:1710.09412).

    Args:
        alpha: parameter of the beta distribution that shares are drawn from.
        seed: makes the draws repeatable.
    """

    untouched = True

    def __init__(
        self, alpha: float = 0.2, data_format: str | None = None, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data_format=data_format, **kwargs)
        self.alpha = alpha
        self.seed, self.generator = seed, random.SeedGenerator(seed)

    def draw(self, images: Any, seed: Any) -> dict[str, Tensor]:
        batch = self._batch(images)
        return {
            "permutation_order": self._order(images, seed),
            "mix_weight": random.beta((batch,), self.alpha, self.alpha, "float32", seed),
        }

    def change(self, images: Tensor, transformation: Any) -> Tensor:
        return _mixed(images, transformation, 4)

    def change_masks(self, masks: Tensor, transformation: Any) -> Tensor:
        return _mixed(masks, transformation, 4)

    def transform_labels(self, labels: Any, transformation: Any = None, training: bool = True) -> Any:
        """Labels mixed in the same proportions."""
        return _mixed(labels, transformation) if self._acts(transformation, training) else labels

    def change_boxes(self, bounding_boxes: Boxes, transformation: Any) -> Boxes:
        boxes, labels = bounding_boxes["boxes"], bounding_boxes["labels"]
        order = transformation["permutation_order"]
        axis = 1 if len(ops.shape(labels)) > 1 else 0
        return {
            **bounding_boxes,
            "boxes": ops.concatenate([boxes, ops.take(boxes, order, 0)], 1),
            "labels": ops.concatenate([labels, ops.take(labels, order, 0)], axis),
        }


def _mixed(x: Any, transformation: Any, rank: int | None = None) -> Tensor:
    """Each entry of a batch with another one, by weight."""
    dtype = ops.dtype(x) if "float" in ops.dtype(x) else "float32"
    x = ops.cast(x, dtype)
    weight = ops.cast(transformation["mix_weight"], dtype)
    weight = ops.reshape(weight, (-1, *[1] * ((rank or len(ops.shape(x))) - 1)))
    return weight * x + (1.0 - weight) * ops.take(x, transformation["permutation_order"], 0)
