"""What a step reports: a dict of numbers and arrays, kept as a row of numbers while a chunk of steps runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from keras_lab.callbacks.logs import Logs
from keras_lab.engine import P
from keras_lab.ops import dispatch


def flat(logs: Any, owner: str = "a step") -> dict[str, Any]:
    """The logs as one dict of float32 tensors; dicts inside (a metric with several results) are taken apart.

    Raises:
        ValueError: for anything but a dict with strings for keys, or None.
    """
    if logs is not None and not isinstance(logs, dict):
        raise ValueError(f"{owner} must return a dict of logs by name. Received: {type(logs).__name__}")
    found: dict[str, Any] = {}
    for name, value in (logs or {}).items():
        found.update(
            flat(value) if isinstance(value, dict) else {str(name): dispatch.tensor(value, "float32")}
        )
    return found


@dataclass(frozen=True)
class Layout:
    """Where the parts of the logs are in a row of numbers.

    Attributes:
        shapes: name → shape, in the order of the row.
    """

    shapes: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, logs: dict[str, Any]) -> Layout:
        """The layout of flat logs (tensors or specs)."""
        return cls({name: tuple(value.shape) for name, value in logs.items()})

    @property
    def width(self) -> int:
        """The length of a row, at least 1."""
        return max(1, sum(map(_size, self.shapes.values())))

    def row(self, logs: dict[str, Any]) -> Any:
        """The row of flat logs, a tensor."""
        parts = [P.reshape(logs[name], (_size(shape),)) for name, shape in self.shapes.items()]
        return P.concatenate(parts, 0) if parts else P.full((1,), 0.0, "float32")

    def places(self) -> Iterator[tuple[str, tuple[int, ...], slice]]:
        """Name, shape and place of each part."""
        start = 0
        for name, shape in self.shapes.items():
            yield name, shape, slice(start, start + _size(shape))
            start += _size(shape)


class StepLogs(Sequence[dict[str, Any]]):
    """The logs of the steps of one chunk.

    Args:
        layout: what is where in a row.
        rows: float32 array `(steps, width)`.
    """

    def __init__(self, layout: Layout, rows: np.ndarray) -> None:
        self._layout = layout
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, step: Any) -> dict[str, Any]:  # type: ignore[override]
        """The logs of one step: floats, and arrays where a metric gives several numbers."""
        row = self._rows[step]
        return Logs(
            (name, float(row[place][0]) if _size(shape) == 1 else row[place].reshape(shape).copy())
            for name, shape, place in self._layout.places()
        )

    @property
    def columns(self) -> dict[str, np.ndarray]:
        """Name → its values at all steps, for those that are single numbers."""
        return {
            name: self._rows[:, place.start]
            for name, shape, place in self._layout.places()
            if _size(shape) == 1
        }


def _size(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape))
