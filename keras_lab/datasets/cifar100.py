"""CIFAR-100: small colour photographs in a hundred classes (A. Krizhevsky, 2009)."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab.datasets import cifar
from keras_lab.datasets.fetching import fetch

Array = np.ndarray[Any, np.dtype[Any]]

ORIGIN = "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz"
_DIGEST = "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7"
_FOLDER = "cifar-100-python"


def load_data(label_mode: str = "fine") -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """CIFAR-100, downloaded at the first call (169 MB) and kept in `~/.keras/datasets`.

    Arguments:
        label_mode: `"fine"` for the hundred classes, `"coarse"` for the twenty groups they are in.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: 50,000 and 10,000 images, uint8 of shape `(n, 32, 32, 3)` (or
        `(n, 3, 32, 32)`, by the global layout) from 0 to 255, and their classes, uint8 of shape `(n, 1)`.

    Raises:
        DownloadError: (an OSError) if the data is neither on the disk nor to be had from the net.
        ValueError: for another mode.
    """
    if label_mode not in ("fine", "coarse"):
        raise ValueError(f"label_mode must be 'fine' or 'coarse'. Received: {label_mode!r}")
    names = (f"{_FOLDER}-target_archive", f"{_FOLDER}.tar.gz")
    path = fetch("cifar-100-python.tar.gz", ORIGIN, _DIGEST, 200_000_000, names)
    files = [f"{_FOLDER}/train", f"{_FOLDER}/test"]
    (x_train, y_train), (x_test, y_test) = cifar.read_batches(path, files, f"{label_mode}_labels".encode())
    return (cifar.in_layout(x_train), y_train), (cifar.in_layout(x_test), y_test)
