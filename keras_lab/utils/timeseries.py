"""Windows of a time series as a data set."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from keras_lab.utils.py_dataset import PyDataset

Array = np.ndarray[Any, np.dtype[Any]]


class Windows(PyDataset):
    """Batches of windows; see `timeseries_dataset_from_array`.

    Args:
        data: one entry a moment.
        targets: the target of each window by the moment it starts at; or None.
        starts: the moments at which windows start.
        offsets: the moments of a window, counted from its start.
        batch_size: windows in a batch; None: batches have no batch axis and hold one.
        shuffle: whether windows come in a new order each epoch.
        seed: for the order.
    """

    def __init__(
        self,
        data: Array,
        targets: Array | None,
        starts: Array,
        offsets: Array,
        batch_size: int | None,
        shuffle: bool,
        seed: int | None,
    ) -> None:
        super().__init__()
        self._data, self._targets = data, targets
        self._starts, self._offsets = starts, offsets
        self._batch_size = batch_size
        self._random = np.random.default_rng(seed) if shuffle else None
        self._order = starts
        self.on_epoch_end()

    def __len__(self) -> int:
        return math.ceil(len(self._starts) / (self._batch_size or 1))

    def __getitem__(self, index: int) -> Any:
        if not 0 <= index < len(self):
            raise IndexError(f"There is no batch {index}: there are {len(self)}.")
        size = self._batch_size or 1
        starts = self._order[index * size : (index + 1) * size]
        windows = self._data[starts[:, None] + self._offsets]
        parts = [windows] if self._targets is None else [windows, self._targets[starts]]
        parts = [part[0] for part in parts] if self._batch_size is None else parts
        return parts[0] if len(parts) == 1 else tuple(parts)

    def on_epoch_end(self) -> None:
        """Puts the windows in a new order, if they are shuffled."""
        if self._random is not None:
            self._order = self._random.permutation(self._starts)


def timeseries_dataset_from_array(
    data: Any,
    targets: Any,
    sequence_length: int,
    sequence_stride: int = 1,
    sampling_rate: int = 1,
    batch_size: int | None = 128,
    shuffle: bool = False,
    seed: int | None = None,
    start_index: int | None = None,
    end_index: int | None = None,
    format: str = "tf",
) -> Windows:
    """Windows of a time series, sliding along it.

    Arguments:
        data: an array, one entry a moment.
        targets: `targets[i]` belongs to the window that starts at moment `i`; None: only windows.
        sequence_length: moments in a window.
        sequence_stride: moments from one window's start to the next.
        sampling_rate: within a window, every so many moments are taken.
        batch_size: windows in a batch, the last one may have fewer; None: no batch axis.
        shuffle: whether windows come in a new order each epoch.
        seed: for the order.
        start_index, end_index: only moments from the one up to the other are used.
        format: accepted for compatibility; the data set is a `PyDataset`.

    Returns:
        A data set for `fit`, which may be walked through any number of times.

    Raises:
        ValueError: for numbers that do not fit the data.
    """
    if format not in ("tf", "grain"):
        raise ValueError(f"timeseries_dataset_from_array: format is 'tf' or 'grain'. Received: {format!r}")
    data = np.asarray(data)
    _check("start_index", start_index or 0, 0, len(data))
    _check("end_index", end_index or len(data) - 1, (start_index or 0) + 1, len(data))
    _check("sampling_rate", sampling_rate, 1, len(data))
    _check("sequence_stride", sequence_stride, 1, len(data))
    _check("sequence_length", sequence_length, 1, len(data) + 1)
    first, after = start_index or 0, end_index or len(data)
    count = after - first - (sequence_length - 1) * sampling_rate
    if targets is not None:
        targets = np.asarray(targets)[first:after]
        count = min(count, len(targets))
    starts = np.arange(0, max(count, 0), sequence_stride)
    offsets = np.arange(sequence_length) * sampling_rate
    return Windows(data[first:after], targets, starts, offsets, batch_size, shuffle, seed)


def _check(name: str, value: int, least: int, below: int) -> None:
    if not least <= value < below:
        raise ValueError(f"{name} must be at least {least} and below {below} here. Received: {value}")
