"""Prices of houses around Boston in the 1970s (D. Harrison and D. Rubinfeld, 1978).

The data are known to carry an assumption about the ethnic make-up of suburbs that is wrong in fact and in ethics;
`california_housing` is the better choice for anything but a comparison with old results.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab.datasets import housing
from keras_lab.datasets.fetching import KERAS_ORIGIN, fetch

Array = np.ndarray[Any, np.dtype[Any]]

_DIGEST = "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"


def load_data(
    path: str = "boston_housing.npz", test_split: float = 0.2, seed: int = 113
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """506 houses with 13 properties each; downloaded at the first call (57 kB) and kept.

    Arguments:
        path: the name of the file in `~/.keras/datasets`, or an absolute path.
        test_split: the fraction that is for testing.
        seed: for the order of the houses.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: properties of shape `(n, 13)` and prices in thousands of dollars.

    Raises:
        DownloadError: (an OSError) if the data is neither on the disk nor to be had from the net.
        ValueError: if `test_split` is no fraction.
    """
    housing.check_split(test_split)
    file = fetch(path, KERAS_ORIGIN + "boston_housing.npz", _DIGEST, 1_000_000)
    return housing.split(*housing.read(file), test_split, seed)
