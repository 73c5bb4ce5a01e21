"""How many bounding boxes an image has."""

from __future__ import annotations

from typing import Any

from keras_lab import ops
from keras_lab.layers import checks
from keras_lab.layers.augmentation.base import BaseImagePreprocessingLayer


class MaxNumBoundingBoxes(BaseImagePreprocessingLayer):
    """Gives every image the same number of bounding boxes: too many are left out, too few filled up.

    Args:
        max_number: how many.
        fill_value: what the numbers and labels of boxes are that are added.
    """

    draws = False
    untouched = True

    def __init__(self, max_number: int, fill_value: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_number = checks.positive(self, "bounding boxes (max_number)", max_number)
        self.fill_value = fill_value

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        return images

    def transform_bounding_boxes(
        self, bounding_boxes: Any, transformation: Any = None, training: bool = True
    ) -> Any:
        return {
            **bounding_boxes,
            "boxes": self._filled(bounding_boxes["boxes"], 4),
            "labels": self._filled(bounding_boxes["labels"]),
        }

    def transform_segmentation_masks(
        self, segmentation_masks: Any, transformation: Any = None, training: bool = True
    ) -> Any:
        return segmentation_masks

    def _filled(self, x: Any, *rest: int) -> Any:
        x = ops.convert_to_tensor(x)[:, : self.max_number]
        missing = self.max_number - (ops.shape(x)[1] or 0)
        x = ops.pad(x, [(0, 0), (0, missing), *[(0, 0)] * len(rest)], constant_values=self.fill_value)
        return ops.reshape(x, (-1, self.max_number, *rest))
