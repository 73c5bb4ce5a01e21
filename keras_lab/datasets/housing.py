"""What the loaders of prices of houses share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def read(path: Path) -> tuple[Array, Array]:
    """`x` and `y` of an `.npz` archive whose digest was checked."""
    with np.load(path, allow_pickle=False) as arrays:
        return arrays["x"], arrays["y"]


def split(
    x: Array, y: Array, test_split: float, seed: int
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """The samples in a random order, the last ones for testing."""
    order = np.arange(len(x))
    np.random.RandomState(seed).shuffle(order)
    at = int(len(x) * (1 - test_split))
    return (x[order[:at]], y[order[:at]]), (x[order[at:]], y[order[at:]])


def check_split(test_split: float) -> None:
    """Refuses what is no fraction from 0 to below 1."""
    if not 0 <= test_split < 1:
        raise ValueError(f"test_split must be at least 0 and below 1. Received: {test_split}")
