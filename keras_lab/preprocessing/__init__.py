"""Preparing sequences, texts and images, with the names of Keras 2."""

from __future__ import annotations

from keras_lab.lazy import attach

_NAMES = {
    "image_dataset_from_directory": "keras_lab.utils.image_folders",
    "text_dataset_from_directory": "keras_lab.utils.text_folders",
    "timeseries_dataset_from_array": "keras_lab.utils.timeseries",
}

__getattr__, __dir__ = attach(__name__, _NAMES, ["image", "sequence", "text"])
