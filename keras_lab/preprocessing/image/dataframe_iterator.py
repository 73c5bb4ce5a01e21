"""Batches of images that a pandas table lists."""

from __future__ import annotations

import os
import warnings
from typing import Any

import numpy as np

from keras_lab.preprocessing.image.file_iterator import FileIterator
from keras_lab.preprocessing.image.iterator import part_of
from keras_lab.utils.image_utils import IMAGE_ENDINGS, one_of

_BY_CLASS = ("binary", "categorical", "sparse")
CLASS_MODES = (*_BY_CLASS, "input", "multi_output", "raw", None)


class DataFrameIterator(FileIterator):
    """Batches of the images that a table lists, a row for each.

    Args:
        dataframe: a pandas table.
        directory: the folder that file names are relative to; None if they are paths.
        image_data_generator: an `ImageDataGenerator`.
        x_col: the column with the file names.
        y_col: the column with the targets; a list of columns for `"multi_output"`.
        weight_col: a column with sample weights.
        classes: names of the classes to use, in the order of their numbers; all, by name, unless given.
        class_mode: what the targets are: `"categorical"` rows with ones for the class, or classes, of the row;
            `"binary"` and `"sparse"` numbers; `"raw"` the column itself; `"multi_output"` several columns;
            `"input"` the images themselves; None nothing.
        validate_filenames: whether rows without an image file are left out.
        target_size, color_mode, batch_size, shuffle, seed, data_format, save_to_dir, save_prefix, save_format, subset,
            interpolation, dtype, keep_aspect_ratio: see `DirectoryIterator`.

    Raises:
        ValueError: for an unknown mode or subset, or more than two classes for `"binary"`.
        TypeError: for columns of another kind than the mode needs.
    """

    def __init__(
        self,
        dataframe: Any,
        directory: Any = None,
        image_data_generator: Any = None,
        x_col: str = "filename",
        y_col: Any = "class",
        weight_col: str | None = None,
        target_size: Any = (256, 256),
        color_mode: str = "rgb",
        classes: list[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        data_format: str | None = "channels_last",
        save_to_dir: Any = None,
        save_prefix: str = "",
        save_format: str = "png",
        subset: str | None = None,
        interpolation: str = "nearest",
        dtype: str | None = "float32",
        validate_filenames: bool = True,
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
        _check_columns(dataframe, x_col, y_col, weight_col, class_mode)
        rows = self._existing(dataframe, x_col) if validate_filenames else dataframe
        if class_mode in _BY_CLASS:
            rows = self._learn_classes(rows, y_col, classes)
        rows = rows.iloc[part_of(subset, len(rows), getattr(image_data_generator, "validation_split", 0.0))]
        self.filenames = rows[x_col].tolist()
        self.filepaths = self._joined(directory, self.filenames)
        self.samples = len(self.filenames)
        self.sample_weight = rows[weight_col].to_numpy() if weight_col else None
        self.classes = self._read_labels(rows, y_col)
        belonging = f" belonging to {len(self.class_indices)} classes" if class_mode in _BY_CLASS else ""
        print(f"Found {self.samples} image filenames{belonging}.")
        super().__init__(self.samples, batch_size, shuffle, seed)

    def _existing(self, table: Any, x_col: str) -> Any:
        """The rows whose file exists and looks like an image."""
        paths = self._joined(self.directory, table[x_col])
        good = np.array(
            [path.lower().endswith(IMAGE_ENDINGS) and os.path.isfile(path) for path in paths], bool
        )
        if not good.all():
            first = paths[int(np.argmin(good))]
            warnings.warn(
                f"{int((~good).sum())} rows are left out, for their {x_col!r} is no image file, e.g. {first!r}.",
                stacklevel=4,
            )
        return table[good]

    def _learn_classes(self, table: Any, y_col: str, classes: list[str] | None) -> Any:
        """Numbers the classes; returns the rows that belong to one."""
        labels = [_as_list(label) for label in table[y_col]]
        names = list(dict.fromkeys(classes)) if classes else sorted({name for row in labels for name in row})
        if self.class_mode == "binary" and len(names) != 2:
            raise ValueError(f"class_mode='binary' needs two classes. There are {len(names)}: {names}")
        self.class_indices = {name: number for number, name in enumerate(names)}
        return table[[any(name in self.class_indices for name in row) for row in labels]]

    def _read_labels(self, table: Any, y_col: Any) -> Any:
        if self.class_mode in _BY_CLASS:
            several = any(isinstance(label, (list, tuple)) for label in table[y_col])
            numbers = [self._numbers(label) for label in table[y_col]]
            return numbers if several else [row[0] for row in numbers]
        if self.class_mode == "multi_output":
            return [np.array(table[column].tolist()) for column in y_col]
        return table[y_col].to_numpy() if self.class_mode == "raw" else None

    def _numbers(self, label: Any) -> list[int]:
        return [self.class_indices[name] for name in _as_list(label) if name in self.class_indices]


def _as_list(label: Any) -> list[Any]:
    return list(label) if isinstance(label, (list, tuple)) else [label]


def _check_columns(
    table: Any, x_col: str, y_col: Any, weight_col: str | None, class_mode: str | None
) -> None:
    if not all(isinstance(name, str) for name in table[x_col]):
        raise TypeError(
            f"The column x_col={x_col!r} must hold file names; it holds other things than strings."
        )
    if class_mode == "multi_output" and not isinstance(y_col, (list, tuple)):
        raise TypeError(f"class_mode='multi_output' needs a list of columns in y_col. Received: {y_col!r}")
    kinds: Any = {"binary": str, "sparse": str, "categorical": (str, list, tuple)}.get(
        str(class_mode), object
    )
    if class_mode in _BY_CLASS and not all(isinstance(label, kinds) for label in table[y_col]):
        allowed = "strings, lists or tuples" if class_mode == "categorical" else "strings"
        raise TypeError(f"With class_mode={class_mode!r} the column y_col={y_col!r} must hold {allowed}.")
    if weight_col and table[weight_col].to_numpy().dtype.kind not in "biuf":
        raise TypeError(f"The column weight_col={weight_col!r} must hold numbers.")
