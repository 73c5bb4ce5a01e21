"""The members of a `.keras` archive, read in memory: nothing is unpacked to the disk.

What a member holds is counted as it is unpacked, whatever the archive declares.
"""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
import zlib
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from keras_lab.saving.hdf5 import UnsafeFileError

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
#: The version of Keras whose layout the files have.
KERAS_VERSION = "3.15.1"

_MOST_MEMBERS = 10_000
#: Bytes that a member may have for each byte stored, and in any case.
_GROWTH, _ALLOWANCE = 200, 1 << 20
_BLOCK = 1 << 20


class ModelArchive:
    """An archive, for reading. Opening it checks the names and kinds of all members.

    Raises:
        FileNotFoundError: if there is none.
        UnsafeFileError: for names that lead out of a folder, links, duplicates, unusual packing.
        ValueError: if it is no archive, or a damaged one.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        try:
            self._zip = zipfile.ZipFile(self.path)
        except FileNotFoundError:
            raise FileNotFoundError(f"There is no file {self.path!r}.") from None
        except (zipfile.BadZipFile, OSError) as error:
            raise ValueError(f"{self.path!r} is no .keras archive, or a damaged one: {error}") from error
        try:
            self._check()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> ModelArchive:
        return self

    def __exit__(self, *error: object) -> None:
        self._zip.close()

    def _check(self) -> None:
        members = self._zip.infolist()
        if len(members) > _MOST_MEMBERS:
            raise UnsafeFileError(f"The archive {self.path!r} has {len(members)} members.")
        if len({member.filename for member in members}) < len(members):
            raise UnsafeFileError(f"The archive {self.path!r} has two members of one name.")
        for member in members:
            _check_member(member)

    def read(self, name: str) -> bytes:
        """What the member `name` holds.

        Raises:
            ValueError: if there is none, or it is damaged.
            UnsafeFileError: if it unpacks to far more than it takes in the archive.
        """
        try:
            member = self._zip.getinfo(name)
        except KeyError:
            raise ValueError(f"The archive {self.path!r} has no {name!r}.") from None
        limit = member.compress_size * _GROWTH + _ALLOWANCE
        if member.file_size > limit or member.compress_size > os.path.getsize(self.path):
            raise UnsafeFileError(f"The member {name!r} declares {member.file_size} bytes, far too many.")
        try:
            with self._zip.open(member) as file:
                return _bounded(file, name, min(limit, member.file_size))
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            raise ValueError(f"The member {name!r} of {self.path!r} is damaged: {error}") from error

    def json(self, name: str) -> Any:
        """A member that holds JSON.

        Raises:
            ValueError: if it does not.
        """
        try:
            return json.loads(self.read(name))
        except UnsafeFileError:
            raise
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{name!r} in {self.path!r} is damaged: {error}") from error


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise UnsafeFileError(f"The member {name!r} of the archive leads out of it.")
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise UnsafeFileError(f"The member {name!r} of the archive is a link or device.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnsafeFileError(f"The member {name!r} of the archive is packed in an unusual way.")


def _bounded(file: Any, name: str, limit: int) -> bytes:
    held = io.BytesIO()
    while block := file.read(_BLOCK):
        held.write(block)
        if held.tell() > limit:
            raise UnsafeFileError(f"The member {name!r} unpacks to far more than it declares.")
    return held.getvalue()


def write_archive(
    path: str | os.PathLike[str], config: dict[str, Any], weights: bytes, seed: int | None = None
) -> None:
    """Writes an archive with a model's configuration, its weights (an HDF5 file) and its training's seed."""
    metadata: dict[str, Any] = {
        "keras_version": KERAS_VERSION,
        "date_saved": datetime.now().strftime("%Y-%m-%d@%H:%M:%S"),
    }
    if seed is not None:
        metadata["keras_lab_seed"] = seed
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(METADATA, json.dumps(metadata))
        archive.writestr(CONFIG, json.dumps(config))
        archive.writestr(WEIGHTS, weights)
