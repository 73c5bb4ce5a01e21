"""Images between files, Pillow and NumPy."""

from __future__ import annotations

import io
import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from keras_lab import config
from keras_lab.legacy import accepts_old_words
from keras_lab.registry import suggest

Array = np.ndarray[Any, np.dtype[Any]]

#: Colour mode → (Pillow's modes that are kept as they are, the one to convert others to, channels).
COLOR_MODES: dict[str, tuple[tuple[str, ...], str, int]] = {
    "grayscale": (("L", "I;16", "I"), "L", 1),
    "rgb": (("RGB",), "RGB", 3),
    "rgba": (("RGBA",), "RGBA", 4),
}
INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "hamming", "box", "lanczos")
#: Endings of the files that are taken for images where folders are searched.
IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".ppm", ".tif", ".tiff")


def pillow(name: str = "Image") -> Any:
    """Pillow's module `name`.

    Raises:
        ImportError: if Pillow is not installed; the message says what to type.
    """
    try:
        import PIL.Image
        import PIL.ImageEnhance
    except ImportError as error:
        raise ImportError('Images need the package Pillow: pip install "keras-lab[image]"') from error
    return getattr(PIL, name)


@accepts_old_words("load_img")
def load_img(
    path: Any,
    color_mode: str = "rgb",
    target_size: tuple[int, int] | None = None,
    interpolation: str = "nearest",
    keep_aspect_ratio: bool = False,
) -> Any:
    """An image file as a Pillow image.

    Arguments:
        path: of the file, or an open `io.BytesIO`.
        color_mode: `"rgb"`, `"rgba"` or `"grayscale"` (which keeps 16 and 32 bits). (Keras 2: `grayscale`.)
        target_size: `(height, width)` to resize to.
        interpolation: how: one of nearest, bilinear, bicubic, hamming, box, lanczos.
        keep_aspect_ratio: whether the edges are cut off, rather than the picture distorted.

    Raises:
        ValueError: for another mode or interpolation.
        ImportError: if Pillow is not installed.
    """
    kept, converted, _ = one_of(color_mode, COLOR_MODES, "color_mode")
    image = _open(path)
    if image.mode not in kept:
        image = image.convert(converted)
    return image if target_size is None else resized(image, target_size, interpolation, keep_aspect_ratio)


def resized(image: Any, size: Any, interpolation: str, keep_aspect_ratio: bool = False) -> Any:
    """A Pillow image of the given `(height, width)`; see `load_img`."""
    height, width = size
    one_of(interpolation, dict.fromkeys(INTERPOLATIONS), "interpolation")
    if image.size == (width, height):
        return image
    method = getattr(pillow().Resampling, interpolation.upper())
    box = _centre(image.size, (width, height)) if keep_aspect_ratio else None
    return image.resize((width, height), method, box=box)


