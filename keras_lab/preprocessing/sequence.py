"""Sequences: windows of time series, pairs of words."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from keras_lab.utils.py_dataset import PyDataset
from keras_lab.utils.sequence_utils import pad_sequences

__all__ = ["TimeseriesGenerator", "make_sampling_table", "pad_sequences", "skipgrams"]

Array = np.ndarray[Any, np.dtype[Any]]

_GAMMA = 0.577  # Euler's constant, with as many digits as Keras takes


class TimeseriesGenerator(PyDataset):
    """Batches of windows of a time series, each with what came next.

    Args:
        data: an array or list, one entry a moment.
        targets: as many entries; the target of a window is the one at the moment that follows it.
        length: how many moments a window spans.
        sampling_rate: within a window every so many moments are taken.
        stride: moments from one window to the next.
        start_index: moments before are not used.
        end_index: moments after are not used.
        shuffle: whether windows are drawn at random.
        reverse: whether windows run backwards in time.
        batch_size: windows in a batch; the last one may be smaller.
        **kwargs: see `PyDataset`.

    Raises:
        ValueError: if `data` and `targets` differ in length, or no window has room.
    """

    def __init__(
        self,
        data: Any,
        targets: Any,
        length: int,
        sampling_rate: int = 1,
        stride: int = 1,
        start_index: int = 0,
        end_index: int | None = None,
        shuffle: bool = False,
        reverse: bool = False,
        batch_size: int = 128,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if len(data) != len(targets):
            raise ValueError(
                "TimeseriesGenerator needs as many targets as moments. "
                f"Received {len(data)} moments and {len(targets)} targets."
            )
        self.data = data
        self.targets = targets
        self.length = length
        self.sampling_rate = sampling_rate
        self.stride = stride
        self.start_index = start_index + length
        self.end_index = len(data) - 1 if end_index is None else end_index
        self.shuffle = shuffle
        self.reverse = reverse
        self.batch_size = batch_size
        if self.start_index > self.end_index:
            raise ValueError(
                f"A window of length={length} from start_index={start_index} on has no target any more: "
                f"the last moment is number {self.end_index}."
            )

    def __len__(self) -> int:
        windows = math.ceil((self.end_index - self.start_index + 1) / self.stride)
        return math.ceil(windows / self.batch_size)

    def __getitem__(self, index: int) -> tuple[Array, Array]:
        moments = self._moments(index)
        windows = [self.data[at - self.length : at : self.sampling_rate] for at in moments]
        samples = np.array(windows)
        return samples[:, ::-1] if self.reverse else samples, np.array([self.targets[at] for at in moments])

    def _moments(self, index: int) -> Array:
        if self.shuffle:
            return np.random.randint(self.start_index, self.end_index + 1, size=self.batch_size)
        first = self.start_index + index * self.batch_size * self.stride
        after = min(first + self.batch_size * self.stride, self.end_index + 1)
        return np.arange(first, after, self.stride)

    def get_config(self) -> dict[str, Any]:
        """The arguments, with the data as JSON text."""
        names = ("length", "sampling_rate", "stride", "start_index", "end_index", "shuffle", "reverse")
        config = {name: getattr(self, name) for name in (*names, "batch_size")}
        return {"data": _json(self.data), "targets": _json(self.targets), **config}

    def to_json(self, **kwargs: Any) -> str:
        """`get_config` as JSON text; `kwargs` go to `json.dumps`."""
        return json.dumps({"class_name": type(self).__name__, "config": self.get_config()}, **kwargs)


def _json(data: Any) -> str:
    try:
        return json.dumps(data.tolist() if isinstance(data, np.ndarray) else data)
    except TypeError as error:
        raise TypeError(f"The data of TimeseriesGenerator cannot be written as JSON: {error}") from error


def make_sampling_table(size: int, sampling_factor: float = 1e-5) -> Array:
    """How likely a word is to be kept in `skipgrams`, by its rank: frequent ones are thinned out.

    The frequency of the word of rank r is taken to be 1 / (r (ln r + γ) + ½ - 1 / (12 r)), after Zipf's law;
    it is kept with probability min(1, √(factor / frequency)), as in word2vec (Mikolov et al., arXiv:1310.4546).

    Arguments:
        size: how many ranks; the entry 0 stands for no word.
        sampling_factor: the greater, the more is kept.
    """
    rank = np.maximum(np.arange(size, dtype="float64"), 1)
    inverse_frequency = rank * (np.log(rank) + _GAMMA) + 0.5 - 1 / (12 * rank)
    return np.minimum(1, np.sqrt(sampling_factor * inverse_frequency))


def skipgrams(
    sequence: Sequence[int],
    vocabulary_size: int,
    window_size: int = 4,
    negative_samples: float = 1.0,
    shuffle: bool = True,
    categorical: bool = False,
    sampling_table: Any = None,
    seed: int | None = None,
) -> tuple[list[list[int]], list[Any]]:
    """Pairs of words that stand near each other, and pairs with random words to tell them from.

    Arguments:
        sequence: the numbers of the words of a text; 0 is no word and is passed over.
        vocabulary_size: the highest number + 1.
        window_size: how far apart the words of a pair may stand.
        negative_samples: random pairs for each true one.
        shuffle: whether the pairs are put in a random order.
        categorical: whether labels are `[0, 1]` and `[1, 0]` instead of 1 and 0.
        sampling_table: how likely each word is kept (see `make_sampling_table`).
        seed: makes the result the same each time.

    Returns:
        `couples, labels`: lists of `[word, other]`, and of labels: 1 for a true pair.
    """
    draw = random if seed is None else random.Random(seed)
    couples = list(_near_pairs(sequence, window_size, sampling_table, draw))
    positive, negative = ([0, 1], [1, 0]) if categorical else (1, 0)
    labels: list[Any] = [positive] * len(couples)
    made_up = int(len(couples) * negative_samples)
    if made_up:
        words = [word for word, _ in couples]
        draw.shuffle(words)
        couples += [[words[i % len(words)], draw.randint(1, vocabulary_size - 1)] for i in range(made_up)]
        labels += [negative] * made_up
    if shuffle:
        order = draw.randrange(10**7) if seed is None else seed
        random.Random(order).shuffle(couples)
        random.Random(order).shuffle(labels)
    return couples, labels


def _near_pairs(sequence: Sequence[int], window: int, table: Any, draw: Any) -> Iterator[list[int]]:
    for at, word in enumerate(sequence):
        if not word or (table is not None and table[word] < draw.random()):
            continue
        for other_at in range(max(0, at - window), min(len(sequence), at + window + 1)):
            if other_at != at and sequence[other_at]:
                yield [word, sequence[other_at]]
