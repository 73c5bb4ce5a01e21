"""A curve of any length kept in a bounded number of points, without losing its spikes.

The samples are put into bins of equal width, a power of two, counted in samples from the first one. Of
each bin the lowest and the highest sample stay, and the first one that is not finite. When the points
become too many, the width doubles: the old bins merge in pairs, so a point that has been drawn moves only
when the whole curve gets coarser, and the outcome does not depend on how the samples were handed in.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab.events import StepsDone

Array = np.ndarray[Any, np.dtype[Any]]

_SMALLEST_CAPACITY = 8  # lowest, highest and first not finite sample of two bins, first and latest of all
_PENDING = 512  # samples gathered before they are binned: the work is per call of NumPy, not per sample


def step_numbers(event: StepsDone) -> Array:
    """The x values of the samples in `event`: steps of the run done after each, so the first step is 1."""
    return np.arange(event.step + 1, event.step + event.count + 1, dtype=np.float64)


class Series:
    """A curve `name` of at most `capacity` points.

    Arguments:
        name: what is measured, `"loss"` for instance.
        capacity: the most points kept, at least 8.
        dtype: of the points kept. float32 holds step numbers exactly up to 16,777,216.

    Example:

        series = Series("loss")
        series.extend([1, 2, 3], [0.9, 0.5, 0.4])
        x, y = series.points()
    """

    def __init__(self, name: str, capacity: int = 1000, dtype: Any = np.float32) -> None:
        if capacity < _SMALLEST_CAPACITY:
            raise ValueError(
                f"Series {name!r} takes a capacity of at least {_SMALLEST_CAPACITY}. Received: {capacity}"
            )
        self.name = name
        self.capacity = int(capacity)
        self._dtype = np.dtype(dtype)
        self._width = 1
        self._count = 0
        self._index = np.empty(0, np.int64)
        self._x = np.empty(0, self._dtype)
        self._y = np.empty(0, self._dtype)
        self._first = self._latest = (self._x, self._y)
        self._pending: list[tuple[Array, Array]] = []
        self._waiting = 0

    def __len__(self) -> int:
        """How many samples were handed in."""
        return self._count + self._waiting

    @property
    def width(self) -> int:
        """Samples in a bin; 1 as long as every sample is kept."""
        self._take_pending()
        return self._width

    def extend(self, x: Any, y: Any) -> None:
        """Appends samples: `x` and `y` of the same length, `x` ascending. Values not finite become NaN.

        Raises:
            ValueError: if the lengths differ or an argument is not one-dimensional.
        """
        x, y = np.array(x, self._dtype, ndmin=1), np.array(y, self._dtype, ndmin=1)
        if x.shape != y.shape or x.ndim != 1:
            raise ValueError(
                f"Series {self.name!r} takes x and y of one and the same length. "
                f"Received shapes: {x.shape} and {y.shape}"
            )
        if x.size:
            self._pending.append((x, y))
            self._waiting += x.size
        if self._waiting >= _PENDING:
            self._take_pending()

    def points(self) -> tuple[Array, Array]:
        """The points kept, in the order of the samples; the first and the latest one are always there."""
        self._take_pending()
        nothing = (self._x[:0], self._y[:0])
        first = self._first if self._count and self._index[0] != 0 else nothing
        latest = self._latest if self._count and self._index[-1] != self._count - 1 else nothing
        return np.concatenate([first[0], self._x, latest[0]]), np.concatenate([first[1], self._y, latest[1]])

    def _take_pending(self) -> None:
        if not self._waiting:
            return
        x = np.concatenate([x for x, _ in self._pending])
        y = np.concatenate([y for _, y in self._pending])
        y[~np.isfinite(y)] = np.nan
        index = np.arange(self._count, self._count + x.size)
        self._count, self._waiting, self._pending = self._count + x.size, 0, []
        self._first = self._first if self._first[0].size else (x[:1], y[:1])
        self._latest = (x[-1:], y[-1:])
        self._append(index, x, y)
        while self._index.size > self.capacity - 2 and self._count > self.capacity:
            self._width *= 2
            self._merge(0)

    def _append(self, index: Array, x: Array, y: Array) -> None:
        """Adds points and bins them together with the last bin, which may not have been full."""
        open_bin = int(np.searchsorted(self._index, index[0] // self._width * self._width))
        self._index = np.concatenate([self._index, index])
        self._x = np.concatenate([self._x, x])
        self._y = np.concatenate([self._y, y])
        self._merge(open_bin)

    def _merge(self, start: int) -> None:
        """Keeps what stands for each bin, from the point at `start` on."""
        if self._width == 1:
            return
        kept = start + _representatives(self._index[start:] // self._width, self._y[start:])
        kept = np.concatenate([np.arange(start), kept])
        self._index, self._x, self._y = self._index[kept], self._x[kept], self._y[kept]


def _representatives(bins: Array, y: Array) -> Array:
    """Positions of the lowest, the highest and the first NaN sample of each bin; `bins` ascends."""
    starts = np.unique(bins, return_index=True)[1]

    def first_by(key: Array) -> Array:
        return np.lexsort((key, bins))[starts]  # stable, NaN last

    broken = first_by(~np.isnan(y))
    broken = broken[np.isnan(y[broken])]
    return np.unique(np.concatenate([first_by(y), first_by(-y), broken]))