def _centre(size: tuple[int, int], target: tuple[int, int]) -> tuple[int, int, int, int]:
    """The largest part in the middle that has the proportions of `target`; all as (width, height)."""
    width = min(size[0], size[1] * target[0] // target[1])
    height = min(size[1], size[0] * target[1] // target[0])
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    return left, top, left + width, top + height


def _open(path: Any) -> Any:
    if isinstance(path, io.BytesIO):
        return pillow().open(path)
    if not isinstance(path, (str, bytes, os.PathLike)):
        raise TypeError(f"load_img takes the path of a file, or a BytesIO. Received: {path!r}")
    with open(path, "rb") as file:
        return pillow().open(io.BytesIO(file.read()))


@accepts_old_words("img_to_array")
def img_to_array(img: Any, data_format: str | None = None, dtype: str | None = None) -> Array:
    """A Pillow image as an array `(height, width, channels)`, or `(channels, height, width)`.

    Arguments:
        img: the image, or an array of rank 2 or 3.
        data_format: `"channels_last"` or `"channels_first"`; the global setting unless given.
        dtype: of the result; the global float type unless given.

    Raises:
        ValueError: if it has another rank.
    """
    x = np.asarray(img, dtype or config.floatx())
    if x.ndim not in (2, 3):
        raise ValueError(f"An image has 2 or 3 axes. Received one of shape {x.shape}.")
    x = x[:, :, None] if x.ndim == 2 else x
    channels_first = config.standardize_data_format(data_format) == "channels_first"
    return x.transpose(2, 0, 1) if channels_first else x


@accepts_old_words("array_to_img")
def array_to_img(x: Any, data_format: str | None = None, scale: bool = True, dtype: str | None = None) -> Any:
    """An array of rank 3 as a Pillow image.

    Arguments:
        x: with 1 (grey), 3 (RGB) or 4 (RGBA) channels.
        data_format: `"channels_last"` or `"channels_first"`; the global setting unless given.
        scale: whether to stretch the values to 0 … 255.
        dtype: to compute in; the global float type unless given.

    Raises:
        ValueError: for another rank or number of channels.
        ImportError: if Pillow is not installed.
    """
    x = np.asarray(x, dtype or config.floatx())
    if x.ndim != 3:
        raise ValueError(f"A single image has 3 axes. Received an array of shape {x.shape}.")
    if config.standardize_data_format(data_format) == "channels_first":
        x = x.transpose(1, 2, 0)
    x = _stretched(x) if scale else x
    channels = x.shape[-1]
    if channels in (3, 4):
        return pillow().fromarray(np.ascontiguousarray(x.astype("uint8")))
    if channels == 1:
        return pillow().fromarray(x[:, :, 0].astype("int32" if np.max(x) > 255 else "uint8"))
    raise ValueError(f"An image has 1, 3 or 4 channels. Received an array with {channels}: {x.shape}.")


def _stretched(x: Array) -> Array:
    x = x - np.min(x)
    highest = np.max(x)
    return x / (highest if highest else 1) * 255


def save_img(
    path: Any,
    x: Any,
    data_format: str | None = None,
    file_format: str | None = None,
    scale: bool = True,
    **kwargs: Any,
) -> None:
    """Writes an array of rank 3 to an image file.

    Arguments:
        path: of the file, or an open file.
        x, data_format, scale: see `array_to_img`.
        file_format: what to write; by the path's ending unless given.
        **kwargs: options of Pillow's writer of that format.
    """
    image = array_to_img(x, data_format=data_format, scale=scale)
    if file_format is None and isinstance(path, (str, os.PathLike)):
        file_format = Path(path).suffix[1:]
    file_format = (file_format or "").lower().replace("jpg", "jpeg") or None
    if image.mode == "RGBA" and file_format == "jpeg":
        warnings.warn("A JPEG file has no transparency: the image is saved as RGB.", stacklevel=2)
        image = image.convert("RGB")
    image.save(path, format=file_format, **kwargs)


def smart_resize(
    x: Any, size: Any, interpolation: str = "bilinear", data_format: str = "channels_last"
) -> Any:
    """Images resized without distortion: the largest part in the middle with the right proportions is taken.

    Arguments:
        x: an image or a batch of images, array or tensor.
        size: `(height, width)`.
        interpolation: bilinear, nearest, bicubic, lanczos3 or lanczos5.
        data_format: `"channels_last"` or `"channels_first"`.

    Returns:
        An array for an array, a tensor for a tensor.
    """
    from keras_lab import ops

    if len(size) != 2:
        raise ValueError(f"smart_resize: size must be (height, width). Received: {size!r}")
    if np.ndim(x) not in (3, 4):
        raise ValueError(f"smart_resize takes images of rank 3 or 4. Received shape {np.shape(x)}.")
    last = config.standardize_data_format(data_format) == "channels_last"
    height, width = x.shape[-3:-1] if last else x.shape[-2:]
    left, top, right, bottom = _centre((width, height), (size[1], size[0]))
    rows, columns = slice(top, max(bottom, top + 1)), slice(left, max(right, left + 1))
    part = x[..., rows, columns, :] if last else x[..., rows, columns]
    part = ops.multiply(part, 1.0)  # integers would be rounded
    result = ops.image.resize(part, tuple(size), interpolation=interpolation, data_format=data_format)
    return np.array(result) if isinstance(x, np.ndarray) else result


def one_of(value: Any, known: Any, what: str) -> Any:
    """`known[value]`, or a ValueError that lists what there is."""
    if value not in known:
        raise ValueError(
            f"{what} must be one of {', '.join(map(repr, known))}. Received: {value!r}."
            f"{suggest(str(value), [str(k) for k in known])}"
        )
    return known[value]
