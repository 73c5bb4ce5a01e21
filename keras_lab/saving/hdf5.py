"""Reading and writing arrays in HDF5 files, with nothing but what the file itself holds.

An HDF5 file can point to other files (external links, external storage, virtual data sets) and can declare
data sets far larger than it is. Such files are refused before anything is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import h5py
import numpy as np

#: Attributes larger than this are split into several by the format's rules; longer lists are chunked.
ATTRIBUTE_LIMIT = 60_000


#: How many times larger than what is stored an array can honestly be: deflate gets to about 1,030.
_EXPANSION = 1100
#: Bytes of an array that are no bomb in any case, if they are stored.
_HARMLESS = 1 << 20
#: How many times larger than on the disk the file is that is being read: inside archives it is unpacked.
_unpacked: ContextVar[float] = ContextVar("unpacked", default=1.0)


class UnsafeFileError(ValueError):
    """A file that reaches outside itself, or declares more than it holds."""


class NotInFileError(KeyError, ValueError):
    """Something that the file should have and has not."""


@contextmanager
def unpacked(ratio: float) -> Iterator[None]:
    """Inside a `with` block, files are read that are `ratio` times larger than what was stored of them."""
    token = _unpacked.set(ratio)
    try:
        yield
    finally:
        _unpacked.reset(token)


def child(group: h5py.Group, name: str) -> h5py.Group | h5py.Dataset:
    """The member `name` (a path) of `group`, every step of the way a plain member of the file.

    Raises:
        KeyError: if there is none.
        UnsafeFileError: for links out of the place.
    """
    here: Any = group
    for part in name.split("/"):
        if not isinstance(here, h5py.Group):
            raise NotInFileError(f"The file has no {name!r}.")
        if part in ("", ".", ".."):
            raise UnsafeFileError(
                f"The name {name!r} in the file {group.file.filename!r} is not a plain path."
            )
        link = here.get(part, getlink=True)
        if link is None:
            raise NotInFileError(f"The file has no {name!r}.")
        if not isinstance(link, h5py.HardLink):
            raise UnsafeFileError(f"{name!r} in the file is a {type(link).__name__}; links are not followed.")
        here = here[part]
    return here


def read_array(group: h5py.Group, name: str, shape: tuple[int, ...] | None = None) -> np.ndarray:
    """The data set `name` as an array.

    Args:
        shape: what the shape must be; checked before anything is read.

    Raises:
        ValueError: if the shape is another one.
        UnsafeFileError: if the data are not in this file, or the file declares more than it holds.
    """
    data = child(group, name)
    if not isinstance(data, h5py.Dataset):
        raise UnsafeFileError(f"{name!r} in the file is no array.")
    if data.is_virtual or data.external:
        raise UnsafeFileError(
            f"The data of {name!r} lie outside the file (external or virtual storage); they are not read."
        )
    if shape is not None and tuple(data.shape) != tuple(shape):
        raise ValueError(
            f"{name!r} has the shape {tuple(data.shape)} in the file; expected {tuple(shape)}: they must match."
        )
    if data.shape is None:
        raise ValueError(f"{name!r} in the file is damaged: it has no shape.")
    _refuse_bomb(data, name)
    if data.dtype.kind not in "biuf":
        raise UnsafeFileError(f"{name!r} holds {data.dtype}, not numbers.")
    try:
        return data[()]
    except OSError as error:  # filters that are not there, blocks that are missing
        raise ValueError(f"{name!r} in the file is damaged: {error}") from error


def shape_of(group: h5py.Group, name: str) -> tuple[int, ...]:
    """The shape that the data set `name` declares."""
    data = child(group, name)
    if not isinstance(data, h5py.Dataset) or data.shape is None:
        raise UnsafeFileError(f"{name!r} in the file is no array.")
    return tuple(data.shape)


def _refuse_bomb(data: h5py.Dataset, name: str) -> None:
    declared = int(np.prod(data.shape, dtype=object)) * data.dtype.itemsize
    stored = max(data.id.get_storage_size(), 1)
    most = 1.0 if data.chunks is None else float(_EXPANSION)
    if declared > _HARMLESS:  # what was packed twice may not grow twice
        most = max(1.0, most / _unpacked.get())
    if declared > stored * most:
        raise UnsafeFileError(
            f"{name!r} declares {declared} bytes, far more than the file holds: a shape bomb."
        )


def write_array(group: h5py.Group, name: str, array: np.ndarray) -> None:
    """Writes `array` as the data set `name`; bfloat16, which HDF5 lacks, as float32."""
    group.create_dataset(name, data=array.astype(np.float32) if array.dtype.name == "bfloat16" else array)


def write_names(group: h5py.Group, attribute: str, names: list[str]) -> None:
    """Stores a list of names; a long one in numbered parts, for an attribute has at most 64 KiB."""
    encoded = [name.encode("utf-8") for name in names]
    parts = _parts(encoded)
    if len(parts) <= 1:
        group.attrs[attribute] = encoded
        return
    for index, part in enumerate(parts):
        group.attrs[f"{attribute}{index}"] = part


def _parts(encoded: list[bytes]) -> list[list[bytes]]:
    width = max(map(len, encoded), default=1)
    each = max(1, ATTRIBUTE_LIMIT // max(width, 1))
    return [encoded[i : i + each] for i in range(0, len(encoded), each)]


def read_names(group: h5py.Group, attribute: str) -> list[str]:
    """The list of names stored by `write_names` (or by Keras)."""
    if attribute in group.attrs:
        return _texts(group.attrs[attribute], attribute)
    names: list[str] = []
    index = 0
    while f"{attribute}{index}" in group.attrs:
        names.extend(_texts(group.attrs[f"{attribute}{index}"], attribute))
        index += 1
    if not index:
        raise ValueError(
            f"The file has no list {attribute!r}: it was not written by save() or save_weights()."
        )
    return names


def _texts(names: Any, attribute: str) -> list[str]:
    if np.ndim(names) != 1 or not all(isinstance(name, (str, bytes)) for name in names):
        raise ValueError(f"The list {attribute!r} in the file is damaged: it is no list of names.")
    return [text(name) for name in names]


def write_json(group: h5py.Group, attribute: str, value: Any) -> None:
    """Stores plain data as JSON."""
    group.attrs.create(attribute, json.dumps(value).encode("utf-8"))


def read_json(group: h5py.Group, attribute: str) -> Any:
    """Plain data stored as JSON, or None if there is no such attribute.

    Raises:
        ValueError: if it is no JSON.
    """
    if attribute not in group.attrs:
        return None
    try:
        return json.loads(text(group.attrs[attribute]))
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{attribute!r} in the file is damaged: {error}") from error


def text(value: Any) -> str:
    """A string that HDF5 may hold as bytes."""
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def opened(path: Any, name: str | None = None) -> h5py.File:
    """The HDF5 file at `path` (or in an open file, called `name`), for reading.

    Raises:
        FileNotFoundError: if there is none.
        ValueError: if it is no HDF5 file, or a damaged one.
    """
    try:
        return h5py.File(path, "r")
    except FileNotFoundError:
        raise FileNotFoundError(f"There is no file {str(path)!r}.") from None
    except OSError as error:
        raise ValueError(f"{name or str(path)!r} is no HDF5 file, or a damaged one: {error}") from error
