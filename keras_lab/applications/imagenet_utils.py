"""Images as the architectures want them, and what their 1,000 scores mean."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from keras_lab import config, ops
from keras_lab.applications.blocks import correct_pad
from keras_lab.applications.options import obtain_input_shape, validate_activation
from keras_lab.engine import dtypes
from keras_lab.utils.data_utils import get_file

__all__ = [
    "correct_pad", "decode_predictions", "obtain_input_shape", "preprocess_input", "validate_activation",
]  # fmt: skip

CLASS_INDEX_URL = "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json"
CLASS_INDEX_DIGEST = "c2c37ea517e94d9795004a39431a14cb"

CLASSES = 1000


@dataclass(frozen=True)
class Form:
    """How pixels are brought into the form that a network wants: `(x / divisor - mean) / deviation`.

    Attributes:
        divisor: of all pixels.
        mean: of all colours, or of each.
        deviation: of each colour; None: 1.
        blue_first: whether the order of the colours is turned round before.
    """

    divisor: float
    mean: float | tuple[float, ...]
    deviation: tuple[float, ...] | None = None
    blue_first: bool = False


#: Mean and deviation are those of ImageNet.
MODES = {
    "caffe": Form(1, (103.939, 116.779, 123.68), blue_first=True),
    "tf": Form(127.5, 1),
    "torch": Form(255, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
}


def preprocess_input(x: Any, data_format: str | None = None, mode: str = "caffe") -> Any:
    """Pixels from 0 to 255 in the form a network was trained with.

    Args:
        x: an image or a batch of them with three colours, red first: an array, which is not changed, or a
            tensor, also a symbolic one.
        data_format: where the colours are; default `config.image_data_format()`.
        mode: `"tf"`: from -1 to 1. `"torch"`: from 0 to 1, then without ImageNet's mean and in units of its standard
            deviation, colour by colour. `"caffe"`: blue first, without ImageNet's mean.

    Returns:
        A new array or tensor of the same shape and float dtype (`config.floatx()` for ints).

    Raises:
        ValueError: for an unknown mode or data format, or another number of colours.
    """
    if mode not in MODES:
        raise ValueError(f"The mode must be 'caffe', 'tf' or 'torch'. Received: mode={mode!r}")
    axis = -3 if config.standardize_data_format(data_format) == "channels_first" else -1
    form = MODES[mode]
    if isinstance(form.mean, tuple):
        _check_colours(x, axis)
    if isinstance(x, np.ndarray):
        return _prepared_array(x, axis, form)
    return _prepared_tensor(ops.convert_to_tensor(x), axis, form)


def _prepared_array(x: Any, axis: int, form: Form) -> Any:
    x = x.astype(x.dtype if np.issubdtype(x.dtype, np.floating) else config.floatx())  # a copy
    x = np.flip(x, axis) if form.blue_first else x
    x /= form.divisor
    x -= _along(axis, form.mean, x.dtype)
    if form.deviation:
        x /= _along(axis, form.deviation, x.dtype)
    return x


def _prepared_tensor(x: Any, axis: int, form: Form) -> Any:
    dtype = ops.dtype(x)
    if not dtypes.is_float(dtype):
        dtype = config.floatx()
        x = ops.cast(x, dtype)
    x = ops.flip(x, axis) if form.blue_first else x
    x = x / form.divisor - _along(axis, form.mean, dtype)
    return x / _along(axis, form.deviation, dtype) if form.deviation else x


def _along(axis: int, numbers: float | tuple[float, ...], dtype: Any) -> Any:
    """One number, or one for each colour as an array that goes along `axis` of an image."""
    array = np.asarray(numbers, dtypes.to_numpy_dtype(str(dtype)))
    return array if array.ndim == 0 else np.reshape(array, (-1,) + (1,) * (-1 - axis))


def _check_colours(x: Any, axis: int) -> None:
    if len(x.shape) < 3 or x.shape[axis] not in (3, None):
        raise ValueError(
            f"Images here have three colours, on axis {axis} of their shape. Received: {tuple(x.shape)}"
        )


def decode_predictions(preds: Any, top: int = 5) -> list[list[tuple[str, str, float]]]:
    """The likeliest classes of ImageNet for a batch of scores, by name.

    The list of names (35 kB) is downloaded at the first call.

    Args:
        preds: scores of shape `(images, 1000)`.
        top: how many classes for each image.

    Returns:
        For each image a list of `(WordNet id, name, score)`, best first.

    Raises:
        ValueError: for another shape.
        DownloadError: (an OSError) if the names cannot be had.
    """
    scores = ops.convert_to_numpy(preds)
    if scores.ndim != 2 or scores.shape[1] != CLASSES:
        raise ValueError(
            "`decode_predictions` expects a batch of predictions, of shape (samples, 1000). "
            f"Received: an array of shape {scores.shape}"
        )
    names = class_index()
    return [[(*names[at], row[at]) for at in np.argsort(row)[::-1][:top]] for row in scores]


@cache
def class_index() -> list[tuple[str, str]]:
    """The WordNet id and the name of each of the 1,000 classes."""
    path = get_file(
        "imagenet_class_index.json", CLASS_INDEX_URL, cache_subdir="models", file_hash=CLASS_INDEX_DIGEST
    )
    table = json.loads(Path(path).read_text(encoding="utf-8"))
    return [tuple(table[str(number)]) for number in range(CLASSES)]


def preprocessing(mode: str | None) -> Callable[..., Any]:
    """The `preprocess_input` of one architecture: `mode` once and for all, or None: images as they are."""

    def preprocess_input_(x: Any, data_format: str | None = None) -> Any:
        return x if mode is None else preprocess_input(x, data_format, mode)

    preprocess_input_.__name__ = preprocess_input_.__qualname__ = "preprocess_input"
    preprocess_input_.__doc__ = (
        "The images as they are: the model itself brings pixels from 0 to 255 into the form it needs."
        if mode is None
        else f"`imagenet_utils.preprocess_input` in mode {mode!r}, which this architecture wants."
    )
    return preprocess_input_
