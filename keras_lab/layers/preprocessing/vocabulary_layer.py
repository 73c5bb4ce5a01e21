"""The layers that have a vocabulary: setting it, finding it, keeping it in files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from keras_lab import config, python_code
from keras_lab.layers.preprocessing.data_layer import DataLayer, batches, holds_lists, to_lists
from keras_lab.layers.preprocessing.vocabulary import Counts, Vocabulary, lines_of, write_lines

_FILE = "vocabulary.txt"


class VocabularyLayer(DataLayer):
    """Base of the layers that have a vocabulary; `IndexLookup` says what its attributes mean."""

    max_tokens: int | None
    num_oov_indices: int
    mask_token: Any
    oov_token: Any
    invert: bool
    output_mode: str
    pad_to_max_tokens: bool
    input_vocabulary: list[Any] | None
    input_idf_weights: list[float] | None
    idf_weights: np.ndarray | None
    _has_input_vocabulary: bool
    _size_of_origin: int | None
    _vocabulary: Vocabulary

    # ---- what the two kinds do differently ----------------------------------------------------------------

    _keys_are_ints = False
    #: The dtype of tokens.
    vocabulary_dtype: str

    def _keys(self, tokens: np.ndarray) -> np.ndarray:
        """An array of tokens as the vocabulary knows them."""
        raise NotImplementedError

    def _shown(self, token: Any) -> Any:
        """A token of the vocabulary as people write it."""
        raise NotImplementedError

    # ---- the vocabulary -------------------------------------------------------------------------------------

    def get_vocabulary(self, include_special_tokens: bool = True) -> list[Any]:
        """The tokens, each at the place of its number.

        Args:
            include_special_tokens: whether those for missing and unknown tokens are among them.
        """
        tokens = [self._shown(token) for token in self._vocabulary.tokens]
        return [*self._special_tokens(), *tokens] if include_special_tokens and tokens else tokens

    def vocabulary_size(self) -> int:
        """How many tokens there are, special ones included."""
        return self._token_start() + len(self._vocabulary)

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Sets the tokens.

        Args:
            vocabulary: a list or array of tokens, or the path of a file with one a line; the special tokens may stand
                at the beginning.
            idf_weights: a weight for each of them; needed for the output mode `"tf_idf"`.

        Raises:
            ValueError: for tokens that occur twice, are reserved, or are too many, and weights that do not fit.
        """
        self._check_weights(idf_weights)
        if isinstance(vocabulary, (str, os.PathLike)):
            if self.output_mode == "tf_idf":
                raise ValueError(
                    f"The layer {self.name!r}: output_mode `'tf_idf'` does not support loading a vocabulary from file."
                )
            vocabulary = self._parsed(lines_of(vocabulary))
        given = listed(vocabulary)
        if not given:
            raise ValueError(
                f"Cannot set an empty vocabulary for the layer {self.name!r}. Received: {vocabulary!r}"
            )
        keys, with_special = self._tokens_among(given)
        if idf_weights is not None:
            idf_weights = self._padded(_vector(self, idf_weights, len(given)), with_special)
        self._set_tokens(keys)
        self.idf_weights = idf_weights

    def _tokens_among(self, given: list[Any]) -> tuple[list[Any], bool]:
        """The keys of the tokens that are not special, and whether the list begins with the special ones."""
        special = self._special_tokens()
        shown = [self._shown(key) for key in self._keys(np.asarray(given)).tolist()]
        with_special = bool(special) and shown[: len(special)] == special
        tokens = shown[len(special) :] if with_special else shown
        self._check_tokens(tokens)
        return self._keys(np.asarray(tokens)).tolist() if tokens else [], with_special

    def _check_weights(self, idf_weights: Any) -> None:
        if (idf_weights is None) == (self.output_mode == "tf_idf"):
            rule = "must be set if" if idf_weights is None else "should only be set if"
            raise ValueError(
                f"The layer {self.name!r}: `idf_weights` {rule} output_mode is 'tf_idf'. "
                f"Received: output_mode={self.output_mode!r}"
            )

    def _check_tokens(self, tokens: list[Any]) -> None:
        if len(set(tokens)) < len(tokens):
            twice = [token for token in dict.fromkeys(tokens) if tokens.count(token) > 1]
            raise ValueError(
                f"The vocabulary of the layer {self.name!r} has at least one repeated term; the repeated terms are: "
                f"{twice}"
            )
        reserved = [("mask", self.mask_token), *([("OOV", self.oov_token)] if self.invert else [])]
        for kind, token in reserved:
            if token is not None and token in tokens:
                raise ValueError(
                    f"Found reserved {kind} token {token!r} at an unexpected location in the `vocabulary` of the layer "
                    f"{self.name!r}, at {tokens.index(token)}. Leave special tokens out, or let it begin with "
                    f"{self._special_tokens()}."
                )
        size = self._token_start() + len(tokens)
        if self.max_tokens is not None and size > self.max_tokens:
            raise ValueError(
                f"Attempted to set a vocabulary larger than the maximum vocab size of the layer {self.name!r}: "
                f"it has {size} tokens, special ones included; `max_tokens` is {self.max_tokens}."
            )

    def _set_tokens(self, keys: Sequence[Any]) -> None:
        self._vocabulary = Vocabulary(keys, self._token_start())

    def _padded(self, weights: np.ndarray, with_special: bool = False) -> np.ndarray:
        """The weights of all rows: those of special tokens are the mean, those of missing tokens zero."""
        front = 0 if with_special else self._token_start()
        size = self.max_tokens if self.pad_to_max_tokens else front + len(weights)
        padded = np.zeros(size or 0, config.floatx())
        padded[:front] = weights.mean() if len(weights) else 0
        padded[front : front + len(weights)] = weights
        return padded

    def _parsed(self, lines: list[str]) -> list[Any]:
        return [int(line) for line in lines] if self._keys_are_ints else lines

    def _special_tokens(self) -> list[Any]:
        return [self.mask_token] * self._oov_start() + [self.oov_token] * self.num_oov_indices

    def _oov_start(self) -> int:
        return int(self.mask_token is not None and self.output_mode == "int")

    def _token_start(self) -> int:
        return self._oov_start() + self.num_oov_indices

    # ---- finding a vocabulary -------------------------------------------------------------------------------

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Makes the vocabulary of the tokens in `data`, the most common ones first.

        Among equally common ones the greater comes first. For `"tf_idf"` each sample is a document, and the weight
        of a token is `log(1 + documents / (1 + documents with the token))`.

        Args:
            data: an array or list of tokens, or a data set or generator of batches of them.
            steps: how many batches are read, at most.
        """
        self.reset_state()
        for batch in batches(data, steps):
            batch = to_lists(batch)
            single = batch is data and not holds_lists(batch) and np.ndim(batch) == 1
            self.update_state(np.asarray(batch)[:, None] if single else batch)
        self.finalize_state()

    def update_state(self, data: Any) -> None:
        """Counts the tokens of a batch; a vector is one document, else each row is one.

        Raises:
            ValueError: if the layer was given a vocabulary.
        """
        self.count(self._documents(to_lists(data)))

    def _documents(self, data: Any) -> list[list[Any]]:
        """The keys of each document."""
        try:
            tokens = np.asarray(data)
        except ValueError:  # rows of different lengths
            return [self._keys(_flat(row)).tolist() for row in data]
        rows = (1, -1) if tokens.ndim < 2 else (len(tokens), -1)
        return self._keys(tokens).reshape(rows).tolist()

    def count(self, documents: Iterable[Sequence[Any]]) -> None:
        """Counts the keys of documents.

        Raises:
            ValueError: if the layer was given a vocabulary.
        """
        if self._has_input_vocabulary:
            raise ValueError(
                f"Cannot adapt layer {self.name!r} after setting a static vocabulary via the `vocabulary` argument."
            )
        self._counts.add(documents)

    def finalize_state(self) -> None:
        """Makes the vocabulary out of what was counted."""
        if self._has_input_vocabulary or not self._counts.tokens:
            return
        special = [token for token in (self.mask_token, self.oov_token) if token is not None]
        left_out = [self._keys(np.asarray([token])).tolist()[0] for token in special]
        most = self.max_tokens - self._token_start() if self.max_tokens else None
        keys = self._counts.most_common(most, left_out)
        self._set_tokens(keys)
        if self.output_mode == "tf_idf":
            self.idf_weights = self._padded(self._counts.inverse_frequencies(keys))
        self.reset_state()

    def reset_state(self) -> None:
        """Forgets what was counted; the vocabulary stays."""
        self._counts = Counts()

    # ---- keeping --------------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        given = {"vocabulary": self.input_vocabulary, "idf_weights": self.input_idf_weights}
        known = self._vocabulary or self._size_of_origin is not None
        config = {**super().get_config(), **given, "vocabulary_size": self.depth_or_size() if known else None}
        config.pop("has_input_vocabulary")
        return config

    def depth_or_size(self) -> int | None:
        """The size of the vocabulary; of the layer that this one's configuration was taken from if it has none."""
        return self.vocabulary_size() if self._vocabulary else self._size_of_origin

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        """A new layer; a vocabulary must be given as a list."""
        cls.refuse_files(config)
        return super().from_config(config)

    @staticmethod
    def refuse_files(config: Mapping[str, Any]) -> None:
        """Raises ValueError for a configuration that names a vocabulary file, unless safe mode is off.

        A file that is loaded must not make others be read. Configurations that layers give never name any.
        """
        if isinstance(config.get("vocabulary"), str) and python_code.in_safe_mode() is not False:
            raise ValueError(
                f"The configuration of a layer asks for the vocabulary file {config['vocabulary']!r}, which could be "
                "any file. Make the layer with its constructor, or load with safe_mode=False if you trust the source."
            )

    def save_own_variables(self, store: Any) -> None:
        """Puts the weights of tokens into `store`, if there are any."""
        if self.output_mode == "tf_idf" and self.idf_weights is not None:
            store["idf_weights"] = self.idf_weights

    def load_own_variables(self, store: Any) -> None:
        """Takes the weights of tokens from `store`."""
        if self.output_mode == "tf_idf" and "idf_weights" in store:
            self.idf_weights = np.array(store["idf_weights"])

    def save_assets(self, dir_path: str | os.PathLike[str]) -> None:
        """Writes the vocabulary into a folder, unless the configuration has it."""
        if self.input_vocabulary is None:
            write_lines(os.path.join(dir_path, _FILE), self.get_vocabulary())

    def load_assets(self, dir_path: str | os.PathLike[str]) -> None:
        """Reads what `save_assets` wrote."""
        if self.input_vocabulary is None:
            lines = lines_of(os.path.join(dir_path, _FILE))
            if lines:
                self._set_tokens(self._tokens_among(self._parsed(lines))[0])


def listed(values: Any) -> Any:
    """A list of plain things from a list, an array or a tensor."""
    if values is None or isinstance(values, str):
        return values
    if not isinstance(values, (list, tuple)):
        return np.asarray(values).tolist()
    return [value.item() if isinstance(value, np.generic) else value for value in values]


def _flat(row: Any) -> np.ndarray:
    if not isinstance(row, (list, tuple)):
        return np.asarray(row).ravel()
    flat = [item for part in row for item in (part if isinstance(part, (list, tuple)) else [part])]
    return np.asarray(flat)


def _vector(layer: VocabularyLayer, weights: Any, count: int) -> np.ndarray:
    weights = np.asarray(weights, config.floatx())
    if weights.ndim != 1:
        raise ValueError(f"The TF-IDF data of the layer {layer.name!r} must be a 1-index array.")
    if len(weights) != count:
        raise ValueError(
            f"`idf_weights` must be the same length as vocabulary. The layer {layer.name!r} received "
            f"{len(weights)} weights and {count} tokens."
        )
    return weights
