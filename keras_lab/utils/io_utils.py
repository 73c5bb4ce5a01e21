"""HDF5 files as arrays and as dicts, as in Keras 2."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


class HDF5Matrix:
    """Part of a dataset in an HDF5 file, read when it is needed; it may be given to `fit` like an array.

    Args:
        datapath: of the file.
        dataset: the name of the dataset in it.
        start, end: the first sample, and the one after the last.
        normalizer: function that what is read is put through.

    Raises:
        ValueError: if there is no such dataset, or it has not that many samples.
    """

    def __init__(
        self,
        datapath: str | os.PathLike[str],
        dataset: str,
        start: int = 0,
        end: int | None = None,
        normalizer: Callable[[Array], Array] | None = None,
    ) -> None:
        import h5py

        self._file = h5py.File(datapath, "r")
        if not isinstance(self._file.get(dataset), h5py.Dataset):
            known = ", ".join(self._file)
            self._file.close()
            raise ValueError(f"{os.fspath(datapath)!r} has no dataset {dataset!r}. There are: {known}.")
        self.data = self._file[dataset]
        self.start = start
        self.end = self.data.shape[0] if end is None else end
        self.normalizer = normalizer
        if not 0 <= self.start <= self.end <= self.data.shape[0]:
            count = self.data.shape[0]
            raise ValueError(
                f"start={start} and end={end} do not lie in a dataset of {count} samples in order."
            )

    def __len__(self) -> int:
        return self.end - self.start

    def __getitem__(self, key: Any) -> Array:
        rows = np.arange(self.start, self.end)[key]  # raises IndexError, handles negative numbers and masks
        if np.ndim(rows) == 0:
            return self._normalized(self.data[int(rows)])
        wanted, places = np.unique(rows, return_inverse=True)  # h5py takes rising indices only
        if len(wanted) and wanted[-1] - wanted[0] + 1 == len(wanted):
            found = self.data[int(wanted[0]) : int(wanted[-1]) + 1]
        else:
            found = self.data[wanted]
        return self._normalized(found[places.reshape(rows.shape)])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.asarray(self[:], dtype)

    def _normalized(self, values: Array) -> Array:
        return values if self.normalizer is None else self.normalizer(values)

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the part, after normalisation."""
        return (len(self), *np.shape(self[0:1])[1:])

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of its elements, after normalisation."""
        return self[0:1].dtype

    @property
    def ndim(self) -> int:
        """How many axes it has."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many elements."""
        return int(np.prod(self.shape))


class H5Dict:
    """Keys and values in an HDF5 file, or in a dict of the same shape.

    Values are arrays, numbers, strings, lists of strings, or None, which is a group of its own.

    Args:
        path: of a file, an open `h5py.Group`, or a dict.
        mode: how a file is opened: `"r"`, `"w"` or `"a"`.

    Raises:
        TypeError: if `path` is something else.
    """

    def __init__(self, path: Any, mode: str = "a") -> None:
        import h5py

        self._owner = None
        if isinstance(path, (h5py.Group, dict)):
            self.data: Any = path
        elif isinstance(path, (str, os.PathLike)):
            self.data = self._owner = h5py.File(path, mode)
        else:
            raise TypeError(f"H5Dict takes a path, an h5py.Group or a dict. Received: {path!r}")
        self.read_only = mode == "r"

    def __setitem__(self, attr: str, val: Any) -> None:
        if self.read_only:
            raise ValueError(f"{attr!r} cannot be set: it was opened to be read.")
        if isinstance(self.data, dict):
            self.data[attr] = {} if val is None else val
        elif val is None:
            self.data.create_group(attr)
        elif isinstance(val, (str, bytes)) or (isinstance(val, (list, tuple)) and _are_strings(val)):
            self.data.attrs[attr] = val if isinstance(val, (str, bytes)) else [_bytes(item) for item in val]
        else:
            if attr in self.data:
                del self.data[attr]
            self.data[attr] = np.asarray(val)

    def __getitem__(self, attr: str) -> Any:
        if isinstance(self.data, dict):
            found = self.data.setdefault(attr, {}) if not self.read_only else self.data[attr]
            return H5Dict(found, "r" if self.read_only else "a") if isinstance(found, dict) else found
        if attr in self.data.attrs:
            found = self.data.attrs[attr]
            return [_bytes(item) for item in found] if isinstance(found, np.ndarray) else found
        if attr not in self.data and self.read_only:
            raise ValueError(f"There is no {attr!r}. There are: {', '.join(self)}.")
        found = self.data[attr] if attr in self.data else self.data.create_group(attr)
        return np.asarray(found) if hasattr(found, "dtype") else H5Dict(found, "r" if self.read_only else "a")

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def iter(self) -> Iterator[str]:
        """The keys, without those of strings."""
        return iter(self)

    def __contains__(self, key: str) -> bool:
        return key in self.data or (not isinstance(self.data, dict) and key in self.data.attrs)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or `default`."""
        return self[key] if key in self else default  # noqa: SIM401

    def update(self, *args: Any) -> None:
        """Sets all keys of dicts."""
        for pairs in args:
            for key, value in dict(pairs).items():
                self[key] = value

    def close(self) -> None:
        """Closes the file if it was opened here."""
        if self._owner is not None:
            self._owner.close()

    def __enter__(self) -> H5Dict:
        return self

    def __exit__(self, *args: Any) -> None:
        self.close()


h5dict = H5Dict


def _are_strings(values: Any) -> bool:
    return bool(values) and all(isinstance(value, (str, bytes)) for value in values)


def _bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else value


def ask_to_proceed_with_overwrite(filepath: str | os.PathLike[str]) -> bool:
    """Asks a person at the keyboard whether a file may be replaced."""
    answer = ""
    while answer not in ("y", "n"):
        answer = input(f"{os.fspath(filepath)} exists already: replace it? [y/n] ").strip().lower()
    return answer == "y"
