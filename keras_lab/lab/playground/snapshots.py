"""The network's state after each epoch, so that one can go back."""

from __future__ import annotations

from typing import Any

State = list[Any]  # NumPy arrays


class Snapshots:
    """Epoch → state; of many epochs every second, fourth … one is kept.

    Arguments:
        most: bytes to keep, about.
    """

    def __init__(self, most: int = 32 << 20) -> None:
        self._most = most
        self._stride = 1
        self._states: dict[int, State] = {}
        self._bytes = 0

    @property
    def last(self) -> int:
        """The latest epoch there is."""
        return max(self._states, default=0)

    def put(self, epoch: int, state: State) -> None:
        """Keeps the state after `epoch`; what came later is forgotten: the training took another way."""
        for later in [each for each in self._states if each >= epoch]:
            self._drop(later)
        before = self.last
        if before % self._stride and before in self._states:
            self._drop(before)
        self._states[epoch] = state
        self._bytes += _size(state)
        while self._bytes > self._most and len(self._states) > 2:
            self._thin()

    def at(self, epoch: int) -> tuple[int, State]:
        """The latest state that is not after `epoch`, and its epoch."""
        found = max((each for each in self._states if each <= epoch), default=min(self._states))
        return found, self._states[found]

    def _thin(self) -> None:
        """Drops every second one but the last."""
        self._stride *= 2
        last = self.last
        for epoch in [each for each in self._states if each % self._stride and each != last]:
            self._drop(epoch)

    def _drop(self, epoch: int) -> None:
        self._bytes -= _size(self._states.pop(epoch))


def _size(state: State) -> int:
    return sum(array.nbytes + 100 for array in state)
