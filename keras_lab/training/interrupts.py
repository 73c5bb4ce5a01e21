"""The kernel's interrupt during `fit`: the first one asks the run to stop, the second one raises."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from keras_lab.control import Control


@contextmanager
def first_one_stops(control: Control) -> Iterator[None]:
    """Inside, SIGINT (Ctrl-C, the notebook's ■) sets `control.stop`; a second one is a KeyboardInterrupt.

    Only the main thread can handle signals; elsewhere nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, frame: Any) -> None:
        if control.stop_reason is not None:
            raise KeyboardInterrupt
        control.stop("interrupted")

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before if before is not None else signal.default_int_handler)
