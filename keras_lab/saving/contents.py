"""What is in a model's file: its architecture and the names and shapes of its arrays, which are not read.

Files are data (see `hdf5` and `archive`): no code in them is run, links are not followed, nothing is computed.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import h5py

from keras_lab import python_code
from keras_lab.models.configuration import model_from_config
from keras_lab.saving import hdf5, keras_2_file, state_file
from keras_lab.saving.archive import WEIGHTS, ModelArchive
from keras_lab.saving.model_file import described

#: Arrays that are listed, and groups that may lie one inside another.
MOST_ARRAYS, DEEPEST = 20_000, 64


@dataclass(frozen=True)
class StoredArray:
    """An array in a file.

    Attributes:
        path: where it is in the file.
        name: layer and weight where they are known, else the path.
        shape, dtype: as the file declares them.
        problem: why it cannot be read; None if nothing speaks against it.
    """

    path: str
    name: str
    shape: tuple[int, ...] = ()
    dtype: str = ""
    problem: str | None = None


@dataclass
class Contents:
    """What is in a file.

    Attributes:
        format: `"keras"` (an archive), `"hdf5"` (a model in HDF5) or `"weights"`.
        size: of the file, bytes.
        written_by: the version of Keras that the file says wrote it.
        date: when, as the file says.
        model: with new weights; None if there is none, or if `problem` says why it cannot be shown.
        problem: a sentence.
        arrays: at most 20,000.
        left_out: whether there are more.
    """

    format: str
    size: int
    written_by: str = ""
    date: str = ""
    model: Any = None
    problem: str | None = None
    arrays: list[StoredArray] = field(default_factory=list)
    left_out: bool = False


def contents(path: str | os.PathLike[str]) -> Contents:
    """Looks into a `.keras` archive or an HDF5 file of a model or of weights.

    Raises:
        ValueError: if it is neither, or its weights cannot be listed. (A model that cannot be made is a `problem`.)
    """
    path = os.fspath(path)
    found = Contents("weights", os.path.getsize(path))
    with python_code.safe_mode_scope(True):
        if _is_archive(path):
            found.format = "keras"
            with ModelArchive(path) as archive:
                found.problem = _problem_in(lambda: _describe_archive(found, archive))
        with opened_weights(path) as file:
            if found.format != "keras" and "model_config" in file.attrs:
                found.format = "hdf5"
                found.written_by = _text(file, "keras_version")
                found.problem = _problem_in(lambda: _describe_hdf5(found, file))
            _list_arrays(found, file)
    return found


@contextmanager
def opened_weights(path: str) -> Iterator[h5py.File]:
    """The HDF5 file at `path`, or the one in the archive at `path`, for reading."""
    if not _is_archive(path):
        with hdf5.opened(path) as file:
            yield file
        return
    with ModelArchive(path) as archive:
        held, growth = io.BytesIO(archive.read(WEIGHTS)), archive.growth(WEIGHTS)
    with hdf5.opened(held, path) as file, hdf5.unpacked(growth):
        yield file


def _is_archive(path: str) -> bool:
    with open(path, "rb") as file:
        return not file.read(8).startswith(b"\x89HDF")


def _problem_in(describe: Callable[[], None]) -> str | None:
    """Makes the model; what stands in a file may fail in any way."""
    try:
        describe()
    except Exception as error:
        said = error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
        return said or type(error).__name__
    return None


def _describe_archive(found: Contents, archive: ModelArchive) -> None:
    config, metadata = described(archive)
    found.written_by = str(metadata.get("keras_version") or "")
    found.date = str(metadata.get("date_saved") or "").replace("@", " ")
    found.model = model_from_config(config)


def _describe_hdf5(found: Contents, file: h5py.File) -> None:
    found.model = keras_2_file.architecture(file)


def _text(file: h5py.File, attribute: str) -> str:
    value = file.attrs.get(attribute, b"")
    return hdf5.text(value) if isinstance(value, (str, bytes)) else ""


# ---- arrays -------------------------------------------------------------------------------------------


def _list_arrays(found: Contents, file: h5py.File) -> None:
    names = _names(found.model)
    for place, array in enumerate(_arrays(file, "", DEEPEST, set())):
        if place == MOST_ARRAYS:
            found.left_out = True
            return
        name = names.get(array.path, array.name)
        found.arrays.append(StoredArray(array.path, name, array.shape, array.dtype, array.problem))


def _names(model: Any) -> dict[str, str]:
    """Path in Keras 3's layout → layer and weight; none where the model does not say."""
    try:
        owners = [] if model is None else state_file.owners(model)
        return {
            f"{path}/vars/{number}".strip("/"): f"{layer.name}/{variable.name}"
            for path, layer in owners
            for number, variable in enumerate(layer.stored_variables())
        }
    except Exception:  # what stands in a file may describe anything; paths will do
        return {}


def _arrays(group: h5py.Group, path: str, deeper: int, seen: set[Any]) -> Iterator[StoredArray]:
    """Those in a group and in the groups inside it; one that lies in itself is entered once."""
    address = h5py.h5o.get_info(group.id).addr
    if address in seen or not deeper:
        return
    seen.add(address)
    name = _shown(path, group)
    for key in sorted(group, key=lambda key: (key.isdecimal(), len(key) if key.isdecimal() else 0, key)):
        here = f"{path}/{key}".strip("/")
        try:
            child = hdf5.child(group, key)
        except (ValueError, KeyError, OSError) as error:
            yield StoredArray(here, here, problem=str(error.args[0] if error.args else error))
            continue
        if isinstance(child, h5py.Group):
            yield from _arrays(child, here, deeper - 1, seen)
        elif isinstance(child, h5py.Dataset):
            full = f"{name}/{key}".strip("/").removeprefix("model_weights/").removesuffix(":0")
            yield StoredArray(here, full, tuple(child.shape or ()), str(child.dtype))


def _shown(path: str, group: h5py.Group) -> str:
    """A group's path; in Keras 3's layout with the layer's name, which stands at its variables."""
    layer = group.attrs.get("name", "") if path.rpartition("/")[2] == "vars" else ""
    if not isinstance(layer, str) or not layer:
        return path
    return f"{path.removesuffix('vars').strip('/')} ({layer[:100]})".strip()
