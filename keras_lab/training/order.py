"""In what order, and in which strides, an epoch goes through its batches."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from typing import Any

import numpy as np

from keras_lab.control import Control
from keras_lab.training.data import Chunk


def order(source: Any, shuffle: bool | str, seed: list[int]) -> np.ndarray | None:
    """A new order of the samples (of a sequence: of its batches) of a source; None: their own.

    Args:
        source: see `training.data`.
        shuffle: whether there is one; `"batch"`: batches change places, but not the samples in them.
        seed: what it depends on.
    """
    if not shuffle or source.places is None:
        return None
    generator = np.random.default_rng(seed)
    if shuffle == "batch" and source.samples is not None:
        batches = np.array_split(
            np.arange(source.samples), range(source.batch_size, source.samples, source.batch_size)
        )
        return np.concatenate([batches[i] for i in generator.permutation(len(batches))])
    return generator.permutation(source.places)


def strides(chunks: Any, done: int, control: Control) -> Generator[Chunk, None, None]:
    """The chunks after the first `done` batches, cut where a person steps by single batches."""
    with closing(chunks):
        for chunk in chunks:
            rest, done = without(chunk, done), max(done - chunk.count, 0)
            while control.stride == "batch" and rest.count > 1:
                yield replace(rest, count=1)
                rest = without(rest, 1)
            if rest.count:
                yield rest


def without(chunk: Chunk, batches: int) -> Chunk:
    """The chunk without its first `batches`, of which there may be fewer."""
    gone = min(batches, chunk.count)
    rows = np.roll(chunk.order, -gone, axis=0) if gone else chunk.order
    return replace(chunk, order=rows, count=chunk.count - gone)
