"""Prices of houses in districts of California, census of 1990 (R. K. Pace and R. Barry, 1997)."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab.datasets import housing
from keras_lab.datasets.fetching import KERAS_ORIGIN, fetch

Array = np.ndarray[Any, np.dtype[Any]]

_DIGEST = "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"
_SMALL = 600


def load_data(
    version: str = "large", path: str = "california_housing.npz", test_split: float = 0.2, seed: int = 113
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """20,640 districts with 8 properties each; downloaded at the first call (750 kB) and kept.

    Arguments:
        version: `"large"`; `"small"` takes the first 600 districts only.
        path: the name of the file in `~/.keras/datasets`, or an absolute path.
        test_split: the fraction that is for testing.
        seed: for the order of the districts.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: properties of shape `(n, 8)` (longitude, latitude, median age of houses,
        rooms, bedrooms, people, households, median income) and median prices in dollars.

    Raises:
        DownloadError: (an OSError) if the data is neither on the disk nor to be had from the net.
        ValueError: for another version, or if `test_split` is no fraction.
    """
    if version not in ("small", "large"):
        raise ValueError(f"version must be 'small' or 'large'. Received: {version!r}")
    housing.check_split(test_split)
    x, y = housing.read(fetch(path, KERAS_ORIGIN + "california_housing.npz", _DIGEST, 5_000_000))
    count = _SMALL if version == "small" else len(x)
    return housing.split(x[:count], y[:count], test_split, seed)
