"""A vocabulary learned from texts."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from keras_lab.legacy import accepts_old_words
from keras_lab.preprocessing.text import FILTERS, text_to_word_sequence
from keras_lab.registry import suggest

Array = np.ndarray[Any, np.dtype[Any]]

_MODES = ("binary", "count", "freq", "tfidf")
#: What a tokenizer has learned, as kept in JSON; keys of those in the second line are numbers.
_WORD_TABLES = ("word_counts", "word_docs", "word_index")
_NUMBER_TABLES = ("index_docs", "index_word")


class Tokenizer:
    """Numbers words by how often they occur, the most frequent one being 1, and texts by their words.

    Args:
        num_words: only words with numbers below are used; None: all.
        filters, lower, split: see `text_to_word_sequence`.
        char_level: whether characters are numbered instead of words.
        oov_token: stands for words that are not known; it gets number 1. None: they are left out.
        analyzer: function text → list of words, instead of `text_to_word_sequence`.
        document_count: how many texts were seen before.

    Attributes:
        word_counts: word → how often it was seen.
        word_docs: word → in how many texts.
        word_index: word → its number; index_word: the other way round.
        index_docs: number → in how many texts.
    """

    @accepts_old_words("Tokenizer")
    def __init__(
        self,
        num_words: int | None = None,
        filters: str = FILTERS,
        lower: bool = True,
        split: str = " ",
        char_level: bool = False,
        oov_token: str | None = None,
        analyzer: Callable[[str], list[str]] | None = None,
        document_count: int = 0,
    ) -> None:
        self.num_words = num_words
        self.filters = filters
        self.lower = lower
        self.split = split
        self.char_level = char_level
        self.oov_token = oov_token
        self.analyzer = analyzer
        self.document_count = document_count
        self.word_counts: dict[str, int] = OrderedDict()
        self.word_docs: dict[str, int] = defaultdict(int)
        self.word_index: dict[str, int] = {}
        self.index_word: dict[int, str] = {}
        self.index_docs: dict[int, int] = defaultdict(int)

    # ---- learning -------------------------------------------------------------------------------------

    def fit_on_texts(self, texts: Iterable[Any]) -> None:
        """Learns the vocabulary of texts: strings, or lists of words. May be called again with more."""
        for text in texts:
            words = self._words(text)
            self.document_count += 1
            for word in words:
                self.word_counts[word] = self.word_counts.get(word, 0) + 1
            for word in set(words):
                self.word_docs[word] = self.word_docs.get(word, 0) + 1
        by_frequency = sorted(self.word_counts, key=self.word_counts.__getitem__, reverse=True)
        vocabulary = by_frequency if self.oov_token is None else [self.oov_token, *by_frequency]
        self.word_index = {word: number for number, word in enumerate(vocabulary, 1)}
        self.index_word = {number: word for word, number in self.word_index.items()}
        for word, count in self.word_docs.items():
            self.index_docs[self.word_index[word]] = count

    def fit_on_sequences(self, sequences: Any) -> None:
        """Learns how many of the given lists of numbers hold each number; for `sequences_to_matrix`."""
        self.document_count += len(sequences)
        for sequence in sequences:
            for number in set(sequence):
                self.index_docs[number] = self.index_docs.get(number, 0) + 1

    def _words(self, text: Any) -> Any:
        if self.char_level or isinstance(text, list):
            if not self.lower:
                return text
            return [word.lower() for word in text] if isinstance(text, list) else text.lower()
        if self.analyzer is not None:
            return self.analyzer(text)
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    # ---- texts and numbers ----------------------------------------------------------------------------

    def texts_to_sequences(self, texts: Iterable[Any]) -> list[list[int]]:
        """Each text as the list of its words' numbers."""
        return list(self.texts_to_sequences_generator(texts))

    def texts_to_sequences_generator(self, texts: Iterable[Any]) -> Iterator[list[int]]:
        """The same, one by one."""
        for text in texts:
            numbers = (self._used(self.word_index.get(word)) for word in self._words(text))
            yield [number for number in numbers if number is not None]

    def sequences_to_texts(self, sequences: Iterable[Iterable[int]]) -> list[str]:
        """Lists of numbers as texts, with spaces between the words."""
        return list(self.sequences_to_texts_generator(sequences))

    def sequences_to_texts_generator(self, sequences: Iterable[Iterable[int]]) -> Iterator[str]:
        """The same, one by one."""
        for sequence in sequences:
            numbers = (self._used(number if number in self.index_word else None) for number in sequence)
            yield " ".join(self.index_word[number] for number in numbers if number is not None)

    def _used(self, number: int | None) -> int | None:
        """The number if it is in use, else that of `oov_token` (None without one)."""
        if number is not None and not (self.num_words and number >= self.num_words):
            return number
        return None if self.oov_token is None else self.word_index.get(self.oov_token)

    def texts_to_matrix(self, texts: Iterable[Any], mode: str = "binary") -> Array:
        """Texts as rows; see `sequences_to_matrix`."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(self, sequences: Any, mode: str = "binary") -> Array:
        """Lists of numbers as rows with a column for each number.

        Arguments:
            sequences: lists of numbers.
            mode: what an entry is: `"binary"` whether the number occurs, `"count"` how often, `"freq"` that by the
                length of the list, `"tfidf"` (1 + ln count) · ln(1 + texts / (1 + texts with the number)).

        Raises:
            ValueError: for another mode, or before anything was learned.
        """
        if mode not in _MODES:
            raise ValueError(
                f"mode must be one of {', '.join(_MODES)}. Received: {mode!r}.{suggest(mode, _MODES)}"
            )
        if not self.num_words and not self.word_index:
            raise ValueError("The Tokenizer knows no words yet: call fit_on_texts, or give num_words.")
        if mode == "tfidf" and not self.document_count:
            raise ValueError("mode='tfidf' needs a Tokenizer that has seen texts: call fit_on_texts first.")
        columns = self.num_words or len(self.word_index) + 1
        matrix = np.zeros((len(sequences), columns))
        for row, sequence in zip(matrix, sequences, strict=True):
            for number, count in Counter(number for number in sequence if number < columns).items():
                row[number] = self._entry(mode, number, count, len(sequence))
        return matrix

    def _entry(self, mode: str, number: int, count: int, length: int) -> float:
        if mode == "tfidf":
            rarity = np.log(1 + self.document_count / (1 + self.index_docs.get(number, 0)))
            return (1 + np.log(count)) * rarity
        return {"binary": 1, "count": count, "freq": count / length}[mode]

    # ---- plain data -----------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """Arguments and vocabulary; tables as JSON text, as Keras writes them."""
        names = ("num_words", "filters", "lower", "split", "char_level", "oov_token", "document_count")
        tables = {name: json.dumps(getattr(self, name)) for name in (*_WORD_TABLES, *_NUMBER_TABLES)}
        return {**{name: getattr(self, name) for name in names}, **tables}

    def to_json(self, **kwargs: Any) -> str:
        """`get_config` as JSON text; `kwargs` go to `json.dumps`."""
        return json.dumps({"class_name": type(self).__name__, "config": self.get_config()}, **kwargs)


def tokenizer_from_json(json_string: str) -> Tokenizer:
    """The tokenizer that `Tokenizer.to_json` wrote, here or in Keras.

    Raises:
        ValueError: if the text is something else.
    """
    try:
        config = dict(json.loads(json_string)["config"])
        tables = {name: json.loads(config.pop(name)) for name in (*_WORD_TABLES, *_NUMBER_TABLES)}
        tables |= {name: {int(key): value for key, value in tables[name].items()} for name in _NUMBER_TABLES}
        tokenizer = Tokenizer(**config)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"The text is no Tokenizer in JSON: {error}") from error
    vars(tokenizer).update(tables)
    return tokenizer
