"""An engine call that can be made again, as far as one likes, to see what happened in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from keras_lab.engine import P

if TYPE_CHECKING:
    from keras_lab.training.data import Chunk
    from keras_lab.training.program import Program


class Call:
    """A chunk of training steps, noted down before it is run.

    The variables' values are kept as they are now: tensors do not change, so that costs nothing until the
    next call.

    Args:
        program, chunk, key, done: the program and what it is called with.
    """

    def __init__(self, program: Program, chunk: Chunk, key: Any, done: int) -> None:
        self._program, self._chunk, self._key, self._done = program, chunk, key, done
        self._before = self._values()

    @property
    def repeatable(self) -> bool:
        """Whether the variables are the program's arguments; steps that change them in place are done for good."""
        return bool(self._before)

    @contextmanager
    def after(self, steps: int) -> Iterator[tuple[Any, Any, Any]]:
        """Inside, the variables are what they were after the first `steps` steps.

        Yields:
            `(x, y, sample_weight)` of the step that comes next.
        """
        now = self._values()
        try:
            self._set(self._before)
            if steps:
                self._program(replace(self._chunk, count=steps), self._key, self._done)
            yield self._batch(steps)
        finally:
            self._set(now)

    def _batch(self, number: int) -> tuple[Any, Any, Any]:
        rows = P.convert(self._chunk.order[number])
        arrays = [P.take(P.convert(array), rows, 0) for array in self._chunk.arrays]
        return self._program.packing.unpack(arrays)

    def _values(self) -> dict[Any, Any]:
        return {v: v.materialize() for group in self._program.groups.all().values() for v in group}

    def _set(self, values: dict[Any, Any]) -> None:
        for variable, tensor in values.items():
            variable.set_tensor(tensor)
