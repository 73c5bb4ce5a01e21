"""Reviews of films from IMDB, liked or not (A. Maas et al., "Learning word vectors for sentiment analysis", 2011)."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab.datasets import word_lists
from keras_lab.datasets.fetching import KERAS_ORIGIN, fetch
from keras_lab.legacy import accepts_old_words

Array = np.ndarray[Any, np.dtype[Any]]

_DIGEST = "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"
_INDEX_DIGEST = "bfafd718b763782e994055a2d397834f"


@accepts_old_words("imdb.load_data")
def load_data(
    path: str = "imdb.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int | None = 3,
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """25,000 reviews for training and as many for testing, as lists of words' numbers by frequency.

    Downloaded at the first call (17 MB) and kept in `~/.keras/datasets` (or `$KERAS_HOME/datasets`).

    Arguments:
        path: the name of the file there, or an absolute path.
        num_words: only words with numbers below are kept; None: all. (Keras 1: `nb_words`.)
        skip_top: the most frequent words to leave out.
        maxlen: only reviews shorter than this are kept.
        seed: for the order of the reviews.
        start_char: put at the beginning of each review; None: nothing is.
        oov_char: put in the place of words left out; None: nothing is.
        index_from: added to all words' numbers, so that there is room for 0 (padding), `start_char` and `oov_char`.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: arrays of lists, and of 0 (disliked) and 1 (liked).

    Raises:
        DownloadError: (an OSError) if the data is neither on the disk nor to be had from the net.
        ValueError: if no review is short enough.
    """
    file = fetch(path, KERAS_ORIGIN + "imdb.npz", _DIGEST, 30_000_000)
    x_train, y_train, x_test, y_test = word_lists.read_npz(file, ("x_train", "y_train", "x_test", "y_test"))
    random = np.random.RandomState(seed)
    parts = []
    for x, y in (word_lists.shuffled(x_train, y_train, random), word_lists.shuffled(x_test, y_test, random)):
        parts.append(word_lists.shorter_than(maxlen, word_lists.marked(x, start_char, index_from), y))
    (train, y_train), (test, y_test) = parts
    kept = word_lists.in_vocabulary(train + test, num_words, skip_top, oov_char)
    x_train, x_test = word_lists.as_array(kept[: len(train)]), word_lists.as_array(kept[len(train) :])
    return (x_train, y_train), (x_test, y_test)


def get_word_index(path: str = "imdb_word_index.json") -> dict[str, int]:
    """Word → its number; `load_data` adds `index_from` to them.

    Arguments:
        path: the name of the file in `~/.keras/datasets`, or an absolute path.
    """
    origin = KERAS_ORIGIN + "imdb_word_index.json"
    return word_lists.read_json(fetch(path, origin, _INDEX_DIGEST, 4_000_000))
