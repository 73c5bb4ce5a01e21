"""Batches of images in folders, one folder a class."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from keras_lab.preprocessing.image.file_iterator import FileIterator
from keras_lab.preprocessing.image.iterator import part_of
from keras_lab.utils.folders import files_below, subfolders
from keras_lab.utils.image_utils import IMAGE_ENDINGS, one_of

CLASS_MODES = ("binary", "categorical", "input", "sparse", None)


class DirectoryIterator(FileIterator):
    """Batches of the images in a folder's subfolders, each of which is a class.

    Args:
        directory: the folder.
        image_data_generator: an `ImageDataGenerator`.
        target_size: `(height, width)` that images are resized to.
        color_mode: `"rgb"`, `"rgba"` or `"grayscale"`.
        classes: names of the subfolders to use, in the order of their numbers; all, by name, unless given.
        class_mode: what the targets are: `"categorical"` rows with a single one, `"binary"` and `"sparse"` numbers,
            `"input"` the images themselves, None nothing.
        batch_size, shuffle, seed, data_format, save_to_dir, save_prefix, save_format, subset, dtype: see
            `NumpyArrayIterator`; a subset takes its part of each class.
        follow_links: whether links to folders are followed.
        interpolation, keep_aspect_ratio: see `load_img`.

    Raises:
        ValueError: for an unknown mode or subset.
        FileNotFoundError: if the folder does not exist.
    """

    def __init__(
        self,
        directory: Any,
        image_data_generator: Any,
        target_size: Any = (256, 256),
        color_mode: str = "rgb",
        classes: list[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        data_format: str | None = None,
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        follow_links: bool = False,
        subset: str | None = None,
        interpolation: str = "nearest",
        dtype: str | None = None,
        keep_aspect_ratio: bool = False,
    ) -> None:
        one_of(class_mode, dict.fromkeys(CLASS_MODES), "class_mode")
        save = (save_to_dir, save_prefix, save_format)
        self._set_up(
            image_data_generator, target_size, color_mode, data_format, save, subset, interpolation,
            keep_aspect_ratio, dtype,
        )  # fmt: skip
        self.directory = directory
        self.class_mode = class_mode
        names = list(classes) if classes else subfolders(Path(directory))
        self.class_indices = {name: number for number, name in enumerate(names)}
        self.num_classes = len(names)
        self.filenames: list[str] = []
        numbers: list[int] = []
        for name, number in self.class_indices.items():
            found = files_below(Path(directory, name), IMAGE_ENDINGS, follow_links)
            split = getattr(image_data_generator, "validation_split", 0.0)
            files = found[part_of(subset, len(found), split)]
            self.filenames += [str(Path(name, file)) for file in files]
            numbers += [number] * len(files)
        self.classes = np.array(numbers, "int32")
        self.samples = len(self.filenames)
        self.filepaths = self._joined(directory, self.filenames)
        print(f"Found {self.samples} images belonging to {self.num_classes} classes.")
        super().__init__(self.samples, batch_size, shuffle, seed)
