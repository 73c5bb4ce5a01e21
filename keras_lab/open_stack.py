"""What is open in a thread: scopes, sources of keys, modes."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class OpenStack(threading.local, Generic[T]):
    """A list of its own for each thread.

    Attributes:
        items: the outermost first.
    """

    def __init__(self) -> None:
        self.items: list[T] = []

    @property
    def innermost(self) -> T | None:
        """What was opened last, or None."""
        return self.items[-1] if self.items else None
