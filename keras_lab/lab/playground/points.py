"""The points of a playground: places in the plane, each with a class or a number, some kept for testing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from keras_lab.lab.playground.datasets import Array

MOST_CLASSES = 6
MOST_SHOWN = 500
MOST_POINTS = 20_000
Task = Literal["classes", "number"]


class Points:
    """Places and what is to be predicted there.

    Arguments:
        x: `(count, 2)`.
        y: `(count,)`: numbers of classes from 0, labels of at most six classes, or any numbers.
        seed: for the order, by which three of ten points are kept for testing.

    Attributes:
        x, y: the points, float32; shuffled.
        task: whether a class is predicted or a number; `labels`: what the classes are called.
        window: the part of the plane that is shown: `[left, right, bottom, top]`.

    Raises:
        ValueError: for other shapes, numbers that are not finite, or too many classes.
    """

    def __init__(self, x: Any, y: Any, seed: int = 0) -> None:
        places, targets = np.asarray(x, np.float32), np.asarray(y)
        if targets.ndim == 2 and targets.shape[1] == 1:
            targets = targets[:, 0]
        _check(places, targets)
        self.task: Task = _task(targets)
        self.labels: list[str] = ["0", "1"]
        if self.task == "classes" and len(targets):
            self.labels, targets = _numbered(targets)
        order = np.random.default_rng(seed).permutation(len(places))
        self.x, self.y = places[order], targets[order].astype(np.float32)
        self.window = _window(self.x)

    @property
    def classes(self) -> int:
        """How many classes there are, at least two; 0 where a number is predicted."""
        return len(self.labels) if self.task == "classes" else 0

    @property
    def testing(self) -> Array:
        """Which points are kept for testing: three of ten."""
        return np.isin(np.arange(len(self.x)) % 10, (3, 6, 9))

    @property
    def span(self) -> tuple[float, float]:
        """The least and the greatest number to predict."""
        if not len(self.y):
            return 0.0, 1.0
        low, high = float(self.y.min()), float(self.y.max())
        return (low, high) if high > low else (low - 0.5, high + 0.5)

    def add(self, points: Sequence[Sequence[float]]) -> None:
        """Adds points `[x, y, class or number]`.

        Raises:
            ValueError: for anything else, and if there would be too many points.
        """
        rows = np.asarray(points, np.float32).reshape(-1, 3)
        if not np.isfinite(rows).all():
            raise ValueError("A point needs three finite numbers: x, y, and its class or value.")
        if self.task == "classes":
            numbers = rows[:, 2]
            if len(numbers) and ((numbers != np.round(numbers)) | (numbers < 0)).any():
                raise ValueError(f"A class is a whole number from 0 to {MOST_CLASSES - 1}.")
            self._name_classes(int(numbers.max(initial=0)) + 1)
        if len(self.x) + len(rows) > MOST_POINTS:
            raise ValueError(f"A playground holds {MOST_POINTS:,} points at most.")
        self.x = np.concatenate([self.x, rows[:, :2]])
        self.y = np.concatenate([self.y, rows[:, 2]])

    def remove_near(self, x: float, y: float, reach: float) -> int:
        """Removes the points within `reach` (a share of the window); returns how many."""
        left, right, bottom, top = self.window
        offset = (self.x - [x, y]) / [right - left, top - bottom]
        keep = np.hypot(offset[:, 0], offset[:, 1]) > reach
        self.x, self.y = self.x[keep], self.y[keep]
        return int((~keep).sum())

    def shown(self) -> tuple[Array, Array, Array]:
        """x, y and whether they are for testing, of at most some hundred points."""
        step = max(1, -(-len(self.x) // MOST_SHOWN))
        return self.x[::step], self.y[::step], self.testing[::step]

    def _name_classes(self, count: int) -> None:
        if count > MOST_CLASSES:
            raise ValueError(f"A playground shows {MOST_CLASSES} classes at most.")
        self.labels += [str(number) for number in range(len(self.labels), count)]


def _check(x: Array, y: Array) -> None:
    if x.ndim != 2 or x.shape[1] != 2:
        raise ValueError(f"x must be points in the plane, of shape (count, 2). Received: {x.shape}")
    if y.shape != x.shape[:1]:
        raise ValueError(
            f"y must have a class or a number for each of the {len(x)} points. Received: {y.shape}"
        )
    if not np.isfinite(x).all() or (y.dtype.kind == "f" and not np.isfinite(y).all()):
        raise ValueError("x and y must be finite: there are NaN or infinite numbers among them.")
    if len(x) > MOST_POINTS:
        raise ValueError(f"A playground holds {MOST_POINTS:,} points at most. Received: {len(x):,}")


def _task(y: Array) -> Task:
    if y.dtype.kind == "f" and (len(np.unique(y)) > MOST_CLASSES or (y != np.round(y)).any()):
        return "number"
    if len(np.unique(y)) > MOST_CLASSES:
        if y.dtype.kind in "iu":
            return "number"
        raise ValueError(f"A playground shows {MOST_CLASSES} classes at most. Received: {len(np.unique(y))}")
    return "classes"


def _numbered(y: Array) -> tuple[list[str], Array]:
    """What the classes are called, and their numbers in place of the labels."""
    labels, numbers = np.unique(y, return_inverse=True)
    names = [f"{label:g}" if labels.dtype.kind == "f" else str(label) for label in labels]
    return (names if len(names) > 1 else [*names, "1" if names != ["1"] else "0"]), numbers


def _window(x: Array) -> list[float]:
    """A little more of the plane than the points take."""
    if not len(x):
        return [-1.2, 1.2, -1.2, 1.2]
    sides = []
    for low, high in zip(x.min(0).tolist(), x.max(0).tolist(), strict=True):
        margin = 0.1 * (high - low) or 1.0
        sides += [float(f"{low - margin:.4g}"), float(f"{high + margin:.4g}")]
    return sides
