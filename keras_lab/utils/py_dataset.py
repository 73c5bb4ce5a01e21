"""Data sets that hand out their batches by number."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any


class PyDataset:
    """Base of data sets whose batches are made one by one, in any order (Keras 2: `Sequence`).

    One of your own defines `__getitem__`, which returns batch number `index` as `x`, `(x, y)` or
    `(x, y, sample_weight)`, and `__len__`, the number of batches (or the property `num_batches`, which may be None
    for a data set without end).

    Args:
        workers: how many batches are made at once.
        use_multiprocessing: whether in processes rather than threads; the data set is then copied into each.
        max_queue_size: how many batches may be ready in advance.

    Example:

        class Squares(PyDataset):
            def __len__(self):
                return 10

            def __getitem__(self, index):
                x = np.arange(32 * index, 32 * (index + 1))
                return x, x**2
    """

    # of the class, too: a data set written for Keras 2 does not call super().__init__()
    workers = 1
    use_multiprocessing = False
    max_queue_size = 10

    def __init__(self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10) -> None:
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    def __getitem__(self, index: int) -> Any:
        """Batch number `index`."""
        raise NotImplementedError(f"{type(self).__name__} defines no method __getitem__(index).")

    @property
    def num_batches(self) -> int | None:
        """Batches in an epoch; None if there is no end."""
        if type(self).__len__ is PyDataset.__len__:
            raise NotImplementedError(f"{type(self).__name__} defines neither __len__() nor num_batches.")
        return len(self)

    def __len__(self) -> int:
        if (count := self.num_batches) is None:
            raise TypeError(f"{type(self).__name__} has no end, and so no length.")
        return count

    def on_epoch_begin(self) -> None:
        """Called before each epoch."""

    def on_epoch_end(self) -> None:
        """Called after each epoch, e.g. to put the samples in a new order."""

    def __iter__(self) -> Iterator[Any]:
        index, count = 0, self.num_batches
        while count is None or index < count:
            yield self[index]
            index += 1


Sequence = PyDataset


def batches(dataset: Any, order: Iterable[int]) -> Iterator[Any]:
    """The batches with the numbers in `order`, in that order, made as the data set's settings say.

    Args:
        dataset: anything with `__getitem__`; its `workers`, `use_multiprocessing` and `max_queue_size` are heeded
            if it has them.
        order: may be endless; numbers are taken from it only as fast as batches are made.
    """
    workers = getattr(dataset, "workers", 1)
    if workers <= 1 and not getattr(dataset, "use_multiprocessing", False):
        yield from (dataset[index] for index in order)
        return
    in_processes = getattr(dataset, "use_multiprocessing", False)
    make = _item if in_processes else dataset.__getitem__
    most = max(workers, getattr(dataset, "max_queue_size", 10))
    pending: deque[Future[Any]] = deque()
    executor = _processes(dataset, workers) if in_processes else _threads(workers)
    try:
        for index in order:
            pending.append(executor.submit(make, index))
            if len(pending) >= most:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _threads(workers: int) -> Executor:
    return ThreadPoolExecutor(workers, thread_name_prefix="keras_lab-batches")


def _processes(dataset: Any, workers: int) -> Executor:
    context = multiprocessing.get_context()
    return ProcessPoolExecutor(max(1, workers), context, initializer=_receive, initargs=(dataset,))


_received: Any = None


def _receive(dataset: Any) -> None:
    """Keeps the data set in a worker process, so that it is sent there once only."""
    global _received
    _received = dataset


def _item(index: int) -> Any:
    return _received[index]
