"""TextVectorization: pieces of text as sequences of the numbers of their words, or as counts of them."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from keras_lab import config
from keras_lab.engine import P
from keras_lab.engine.spec import Spec
from keras_lab.layers import checks, named_functions
from keras_lab.layers.preprocessing.data_layer import DataLayer, batches, to_lists
from keras_lab.layers.preprocessing.encoding import output_mode as _mode
from keras_lab.layers.preprocessing.string_lookup import StringLookup
from keras_lab.layers.preprocessing.text import as_bytes, to_bytes, to_text

_STANDARDIZE = ("lower_and_strip_punctuation", "lower", "strip_punctuation")
_SPLIT = ("whitespace", "character")
_PUNCTUATION = string.punctuation.encode()
Words = list[bytes]


class TextVectorization(DataLayer):
    """Text into numbers: made plain, split into words, joined to n-grams, looked up in a vocabulary.

    It is computed in Python. On an engine without strings it is called outside of programs: mapped over a data set, or
    on arrays.

    Args:
        max_tokens: how large the vocabulary may be, special tokens included.
        standardize: `"lower_and_strip_punctuation"`, `"lower"`, `"strip_punctuation"` (of ASCII's letters and marks),
            None, or a function from a tensor of strings (an array, where the engine has none) to another.
        split: `"whitespace"`, `"character"`, None, or a function from a tensor of strings to their words: a ragged
            tensor or nested lists.
        ngrams: also all sequences of up to so many words; a tuple: of just these lengths.
        output_mode: `"int"`: a row of numbers, 0 where there is no word any more, 1 for unknown words; others see
            `IndexLookup`.
        output_sequence_length: how long these rows are. Default: as the longest of the batch; within a model, whose
            programs have sizes known beforehand, it must be given.
        pad_to_max_tokens, vocabulary, idf_weights, sparse, encoding: see `StringLookup`.
        ragged: not supported.

    Shapes:
        `(batch,)` or `(batch, 1)` → `(batch, length)` or `(batch, tokens)`.
    """

    def __init__(
        self,
        max_tokens: int | None = None,
        standardize: str | Callable[..., Any] | None = "lower_and_strip_punctuation",
        split: str | Callable[..., Any] | None = "whitespace",
        ngrams: int | tuple[int, ...] | None = None,
        output_mode: str = "int",
        output_sequence_length: int | None = None,
        pad_to_max_tokens: bool = False,
        vocabulary: Any = None,
        idf_weights: Any = None,
        sparse: bool = False,
        ragged: bool = False,
        encoding: str = "utf-8",
        name: str | None = None,
        has_input_vocabulary: bool | None = None,
        vocabulary_size: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        self._input_dtype = self._input_dtype or "string"
        self.standardize = _one_of_or_function(self, "standardize", standardize, _STANDARDIZE)
        self.split = _one_of_or_function(self, "split", split, _SPLIT)
        self.ngrams = _checked_ngrams(self, ngrams)
        self.output_mode = _mode(self, output_mode, ("int", "one_hot", "multi_hot", "count", "tf_idf"))
        _check_length(self, output_sequence_length)
        if ragged:
            raise ValueError(
                f"The layer {self.name!r}: ragged tensors are not supported (`ragged` must not be true). Rows of "
                "different lengths are padded with 0; an Embedding with mask_zero=True leaves these out."
            )
        self.output_sequence_length = output_sequence_length
        self.ragged = ragged
        self.sparse = sparse
        self._lookup_layer = StringLookup(
            max_tokens=max_tokens,
            vocabulary=vocabulary,
            idf_weights=idf_weights,
            pad_to_max_tokens=pad_to_max_tokens,
            mask_token="",
            output_mode=self.output_mode,
            sparse=sparse,
            encoding=encoding,
            has_input_vocabulary=has_input_vocabulary,
            vocabulary_size=vocabulary_size,
        )

    def build(self, input_shape: Any = None) -> None:
        """Does nothing: there are no weights."""

    # ---- the vocabulary -------------------------------------------------------------------------------------

    def adapt(self, data: Any, batch_size: int | None = None, steps: int | None = None) -> None:
        """Makes the vocabulary of the words in `data`; see `StringLookup.adapt`.

        Args:
            data: an array or list of strings, or a data set or generator of batches of them.
            batch_size: not needed.
            steps: how many batches are read, at most.
        """
        self.reset_state()
        for batch in batches(data, steps):
            self.update_state(batch)
        self.finalize_state()

    def update_state(self, data: Any) -> None:
        """Counts the words of a batch of strings."""
        self._lookup_layer.count(self._rows(np.asarray(to_lists(data))))

    def finalize_state(self) -> None:
        """Makes the vocabulary out of what was counted."""
        self._lookup_layer.finalize_state()

    def reset_state(self) -> None:
        """Forgets what was counted; the vocabulary stays."""
        self._lookup_layer.reset_state()

    def get_vocabulary(self, include_special_tokens: bool = True) -> list[str]:
        """The words, each at the place of its number; see `StringLookup.get_vocabulary`."""
        return self._lookup_layer.get_vocabulary(include_special_tokens)

    def vocabulary_size(self) -> int:
        """How many tokens there are, special ones included."""
        return self._lookup_layer.vocabulary_size()

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Sets the words; see `StringLookup.set_vocabulary`."""
        self._lookup_layer.set_vocabulary(vocabulary, idf_weights)

    # ---- calling --------------------------------------------------------------------------------------------

    def call(self, inputs: Any) -> Any:
        shape = self._checked_shape(tuple(inputs.shape))
        if self.split is not None:
            rows = (*shape, None)
        else:
            rows = (*shape[:-1], None) if self.ngrams is not None else shape or (1,)
        if self.output_mode == "int":
            length = self.output_sequence_length
            spec = Spec(rows if length is None else (*rows[:-1], length), "int64")
        elif self.output_mode == "one_hot":
            spec = Spec((*rows, self._lookup_layer.depth_if_known), config.floatx())
        else:
            spec = Spec((*rows[:-1], self._lookup_layer.depth_if_known), config.floatx())
        return P.on_host(self._vectors, spec, inputs)

    def _checked_shape(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        if self.split is None:
            return shape
        if len(shape) > 2 or (len(shape) == 2 and shape[1] != 1):
            raise ValueError(
                f"The layer {self.name!r} splits strings: the input rank must be 1 or the last shape dimension must be "
                f"1. Received: inputs.shape={shape}"
            )
        return shape[:1]

    def _vectors(self, texts: np.ndarray) -> np.ndarray:
        rows = self._rows(texts)
        if self.output_mode not in ("int", "one_hot"):
            found = self._lookup_layer.encode_rows(rows)
        else:
            found = self._padded(self._lookup_layer.numbers_of_rows(rows))
            if self.output_mode == "one_hot":
                found = (found[..., None] == np.arange(self._lookup_layer.depth)).astype(config.floatx())
        one_row = texts.ndim == 0 or (self.split is None and texts.ndim == 1)
        return found[0] if one_row else found

    def _padded(self, rows: list[np.ndarray]) -> np.ndarray:
        longest = max((len(row) for row in rows), default=0)
        length = longest if self.output_sequence_length is None else self.output_sequence_length
        found = np.full((len(rows), length), 0 if self.output_mode == "int" else -1, np.int64)
        for row, place in zip(rows, found, strict=True):
            place[: len(row)] = row[:length]
        return found

    def _rows(self, texts: np.ndarray) -> list[Words]:
        """The words (or n-grams) of each piece of text."""
        texts = self._plain(as_bytes(texts))
        if self.split is None:
            rows = [texts.tolist()] if texts.ndim < 2 else texts.reshape(-1, texts.shape[-1]).tolist()
            rows = [row if isinstance(row, list) else [row] for row in rows]
        else:
            rows = self._split_up(texts.reshape(-1))
        return rows if self.ngrams is None else [self._joined(row) for row in rows]

    def _plain(self, texts: np.ndarray) -> np.ndarray:
        if callable(self.standardize):
            made = self.standardize(P.strings(_readable(texts)))
            return as_bytes(np.asarray(made))
        drop = _PUNCTUATION if "punctuation" in (self.standardize or "") else b""
        lower = (self.standardize or "").startswith("lower")
        made = [(text.lower() if lower else text).translate(None, drop) for text in texts.flat]
        found = np.empty(texts.size, object)
        found[:] = made
        return found.reshape(texts.shape)

    def _split_up(self, texts: np.ndarray) -> list[Words]:
        if self.split == "whitespace":
            return [text.split() for text in texts]
        if self.split == "character":
            return [[c.encode() for c in text.decode("utf-8", "replace")] for text in texts]
        split: Any = self.split
        made = to_lists(split(P.strings(_readable(texts))))
        made = (
            made.tolist()
            if hasattr(made, "tolist")
            else np.asarray(made).tolist()
            if hasattr(made, "numpy")
            else made
        )
        return [[to_bytes(word) for word in words] for words in made]

    def _joined(self, words: Words) -> Words:
        widths = range(1, self.ngrams + 1) if isinstance(self.ngrams, int) else self.ngrams or ()
        return [b" ".join(words[i : i + n]) for n in widths for i in range(len(words) - n + 1)]

    # ---- keeping --------------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        inner = self._lookup_layer.get_config()
        shared = ("max_tokens", "pad_to_max_tokens", "sparse", "vocabulary", "idf_weights", "encoding")
        size = self._lookup_layer.depth_or_size() or self.vocabulary_size()
        found = {**super().get_config(), **{name: inner[name] for name in shared}, "vocabulary_size": size}
        found.pop("has_input_vocabulary")
        return found

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """A new layer; functions are found by the names they are registered under."""
        StringLookup.refuse_files(config)
        functions = {name: _function(config[name]) for name in ("standardize", "split") if name in config}
        ngrams = config.get("ngrams")
        return cls(**{**config, **functions, "ngrams": tuple(ngrams) if isinstance(ngrams, list) else ngrams})

    def save_own_variables(self, store: Any) -> None:
        """Puts the weights of tokens into `store`, if there are any."""
        self._lookup_layer.save_own_variables(store)

    def load_own_variables(self, store: Any) -> None:
        """Takes the weights of tokens from `store`."""
        self._lookup_layer.load_own_variables(store)

    def save_assets(self, dir_path: Any) -> None:
        """Writes the vocabulary into a folder, unless the configuration has it."""
        self._lookup_layer.save_assets(dir_path)

    def load_assets(self, dir_path: Any) -> None:
        """Reads what `save_assets` wrote."""
        self._lookup_layer.load_assets(dir_path)


def _readable(texts: np.ndarray) -> np.ndarray:
    """Bytes as an array of str, of at least one character's width."""
    return np.array([to_text(text) for text in texts.flat], str).reshape(texts.shape)


def _one_of_or_function(layer: DataLayer, what: str, given: Any, known: tuple[str, ...]) -> Any:
    return given if given is None or callable(given) else checks.one_of(layer, what, given, known)


def _checked_ngrams(layer: DataLayer, ngrams: Any) -> Any:
    whole = isinstance(ngrams, int) or (isinstance(ngrams, tuple) and all(isinstance(n, int) for n in ngrams))
    if ngrams is not None and not whole:
        raise ValueError(
            f"The layer {layer.name!r}: `ngrams` must be None, an integer, or a tuple of integers. Received: {ngrams!r}"
        )
    return ngrams


def _check_length(layer: TextVectorization, length: Any) -> None:
    if layer.output_mode != "int" and length is not None:
        raise ValueError(
            f"The layer {layer.name!r}: `output_sequence_length` must not be set if `output_mode` is not 'int'. "
            f"Received: {length!r}"
        )
    if length is not None and not isinstance(length, int):
        raise ValueError(
            f"The layer {layer.name!r}: `output_sequence_length` must be either None or an integer when `output_mode` "
            f"is 'int'. Received: {length!r}"
        )


def _function(given: Any) -> Any:
    """What a configuration means: a known word, or the function registered under a name."""
    known = isinstance(given, str) and given in (*_STANDARDIZE, *_SPLIT)
    return given if known else named_functions.find(given, "TextVectorization")
