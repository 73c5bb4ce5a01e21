"""The middle of images, brought to a size, and bounding boxes in it."""

from __future__ import annotations

from typing import Any

from keras_lab import ops
from keras_lab.ops import bounding_boxes as boxes_ops

Tensor = Any
Size = tuple[int, int]


def middle(images: Tensor, wanted: Size, data_format: str) -> Tensor:
    """The largest part in the middle that has the proportions `wanted`, brought to that size."""
    made = ops.image.resize(images, wanted, crop_to_aspect_ratio=True, data_format=data_format)
    return ops.cast(made, ops.dtype(images))


def boxes_in_middle(bounding_boxes: dict[str, Any], size: Size, wanted: Size) -> dict[str, Any]:
    """Boxes in pixels, as they are in what `middle` makes of images of `size`."""
    kept = (
        max(min(size[0], int(size[1] * wanted[0] / wanted[1])), 1),
        max(min(size[1], int(size[0] * wanted[1] / wanted[0])), 1),
    )
    top, left = ((whole - part) // 2 for whole, part in zip(size, kept, strict=True))
    boxes = boxes_ops.crop(bounding_boxes["boxes"], top, left, *kept)
    down, across = wanted[0] / kept[0], wanted[1] / kept[1]
    return {**bounding_boxes, "boxes": boxes * ops.convert_to_tensor([across, down] * 2)}
