"""Boxes compared with boxes: overlap, and offsets from anchors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from keras_lab import config
from keras_lab.engine import P
from keras_lab.ops.bounding_boxes import area, convert_format
from keras_lab.ops.core import cast
from keras_lab.ops.dispatch import op, tensor
from keras_lab.ops.logic import where
from keras_lab.ops.shaping import concatenate, expand_dims

Tensor = Any

# ---- overlap ----------------------------------------------------------------------------------------


def _size(image_shape: Any) -> tuple[Any, Any]:
    return (None, None) if image_shape is None else tuple(image_shape)[:2]


@op
def compute_iou(
    boxes1: Any,
    boxes2: Any,
    bounding_box_format: str,
    use_masking: bool = False,
    mask_val: int = -1,
    image_shape: Any = None,
) -> Tensor:
    """Shared area by joint area, of each box of `boxes1` with each of `boxes2`: `(…, count1, count2)`.

    Args:
        boxes1, boxes2: `(count, 4)` or `(batch, count, 4)`.
        bounding_box_format: see `convert_format`.
        use_masking: whether pairs with a box of negative numbers only get the value `mask_val`.
        image_shape: `(height, width, channels)`, needed for relative formats.
    """
    height, width = _size(image_shape)
    first, second = (
        convert_format(boxes, bounding_box_format, "xyxy", height, width) for boxes in (boxes1, boxes2)
    )
    for name, boxes in (("boxes1", first), ("boxes2", second)):
        if len(P.shape(boxes)) not in (2, 3):
            raise ValueError(
                f"compute_iou: {name} must have the shape (count, 4) or (batch, count, 4). "
                f"Received: {P.shape(boxes)}"
            )
    a, b = expand_dims(first, -2), expand_dims(second, -3)
    low, high = P.maximum(a[..., :2], b[..., :2]), P.minimum(a[..., 2:], b[..., 2:])
    sides = P.maximum(high - low, tensor(0.0, P.dtype(low)))
    shared = sides[..., 0] * sides[..., 1]
    iou = shared / (area(a) + area(b) - shared + config.epsilon())
    if not use_masking:
        return iou
    absent = P.logical_or(P.max(a, -1) < 0.0, P.max(b, -1) < 0.0)
    return where(absent, cast(mask_val, P.dtype(iou)), iou)


@op
def compute_ciou(boxes1: Any, boxes2: Any, bounding_box_format: str, image_shape: Any = None) -> Tensor:
    """The overlap of boxes in pairs, less for distance and unlike shape (Zheng et al., arXiv:1911.08287).

    Args:
        boxes1, boxes2: `(…, 4)` each.
        bounding_box_format: see `convert_format`; not a relative one, unless `image_shape` is given.
        image_shape: `(height, width, channels)`.
    """
    epsilon = config.epsilon()
    height, width = _size(image_shape)
    (ax1, ay1, ax2, ay2), (bx1, by1, bx2, by2) = (
        (made[..., 0], made[..., 1], made[..., 2], made[..., 3])
        for made in (convert_format(x, bounding_box_format, "xyxy", height, width) for x in (boxes1, boxes2))
    )
    aw, ah, bw, bh = ax2 - ax1, ay2 - ay1 + epsilon, bx2 - bx1, by2 - by1 + epsilon
    zero = tensor(0.0, P.dtype(aw))
    shared = P.maximum(P.minimum(ax2, bx2) - P.maximum(ax1, bx1), zero)
    shared = shared * P.maximum(P.minimum(ay2, by2) - P.maximum(ay1, by1), zero)
    iou = shared / (aw * ah + bw * bh - shared + 2 * epsilon)
    across = P.maximum(ax2, bx2) - P.minimum(ax1, bx1)
    down = P.maximum(ay2, by2) - P.minimum(ay1, by1)
    apart = ((ax1 + ax2) / 2.0 - (bx1 + bx2) / 2.0) ** 2 + ((ay1 + ay2) / 2.0 - (by1 + by2) / 2.0) ** 2
    unlike = (P.arctan(bw / bh) - P.arctan(aw / ah)) ** 2 * (4 / math.pi**2)
    weight = unlike / (unlike - iou + (1 + epsilon))
    return iou - (apart / (across**2 + down**2 + epsilon) + unlike * weight)


# ---- offsets from anchors ---------------------------------------------------------------------------


def _variance(variance: Any) -> Tensor | None:
    if variance is None:
        return None
    made = tensor(variance, "float32")
    if P.shape(made)[-1:] != (4,):
        raise ValueError(f"`variance` must be four numbers. Received: {variance}")
    return made


def _centred(what: str, name: str) -> str:
    if name not in ("center_xywh", "center_yxhw"):
        raise ValueError(f"`{what}` must be 'center_xywh' or 'center_yxhw'. Received: {name!r}")
    return name


@op
def encode_box_to_deltas(
    anchors: Any,
    boxes: Any,
    anchor_format: str,
    box_format: str,
    encoding_format: str = "center_yxhw",
    variance: Any = None,
    image_shape: Any = None,
) -> Tensor:
    """Boxes as offsets from anchors: centres in units of the anchor's size, sizes as logarithms of quotients.

    Ren et al., "Faster R-CNN" (arXiv:1506.01497), section 3.1.2.

    Args:
        anchors, boxes: `(…, 4)` each, of shapes that broadcast.
        anchor_format, box_format: see `convert_format`.
        encoding_format: `"center_yxhw"` or `"center_xywh"`: the order of the offsets.
        variance: four numbers that the offsets are divided by.
        image_shape: `(height, width, channels)`, needed for relative formats.
    """
    _centred("encoding_format", encoding_format)
    variance, (height, width) = _variance(variance), _size(image_shape)
    anchors = convert_format(anchors, anchor_format, encoding_format, height, width)
    boxes = convert_format(boxes, box_format, encoding_format, height, width)
    least = tensor(config.epsilon(), P.dtype(boxes))
    sizes = P.maximum(anchors[..., 2:], least)
    apart = (boxes[..., :2] - anchors[..., :2]) / sizes
    deltas = concatenate([apart, P.log(P.maximum(boxes[..., 2:], least) / sizes)], -1)
    return deltas if variance is None else deltas / variance


@op
def decode_deltas_to_boxes(
    anchors: Any,
    boxes_delta: Any,
    anchor_format: str,
    box_format: str,
    encoded_format: str = "center_yxhw",
    variance: Any = None,
    image_shape: Any = None,
) -> Any:
    """The boxes that `encode_box_to_deltas` wrote as offsets from anchors.

    Args:
        anchors, boxes_delta: tensors, or dicts of them, one entry a level.
        anchor_format: of the anchors; box_format: of the result; see `convert_format`.
        encoded_format: `"center_yxhw"` or `"center_xywh"`: the order of the offsets.
        variance: four numbers that the offsets were divided by.
        image_shape: `(height, width, channels)`, needed for relative formats.
    """
    _centred("encoded_format", encoded_format)
    variance, (height, width) = _variance(variance), _size(image_shape)

    def decoded(anchor: Any, delta: Any) -> Tensor:
        anchor = convert_format(anchor, anchor_format, encoded_format, height, width)
        delta = tensor(delta, "float32") if variance is None else tensor(delta, "float32") * variance
        centre = delta[..., :2] * anchor[..., 2:] + anchor[..., :2]
        made = concatenate([centre, P.exp(delta[..., 2:]) * anchor[..., 2:]], -1)
        return convert_format(made, encoded_format, box_format, height, width)

    if isinstance(anchors, Mapping) and isinstance(boxes_delta, Mapping):
        return {level: decoded(anchor, boxes_delta[level]) for level, anchor in anchors.items()}
    return decoded(anchors, boxes_delta)
