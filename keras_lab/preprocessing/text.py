"""Texts as lists of words and of numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from keras_lab.lazy import attach

__getattr__, __dir__ = attach(
    __name__,
    {
        "Tokenizer": "keras_lab.preprocessing.tokenizer",
        "tokenizer_from_json": "keras_lab.preprocessing.tokenizer",
    },
)

#: Characters that part words like spaces: punctuation but for the apostrophe, tabs, line ends.
FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'


def text_to_word_sequence(
    text: str, filters: str = FILTERS, lower: bool = True, split: str = " "
) -> list[str]:
    """The words of a text.

    Arguments:
        text: what to take apart.
        filters: characters that count as `split`.
        lower: whether to write everything in lower case.
        split: what stands between words.
    """
    text = text.lower() if lower else text
    parted = text.translate({ord(character): split for character in filters})
    return [word for word in parted.split(split) if word]


def hashing_trick(
    text: str,
    n: int,
    hash_function: Callable[[str], int] | str | None = None,
    filters: str = FILTERS,
    lower: bool = True,
    split: str = " ",
    analyzer: Callable[[str], list[str]] | None = None,
) -> list[int]:
    """The words of a text as numbers from 1 to `n - 1`, found by hashing; different words may share one.

    Arguments:
        text: what to take apart.
        n: one more than the highest number.
        hash_function: word → int; `"md5"` gives the same numbers each time, Python's `hash` (the default) does
            not, unless PYTHONHASHSEED is set.
        filters, lower, split: see `text_to_word_sequence`.
        analyzer: takes texts apart instead.
    """
    numbers: Any = {"md5": _md5, None: hash}.get(hash_function, hash_function)  # type: ignore[arg-type]
    words = analyzer(text) if analyzer else text_to_word_sequence(text, filters, lower, split)
    return [numbers(word) % (n - 1) + 1 for word in words]


def _md5(word: str) -> int:
    return int(hashlib.md5(word.encode(), usedforsecurity=False).hexdigest(), 16)


def one_hot(
    text: str,
    n: int,
    filters: str = FILTERS,
    lower: bool = True,
    split: str = " ",
    analyzer: Callable[[str], list[str]] | None = None,
) -> list[int]:
    """`hashing_trick` with Python's `hash`. In spite of its name, it gives numbers."""
    return hashing_trick(text, n, hash, filters, lower, split, analyzer)
