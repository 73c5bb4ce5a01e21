"""A vocabulary: tokens with their numbers, kept on the host; counting tokens to find one."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Token = Any


class Vocabulary:
    """The tokens in the order of their numbers, special ones left out.

    Args:
        tokens: all different.
        first: the number of the first one.
    """

    def __init__(self, tokens: Sequence[Token] = (), first: int = 0) -> None:
        self.tokens = list(tokens)
        self.first = first
        self.numbers = {token: first + i for i, token in enumerate(self.tokens)}

    def __len__(self) -> int:
        return len(self.tokens)

    def numbers_of(self, tokens: np.ndarray, otherwise: int) -> np.ndarray:
        """int64: the number of each token, `otherwise` for unknown ones."""
        get = self.numbers.get
        found = (get(token, otherwise) for token in tokens.ravel().tolist())
        return np.fromiter(found, np.int64, tokens.size).reshape(tokens.shape)

    def tokens_of(self, numbers: np.ndarray, otherwise: Token) -> np.ndarray:
        """An array of objects: the token of each number, `otherwise` where there is none."""
        found = np.empty(numbers.size, object)
        places = (int(number) - self.first for number in numbers.flat)
        found[:] = [self.tokens[i] if 0 <= i < len(self.tokens) else otherwise for i in places]
        return found.reshape(numbers.shape)


class Counts:
    """How often tokens occur, and in how many documents."""

    def __init__(self) -> None:
        self.tokens: Counter[Token] = Counter()
        self.documents: Counter[Token] = Counter()
        self.number_of_documents = 0

    def add(self, documents: Iterable[Sequence[Token]]) -> None:
        """Counts the tokens of each document."""
        for document in documents:
            self.tokens.update(document)
            self.documents.update(set(document))
            self.number_of_documents += 1

    def most_common(self, count: int | None, without: Iterable[Token]) -> list[Token]:
        """The tokens, the most common ones first, among equals the greater one first."""
        left_out = set(without)
        known = [(number, token) for token, number in self.tokens.items() if token not in left_out]
        return [token for _, token in sorted(known, reverse=True)][:count]

    def inverse_frequencies(self, tokens: Sequence[Token]) -> np.ndarray:
        """`log(1 + documents / (1 + documents with the token))` for each token."""
        return np.array(
            [math.log(1 + self.number_of_documents / (1 + self.documents[token])) for token in tokens]
        )


def lines_of(path: str | os.PathLike[str]) -> list[str]:
    """The lines of a file of one token a line; empty ones at the end do not count.

    Raises:
        ValueError: if there is no such file.
    """
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            lines = file.read().split("\n")
    except FileNotFoundError:
        raise ValueError(f"Vocabulary file {os.fspath(path)!r} does not exist.") from None
    while lines and not lines[-1]:
        lines.pop()
    return lines


def write_lines(path: str | os.PathLike[str], tokens: Sequence[Token]) -> None:
    """Writes a file that `lines_of` reads.

    Raises:
        ValueError: if a token has a line break inside.
    """
    lines = [str(token) for token in tokens]
    for line in lines:
        if "\n" in line:
            raise ValueError(
                f"The token {line!r} has a line break inside: a vocabulary file, with a line for each token, cannot "
                "hold it. Give the vocabulary to the layer's constructor: then it is kept in the configuration."
            )
    with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        file.write("\n".join(lines))
