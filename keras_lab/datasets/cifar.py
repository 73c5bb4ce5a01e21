"""What the loaders of CIFAR-10 and CIFAR-100 share.

The archives are read where they lie, without unpacking them, once their digests are checked; the pickles in them are
read as plain data (see `plain_pickle`).
"""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import Any

import numpy as np

from keras_lab import config
from keras_lab.datasets import plain_pickle
from keras_lab.datasets.npz import DamagedFileError

Array = np.ndarray[Any, np.dtype[Any]]


def read_batches(path: Path, names: list[str], labels: bytes) -> list[tuple[Array, Array]]:
    """Images `(n, 3, 32, 32)` and labels `(n, 1)` of the files called `names` in an archive.

    Raises:
        DamagedFileError: if it holds anything else.
    """
    try:
        with tarfile.open(path, "r:gz") as archive:
            return [_read(archive, name, labels) for name in names]
    except (tarfile.TarError, KeyError, ValueError, EOFError) as error:
        raise DamagedFileError(f"{path} cannot be read: {error}") from error


def _read(archive: tarfile.TarFile, name: str, labels: bytes) -> tuple[Array, Array]:
    member = archive.extractfile(name)
    if member is None:
        raise ValueError(f"{name} is no file")
    with member:
        batch = plain_pickle.load(member)
    images = batch[b"data"].reshape(-1, 3, 32, 32)
    return images, np.array(batch[labels], "uint8")[:, None]


def in_layout(images: Array) -> Array:
    """Images `(n, 3, 32, 32)` in the global layout."""
    first = config.image_data_format() == "channels_first"
    return images if first else np.ascontiguousarray(images.transpose(0, 2, 3, 1))
