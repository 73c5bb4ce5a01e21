"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def written_whole(path: str | os.PathLike[str], overwrite: bool = True) -> Iterator[Path]:
    """Yields the name of a new file beside `path`, which takes its place when the block ends without an error.

    Raises:
        FileNotFoundError: if the folder does not exist.
        FileExistsError: if there is a file already and `overwrite` is false.
    """
    target = Path(path)
    if not target.parent.is_dir():
        raise FileNotFoundError(
            f"The folder {str(target.parent)!r} does not exist, so {target.name!r} cannot be written."
        )
    if target.exists() and not overwrite:
        raise FileExistsError(f"{str(target)!r} exists already. Pass overwrite=True to replace it.")
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        _sync(part)
        os.chmod(part, _permissions(target))
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def _permissions(target: Path) -> Any:
    """Those of the file that is replaced, else what the process gives new files."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
