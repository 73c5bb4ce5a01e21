"""How many steps one engine call shall have, so that it takes about 75 ms."""

from __future__ import annotations

from keras_lab.distribution.current import same_length

#: Long enough to hide the cost of a call, short enough for a click to take effect at once.
TARGET_SECONDS = 0.075


class ChunkLength:
    """Chooses the number of steps from how long the last ones took.

    Args:
        fixed: always this many (1 where a callback acts between steps), or None.
    """

    def __init__(self, fixed: int | None = None) -> None:
        self._fixed = fixed or same_length()
        self._length = 1
        self._calls: set[object] = set()

    def __call__(self) -> int:
        return self._fixed or self._length

    def took(self, seconds: float, steps: int, program: object) -> None:
        """Learns from a call; the first call of a program is left out, for it compiles."""
        if program not in self._calls:
            self._calls.add(program)
            self._length = max(self._length, 4)
            return
        wanted = TARGET_SECONDS * steps / max(seconds, 1e-6)
        self._length = int(max(1, min(wanted, 4 * self._length)))
