"""Early steps in a program that is there at once, later ones in a faster one, compiled meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

import numpy as np

from keras_lab.engine import P

Run = Callable[..., tuple[Any, Any]]

#: The first step in the faster program. A fixed number, whatever the clock says: same seed, same bits (the two may
#: round differently and draw other random numbers).
CHANGES_AT = 256
#: From this step on the faster program is compiled, in a thread: runs that end sooner shall not pay for it.
COMPILES_FROM = 64


class WarmUp:
    """`(state, key, arrays, order, count, done) → (state, rows)`, as the two programs it consists of.

    Args:
        early: for the steps before `CHANGES_AT`.
        later: for all others.
    """

    def __init__(self, early: Run, later: Run) -> None:
        self._early, self._later = early, later
        self._compiling: dict[Any, Thread] = {}

    def __call__(
        self, state: Any, key: Any, arrays: list[Any], order: np.ndarray, count: Any, done: Any
    ) -> tuple[Any, Any]:
        early = min(max(CHANGES_AT - int(done), 0), int(count))
        rest = int(count) - early
        if not early:
            return self._hastened(state, key, arrays, order, count, done)
        state, rows = self._early(state, key, arrays, order, np.int32(early), done)
        if done >= COMPILES_FROM:  # now that the program for these shapes has been traced: not in two threads
            self._compile(state, key, arrays, order)
        if not rest:
            return state, rows
        moved = np.roll(order, -early, axis=0)
        state, more = self._hastened(state, key, arrays, moved, np.int32(rest), np.int32(done + early))
        return state, np.concatenate([P.to_numpy(rows)[:early], P.to_numpy(more)[:rest]])

    def _hastened(self, state: Any, key: Any, arrays: list[Any], order: Any, *counts: Any) -> tuple[Any, Any]:
        thread = self._compiling.get(_shapes(arrays, order))
        if thread is not None:
            thread.join()
        return self._later(state, key, arrays, order, *counts)

    def _compile(self, state: Any, key: Any, arrays: list[Any], order: Any) -> None:
        shapes = _shapes(arrays, order)
        if shapes not in self._compiling:
            nothing = np.int32(0), np.int32(0)
            thread = Thread(
                target=_tried,
                args=(self._later, state, key, arrays, order, *nothing),
                name="keras_lab-compile",
            )
            self._compiling[shapes] = thread
            thread.start()


def _tried(program: Run, *args: Any) -> None:
    with suppress(Exception):  # raised again, where it can be heard, when the program's turn comes
        program(*args)


def _shapes(arrays: list[Any], order: np.ndarray) -> Any:
    return tuple(order.shape), *(tuple(array.shape) for array in arrays)
