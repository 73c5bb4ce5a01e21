"""Unpacking archives that need not be trusted.

Only folders and plain files are unpacked, into the given folder and nowhere else: links, devices and names that lead
elsewhere are refused, and what is unpacked is counted as it comes, whatever the archive declares. The folder appears
whole or not at all.
"""

from __future__ import annotations

import bz2
import gzip
import io
import os
import shutil
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

#: Bytes that may be unpacked for each byte of the archive, and in any case.
_GROWTH, _ALLOWANCE = 200, 256 << 20
_MOST_MEMBERS = 2_000_000
_BLOCK = 1 << 18
_OPENERS: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open}

FORMATS = ("tar", "zip")


class ArchiveError(ValueError):
    """An archive is damaged, or not safe to unpack; the message says why."""


def extract_archive(path: Path, folder: Path, formats: tuple[str, ...] = FORMATS) -> bool:
    """Unpacks a `.tar`, `.tar.gz`, `.tar.bz2` or `.zip` file.

    Arguments:
        path: of the archive.
        folder: to be made; one that is there is replaced.
        formats: which of `"tar"` and `"zip"` to try.

    Returns:
        Whether it was such an archive.

    Raises:
        ArchiveError: if it is damaged or not safe to unpack; nothing is changed then.
    """
    members = _zip_members if "zip" in formats and zipfile.is_zipfile(path) else None
    if members is None and "tar" in formats and _looks_like_tar(path):
        members = _tar_members
    if members is None:
        return False
    budget = _Budget(path.stat().st_size * _GROWTH + _ALLOWANCE)
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".part", dir=folder.parent))
    try:
        for count, (name, content) in enumerate(members(path, budget)):
            if count >= _MOST_MEMBERS:
                raise ArchiveError(f"more than {_MOST_MEMBERS} members")
            _unpack(part, name, content, budget)
        part.chmod(0o777 & ~_umask())
        _replace(part, folder)
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        raise ArchiveError(f"{path} cannot be unpacked: {error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return True


class _Budget:
    """How many bytes may still come."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise ArchiveError("it unpacks to far more than its size lets one expect")


def _unpack(folder: Path, name: str, content: IO[bytes] | None, budget: _Budget) -> None:
    target = folder / _safe(name)
    if content is None:
        target.mkdir(parents=True, exist_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "wb") as file, content:
        while block := content.read(_BLOCK):
            budget.take(len(block))
            file.write(block)


def _safe(name: str) -> PurePosixPath:
    """A member's name as a path that stays in the folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or ":" in name.split("/")[0]:
        raise ArchiveError(f"the member {name!r} leads out of the folder")
    return path


def _zip_members(path: Path, budget: _Budget) -> Iterator[tuple[str, IO[bytes] | None]]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise ArchiveError(f"the member {info.filename!r} is neither a file nor a folder")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
                raise ArchiveError(f"the member {info.filename!r} is packed in an unusual way")
            yield info.filename, None if info.is_dir() else archive.open(info)


def _tar_members(path: Path, budget: _Budget) -> Iterator[tuple[str, IO[bytes] | None]]:
    with _unpacked(path) as plain, tarfile.open(fileobj=_Counted(plain, budget), mode="r|") as archive:
        for info in archive:
            if info.isdir():
                yield info.name, None
            elif info.isreg():
                yield info.name, archive.extractfile(info)
            else:
                raise ArchiveError(f"the member {info.name!r} is neither a file nor a folder")


class _Counted(io.RawIOBase):
    """Reads on while the budget lasts: what tar keeps in headers counts as well."""

    def __init__(self, file: Any, budget: _Budget) -> None:
        self._file = file
        self._budget = _Budget(budget.left)

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size if 0 <= size < _BLOCK else _BLOCK)
        self._budget.take(len(block))
        return block


def _unpacked(path: Path) -> Any:
    with open(path, "rb") as file:
        return _OPENERS.get(file.read(2), open)(path, "rb")


def _looks_like_tar(path: Path) -> bool:
    """Whether the first block is a tar header. (`tarfile.is_tarfile` reads packed headers of any size.)"""
    try:
        with _unpacked(path) as file:
            tarfile.TarInfo.frombuf(file.read(512), "utf-8", "surrogateescape")
    except (tarfile.TarError, OSError, EOFError, zlib.error):
        return False
    return True


def _replace(part: Path, folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    os.rename(part, folder)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
