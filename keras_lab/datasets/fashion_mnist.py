"""Fashion-MNIST: pieces of clothing, 28 × 28 pixels, ten classes (H. Xiao, K. Rasul, R. Vollgraf, arXiv:1708.07747)."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np

from keras_lab.datasets.fetching import KERAS_ORIGIN, fetch
from keras_lab.datasets.npz import DamagedFileError

Array = np.ndarray[Any, np.dtype[Any]]

#: The published files with their MD5 digests.
_FILES = {
    "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
}


def load_data() -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Fashion-MNIST, downloaded at the first call (30 MB) and kept in `~/.keras/datasets/fashion-mnist`.

    The classes are T-shirt/top, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle boot.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: 60,000 and 10,000 grey images, uint8 of shape `(n, 28, 28)` from 0 to
        255, and their classes, uint8 of shape `(n,)`.

    Raises:
        DownloadError: (an OSError) if the data is neither on the disk nor to be had from the net.
    """
    arrays = []
    for name, digest in _FILES.items():
        path = fetch(f"fashion-mnist/{name}", KERAS_ORIGIN + name, digest, 40_000_000)
        arrays.append(_read(path))
    x_train, y_train, x_test, y_test = arrays
    return (x_train, y_train), (x_test, y_test)


def _read(path: Path) -> Array:
    """An array in the format IDX: two zeros, the kind (8: bytes), the number of axes, their sizes, the values."""
    with gzip.open(path) as file:
        zero, kind, axes = int.from_bytes(file.read(2), "big"), file.read(1), file.read(1)
        if zero or kind != b"\x08" or not axes:
            raise DamagedFileError(f"{path} is no array of bytes in the format IDX.")
        shape = tuple(np.frombuffer(file.read(4 * axes[0]), ">u4").astype(int))
        content = file.read(int(np.prod(shape)) + 1)
    if len(content) != np.prod(shape):
        raise DamagedFileError(f"{path} should hold {shape} bytes.")
    return np.frombuffer(content, "uint8").reshape(shape)
