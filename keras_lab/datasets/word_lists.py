"""Texts as lists of words' numbers: what the loaders of IMDB and Reuters share."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from keras_lab.datasets import plain_pickle
from keras_lab.datasets.npz import DamagedFileError

Array = np.ndarray[Any, np.dtype[Any]]
Lists = list[list[int]]


def read_npz(path: Path, names: tuple[str, ...]) -> list[Array]:
    """Arrays of an `.npz` archive whose digest was checked; arrays of lists are pickled in it (see `plain_pickle`).

    Raises:
        DamagedFileError: if it cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return [_read(archive, name) for name in names]
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DamagedFileError(f"{path} cannot be read: {error}") from error


def _read(archive: zipfile.ZipFile, name: str) -> Array:
    with archive.open(f"{name}.npy") as member:
        if np.lib.format.read_magic(member) != (1, 0):
            raise ValueError(f"{name} is no array in NumPy's format 1.0")
        shape, _, dtype = np.lib.format.read_array_header_1_0(member)
        if dtype.hasobject:
            return plain_pickle.load(member)
        return np.frombuffer(member.read(), dtype).reshape(shape)


def read_json(path: Path) -> dict[str, int]:
    """A word index."""
    return json.loads(path.read_text(encoding="utf-8"))


def shuffled(x: Array, y: Array, random: np.random.RandomState) -> tuple[Array, Array]:
    """Both in the same random order."""
    order = np.arange(len(x))
    random.shuffle(order)
    return x[order], y[order]


def marked(lists: Any, start_char: int | None, index_from: int | None) -> Lists:
    """Numbers moved up by `index_from`, with `start_char` in front."""
    shift = index_from or 0
    front = [] if start_char is None else [start_char]
    return [front + [number + shift for number in numbers] for numbers in lists]


def shorter_than(maxlen: int | None, lists: Lists, labels: Array) -> tuple[Lists, Array]:
    """The lists shorter than `maxlen`, and their labels.

    Raises:
        ValueError: if there is none.
    """
    if not maxlen:
        return lists, labels
    kept = [place for place, numbers in enumerate(lists) if len(numbers) < maxlen]
    if not kept:
        raise ValueError(f"All texts have {maxlen} words or more: give a greater maxlen.")
    return [lists[place] for place in kept], labels[kept]


def in_vocabulary(lists: Lists, num_words: int | None, skip_top: int, oov_char: int | None) -> Lists:
    """The numbers from `skip_top` up to `num_words`; `oov_char` for others, or nothing if that is None."""
    end = num_words or max(map(max, lists))
    if oov_char is None:
        return [[number for number in numbers if skip_top <= number < end] for numbers in lists]
    return [[number if skip_top <= number < end else oov_char for number in numbers] for numbers in lists]


def as_array(lists: Lists) -> Array:
    """A one-dimensional array of lists."""
    array = np.empty(len(lists), object)
    array[:] = lists
    return array
