"""Newswires from Reuters in 46 topics (D. Lewis, the Reuters-21578 collection)."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab.datasets import word_lists
from keras_lab.datasets.fetching import KERAS_ORIGIN, fetch
from keras_lab.legacy import accepts_old_words

Array = np.ndarray[Any, np.dtype[Any]]

_DIGEST = "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"
_INDEX_DIGEST = "4d44cc38712099c9e383dc6e5f11a921"

_TOPICS = (
    "cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves ship "
    "cotton carcass crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin "
    "strategic-metal livestock retail ipi iron-steel rubber heat jobs lei bop zinc orange pet-chem "
    "dlr gas silver wpi hog lead"
)


@accepts_old_words("reuters.load_data")
def load_data(
    path: str = "reuters.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int | None = 3,
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """11,228 newswires as lists of words' numbers by frequency.

    Downloaded at the first call (2 MB) and kept in `~/.keras/datasets` (or `$KERAS_HOME/datasets`).

    Arguments:
        test_split: the fraction that is for testing.
        path, num_words, skip_top, maxlen, seed, start_char, oov_char, index_from: see `imdb.load_data`.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: arrays of lists, and of the topics' numbers (see `get_label_names`).

    Raises:
        DownloadError: (an OSError) if the data is neither on the disk nor to be had from the net.
        ValueError: if no newswire is short enough.
    """
    file = fetch(path, KERAS_ORIGIN + "reuters.npz", _DIGEST, 10_000_000)
    random = np.random.RandomState(seed)
    x, y = word_lists.read_npz(file, ("x", "y"))
    x, y = word_lists.shuffled(x, y, random)
    lists, y = word_lists.shorter_than(maxlen, word_lists.marked(x, start_char, index_from), y)
    kept = word_lists.as_array(word_lists.in_vocabulary(lists, num_words, skip_top, oov_char))
    at = int(len(kept) * (1 - test_split))
    return (kept[:at], y[:at]), (kept[at:], y[at:])


def get_word_index(path: str = "reuters_word_index.json") -> dict[str, int]:
    """Word → its number; `load_data` adds `index_from` to them.

    Arguments:
        path: the name of the file in `~/.keras/datasets`, or an absolute path.
    """
    origin = KERAS_ORIGIN + "reuters_word_index.json"
    return word_lists.read_json(fetch(path, origin, _INDEX_DIGEST, 2_000_000))


def get_label_names() -> tuple[str, ...]:
    """The topics, in the order of their numbers."""
    return tuple(_TOPICS.split())
