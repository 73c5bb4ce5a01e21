"""Texts in folders as a data set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from keras_lab.utils.labelled_files import labelled_files

Array = np.ndarray[Any, np.dtype[Any]]


def text_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    batch_size: int | None = 32,
    max_length: int | None = None,
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    follow_links: bool = False,
    format: str = "tf",
    verbose: bool = True,
) -> Any:
    """The `.txt` files in a folder's subfolders, each of which is a class.

    Arguments:
        max_length: bytes of a text after which it is cut off.
        directory, labels, label_mode, class_names, batch_size, shuffle, seed, validation_split, subset, follow_links,
            format, verbose: see `image_dataset_from_directory`.

    Returns:
        A data set with `class_names` and `file_paths`, whose texts are strings in an array of objects.

    Raises:
        ValueError: for arguments that do not fit together, or if there are no texts.
        FileNotFoundError: if the folder does not exist.
    """

    def read(path: str) -> Array:
        content = Path(path).read_bytes()[:max_length]
        return np.array(content.decode("utf-8", errors="replace"), object)

    return labelled_files(
        directory, labels, label_mode, class_names, (".txt",), read, batch_size, shuffle, seed, validation_split,
        subset, follow_links, verbose, kind="text files",
    )  # fmt: skip
