"""The MNIST handwritten digits (Y. LeCun, C. Cortes, C. J. C. Burges), 28 × 28 pixels, ten classes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from keras_lab.datasets.npz import DamagedFileError, Expected, read_arrays
from keras_lab.utils.file import DownloadError, cache_folder, download

Array = np.ndarray[Any, np.dtype[Any]]

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"

_LARGEST_FILE = 64_000_000  # the published file has 11 MB, one without compression 55 MB

_EXPECTED = {
    "x_train": Expected(
        (60000, 28, 28), "uint8", "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757"
    ),
    "y_train": Expected(
        (60000,), "uint8", "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13"
    ),
    "x_test": Expected(
        (10000, 28, 28), "uint8", "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161"
    ),
    "y_test": Expected((10000,), "uint8", "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5"),
}


def load_data(path: str = "mnist.npz") -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """MNIST, downloaded at the first call and kept in `~/.keras/datasets` (or `$KERAS_HOME/datasets`).

    What is in the file is checked against the published digits every time. A cached file that is partial
    or damaged is downloaded again; any archive that holds the right arrays will do.

    Arguments:
        path: the name of the file in that folder, or an absolute path to a file of one's own.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: 60,000 and 10,000 grey images, uint8 of shape
        `(n, 28, 28)` from 0 to 255, and their digits, uint8 of shape `(n,)`.

    Raises:
        DownloadError: (an OSError) if the data is neither on the disk nor to be had from the net. The
            digits in `keras_lab.datasets.digits` need no net.
        ValueError: if `path` is absolute and that file is not MNIST; it is left as it is.
    """
    file = cache_folder() / path
    arrays = _from_disk(file, own=Path(path).is_absolute())
    if arrays is None:
        _download(file)
        arrays = read_arrays(file, _EXPECTED)
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def _from_disk(file: Path, own: bool) -> dict[str, Array] | None:
    if not file.exists():
        return None
    try:
        return read_arrays(file, _EXPECTED)
    except DamagedFileError as error:
        if own:
            raise
        print(f"{error}. It is downloaded again.")
        return None


def _download(file: Path) -> None:
    print(f"Downloading MNIST (11 MB) from {ORIGIN}")
    try:
        download(ORIGIN, file, lambda part: read_arrays(part, _EXPECTED), _LARGEST_FILE)
    except DownloadError as error:
        raise DownloadError(
            f"MNIST is not at {file}, and {str(error).rstrip('.')}. Put mnist.npz there, or use the handwritten "
            "digits that come with keras_lab: `from keras_lab.datasets import digits; digits.load_data()`."
        ) from error
