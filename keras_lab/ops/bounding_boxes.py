"""Boxes around things in images: their formats, clipping, moving.

A box is four numbers along the last axis. `boxes` is `(count, 4)` or `(batch, count, 4)`; where functions take
or return `bounding_boxes`, that is a dict of `boxes` and `labels` (-1: no box).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from keras_lab.engine import P, dtypes
from keras_lab.ops.core import cast
from keras_lab.ops.dispatch import op, tensor
from keras_lab.ops.elementwise import clip
from keras_lab.ops.logic import where
from keras_lab.ops.shaping import concatenate, stack
from keras_lab.registry import suggest

Tensor = Any
Four = tuple[Tensor, Tensor, Tensor, Tensor]

# ---- formats ----------------------------------------------------------------------------------------


def _swapped(a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Four:
    return b, a, d, c


def _corners(x: Tensor, y: Tensor, w: Tensor, h: Tensor) -> Four:
    return x, y, x + w, y + h


def _sides(x1: Tensor, y1: Tensor, x2: Tensor, y2: Tensor) -> Four:
    return x1, y1, x2 - x1, y2 - y1


def _from_centre(x: Tensor, y: Tensor, w: Tensor, h: Tensor) -> Four:
    return x - w / 2.0, y - h / 2.0, x + w / 2.0, y + h / 2.0


def _to_centre(x1: Tensor, y1: Tensor, x2: Tensor, y2: Tensor) -> Four:
    return x1 + (x2 - x1) / 2.0, y1 + (y2 - y1) / 2.0, x2 - x1, y2 - y1


#: Format → how its four numbers become the corners x1, y1, x2, y2, and back.
_FORMATS: dict[str, tuple[Callable[..., Four], Callable[..., Four]]] = {
    "xyxy": (lambda *four: four, lambda *four: four),
    "yxyx": (_swapped, _swapped),
    "xywh": (_corners, _sides),
    "center_xywh": (_from_centre, _to_centre),
    "center_yxhw": (lambda *four: _from_centre(*_swapped(*four)), lambda *four: _swapped(*_to_centre(*four))),
}
#: Those with coordinates, and relative ones with fractions of the image's width and height.
FORMATS = (*_FORMATS, "rel_xyxy", "rel_yxyx", "rel_xywh", "rel_center_xywh")


def _known_format(name: Any) -> str:
    word = name.lower() if isinstance(name, str) else name
    if word not in FORMATS:
        raise ValueError(
            f"The format of bounding boxes must be one of {', '.join(FORMATS)}. Received: {name!r}"
            f"{suggest(word, FORMATS)}"
        )
    return word


@op
def convert_format(
    boxes: Any, source: str, target: str, height: Any = None, width: Any = None, dtype: Any = "float32"
) -> Any:
    """Boxes written in another format.

    Args:
        boxes: a tensor, or a dict of `boxes` and `labels`, of which a changed copy is returned.
        source, target: `"xyxy"` (left, top, right, bottom), `"yxyx"`, `"xywh"` (left, top, width, height),
            `"center_xywh"`, `"center_yxhw"`, or one of `"rel_xyxy"`, `"rel_yxyx"`, `"rel_xywh"`,
            `"rel_center_xywh"`, with fractions of the image's width and height.
        height, width: of the images, needed from and to relative formats.
        dtype: of the result.

    Raises:
        ValueError: for an unknown format, boxes that are not four numbers, or a size that is needed.
    """
    if isinstance(boxes, Mapping):
        made = convert_format(boxes["boxes"], source, target, height, width, dtype)
        return {**boxes, "boxes": made}
    source, target = _known_format(source), _known_format(target)
    dtype = dtypes.standardize(dtype)
    x = cast(boxes, dtype)
    if not P.shape(x) or P.shape(x)[-1] != 4:
        raise ValueError(f"A bounding box is four numbers in the last axis. Received shape: {P.shape(x)}")
    relative = [name.startswith("rel_") for name in (source, target)]
    if any(relative) and (height is None or width is None):
        raise ValueError(
            f"convert_format must receive `height` and `width` for {source!r} to become {target!r}. "
            f"Received: height={height}, width={width}"
        )
    if source == target:
        return x
    scale = relative[0] != relative[1]
    sizes = [cast(size, dtype) for size in (width, height)] * 2 if scale else []
    four = _FORMATS[source.removeprefix("rel_")][0](*_four(x))
    if scale:
        four = tuple(x * size if relative[0] else x / size for x, size in zip(four, sizes, strict=True))
    return concatenate(_FORMATS[target.removeprefix("rel_")][1](*four), -1)


def _four(boxes: Tensor) -> Four:
    a, b, c, d = (boxes[..., i : i + 1] for i in range(4))
    return a, b, c, d


# ---- moving -----------------------------------------------------------------------------------------


def _only_corners(what: str, bounding_box_format: str) -> None:
    if bounding_box_format != "xyxy":
        raise NotImplementedError(
            f"{what} takes boxes in the format 'xyxy'; see convert_format. Received: {bounding_box_format!r}"
        )


@op
def clip_to_image_size(
    bounding_boxes: Mapping[str, Any],
    height: Any = None,
    width: Any = None,
    bounding_box_format: str = "xyxy",
) -> dict[str, Any]:
    """Boxes without what is outside the image; those of which nothing is left get the label -1.

    Args:
        bounding_boxes: dict of `boxes` and, if there are any, `labels`.
        height, width: of the images; not needed for the format `"rel_xyxy"`.
        bounding_box_format: `"xyxy"` or `"rel_xyxy"`.
    """
    if bounding_box_format not in ("xyxy", "rel_xyxy"):
        raise NotImplementedError(
            f"clip_to_image_size: the format must be 'xyxy' or 'rel_xyxy'. Received: {bounding_box_format!r}"
        )
    if bounding_box_format == "xyxy" and (height is None or width is None):
        raise ValueError(
            f"clip_to_image_size: `height` and `width` are needed for the format 'xyxy'. "
            f"Received: height={height}, width={width}"
        )
    boxes = tensor(bounding_boxes["boxes"])
    if bounding_box_format == "rel_xyxy":
        boxes = _clipped(boxes, 1.0, 1.0)
    else:
        boxes = _clipped(boxes, *(cast(size, P.dtype(boxes)) for size in (height, width)))
    clipped = {**bounding_boxes, "boxes": boxes}
    if bounding_boxes.get("labels") is not None:
        clipped["labels"] = where(area(boxes) > 0, bounding_boxes["labels"], -1)
    return clipped


def _clipped(boxes: Tensor, height: Any, width: Any) -> Tensor:
    limits = (width, height, width, height)
    return concatenate([clip(x, 0, limit) for x, limit in zip(_four(boxes), limits, strict=True)], -1)


def area(boxes: Tensor) -> Tensor:
    """Of boxes in the format `"xyxy"`."""
    x1, y1, x2, y2 = (boxes[..., i] for i in range(4))
    return (x2 - x1) * (y2 - y1)


@op
def crop(
    boxes: Any, top: Any, left: Any, height: Any, width: Any, bounding_box_format: str = "xyxy"
) -> Tensor:
    """Boxes as they are in a part of the image that begins at `top` and `left`, clipped to its size."""
    _only_corners("crop", bounding_box_format)
    return _clipped(_shifted(boxes, -left, -top), height, width)


@op
def pad(
    boxes: Any,
    top: Any,
    left: Any,
    height: Any = None,
    width: Any = None,
    bounding_box_format: str = "xyxy",
) -> Tensor:
    """Boxes as they are in an image that has `top` more rows and `left` more columns before its first ones."""
    _only_corners("pad", bounding_box_format)
    return _shifted(boxes, left, top)


def _shifted(boxes: Any, right: Any, down: Any) -> Tensor:
    x1, y1, x2, y2 = _four(tensor(boxes))
    return concatenate([x1 + right, y1 + down, x2 + right, y2 + down], -1)


@op
def affine_transform(
    boxes: Any,
    angle: Any,
    translate_x: Any,
    translate_y: Any,
    scale: Any,
    shear_x: Any,
    shear_y: Any,
    height: Any,
    width: Any,
    center_x: float | None = None,
    center_y: float | None = None,
    bounding_box_format: str = "xyxy",
) -> Tensor:
    """The upright boxes around boxes that are turned, moved, stretched and sheared as an image is.

    Args:
        boxes: `(batch, count, 4)`, in the format `"xyxy"`.
        angle, shear_x, shear_y: in degrees, one each for every image.
        translate_x, translate_y: fractions of the width and of the height.
        scale: factors.
        height, width: of the images.
        center_x, center_y: what stays in place, as fractions; 0.5 by default.
    """
    _only_corners("affine_transform", bounding_box_format)
    turn, right, down, scale, along, across = (
        _column(x) for x in (angle, translate_x, translate_y, scale, shear_x, shear_y)
    )
    dtype = P.dtype(turn)
    last_x, last_y = (cast(size, dtype) - 1.0 for size in (width, height))
    cx = last_x * (0.5 if center_x is None else center_x)
    cy = last_y * (0.5 if center_y is None else center_y)
    degree = math.pi / 180
    turn, along, across = (P.negative(x) * degree for x in (turn, along, across))
    a = P.cos(turn - across) / P.cos(across)
    b = a * P.tan(along) + P.sin(turn)
    c = P.negative(P.sin(turn - across)) / P.cos(across)
    d = P.cos(turn) - c * P.tan(along)
    row_x, row_y = (d * scale, P.negative(b) * scale), (P.negative(c) * scale, a * scale)
    from_x, from_y = cx - right * last_x, cy - down * last_y
    x1, y1, x2, y2 = (cast(boxes, dtype)[..., i] for i in range(4))
    xs, ys = stack([x1, x2, x2, x1], -1) - from_x[..., None], stack([y1, y1, y2, y2], -1) - from_y[..., None]
    new_x = row_x[0][..., None] * xs + row_x[1][..., None] * ys + cx
    new_y = row_y[0][..., None] * xs + row_y[1][..., None] * ys + cy
    return stack([P.min(new_x, -1), P.min(new_y, -1), P.max(new_x, -1), P.max(new_y, -1)], -1)


def _column(x: Any) -> Tensor:
    """One number for every image, as `(batch, 1)` floats."""
    x = tensor(x)
    return P.reshape(x if "float" in P.dtype(x) else cast(x, "float32"), (-1, 1))
