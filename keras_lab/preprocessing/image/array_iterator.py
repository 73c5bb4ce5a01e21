"""Batches of images that are in memory."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from keras_lab import config
from keras_lab.preprocessing.image.iterator import ImageIterator, part_of

Array = np.ndarray[Any, np.dtype[Any]]


class NumpyArrayIterator(ImageIterator):
    """Batches of images in memory, changed at random.

    Args:
        x: images of rank 4; or `[images, array, …]` with arrays that are handed on unchanged.
        y: their targets, or None: the batches are then only images.
        image_data_generator: an `ImageDataGenerator`.
        batch_size: images in a batch.
        shuffle: whether they come in a new order each epoch.
        sample_weight: a weight for each.
        seed: for order and changes.
        data_format: `"channels_last"` or `"channels_first"`.
        save_to_dir, save_prefix, save_format: a folder to save the changed images to, and how.
        subset: `"training"` or `"validation"`, by the generator's `validation_split`.
        dtype: of the batches.
        ignore_class_split: whether the subsets may hold different classes.

    Raises:
        ValueError: if the arrays differ in length, `x` has another rank, or the subsets hold different classes.
    """

    def __init__(
        self,
        x: Any,
        y: Any,
        image_data_generator: Any,
        batch_size: int = 32,
        shuffle: bool = False,
        sample_weight: Any = None,
        seed: int | None = None,
        data_format: str | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        subset: str | None = None,
        dtype: str | None = None,
        ignore_class_split: bool = False,
    ) -> None:
        self.image_data_generator = image_data_generator
        self.data_format = config.standardize_data_format(data_format)
        self.dtype = dtype or config.floatx()
        self.save_to_dir, self.save_prefix, self.save_format = save_to_dir, save_prefix, save_format
        images, others = _images_and_others(x)
        parts = {"x": images, "y": y, "sample_weight": sample_weight, **others}
        arrays = {name: np.asarray(part) for name, part in parts.items() if part is not None}
        _check_lengths(arrays)
        split = getattr(image_data_generator, "validation_split", 0.0)
        rows = part_of(subset, len(images), split)
        if subset is not None and y is not None and not ignore_class_split:
            _check_classes(arrays["y"], int(len(images) * split))
        arrays = {name: array[rows] for name, array in arrays.items()}
        self.x = arrays["x"]
        self.y = arrays.get("y")
        self.sample_weight = arrays.get("sample_weight")
        self.x_misc = [arrays[name] for name in others]
        check_images(self.x, self.data_format, "NumpyArrayIterator")
        super().__init__(len(self.x), batch_size, shuffle, seed)

    def _batch(self, rows: Array, draw: Any) -> Any:
        images = np.zeros((len(rows), *self.x.shape[1:]), self.dtype)
        for place, row in enumerate(rows):
            images[place] = self._changed(self.x[row].astype(self.dtype), draw)
        self._save(images, rows, draw)
        x = [images, *(array[rows] for array in self.x_misc)] if self.x_misc else images
        if self.y is None:
            return x
        if self.sample_weight is None:
            return x, self.y[rows]
        return x, self.y[rows], self.sample_weight[rows]


def _images_and_others(x: Any) -> tuple[Any, dict[str, Any]]:
    if not isinstance(x, (tuple, list)):
        return x, {}
    images, others = x[0], x[1]
    others = others if isinstance(others, list) else [others]
    return images, {f"x[1][{number}]": other for number, other in enumerate(others)}


def _check_lengths(arrays: dict[str, Array]) -> None:
    for name, array in arrays.items():
        if len(array) != len(arrays["x"]):
            raise ValueError(
                f"NumpyArrayIterator needs as many entries in {name} as images. "
                f"Received x of shape {arrays['x'].shape}, {name} of shape {array.shape}."
            )


def _check_classes(y: Array, at: int) -> None:
    if not np.array_equal(np.unique(y[:at]), np.unique(y[at:])):
        raise ValueError(
            "The validation samples, which are the first ones, do not hold the same classes as the others. "
            "Shuffle the arrays before, or pass ignore_class_split=True."
        )


def check_images(x: Array, data_format: str, owner: str) -> None:
    """Refuses arrays of another rank than 4; warns where channels seem to be elsewhere than `data_format` says."""
    if x.ndim != 4:
        raise ValueError(f"{owner} takes images in an array of rank 4. Received shape {x.shape}.")
    channels = x.shape[3 if data_format == "channels_last" else 1]
    if channels not in (1, 3, 4):
        warnings.warn(
            f"{owner}: with data_format={data_format!r} an array of shape {x.shape} has {channels} channels; images "
            "mostly have 1, 3 or 4.",
            stacklevel=3,
        )
