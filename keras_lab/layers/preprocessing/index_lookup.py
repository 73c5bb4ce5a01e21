"""What StringLookup and IntegerLookup have in common: tokens into numbers and back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np

from keras_lab import config
from keras_lab.engine import P
from keras_lab.engine.spec import Spec
from keras_lab.layers import checks
from keras_lab.layers.preprocessing.encoding import counted, encode_on_host, encoded_shape, output_mode
from keras_lab.layers.preprocessing.hashing import hashed, salt_of
from keras_lab.layers.preprocessing.text import as_bytes
from keras_lab.layers.preprocessing.vocabulary import Vocabulary
from keras_lab.layers.preprocessing.vocabulary_layer import VocabularyLayer, listed

_MODES = ("int", "one_hot", "multi_hot", "count", "tf_idf")


class IndexLookup(VocabularyLayer):
    """Tokens into numbers by a vocabulary, in Python, also within a program.

    The numbers: 0 for `mask_token` (in `"int"` mode, if there is one), then `num_oov_indices` for tokens that are
    not in the vocabulary, then one for each token of the vocabulary.

    Args:
        max_tokens: how large the vocabulary may be, special tokens included; None: of any size.
        num_oov_indices: how many numbers there are for unknown tokens, which are spread over them by their hash
            (ints: by their remainder); with 0 they are an error, and with `invert` all are `oov_token`.
        mask_token: the token that stands for missing ones; None: there is none.
        oov_token: what unknown numbers become with `invert`.
        vocabulary: the tokens, or the path of a file with one a line. Without it, call `adapt`.
        idf_weights: a weight for each token, for `"tf_idf"`.
        invert: numbers into tokens.
        output_mode: `"int"`; `"one_hot"`, `"multi_hot"`, `"count"` (see `CategoryEncoding`); `"tf_idf"`: counts
            multiplied by the weights.
        sparse: whether a call of the layer by itself gives a sparse tensor; in models and data sets it is dense.
        pad_to_max_tokens: whether rows are `max_tokens` long even if the vocabulary is smaller.
        oov_method: how unknown ints are spread: `"floormod"` (remainder) or `"farmhash"`.
        salt: an int or two, the key of SipHash, which then takes FarmHash's place.
        has_input_vocabulary, vocabulary_size: what a configuration says about the layer it was taken from.
    """

    def __init__(
        self,
        max_tokens: int | None,
        num_oov_indices: int,
        mask_token: Any,
        oov_token: Any,
        vocabulary: Any = None,
        idf_weights: Any = None,
        invert: bool = False,
        output_mode: str = "int",
        sparse: bool = False,
        pad_to_max_tokens: bool = False,
        oov_method: str = "floormod",
        salt: int | Sequence[int] | None = None,
        has_input_vocabulary: bool | None = None,
        vocabulary_size: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._input_dtype = self._input_dtype or ("int64" if invert else self.vocabulary_dtype)
        self.max_tokens = _checked_limit(self, max_tokens, pad_to_max_tokens)
        if num_oov_indices < 0:
            raise ValueError(
                f"The value of `num_oov_indices` argument for the layer {self.name!r} must >= 0. "
                f"Received: {num_oov_indices!r}"
            )
        self.num_oov_indices = num_oov_indices
        self.mask_token = mask_token
        self.oov_token = oov_token
        self.invert = invert
        self.output_mode = _mode(self, output_mode, _MODES, sparse)
        self.sparse = sparse
        self.pad_to_max_tokens = pad_to_max_tokens
        self.oov_method = checks.one_of(self, "oov_method", oov_method, ("floormod", "farmhash"))
        self.salt = salt_of(self, salt)
        self.input_vocabulary = None if isinstance(vocabulary, str) else listed(vocabulary)
        self.input_idf_weights = listed(idf_weights)
        self._check_together(vocabulary, idf_weights)
        given = vocabulary is not None
        self._has_input_vocabulary = given if has_input_vocabulary is None else has_input_vocabulary
        self._size_of_origin = vocabulary_size
        self._vocabulary = Vocabulary(first=self._token_start())
        self.idf_weights: np.ndarray | None = None
        self.reset_state()
        if given:
            self.set_vocabulary(vocabulary, idf_weights)

    def _check_together(self, vocabulary: Any, idf_weights: Any) -> None:
        if self.invert and self.output_mode != "int":
            raise ValueError(
                f"The layer {self.name!r}: `output_mode` must be `'int'` when `invert` is true. "
                f"Received: output_mode={self.output_mode!r}"
            )
        if self.salt is not None and self._keys_are_ints and self.oov_method != "farmhash":
            raise ValueError(
                f"The layer {self.name!r}: `salt` can only be used when `oov_method='farmhash'`. "
                f"Received: oov_method={self.oov_method!r}"
            )
        if idf_weights is not None and self.output_mode != "tf_idf":
            raise ValueError(
                f"The layer {self.name!r}: `idf_weights` should only be set if `output_mode` is `'tf_idf'`. "
                f"Received: output_mode={self.output_mode!r}"
            )
        if self.output_mode == "tf_idf" and vocabulary is not None and idf_weights is None:
            raise ValueError(
                f"The layer {self.name!r} has output_mode 'tf_idf': with a `vocabulary`, `idf_weights` must also be "
                "provided."
            )

    # ---- calling --------------------------------------------------------------------------------------------

    def call(self, inputs: Any) -> Any:
        shape = tuple(inputs.shape)
        if self.invert:
            return P.on_host(self._inverted, Spec(shape, self.vocabulary_dtype), inputs)
        if self.output_mode == "int":
            return P.on_host(self._numbers, Spec(shape, "int64"), inputs)
        spec = Spec(encoded_shape(shape, self._counting_mode, self.depth_if_known), config.floatx())
        return P.on_host(self._encoded, spec, inputs)

    @property
    def _counting_mode(self) -> str:
        return "count" if self.output_mode == "tf_idf" else self.output_mode

    @property
    def depth(self) -> int:
        """The length of the rows that the output modes other than `"int"` give.

        Raises:
            RuntimeError: if it is not known yet.
        """
        found = self.depth_if_known
        if found is None:
            raise RuntimeError(
                f"When using `output_mode={self.output_mode}` and `pad_to_max_tokens=False`, you must set the "
                f"layer's vocabulary before calling it: pass a `vocabulary` to {self.name!r}, or call `adapt`."
            )
        return found

    @property
    def depth_if_known(self) -> int | None:
        """The same; None if it is not known yet."""
        return self.max_tokens if self.pad_to_max_tokens else self.depth_or_size()

    def _numbers(self, tokens: np.ndarray) -> np.ndarray:
        """The number of each token; -1 for what leaves no trace in rows: masks."""
        keys = self._keys(tokens)
        oov = self.num_oov_indices
        numbers = self._vocabulary.numbers_of(keys, -1 if oov != 1 else self._oov_start())
        unknown = np.asarray(numbers < 0)
        masked = np.zeros(keys.shape, bool)
        if self.mask_token is not None:
            masked = np.asarray(keys == self._keys(np.asarray(self.mask_token)).item())
            unknown &= ~masked
            numbers = np.where(masked, 0 if self.output_mode == "int" else -1, numbers)
        if unknown.any():
            numbers = numbers.copy()
            numbers[unknown] = self._oov_start() + self._spread(keys[unknown])
        return numbers

    def _spread(self, keys: np.ndarray) -> np.ndarray:
        """Which of several unknown tokens' numbers each of these has."""
        if not self.num_oov_indices:
            some = [self._shown(key) for key in keys[:5].tolist()]
            raise ValueError(
                f"When `num_oov_indices=0` all inputs should be in vocabulary, but the layer {self.name!r} "
                f"found OOV values {some}; consider setting `num_oov_indices=1`."
            )
        if self._keys_are_ints and self.oov_method == "floormod":
            return keys % self.num_oov_indices
        return hashed(as_bytes(keys), self.num_oov_indices, self.salt)

    def _inverted(self, numbers: np.ndarray) -> np.ndarray:
        tokens = self._vocabulary.tokens_of(numbers, self._key_or(self.oov_token))
        if self.mask_token is not None:
            tokens[np.asarray(numbers == 0)] = self._key_or(self.mask_token)
        return tokens

    def _key_or(self, token: Any) -> Any:
        return self._keys(np.asarray([token])).tolist()[0]

    def _encoded(self, tokens: np.ndarray) -> np.ndarray:
        rows = encode_on_host(self._numbers(tokens), self._counting_mode, self.depth, config.floatx())
        return self._weighted(rows)

    def numbers_of_rows(self, rows: Sequence[Sequence[Any]]) -> list[np.ndarray]:
        """The numbers of the tokens of each row, of whatever length."""
        tokens = np.empty(sum(map(len, rows)), object)
        tokens[:] = list(chain.from_iterable(rows))
        return np.split(self._numbers(tokens), np.cumsum([len(row) for row in rows])[:-1])

    def encode_rows(self, rows: Sequence[Sequence[Any]]) -> np.ndarray:
        """The rows of counts (or what the output mode asks for) of documents of any length."""
        numbers = self.numbers_of_rows(rows)
        return self._weighted(counted(numbers, self._counting_mode, self.depth, config.floatx()))

    def _weighted(self, rows: np.ndarray) -> np.ndarray:
        if self.output_mode != "tf_idf":
            return rows
        if self.idf_weights is None:
            raise ValueError(
                f"The layer {self.name!r}: in output_mode 'tf_idf', `idf_weights` must be provided."
            )
        return rows * self.idf_weights


_mode = output_mode


def _checked_limit(layer: IndexLookup, max_tokens: Any, pad: bool) -> int | None:
    if max_tokens is not None and max_tokens <= 1:
        raise ValueError(
            f"If `max_tokens` is set for the layer {layer.name!r}, it must be greater than 1. "
            f"Received: max_tokens={max_tokens!r}"
        )
    if pad and max_tokens is None:
        raise ValueError(f"The layer {layer.name!r}: if pad_to_max_tokens is True, must set `max_tokens`.")
    return max_tokens
