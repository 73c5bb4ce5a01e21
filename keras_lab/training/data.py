"""Where batches come from: arrays in memory, or anything that yields batches.

A source hands out `Chunk`s: some arrays, on the device or on their way to it, and an `order` of shape
`(capacity, batch)` whose first `count` rows are the batches to be taken from them. Small arrays are put on the
device once; arrays too large for that, and generators, are streamed: a thread prepares the next chunk.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from keras_lab.distribution.current import put_on_devices
from keras_lab.training.batch import Packing, number_of_samples, pack, pack_whole, to_arrays
from keras_lab.training.prefetch import prefetched
from keras_lab.utils.py_dataset import batches

#: Steps in one engine call at most; the logs of that many steps are kept on the device.
MOST_STEPS = 512
#: Steps in one engine call at most while data are streamed, for each chunk is copied whole.
MOST_STREAMED = 32
#: Bytes of a streamed chunk at most (a single batch may be larger).
STREAMED_BYTES = 32 << 20


@dataclass(frozen=True)
class Chunk:
    """Batches for one engine call.

    Attributes:
        arrays: tensors whose first axis counts samples.
        order: int32 `(capacity, batch)`: which samples make each batch; rows from `count` on are not used.
        count: how many batches.
        size: samples in a batch.
    """

    arrays: list[Any]
    order: np.ndarray
    count: int
    size: int


def device_budget() -> int:
    """Bytes of data that are put on the device once and for all: `KERAS_LAB_DEVICE_DATA_MB`, default 1024 MB."""
    return int(float(os.environ.get("KERAS_LAB_DEVICE_DATA_MB", "1024")) * (1 << 20))


class Passes:
    """Goes through `count` things again and again, a part of them at a time.

    Args:
        count: how many batches there are.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self.rewind()

    def rewind(self) -> None:
        """Begins at the first one again."""
        self._rest: tuple[np.ndarray, int] | None = None

    def parts(self, order: np.ndarray, most: int | None) -> Iterator[tuple[np.ndarray, int, int]]:
        """What makes an epoch: `(order, first, end)`, one whole pass or, of `most` batches, from where the last
        epoch ended.

        Args:
            order: of a pass that begins now; one that begins later in the epoch has another.
            most: how many.
        """
        if most is None:
            self.rewind()
            yield order, 0, self._count
        left = most or 0
        while left:
            current, at = self._rest or (order, 0)
            end = min(self._count, at + left)
            self._rest = (current, end) if end < self._count else None
            left -= end - at
            yield current, at, end
            order = order[order]


