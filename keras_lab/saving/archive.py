"""The members of a `.keras` archive, or of a folder with the same files, read in memory.

What a member holds is counted as it is unpacked, whatever the archive declares.
"""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from keras_lab.saving.hdf5 import UnsafeFileError

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
#: The version of Keras whose layout the files have.
KERAS_VERSION = "3.15.1"

_MOST_MEMBERS = 10_000
#: Bytes that a member may have for each byte stored, and in any case.
_GROWTH, _ALLOWANCE = 200, 1 << 20
_BLOCK = 1 << 20
#: Bytes of text that are still a configuration.
_LARGEST_TEXT = 1 << 28


class MissingFileError(FileNotFoundError, ValueError):
    """There is no such file. (Keras 2 raises OSError here, Keras 3 ValueError.)"""


class Members:
    """Members by their names."""

    path: str

    def names(self) -> list[str]:
        """All names, with `/` between folders."""
        raise NotImplementedError

    def read(self, name: str) -> bytes:
        """What the member `name` holds.

        Raises:
            ValueError: if there is none, or it is damaged.
            UnsafeFileError: if it unpacks to far more than it takes in the archive.
        """
        raise NotImplementedError

    def growth(self, name: str) -> float:
        """How many times larger than in the archive the member `name` is."""
        return 1.0

    def json(self, name: str) -> Any:
        """A member that holds JSON.

        Raises:
            ValueError: if it does not.
        """
        content = self.read(name)
        if len(content) > _LARGEST_TEXT:
            raise UnsafeFileError(f"{name!r} in {self.path!r} has {len(content):,} bytes of text.")
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{name!r} in {self.path!r} is damaged: {error}") from error


class ModelFolder(Members):
    """A folder with the files of an archive. Links in it are not followed.

    Raises:
        ValueError: if there is no configuration in it.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        if not os.path.isfile(os.path.join(self.path, CONFIG)):
            raise ValueError(f"The folder {self.path!r} has no model in it: there is no {CONFIG!r}.")

    def __enter__(self) -> ModelFolder:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing is open."""

    def names(self) -> list[str]:
        files = [file for file in Path(self.path).rglob("*") if file.is_file()]
        return [file.relative_to(self.path).as_posix() for file in files]

    def read(self, name: str) -> bytes:
        file = Path(self.path, name)
        if file.is_symlink() or not file.resolve().is_relative_to(Path(self.path).resolve()):
            raise UnsafeFileError(f"{name!r} in {self.path!r} is a link out of the folder.")
        if not file.is_file():
            raise ValueError(f"The folder {self.path!r} has no {name!r}.")
        return file.read_bytes()


class ModelArchive(Members):
    """An archive, for reading. Opening it checks the names and kinds of all members.

    Args:
        path: of the file, or an open one.

    Raises:
        FileNotFoundError: if there is none.
        UnsafeFileError: for names that lead out of a folder, links, duplicates, unusual packing.
        ValueError: if it is no archive, or a damaged one.
    """

    def __init__(self, path: Any) -> None:
        self.path = str(getattr(path, "name", "the file")) if hasattr(path, "read") else os.fspath(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise MissingFileError(
                f"File not found: {self.path!r}. Please ensure the file is an accessible .keras archive."
            ) from None
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

    def names(self) -> list[str]:
        return [name for name in self._zip.namelist() if not name.endswith("/")]

    def read(self, name: str) -> bytes:
        try:
            member = self._zip.getinfo(name)
        except KeyError:
            raise ValueError(f"The archive {self.path!r} has no {name!r}.") from None
        limit = member.compress_size * _GROWTH + _ALLOWANCE
        if member.file_size > limit or member.header_offset + member.compress_size > self._size():
            raise _bomb(f"The member {name!r} declares {member.file_size} bytes, far too many")
        try:
            with self._zip.open(member) as file:
                return _bounded(file, name, min(limit, member.file_size))
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            raise ValueError(f"The member {name!r} of {self.path!r} is damaged: {error}") from error

    def growth(self, name: str) -> float:
        member = self._zip.getinfo(name)
        return max(1.0, member.file_size / max(member.compress_size, 1))

    def _size(self) -> int:
        file: Any = self._zip.fp
        here = file.tell()
        size = file.seek(0, io.SEEK_END)
        file.seek(here)
        return size


def _bomb(what: str) -> UnsafeFileError:
    return UnsafeFileError(f"{what}: a decompression bomb.")


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
            raise _bomb(f"The member {name!r} unpacks to far more than it declares")
    return held.getvalue()


# ---- writing ------------------------------------------------------------------------------------------


def members_of(
    config: dict[str, Any], weights: bytes, seed: int | None = None, assets: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """The files of a model: its configuration, its weights (HDF5), its training's seed, what its layers keep."""
    metadata: dict[str, Any] = {
        "keras_version": KERAS_VERSION,
        "date_saved": datetime.now().strftime("%Y-%m-%d@%H:%M:%S"),
    }
    if seed is not None:
        metadata["keras_lab_seed"] = seed
    texts = {METADATA: json.dumps(metadata).encode(), CONFIG: json.dumps(config).encode()}
    return {**texts, WEIGHTS: weights, **(assets or {})}


def write_archive(file: Any, members: Mapping[str, bytes]) -> None:
    """Writes an archive to a path or an open file."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def write_folder(path: str | os.PathLike[str], members: Mapping[str, bytes]) -> None:
    """Writes the same files into a folder."""
    for name, content in members.items():
        target = Path(path, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
