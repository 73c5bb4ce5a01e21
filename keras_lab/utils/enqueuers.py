"""Batches made ahead of time, with the names of Keras 2. `fit` needs none of this: it does so by itself."""

from __future__ import annotations

import queue
import random
import threading
from collections.abc import Iterator
from typing import Any

from keras_lab.utils.py_dataset import batches

_WAIT = 0.1  # seconds between two looks at whether to stop


class SequenceEnqueuer:
    """Base: makes batches in a thread and hands them out in order.

    Args:
        sequence: where they come from.
        use_multiprocessing: whether batches are made in processes.
    """

    def __init__(self, sequence: Any, use_multiprocessing: bool = False) -> None:
        self.sequence = sequence
        self.use_multiprocessing = use_multiprocessing
        self.workers = 0
        self.queue: queue.Queue[tuple[Any, BaseException | None]] = queue.Queue(1)
        self.stop_signal = threading.Event()
        self.run_thread: threading.Thread | None = None

    def is_running(self) -> bool:
        """Whether batches are being made."""
        return self.run_thread is not None and not self.stop_signal.is_set()

    def start(self, workers: int = 1, max_queue_size: int = 10) -> None:
        """Begins to make batches.

        Args:
            workers: how many at once.
            max_queue_size: how many in advance.
        """
        self.workers = workers
        self.queue = queue.Queue(max_queue_size)
        self.stop_signal.clear()
        self.run_thread = threading.Thread(target=self._run, args=(max_queue_size,), daemon=True)
        self.run_thread.start()

    def stop(self, timeout: float | None = None) -> None:
        """Ends the work; waits for it at most `timeout` seconds."""
        self.stop_signal.set()
        if self.run_thread is not None:
            self.run_thread.join(timeout)
        self.run_thread = None

    def get(self) -> Iterator[Any]:
        """The batches, one after another.

        Raises:
            Exception: whatever happens while a batch is made; the work is ended then.
        """
        while self.is_running():
            try:
                item, error = self.queue.get(timeout=_WAIT)
            except queue.Empty:
                continue
            if isinstance(error, StopIteration):
                return
            if error is not None:
                self.stop()
                raise error
            yield item

    def _run(self, ahead: int) -> None:
        end: BaseException = StopIteration()
        try:
            for item in self._items(ahead):
                if not self._put((item, None)):
                    return
        except Exception as error:
            end = error
        self._put((None, end))

    def _put(self, item: Any) -> bool:
        """Waits for room; False if the work is to end."""
        while not self.stop_signal.is_set():
            try:
                self.queue.put(item, timeout=_WAIT)
            except queue.Full:
                continue
            return True
        return False

    def _items(self, ahead: int) -> Iterator[Any]:
        raise NotImplementedError


class _Settings:
    """A sequence with settings of an enqueuer's own."""

    def __init__(self, sequence: Any, workers: int, use_multiprocessing: bool, ahead: int) -> None:
        self.sequence = sequence
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = ahead

    def __getitem__(self, index: int) -> Any:
        return self.sequence[index]


class OrderedEnqueuer(SequenceEnqueuer):
    """Hands out the batches of a `Sequence`, epoch after epoch.

    Args:
        sequence: a `Sequence`.
        use_multiprocessing: whether batches are made in processes.
        shuffle: whether they come in a random order.
    """

    def __init__(self, sequence: Any, use_multiprocessing: bool = False, shuffle: bool = False) -> None:
        super().__init__(sequence, use_multiprocessing)
        self.shuffle = shuffle

    def _items(self, ahead: int) -> Iterator[Any]:
        settings = _Settings(self.sequence, self.workers, self.use_multiprocessing, ahead)
        while not self.stop_signal.is_set():
            order = list(range(len(self.sequence)))
            if self.shuffle:
                random.shuffle(order)
            yield from batches(settings, order)
            self.sequence.on_epoch_end()


class GeneratorEnqueuer(SequenceEnqueuer):
    """Hands out what a generator yields.

    A generator runs in one thread, however many workers there are, so its batches keep their order.

    Args:
        sequence: a generator.
        use_multiprocessing, wait_time, random_seed: Keras 2's, without effect.
    """

    def __init__(
        self,
        sequence: Any,
        use_multiprocessing: bool = False,
        wait_time: float | None = None,
        random_seed: int | None = None,
    ) -> None:
        super().__init__(sequence, use_multiprocessing)
        self.wait_time = wait_time
        self.random_seed = random_seed

    def _items(self, ahead: int) -> Iterator[Any]:
        yield from self.sequence
