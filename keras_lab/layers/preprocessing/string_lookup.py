"""StringLookup and IntegerLookup: tokens into numbers and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab.layers.preprocessing.index_lookup import IndexLookup
from keras_lab.layers.preprocessing.text import as_bytes, to_text


class StringLookup(IndexLookup):
    """Strings into numbers by a vocabulary; see `IndexLookup`.

    It is computed in Python. On an engine without strings it is called outside of programs: mapped over a data set,
    or on arrays; with `invert` it then gives arrays of bytes.

    Args:
        encoding: of the strings that `get_vocabulary` gives.
    """

    vocabulary_dtype = "string"

    def __init__(
        self,
        max_tokens: int | None = None,
        num_oov_indices: int = 1,
        mask_token: str | None = None,
        oov_token: str | None = "[UNK]",
        vocabulary: Any = None,
        idf_weights: Any = None,
        invert: bool = False,
        output_mode: str = "int",
        pad_to_max_tokens: bool = False,
        sparse: bool = False,
        encoding: str = "utf-8",
        name: str | None = None,
        salt: int | Sequence[int] | None = None,
        **kwargs: Any,
    ) -> None:
        self.encoding = encoding
        super().__init__(
            max_tokens,
            num_oov_indices,
            mask_token,
            oov_token,
            vocabulary,
            idf_weights,
            invert,
            output_mode,
            sparse,
            pad_to_max_tokens,
            salt=salt,
            name=name,
            **kwargs,
        )

    def _keys(self, tokens: np.ndarray) -> np.ndarray:
        return as_bytes(tokens)

    def _shown(self, token: bytes) -> str:
        return to_text(token, self.encoding)


class IntegerLookup(IndexLookup):
    """Whole numbers into numbers by a vocabulary; see `IndexLookup`.

    Args:
        vocabulary_dtype: only `"int64"`.
    """

    vocabulary_dtype = "int64"
    _keys_are_ints = True

    def __init__(
        self,
        max_tokens: int | None = None,
        num_oov_indices: int = 1,
        mask_token: int | None = None,
        oov_token: int = -1,
        vocabulary: Any = None,
        vocabulary_dtype: str = "int64",
        idf_weights: Any = None,
        invert: bool = False,
        output_mode: str = "int",
        sparse: bool = False,
        pad_to_max_tokens: bool = False,
        oov_method: str = "floormod",
        salt: int | Sequence[int] | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        if vocabulary_dtype != "int64":
            raise ValueError(
                f"Only `vocabulary_dtype='int64'` is supported. Received: vocabulary_dtype={vocabulary_dtype!r}"
            )
        super().__init__(
            max_tokens,
            num_oov_indices,
            mask_token,
            oov_token,
            vocabulary,
            idf_weights,
            invert,
            output_mode,
            sparse,
            pad_to_max_tokens,
            oov_method,
            salt,
            name=name,
            **kwargs,
        )

    def _keys(self, tokens: np.ndarray) -> np.ndarray:
        if tokens.dtype.kind in "USO":
            raise ValueError(
                f"The layer {self.name!r} takes whole numbers. Received an array of {tokens.dtype}."
            )
        return tokens.astype(np.int64)

    def _shown(self, token: int) -> int:
        return token
