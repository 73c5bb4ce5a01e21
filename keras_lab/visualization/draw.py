"""Bounding boxes and segmentation masks drawn on images, with NumPy; captions with Pillow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from keras_lab import config, ops
from keras_lab.engine import dtypes
from keras_lab.ops.bounding_boxes import convert_format

Colour = Sequence[int]


def channels_last(images: Any, data_format: str | None, what: str) -> np.ndarray:
    """A batch of images as an array, with the channels last.

    Raises:
        ValueError: if it is not a batch of images.
    """
    array = ops.convert_to_numpy(images)
    if array.ndim != 4:
        raise ValueError(f"{what}: `images` must be batched, with 4 axes. Received shape: {array.shape}")
    first = config.standardize_data_format(data_format) == "channels_first"
    return np.moveaxis(array, 1, -1) if first else array


def _as_bytes(images: np.ndarray) -> np.ndarray:
    """A copy as uint8; floats up to 1 are taken for shares of 255."""
    if images.dtype.kind == "f" and images.size:
        images = np.clip(images, 0, 1) * 255 if images.max() <= 1 else np.clip(images, 0, 255)
    return images.astype("uint8")


def draw_bounding_boxes(
    images: Any,
    bounding_boxes: Mapping[str, Any],
    bounding_box_format: str,
    class_mapping: Mapping[int, str] | None = None,
    color: Colour = (128, 128, 128),
    line_thickness: int = 2,
    text_thickness: int | None = 1,
    font_scale: float = 1.0,
    data_format: str | None = None,
) -> np.ndarray:
    """Images with frames around things, and what they are.

    Args:
        images: `(batch, height, width, channels)`.
        bounding_boxes: dict of `boxes` `(batch, count, 4)`, `labels` `(batch, count)` (-1: no box) and, if known,
            `confidences` `(batch, count)`.
        bounding_box_format: see `keras_lab.utils.bounding_boxes.convert_format`.
        class_mapping: label → what is written at the box.
        color: of frames and captions.
        line_thickness: of frames, in pixels; -1 fills them.
        text_thickness: of letters, in pixels. None: that of frames.
        font_scale: 1 for letters of about 20 pixels.
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.

    Returns:
        A uint8 array laid out as the images.

    Raises:
        ImportError: if there are captions to write and Pillow is not installed.
    """
    if not isinstance(bounding_boxes, Mapping):
        raise TypeError(f"`bounding_boxes` must be a dict. Received: {bounding_boxes!r}")
    if not {"boxes", "labels"} <= set(bounding_boxes):
        raise ValueError(f"`bounding_boxes` needs 'boxes' and 'labels'. Received: {sorted(bounding_boxes)}")
    made = _as_bytes(channels_last(images, data_format, "draw_bounding_boxes"))
    converted = convert_format(bounding_boxes["boxes"], bounding_box_format, "xyxy", *made.shape[1:3])
    boxes = ops.convert_to_numpy(converted).astype(int)
    labels = ops.convert_to_numpy(bounding_boxes["labels"]).astype(int)
    confidences = bounding_boxes.get("confidences")
    shares = None if confidences is None else ops.convert_to_numpy(confidences)
    for i, j in np.argwhere(labels != -1):
        box, caption = boxes[i, j], (class_mapping or {}).get(int(labels[i, j]))
        _frame(made[i], box, color, line_thickness)
        if caption is not None:
            text = caption if shares is None else f"{caption} | {shares[i, j]:.2f}"
            _write(made[i], text, box[:2], color, font_scale, text_thickness or line_thickness)
    first = config.standardize_data_format(data_format) == "channels_first"
    return np.moveaxis(made, -1, 1) if first else made


def _frame(image: np.ndarray, box: np.ndarray, color: Colour, thickness: int) -> None:
    """Draws the outline of a box into an image; half of its thickness is outside."""
    x1, y1, x2, y2 = (int(n) for n in box)
    if thickness < 0:
        sides = [(x1, y1, x2, y2)]
    else:
        sides = [(x1, y1, x2, y1), (x1, y2, x2, y2), (x1, y1, x1, y2), (x2, y1, x2, y2)]
    out = max(thickness, 1) // 2
    rest = max(thickness, 1) - out
    for left, top, right, bottom in sides:
        rows = slice(max(top - out, 0), max(bottom + rest, 0))
        columns = slice(max(left - out, 0), max(right + rest, 0))
        image[rows, columns] = np.asarray(color, "uint8")[: image.shape[-1]]


def _write(
    image: np.ndarray, text: str, corner: np.ndarray, color: Colour, scale: float, thickness: int
) -> None:
    """Writes above a box's corner, or inside the box where there is no room above."""
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ImportError:
        raise ImportError(
            "To write captions, draw_bounding_boxes needs Pillow. Type: pip install pillow"
        ) from None
    x, y = int(corner[0]), int(corner[1])
    height = int(scale * 12)
    above = y - 8 - 2 * height > 0
    place, anchor = ((x, y - 8), "ls") if above else ((x + 3, y + 2 * height + thickness + 3), "ls")
    stencil = Image.new("L", (image.shape[1], image.shape[0]), 0)
    font = ImageFont.load_default(size=max(scale * 22, 1))
    ImageDraw.Draw(stencil).text(place, text, 255, font, anchor, stroke_width=max(thickness - 1, 0))
    share = np.asarray(stencil, "float32")[..., None] / 255
    mixed = image * (1 - share) + np.asarray(color, "float32")[: image.shape[-1]] * share
    image[...] = np.round(mixed).astype("uint8")


def draw_segmentation_masks(
    images: Any,
    segmentation_masks: Any,
    num_classes: int | None = None,
    color_mapping: Mapping[int, Colour] | Sequence[Colour] | None = None,
    alpha: float = 0.8,
    blend: bool = True,
    ignore_index: int = -1,
    data_format: str | None = None,
) -> np.ndarray:
    """Images with the pixels of each class in a colour.

    Args:
        images: `(batch, height, width, channels)`, from 0 to 255.
        segmentation_masks: the class of each pixel, whole numbers `(batch, height, width, 1)`.
        num_classes: how many classes are drawn, from class 0 on. Default: the highest number (as Keras has it, so
            the highest class is not drawn).
        color_mapping: class → colour. Default: a palette.
        alpha: how much of the colour and not of the image is seen.
        blend: whether the image is seen at all.
        ignore_index: a class that is left out.
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.

    Returns:
        An array with the channels last: uint8, or float32 if not blended.

    Raises:
        TypeError: if the masks are not whole numbers.
    """
    pictures = channels_last(images, data_format, "draw_segmentation_masks").astype("float32")
    masks = channels_last(segmentation_masks, data_format, "draw_segmentation_masks (masks)")
    if masks.dtype.kind not in "iu":
        raise TypeError(
            "`segmentation_masks` must be whole numbers, of an integer dtype. "
            f"Received: dtype={dtypes.standardize(masks.dtype)}"
        )
    classes = masks[..., 0]
    count = int(classes.max()) if num_classes is None else num_classes
    drawn = pictures.copy()
    for number in range(count):
        colour = _palette(number) if color_mapping is None else color_mapping[number]
        drawn[classes == number] = np.asarray(colour, "float32")
    if not blend:
        return drawn
    mixed = pictures * (1 - alpha) + drawn * alpha
    return np.where(classes[..., None] == ignore_index, pictures, mixed).astype("uint8")


def _palette(number: int) -> list[int]:
    """A colour for a class, unlike those of its neighbours."""
    return (number * np.array([2**25 - 1, 2**15 - 1, 2**21 - 1]) % 255).tolist()
