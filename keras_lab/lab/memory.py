"""The memory that the kernel's process and the engine's device have in use."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from keras_lab import engine

EVERY = 1.0  # seconds between two readings

_Reading = tuple[int | None, int | None]
_last: tuple[float, _Reading] = (-EVERY, (None, None))


def in_use() -> _Reading:
    """Resident bytes of this process, and bytes in use on the engine's device, read at most once a second; None
    where nobody tells."""
    global _last
    now = time.monotonic()
    if now - _last[0] >= EVERY:
        _last = now, (_of_process(), _of_device())
    return _last[1]


def _of_device() -> int | None:
    for each in engine.loaded():
        with suppress(Exception):  # engines have their own ways to say that they do not know
            told: int | None = each.device_memory()
            if told is not None:
                return told
    return None


def _of_process() -> int | None:
    with suppress(OSError, ValueError, IndexError):  # Linux
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    with suppress(ImportError):  # macOS; the most there ever was
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
    return None
