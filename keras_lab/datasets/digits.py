"""Handwritten digits, 8 × 8 pixels, ten classes: a small real data set that comes with the package.

Source: *Optical Recognition of Handwritten Digits*, E. Alpaydin and C. Kaynak, Boğaziçi University,
Istanbul, 1998; UCI Machine Learning Repository, https://doi.org/10.24432/C50P49, licence CC BY 4.0. These
are the 1,797 images of its test set, written by 13 people, as scikit-learn ships them (`load_digits`):
each pixel counts the ink in a 4 × 4 block of a bitmap of 32 × 32.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from keras_lab.datasets.npz import Expected, read_arrays

Array = np.ndarray[Any, np.dtype[Any]]

_FILE = Path(__file__).with_name("digits.npz")
_EXPECTED = {
    "x": Expected((1797, 8, 8), "uint8", "8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3"),
    "y": Expected((1797,), "uint8", "8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0"),
}


def load_data() -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """The digits, split the same way each time: every fifth image, from the first on, is for testing.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: 1,437 and 360 grey images, uint8 of shape `(n, 8, 8)` from
        0 to 16, and their digits, uint8 of shape `(n,)`.
    """
    arrays = read_arrays(_FILE, _EXPECTED)
    x, y = arrays["x"], arrays["y"]
    testing = np.arange(len(y)) % 5 == 0
    return (x[~testing], y[~testing]), (x[testing], y[testing])
