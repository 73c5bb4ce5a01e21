"""Preparing the next item in a thread while the current one is in use."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Any, TypeVar

T = TypeVar("T")
_END = object()


def prefetched(items: Iterator[T], ahead: int = 1) -> Iterator[T]:
    """Yields what `items` yields; up to `ahead` items are made in advance, in another thread.

    An exception in `items` is raised here, at its place. Closing this iterator ends the thread.
    """
    made: queue.Queue[tuple[Any, BaseException | None]] = queue.Queue(maxsize=ahead)
    stopped = threading.Event()
    thread = threading.Thread(
        target=_work, args=(items, made, stopped), daemon=True, name="keras_lab-prefetch"
    )
    thread.start()
    try:
        while True:
            item, error = made.get()
            if error is not None:
                raise error
            if item is _END:
                return
            yield item
    finally:
        stopped.set()
        while thread.is_alive():
            _drain(made)
            thread.join(0.01)


def _work(items: Iterator[Any], made: queue.Queue[Any], stopped: threading.Event) -> None:
    try:
        for item in items:
            if stopped.is_set():
                return
            made.put((item, None))
        made.put((_END, None))
    except BaseException as error:
        made.put((None, error))


def _drain(made: queue.Queue[Any]) -> None:
    while not made.empty():
        made.get_nowait()
