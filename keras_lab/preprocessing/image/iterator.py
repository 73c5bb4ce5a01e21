"""The frame of all iterators over images: which samples make which batch, in what order."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Iterator as Iterating
from typing import Any

import numpy as np

from keras_lab.utils.image_utils import IMAGE_ENDINGS, array_to_img
from keras_lab.utils.py_dataset import PyDataset

Array = np.ndarray[Any, np.dtype[Any]]

SUBSETS = ("training", "validation")


class Iterator(PyDataset):
    """Batches without end for `next`, and by number for `fit`. One of your own defines
    `_get_batches_of_transformed_samples(index_array)`.

    With a seed the batches are the same each time, whoever asks for them and in how many threads.

    Args:
        n: how many samples there are.
        batch_size: samples in a batch; the last one of an epoch may be smaller.
        shuffle: whether samples come in a new order each epoch.
        seed: for order and changes; None: NumPy's global randomness.
        **kwargs: see `PyDataset`.
    """

    white_list_formats = tuple(ending[1:] for ending in IMAGE_ENDINGS)

    def __init__(self, n: int, batch_size: int, shuffle: bool, seed: int | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.n = n
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.seed = seed
        self.batch_index = 0
        self.total_batches_seen = 0
        self.lock = threading.Lock()
        self.index_array: Array | None = None
        self.index_generator = self._flow_index()
        self._epoch = 0
        self._draw: Any = None

    def __getstate__(self) -> dict[str, Any]:
        """For worker processes: what cannot be sent there is left out."""
        return {k: v for k, v in vars(self).items() if k not in ("lock", "index_generator", "_draw")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, lock=threading.Lock(), index_generator=self._flow_index(), _draw=None)

    def __len__(self) -> int:
        return math.ceil(self.n / self.batch_size)

    def __getitem__(self, idx: int) -> Any:
        if idx >= len(self):
            raise ValueError(f"There is no batch {idx}: there are {len(self)}.")
        first = self._epoch * len(self)
        draw = self._random(first + idx)
        with self.lock:
            self.total_batches_seen += 1
            if self.index_array is None:
                self._set_index_array(self._random(first))
            rows = self._rows(idx)
        if idx == 0 and self.shuffle and self.seed is not None:
            draw.permutation(self.n)  # the order was drawn from this generator first
        return self._batch(rows, draw)

    def __iter__(self) -> Iterating[Any]:
        return self

    def __next__(self) -> Any:
        with self.lock:
            rows = next(self.index_generator)
            draw = self._draw
        return self._batch(rows, draw)

    def next(self) -> Any:
        """The next batch (Python 2's name)."""
        return self.__next__()

    def reset(self) -> None:
        """Starts a new epoch with the next batch."""
        self.batch_index = 0

    def on_epoch_end(self) -> None:
        """Puts the samples in a new order."""
        self._epoch += 1
        self._set_index_array(self._random(self._epoch * len(self)))

    def _flow_index(self) -> Iterating[Array]:
        """The numbers of the samples of one batch after another."""
        while True:
            self._draw = self._random(self.total_batches_seen)
            if self.batch_index == 0:
                self._set_index_array(self._draw)
            rows = self._rows(self.batch_index)
            self.batch_index = (self.batch_index + 1) % max(1, len(self))
            self.total_batches_seen += 1
            yield rows

    def _set_index_array(self, draw: Any) -> None:
        self.index_array = draw.permutation(self.n) if self.shuffle else np.arange(self.n)

    def _rows(self, index: int) -> Array:
        return self.index_array[index * self.batch_size : (index + 1) * self.batch_size]  # type: ignore[index]

    def _random(self, number: int) -> Any:
        """What batch `number`, counted from the beginning of all, is drawn from."""
        return random_state(None if self.seed is None else self.seed + number)

    def _batch(self, rows: Array, draw: Any) -> Any:
        """The batch of the samples `rows`, changed as `draw` wills."""
        return self._get_batches_of_transformed_samples(rows)

    def _get_batches_of_transformed_samples(self, index_array: Array) -> Any:
        """The batch of the samples with the given numbers."""
        raise NotImplementedError(
            f"{type(self).__name__} defines no method _get_batches_of_transformed_samples."
        )


class ImageIterator(Iterator):
    """What the iterators over images share: changing, normalising and saving.

    Attributes:
        image_data_generator: says how images are changed.
        data_format, dtype: of the batches.
        save_to_dir, save_prefix, save_format: where and how the images of the batches are saved, to look at.
    """

    image_data_generator: Any
    data_format: str
    dtype: str
    save_to_dir: Any = None
    save_prefix = ""
    save_format = "png"

    def _get_batches_of_transformed_samples(self, index_array: Array) -> Any:
        return self._batch(index_array, random_state(None))

    def _changed(self, image: Array, draw: Any) -> Array:
        maker = self.image_data_generator
        if maker is None:
            return image
        return maker.standardize(maker.apply_transform(image, maker.get_random_transform(image.shape, draw)))

    def _save(self, images: Array, rows: Array, draw: Any) -> None:
        if not self.save_to_dir:
            return
        for image, row in zip(images, rows, strict=True):
            name = f"{self.save_prefix}_{row}_{draw.randint(10_000)}.{self.save_format}"
            array_to_img(image, self.data_format, scale=True).save(os.path.join(self.save_to_dir, name))


def random_state(seed: Any) -> Any:
    """Something to draw from: NumPy's global generator for None, one of its own for an int."""
    if seed is None:
        return np.random
    return np.random.RandomState(seed) if isinstance(seed, (int, np.integer)) else seed


def part_of(subset: str | None, count: int, validation_split: float) -> slice:
    """Which of `count` samples belong to a subset: those for validation come first.

    Raises:
        ValueError: if `subset` is neither "training", "validation" nor None.
    """
    if subset is None:
        return slice(None)
    if subset not in SUBSETS:
        raise ValueError(f"subset must be 'training', 'validation' or None. Received: {subset!r}")
    at = int(count * validation_split)
    return slice(0, at) if subset == "validation" else slice(at, None)
