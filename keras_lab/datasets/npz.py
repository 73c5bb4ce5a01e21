"""Reads arrays of known kind from an `.npz` archive that need not be trusted.

Nothing is unpickled, and no more is read than the arrays asked for truly take, whatever the archive
declares: neither the sizes in its directory nor the shapes in its members are believed.
"""

from __future__ import annotations

import ast
import hashlib
import math
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

_LONGEST_HEADER = 4096


class DamagedFileError(ValueError):
    """A file is not what it should be; the message names the file and what is wrong with it."""


@dataclass(frozen=True)
class Expected:
    """What an array must be: its shape, its dtype and the SHA-256 of its bytes in C order."""

    shape: tuple[int, ...]
    dtype: str
    sha256: str

    @property
    def nbytes(self) -> int:
        """The bytes it takes."""
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize


def read_arrays(path: Path, expected: Mapping[str, Expected]) -> dict[str, Array]:
    """The arrays of the archive at `path` that `expected` names; other members are not looked at.

    Raises:
        DamagedFileError: if the file is no archive, a member is missing, or an array differs from what is
            expected.
        OSError: if the file cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _read(archive, name, kind) for name, kind in expected.items()}
    except (zipfile.BadZipFile, zlib.error, ValueError, LookupError, EOFError, RuntimeError) as error:
        raise DamagedFileError(f"{path} is damaged: {error}") from error


def _read(archive: zipfile.ZipFile, name: str, kind: Expected) -> Array:
    member_info = archive.getinfo(f"{name}.npy")
    if member_info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name} is packed in a way that NumPy does not use")  # LZMA may ask for gigabytes
    with archive.open(member_info) as member:
        header = _read_header(member)
        if header != {"descr": np.dtype(kind.dtype).str, "fortran_order": False, "shape": kind.shape}:
            raise ValueError(f"{name} should be {kind.dtype} of shape {kind.shape}, but is {header}")
        content = _read_at_most(member, kind.nbytes + 1)
    if len(content) != kind.nbytes:
        raise ValueError(f"{name} should have {kind.nbytes} bytes, but has {_count(content, kind.nbytes)}")
    if hashlib.sha256(content).hexdigest() != kind.sha256:
        raise ValueError(f"the values of {name} are not the published ones")
    return np.frombuffer(content, kind.dtype).reshape(kind.shape)


def _read_header(member: IO[bytes]) -> object:
    """What the header says. Only a few bytes are read: it may be declared to be 4 GB long."""
    start = _read_at_most(member, 10)
    if start[:8] != b"\x93NUMPY\x01\x00":
        raise ValueError("a member is no array in NumPy's format 1.0")
    length = int.from_bytes(start[8:10], "little")
    if length > _LONGEST_HEADER:
        raise ValueError(f"a member has a header of {length} bytes")
    try:
        return ast.literal_eval(_read_at_most(member, length).decode("latin1").strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ValueError("a member has a header that cannot be read") from error


def _read_at_most(member: IO[bytes], size: int) -> bytearray:
    """Up to `size` bytes, unpacked piece by piece."""
    content = bytearray()
    while len(content) < size:
        piece = member.read(min(size - len(content), 1 << 20))
        if not piece:
            break
        content += piece
    return content


def _count(content: bytearray, most: int) -> str:
    return "more" if len(content) > most else str(len(content))
