"""What the iterators over image files share: reading a batch, and its targets."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from keras_lab import config
from keras_lab.preprocessing.image.iterator import SUBSETS, ImageIterator
from keras_lab.utils.image_utils import COLOR_MODES, img_to_array, load_img, one_of

Array = np.ndarray[Any, np.dtype[Any]]


class FileIterator(ImageIterator):
    """Batches of images read from files.

    Attributes:
        filepaths: the files, in order.
        class_mode: what the targets are.
        class_indices: name of a class → its number.
        classes: the number of the class of each file (or a list of numbers).
        image_shape: of an image in a batch.
    """

    filepaths: list[str]
    class_mode: str | None
    class_indices: dict[str, int]
    classes: Any
    sample_weight: Any = None

    def _set_up(
        self, image_data_generator: Any, target_size: Any, color_mode: str, data_format: str | None,
        save: tuple[Any, str, str], subset: str | None, interpolation: str, keep_aspect_ratio: bool,
        dtype: str | None,
    ) -> None:  # fmt: skip
        """Checks and keeps how images are read."""
        channels = one_of(color_mode, COLOR_MODES, "color_mode")[2]
        if subset is not None:
            one_of(subset, dict.fromkeys(SUBSETS), "subset")
        self.image_data_generator = image_data_generator
        self.target_size = tuple(target_size)
        self.color_mode = color_mode
        self.data_format = config.standardize_data_format(data_format)
        last = self.data_format == "channels_last"
        self.image_shape = (*self.target_size, channels) if last else (channels, *self.target_size)
        self.save_to_dir, self.save_prefix, self.save_format = save
        self.subset = subset
        self.interpolation = interpolation
        self.keep_aspect_ratio = keep_aspect_ratio
        self.dtype = dtype or config.floatx()

    @property
    def labels(self) -> Any:
        """The target of each file."""
        return self.classes

    def _batch(self, rows: Array, draw: Any) -> Any:
        images = np.zeros((len(rows), *self.image_shape), self.dtype)
        for place, row in enumerate(rows):
            images[place] = self._changed(self._read(self.filepaths[row]), draw)
        self._save(images, rows, draw)
        if self.class_mode is None:
            return images
        if self.sample_weight is None:
            return images, self._targets(images, rows)
        return images, self._targets(images, rows), self.sample_weight[rows]

    def _read(self, path: str) -> Array:
        image = load_img(path, self.color_mode, self.target_size, self.interpolation, self.keep_aspect_ratio)
        array = img_to_array(image, self.data_format, self.dtype)
        image.close()
        return array

    def _targets(self, images: Array, rows: Array) -> Any:
        if self.class_mode == "input":
            return images.copy()
        labels = self.labels
        if self.class_mode == "multi_output":
            return [output[rows] for output in labels]
        if self.class_mode == "categorical":
            return self._one_hot([labels[row] for row in rows])
        targets = np.array([labels[row] for row in rows])
        return targets.astype(self.dtype) if self.class_mode in ("binary", "sparse") else targets

    def _one_hot(self, labels: list[Any]) -> Array:
        """Rows with a one for each class of the file."""
        targets = np.zeros((len(labels), len(self.class_indices)), self.dtype)
        for target, label in zip(targets, labels, strict=True):
            target[label] = 1
        return targets

    def _joined(self, folder: Any, names: list[str]) -> list[str]:
        return [os.path.join(folder or "", name) for name in names]
