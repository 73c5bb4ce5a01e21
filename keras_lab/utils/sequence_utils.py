"""Sequences of different lengths made into one array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

_ENDS = ("pre", "post")


def pad_sequences(
    sequences: Sequence[Any],
    maxlen: int | None = None,
    dtype: Any = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: Any = 0.0,
) -> Array:
    """Sequences as rows of one array: shorter ones are filled up, longer ones cut off.

    Arguments:
        sequences: a list of lists of numbers, or of arrays whose items all have the same shape.
        maxlen: the length of the rows; that of the longest sequence unless given.
        dtype: of the result; `object` for strings.
        padding: `"pre"` fills up at the beginning, `"post"` at the end.
        truncating: `"pre"` cuts off the beginning, `"post"` the end.
        value: what rows are filled up with.

    Returns:
        An array of shape `(len(sequences), maxlen, *shape of an item)`.

    Raises:
        ValueError: if something in `sequences` is no sequence, items have different shapes, or an argument is not
            one of those named above.

    Example:

        pad_sequences([[1], [2, 3, 4]], maxlen=2)  # [[0, 1], [3, 4]]
    """
    _check_end("padding", padding)
    _check_end("truncating", truncating)
    _check_fill(value, dtype)
    lengths = [_length(sequence) for sequence in _all(sequences)]
    maxlen = max(lengths, default=0) if maxlen is None else maxlen
    first = next((sequence for sequence, length in zip(sequences, lengths, strict=True) if length), ())
    item_shape = np.asarray(first).shape[1:]
    rows = np.full((len(sequences), maxlen, *item_shape), value, dtype)
    for number, sequence in enumerate(sequences):
        kept = sequence[max(0, lengths[number] - maxlen) :] if truncating == "pre" else sequence[:maxlen]
        if not len(kept):
            continue
        items = np.asarray(kept, dtype)
        if items.shape[1:] != item_shape:
            raise ValueError(
                f"pad_sequences: the items of sequence {number} have shape {items.shape[1:]}, "
                f"those before it {item_shape}."
            )
        at = slice(maxlen - len(items), None) if padding == "pre" else slice(0, len(items))
        rows[number, at] = items
    return rows


def _all(sequences: Any) -> Any:
    if not hasattr(sequences, "__len__"):
        raise ValueError(f"pad_sequences takes a list of sequences. Received: {sequences!r}")
    return sequences


def _length(sequence: Any) -> int:
    if not hasattr(sequence, "__len__"):
        raise ValueError(f"pad_sequences takes a list of sequences. It holds, among others: {sequence!r}")
    return len(sequence)


def _check_end(name: str, end: str) -> None:
    if end not in _ENDS:
        raise ValueError(f"pad_sequences: {name} must be 'pre' or 'post'. Received: {end!r}")


def _check_fill(value: Any, dtype: Any) -> None:
    kind = np.dtype(dtype).kind
    if isinstance(value, str) and kind not in "OSU":
        raise ValueError(
            f"pad_sequences: dtype={dtype!r} cannot hold value={value!r}; dtype=object holds strings."
        )
