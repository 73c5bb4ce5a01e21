"""Published files, downloaded once and checked by their digests each time."""

from __future__ import annotations

from pathlib import Path

from keras_lab.datasets.npz import DamagedFileError
from keras_lab.utils.file import DownloadError, cache_folder, check_digest, download

#: Where Keras publishes its data sets.
KERAS_ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"


def fetch(path: str, origin: str, digest: str, limit: int, others: tuple[str, ...] = ()) -> Path:
    """The file published at `origin`, downloaded unless it is there. Only the published bytes will do.

    Arguments:
        path: its name in `~/.keras/datasets` (or `$KERAS_HOME/datasets`), or an absolute path to a file of one's own.
        origin: where it is published.
        digest: SHA-256 or MD5 of the file, in hexadecimal digits.
        limit: the most bytes to download.
        others: names under which Keras has kept the same file.

    Raises:
        DownloadError: (an OSError) if the file is neither on the disk nor to be had from the net.
        DamagedFileError: (a ValueError) if `path` is absolute and the file is another; it is left as it is.
    """
    for name in (path, *others):
        file = cache_folder() / name
        if file.exists() and _is_right(file, digest, own=Path(name).is_absolute()):
            return file
    target = cache_folder() / path
    print(f"Downloading {origin}")
    try:
        download(origin, target, lambda part: check_digest(part, digest), limit)
    except DownloadError as error:
        reason = str(error).rstrip(".")
        raise DownloadError(
            f"{target.name} is not at {target}, and {reason}. Put the file there by hand, or see "
            "keras_lab.datasets.digits for data that come with keras_lab."
        ) from error
    return target


def _is_right(file: Path, digest: str, own: bool) -> bool:
    try:
        check_digest(file, digest)
    except ValueError as error:
        if own:
            raise DamagedFileError(f"{file}: {error}") from error
        print(f"{file} is damaged: {error} It is downloaded again.")
        return False
    return True
