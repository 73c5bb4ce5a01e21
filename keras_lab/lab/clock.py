"""How fast a run goes and how long it will still take, from the times of its events."""

from __future__ import annotations

import math

_MEMORY = 2.0  # seconds after which an old reading of the speed counts for little


class Clock:
    """Speed and time left. The first engine call, which compiles, and pauses do not count.

    Arguments:
        started: when the run started, in seconds since the epoch of the clock.
    """

    def __init__(self, started: float) -> None:
        self.rate: float | None = None
        self._first: tuple[float, int] | None = None
        self._last: tuple[float, int] = (started, 0)
        self._paused_at: float | None = None
        self._paused = 0.0

    def steps(self, time: float, step: int) -> None:
        """`step` steps were done at `time`."""
        working = time - self._paused
        if self._first is None:
            self._first = working, step
        else:
            self._read_rate(working, step)
        self._last = working, step

    def pause(self, time: float) -> None:
        """The run waits from `time` on."""
        self._paused_at = time

    def resume(self, time: float) -> None:
        """The run goes on from `time` on."""
        if self._paused_at is not None:
            self._paused += time - self._paused_at
        self._paused_at = None

    def seconds_left(self, total: int | None) -> float | None:
        """Seconds until step `total`, validation between the epochs included; None while unknown."""
        if total is None or self._first is None:
            return None
        first_time, first_step = self._first
        time, step = self._last
        if step <= first_step or time <= first_time:
            return None
        return max(total - step, 0) * (time - first_time) / (step - first_step)

    def _read_rate(self, time: float, step: int) -> None:
        last_time, last_step = self._last
        passed = time - last_time
        if passed <= 0:
            return
        rate = (step - last_step) / passed
        weight = 1 - math.exp(-passed / _MEMORY)
        self.rate = rate if self.rate is None else self.rate + weight * (rate - self.rate)
