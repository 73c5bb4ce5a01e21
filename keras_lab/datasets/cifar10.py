"""CIFAR-10: small colour photographs in ten classes (A. Krizhevsky, 2009)."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab.datasets import cifar
from keras_lab.datasets.fetching import fetch

Array = np.ndarray[Any, np.dtype[Any]]

ORIGIN = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
_DIGEST = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"
_FOLDER = "cifar-10-batches-py"


def load_data() -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """CIFAR-10, downloaded at the first call (170 MB) and kept in `~/.keras/datasets`.

    The classes are airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: 50,000 and 10,000 images, uint8 of shape `(n, 32, 32, 3)` (or
        `(n, 3, 32, 32)`, by the global layout) from 0 to 255, and their classes, uint8 of shape `(n, 1)`.

    Raises:
        DownloadError: (an OSError) if the data is neither on the disk nor to be had from the net.
    """
    names = (f"{_FOLDER}-target_archive", f"{_FOLDER}.tar.gz")
    path = fetch("cifar-10-python.tar.gz", ORIGIN, _DIGEST, 200_000_000, names)
    files = [f"{_FOLDER}/data_batch_{number}" for number in range(1, 6)] + [f"{_FOLDER}/test_batch"]
    *train, (x_test, y_test) = cifar.read_batches(path, files, b"labels")
    x_train, y_train = (np.concatenate(parts) for parts in zip(*train, strict=True))
    return (cifar.in_layout(x_train), y_train), (cifar.in_layout(x_test), y_test)