class ArraySource:
    """Batches from arrays.

    Args:
        x, y, sample_weight: nests of arrays with the same number of samples.
        batch_size: samples in a batch; the last one may be smaller.

    Raises:
        ValueError: for bad arrays or a batch size below 1.
    """

    def __init__(self, x: Any, y: Any, sample_weight: Any, batch_size: int) -> None:
        if not isinstance(batch_size, (int, np.integer)) or batch_size < 1:
            raise ValueError(f"batch_size must be an int of at least 1. Received: {batch_size!r}")
        self.samples = number_of_samples({"x": x, "y": y, "sample_weight": sample_weight})
        self.host, self.packing = pack(x, y, sample_weight)
        self.batch_size = min(int(batch_size), self.samples)
        self.steps: int | None = math.ceil(self.samples / self.batch_size)
        self._device: list[Any] | None = None
        self._passes = Passes(self.steps)
        self.rewind = self._passes.rewind

    @property
    def places(self) -> int | None:
        """How many things an order (see `chunks`) puts in order: the samples."""
        return self.samples

    def chunks(
        self, order: np.ndarray | None, length: Callable[[], int], most: int | None
    ) -> Iterator[Chunk]:
        """Chunks of one epoch.

        Args:
            order: the samples' order; None for the arrays' own.
            length: asked before each chunk: how many steps it shall have.
            most: steps at most, or None.
        """
        order = np.arange(self.samples, dtype=np.int32) if order is None else order.astype(np.int32)
        parts = self._passes.parts(order, most)
        if sum(array.nbytes for array in self.host) > device_budget():
            yield from _streamed(self._batches(parts), length, None)
            return
        capacity = min(MOST_STEPS, max(min(self.samples // self.batch_size, most or self.samples), 1))
        for order, start, end in parts:
            yield from self._resident(order, start, end, length, capacity)

    def _resident(
        self, order: np.ndarray, done: int, end: int, length: Callable[[], int], capacity: int
    ) -> Iterator[Chunk]:
        if self._device is None:
            self._device = [put_on_devices(array) for array in self.host]
        full = min(self.samples // self.batch_size, end)
        while done < full:
            count = min(max(length(), 1), capacity, full - done)
            rows = np.zeros((capacity, self.batch_size), np.int32)
            picked = order[done * self.batch_size : (done + count) * self.batch_size]
            rows[:count] = picked.reshape(count, self.batch_size)
            yield Chunk(self._device, rows, count, self.batch_size)
            done += count
        if done < end:
            rest = order[done * self.batch_size :]
            yield Chunk(self._device, rest[None], 1, len(rest))

    def _batches(self, parts: Iterable[tuple[np.ndarray, int, int]]) -> Iterator[list[np.ndarray]]:
        for order, start, end in parts:
            for i in range(start, end):
                rows = order[i * self.batch_size : (i + 1) * self.batch_size]
                yield [array[rows] for array in self.host]

    def first(self, count: int = 1) -> list[np.ndarray]:
        """The first samples, for their shapes and dtypes."""
        return [array[:count] for array in self.host]


class IterableSource:
    """Batches from a generator, a `Sequence`/`PyDataset`-like object or any iterable of batches.

    Each item is `x`, `(x, y)` or `(x, y, sample_weight)`, with a batch axis.

    Args:
        items: the iterable. One with `__len__` and `__getitem__` is walked anew each epoch, in any order asked
            for, with `on_epoch_begin()` and `on_epoch_end()` called around it, and its `workers` heeded; an
            iterator is read on where the last epoch ended.
        steps: batches in an epoch; needed where an iterator never ends.
        prepare: turns a batch `(x, y, sample_weight)` into the one to train on.
        whole: whether an item is handed on as it is, whatever its structure, to a step of the model's own.
    """

    def __init__(
        self,
        items: Any,
        steps: int | None,
        prepare: Callable[[Any, Any, Any], tuple[Any, Any, Any]] | None = None,
        whole: bool = False,
    ) -> None:
        self._items = items
        self._whole = whole
        self._prepare = prepare
        self._iterator: Iterator[Any] | None = None
        has_an_end = getattr(items, "num_batches", 0) is not None  # a PyDataset may have none
        self._is_sequence = hasattr(items, "__getitem__") and hasattr(items, "__len__") and has_an_end
        self._ahead: list[list[np.ndarray]] = []
        self.steps = steps if steps is not None else (len(items) if self._is_sequence else None)
        self.samples: int | None = None
        self.batch_size: int | None = None
        self._passes = Passes(len(items)) if self._is_sequence else None
        self.packing: Packing = self._peek()

    def rewind(self) -> None:
        """Begins a sequence again from its start."""
        if self._passes is not None:
            self._passes.rewind()

    @property
    def places(self) -> int | None:
        """How many things an order (see `chunks`) puts in order: a sequence's batches; None for other iterables."""
        return len(self._items) if self._is_sequence else None

    def _peek(self) -> Packing:
        first = next(self._fresh(range(min(1, len(self._items))) if self._is_sequence else None), None)
        if first is None:
            raise ValueError("There is no data: the iterable of batches is empty.")
        arrays, packing = first
        if not self._is_sequence:
            self._ahead = [arrays]
        self._first = arrays
        return packing

    def first(self, count: int = 1) -> list[np.ndarray]:
        """Samples of the first batch, for their shapes and dtypes."""
        return [array[:count] for array in self._first]

    def _fresh(self, order: Any = None) -> Iterator[tuple[list[np.ndarray], Packing]]:
        for item in self._raw(order):
            if self._whole:
                yield pack_whole(to_arrays(item, "a batch"))
                continue
            x, y, sample_weight = (
                to_arrays(part, name) for part, name in zip(_triple(item), _PARTS, strict=True)
            )
            if self._prepare is not None:
                x, y, sample_weight = self._prepare(x, y, sample_weight)
            number_of_samples({"x": x, "y": y, "sample_weight": sample_weight})
            yield pack(x, y, sample_weight)

    def _raw(self, order: Any) -> Iterator[Any]:
        if self._is_sequence:
            indices = range(len(self._items)) if order is None else order
            yield from batches(self._items, map(int, indices))
            return
        going_on = self._iterator is not None
        if self._iterator is None:
            self._iterator = iter(self._items)
        # not `yield from`: that would close a user's generator together with this one
        for item in self._iterator:  # noqa: UP028
            yield item
        is_reusable = iter(self._items) is not self._items
        self._iterator = None if is_reusable else self._iterator
        if is_reusable and going_on and self.steps is not None:
            yield from self._raw(order)  # an epoch may begin in one pass and end in the next

    def _batches(self, order: Any) -> Iterator[list[np.ndarray]]:
        ahead, self._ahead = self._ahead, []
        yield from ahead
        for arrays, packing in self._fresh(order):
            if packing.key != self.packing.key:
                raise ValueError("The batches of the iterable are not all built alike.")
            yield arrays

    def chunks(self, order: Any, length: Callable[[], int], most: int | None) -> Iterator[Chunk]:
        """Chunks of one epoch (see `ArraySource.chunks`); `order` is that of a sequence's batches."""
        if hasattr(self._items, "on_epoch_begin"):
            self._items.on_epoch_begin()
        steps = most or self.steps
        if self._passes is not None:
            own = np.arange(len(self._items)) if order is None else order
            parts = [each[start:end] for each, start, end in self._passes.parts(own, most)]
            order, steps = np.concatenate(parts), None
        yield from _streamed(self._batches(order), length, steps)
        if hasattr(self._items, "on_epoch_end"):
            self._items.on_epoch_end()


_PARTS = ("x", "y", "sample_weight")


def _triple(item: Any) -> tuple[Any, Any, Any]:
    if isinstance(item, list):
        item = tuple(item)
    if not isinstance(item, tuple):
        return item, None, None
    if len(item) > 3:
        raise ValueError(f"A batch is x, (x, y) or (x, y, sample_weight). Received a tuple of {len(item)}.")
    return tuple([*item, None, None][:3])


def _streamed(
    batches: Iterable[list[np.ndarray]], length: Callable[[], int], most: int | None
) -> Iterator[Chunk]:
    """Groups batches of equal shapes into chunks; copying to the device happens in a thread, one chunk ahead."""
    yield from prefetched(_assemble(group) for group in _groups(_limited(batches, most), length))


def _limited(batches: Iterable[list[np.ndarray]], most: int | None) -> Iterator[list[np.ndarray]]:
    if most is None:
        yield from batches
        return
    iterator = iter(batches)
    for _ in range(most):
        batch = next(iterator, None)
        if batch is None:
            return
        yield batch


def _groups(
    batches: Iterable[list[np.ndarray]], length: Callable[[], int]
) -> Iterator[list[list[np.ndarray]]]:
    group: list[list[np.ndarray]] = []
    wanted = _group_length(length(), None)
    for batch in batches:
        if group and [a.shape for a in batch] != [a.shape for a in group[0]]:
            yield group
            group = []
        group.append(batch)
        wanted = _group_length(length(), batch) if len(group) == 1 else wanted
        if len(group) >= wanted:
            yield group
            group = []
    if group:
        yield group


def _group_length(wish: int, batch: list[np.ndarray] | None) -> int:
    """A power of two up to the limits, so that few programs serve all chunks."""
    limit = MOST_STREAMED
    if batch is not None:
        limit = max(1, min(limit, STREAMED_BYTES // max(1, sum(array.nbytes for array in batch))))
    return 1 << (max(1, min(wish, limit)).bit_length() - 1)


def _assemble(group: list[list[np.ndarray]]) -> Chunk:
    capacity = 1 << (len(group) - 1).bit_length() if len(group) > 1 else 1
    size = len(group[0][0])
    padded = group + [group[0]] * (capacity - len(group))
    arrays = [put_on_devices(np.concatenate(parts)) for parts in zip(*padded, strict=True)]
    order = np.arange(capacity * size, dtype=np.int32).reshape(capacity, size)
    return Chunk(arrays, order, len(group), size)
