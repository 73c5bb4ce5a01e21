"""Images in folders as a data set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab import config
from keras_lab.utils.image_utils import COLOR_MODES, INTERPOLATIONS, img_to_array, load_img, one_of
from keras_lab.utils.labelled_files import labelled_files

Array = np.ndarray[Any, np.dtype[Any]]

_ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".png")


def image_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    color_mode: str = "rgb",
    batch_size: int | None = 32,
    image_size: tuple[int, int] = (256, 256),
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    interpolation: str = "bilinear",
    follow_links: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    data_format: str | None = None,
    format: str = "tf",
    verbose: bool = True,
) -> Any:
    """The images in a folder's subfolders, each of which is a class.

    Arguments:
        directory: the folder.
        labels: `"inferred"` from the subfolders, None, or a list with a number for each file in sorted order.
        label_mode: `"int"` numbers, `"categorical"` rows with a single one, `"binary"` 0.0 and 1.0, None no labels.
        class_names: the subfolders to use, in the order of their numbers; all, by name, unless given.
        color_mode: `"rgb"`, `"rgba"` or `"grayscale"`.
        batch_size: images in a batch, the last one may have fewer; None: no batch axis.
        image_size: `(height, width)` to resize to.
        shuffle: whether images come in a random order, a new one each epoch.
        seed: for the order.
        validation_split: the fraction held out for validation, with
        subset: `"training"`, `"validation"`, or `"both"` for a list of the two.
        interpolation: how images are resized: one of nearest, bilinear, bicubic, hamming, box, lanczos.
        follow_links: whether links to folders are followed.
        crop_to_aspect_ratio: whether edges are cut off rather than the picture distorted.
        pad_to_aspect_ratio: whether black edges are added instead.
        data_format: `"channels_last"` or `"channels_first"`; the global setting unless given.
        format: accepted for compatibility; the data set is a `PyDataset`.
        verbose: whether to print how many files were found.

    Returns:
        A data set for `fit` with `class_names` and `file_paths`; images are float32 from 0 to 255.

    Raises:
        ValueError: for arguments that do not fit together, or if there are no images.
        FileNotFoundError: if the folder does not exist.
        ImportError: (when read) if Pillow is not installed.
    """
    one_of(color_mode, COLOR_MODES, "color_mode")
    one_of(interpolation, dict.fromkeys(INTERPOLATIONS), "interpolation")
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        raise ValueError("Give crop_to_aspect_ratio or pad_to_aspect_ratio, not both.")
    layout = config.standardize_data_format(data_format)
    size = (int(image_size[0]), int(image_size[1]))

    def read(path: str) -> Array:
        target = _fitting(path, size) if pad_to_aspect_ratio else size
        image = load_img(path, color_mode, target, interpolation, crop_to_aspect_ratio)
        return _padded(img_to_array(image, "channels_last", "float32"), size, layout)

    return labelled_files(
        directory, labels, label_mode, class_names, _ENDINGS, read, batch_size, shuffle, seed, validation_split, subset,
        follow_links, verbose, kind="images",
    )  # fmt: skip


def _fitting(path: str, size: tuple[int, int]) -> tuple[int, int]:
    """The size, within `size`, that has the proportions of the picture."""
    width, height = load_img(path).size
    scale = min(size[0] / height, size[1] / width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def _padded(image: Array, size: tuple[int, int], layout: str) -> Array:
    rows, columns = size[0] - image.shape[0], size[1] - image.shape[1]
    around = ((rows // 2, rows - rows // 2), (columns // 2, columns - columns // 2), (0, 0))
    image = np.pad(image, around) if rows or columns else image
    return image.transpose(2, 0, 1) if layout == "channels_first" else image
