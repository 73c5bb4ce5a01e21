"""Files in folders as data sets: what those of images and of texts share."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from keras_lab.utils.folders import files_below, subfolders
from keras_lab.utils.np_utils import to_categorical
from keras_lab.utils.py_dataset import PyDataset

Array = np.ndarray[Any, np.dtype[Any]]

LABEL_MODES = ("int", "categorical", "binary", None)


class LabelledFiles(PyDataset):
    """Batches of files with labels.

    Args:
        file_paths: the files.
        labels: an array with the label of each, as it is handed out; or None.
        class_names: the classes in the order of their numbers; or None.
        read: path → what is in the file; all of one shape.
        batch_size: files in a batch; None: no batch axis.
        shuffle: whether files come in a new order each epoch.
        seed: for the order.
        stack: contents of files → a batch.
    """

    def __init__(
        self,
        file_paths: list[str],
        labels: Array | None,
        class_names: list[str] | None,
        read: Callable[[str], Any],
        batch_size: int | None,
        shuffle: bool,
        seed: int,
        stack: Callable[[Sequence[Any]], Any] = np.stack,
    ) -> None:
        super().__init__()
        self.file_paths = file_paths
        self.class_names = class_names
        self._labels = labels
        self._read = read
        self._stack = stack
        self._batch_size = batch_size
        self._random = np.random.default_rng(seed) if shuffle else None
        self._order = np.arange(len(file_paths))

    def __len__(self) -> int:
        return math.ceil(len(self.file_paths) / (self._batch_size or 1))

    def __getitem__(self, index: int) -> Any:
        if not 0 <= index < len(self):
            raise IndexError(f"There is no batch {index}: there are {len(self)}.")
        size = self._batch_size or 1
        rows = self._order[index * size : (index + 1) * size]
        contents = self._stack([self._read(self.file_paths[row]) for row in rows])
        if self._batch_size is None:
            contents, rows = contents[0], rows[0]
        return contents if self._labels is None else (contents, self._labels[rows])

    def on_epoch_end(self) -> None:
        """Puts the files in a new order, if they are shuffled."""
        if self._random is not None:
            self._order = self._random.permutation(len(self.file_paths))


def labelled_files(
    directory: Any,
    labels: Any,
    label_mode: str | None,
    class_names: Sequence[str] | None,
    endings: tuple[str, ...],
    read: Callable[[str], Any],
    batch_size: int | None,
    shuffle: bool,
    seed: int | None,
    validation_split: float | None,
    subset: str | None,
    follow_links: bool,
    verbose: bool,
    stack: Callable[[Sequence[Any]], Any] = np.stack,
    kind: str = "files",
) -> Any:
    """A data set of the files in a folder, or `[training, validation]` for `subset="both"`.

    Raises:
        ValueError: for arguments that do not fit together, or if there are no files.
        FileNotFoundError: if the folder does not exist.
    """
    _check(labels, label_mode, class_names, validation_split, subset, shuffle, seed)
    seed = int(np.random.randint(1_000_000)) if seed is None else seed
    paths, numbers, names = _index(Path(directory), labels, class_names, endings, follow_links)
    labelled = label_mode is not None and labels is not None
    if verbose:
        belonging = f" belonging to {len(names)} classes" if labelled else ""
        print(f"Found {len(paths)} files{belonging}.")
    if label_mode == "binary" and labelled and len(names) != 2:
        raise ValueError(
            f"With label_mode='binary' there must be exactly 2 classes. There are {len(names)}: {names}"
        )
    encoded = _encoded(numbers, label_mode, len(names)) if labelled else None
    order = np.random.RandomState(seed).permutation(len(paths)) if shuffle else np.arange(len(paths))
    held = int((validation_split or 0) * len(paths))
    parts = {None: order, "training": order[: len(order) - held], "validation": order[len(order) - held :]}

    def made(part: str | None) -> LabelledFiles:
        rows = parts[part]
        if not len(rows):
            raise ValueError(
                f"No {kind} found in directory {str(directory)!r}{f' for {part}' if part else ''}: "
                f"there are no {part or ''} files with {', '.join(endings)}."
            )
        again = shuffle and not (subset == "both" and part == "validation")
        chosen = None if encoded is None else encoded[rows]
        known = names if labelled else None
        return LabelledFiles(
            [paths[row] for row in rows], chosen, known, read, batch_size, again, seed, stack
        )

    return [made("training"), made("validation")] if subset == "both" else made(subset)


def _check(
    labels: Any, label_mode: Any, class_names: Any, split: Any, subset: Any, shuffle: bool, seed: Any
) -> None:
    if not (
        labels in ("inferred", None) if isinstance(labels, (str, type(None))) else hasattr(labels, "__len__")
    ):
        raise ValueError(
            f"`labels` argument should be 'inferred', None or a list of numbers. Received: {labels!r}"
        )
    if class_names is not None and not (isinstance(labels, str) and labels == "inferred"):
        raise ValueError('You can only pass `class_names` if `labels="inferred"`.')
    if label_mode not in LABEL_MODES:
        raise ValueError(
            f"`label_mode` argument must be 'int', 'categorical', 'binary' or None. Received: {label_mode!r}"
        )
    if split and not 0 < split < 1:
        raise ValueError(f"`validation_split` must be between 0 and 1. Received: {split}")
    if subset not in ("training", "validation", "both", None):
        raise ValueError(
            f'`subset` must be either "training", "validation", "both" or None. Received: {subset!r}'
        )
    if bool(split) != bool(subset):
        raise ValueError("`validation_split` must be set together with `subset`.")
    if split and shuffle and seed is None:
        raise ValueError(
            "With `validation_split` you must provide a `seed` (or shuffle=False), so that the subsets do not overlap."
        )


def _index(
    directory: Path, labels: Any, class_names: Any, endings: tuple[str, ...], follow_links: bool
) -> tuple[list[str], Array, list[str]]:
    """The files, the number of the class of each, and the classes."""
    if not (isinstance(labels, str) and labels == "inferred"):
        paths = [str(directory / file) for file in files_below(directory, endings, follow_links)]
        given = np.zeros(len(paths), "int32") if labels is None else np.asarray(labels)
        if len(given) != len(paths):
            raise ValueError(
                f"Expected the lengths of `labels` to match the number of files in {str(directory)!r}: there are "
                f"{len(given)} labels for {len(paths)} files."
            )
        return paths, given, [str(label) for label in sorted(set(given.tolist()))]
    found = subfolders(directory)
    names = found if class_names is None else list(class_names)
    if unknown := set(names) - set(found):
        raise ValueError(
            f"The `class_names` passed did not match the folders: {sorted(unknown)} not among {', '.join(found)}."
        )
    paths, numbers = [], []
    for number, name in enumerate(names):
        files = files_below(directory / name, endings, follow_links)
        paths += [str(directory / name / file) for file in files]
        numbers += [number] * len(files)
    return paths, np.array(numbers, "int32"), names


def _encoded(numbers: Array, label_mode: str | None, count: int) -> Array:
    if label_mode == "categorical":
        return to_categorical(numbers, count)
    return numbers[:, None].astype("float32") if label_mode == "binary" else numbers
