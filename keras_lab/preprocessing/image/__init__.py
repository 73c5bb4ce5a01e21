"""Images: loading, random changes, and batches made while training."""

from __future__ import annotations

from keras_lab.lazy import attach

_UTILS = "keras_lab.utils.image_utils"
_NAMES = {
    "DataFrameIterator": ".dataframe_iterator",
    "DirectoryIterator": ".directory_iterator",
    "ImageDataGenerator": ".generator",
    "Iterator": ".iterator",
    "NumpyArrayIterator": ".array_iterator",
    "apply_affine_transform": ".affine",
    "apply_brightness_shift": ".changes",
    "apply_channel_shift": ".changes",
    "array_to_img": _UTILS,
    "img_to_array": _UTILS,
    "load_img": _UTILS,
    "random_brightness": ".changes",
    "random_channel_shift": ".changes",
    "random_rotation": ".changes",
    "random_shear": ".changes",
    "random_shift": ".changes",
    "random_zoom": ".changes",
    "save_img": _UTILS,
    "smart_resize": _UTILS,
}

__getattr__, __dir__ = attach(__name__, _NAMES)
