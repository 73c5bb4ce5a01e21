"""Weights in several files of limited size, and one JSON that says which layer is in which: Keras 3's shards."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from keras_lab.atomic import written_whole
from keras_lab.saving import hdf5, state_file

GIGABYTE = 1024**3
_LARGEST_MAP = 1 << 26


def write_shards(
    path: str | os.PathLike[str], model: Any, max_shard_size: float, skipped: Iterable[Any] = ()
) -> None:
    """Writes `name.weights.json` and `name_00000.weights.h5`, … beside it.

    Args:
        max_shard_size: of a file, in GB.
        skipped: layers that are left out.

    Raises:
        ValueError: if an array is larger than that.
    """
    target = _map_path(path)
    limit = max_shard_size * GIGABYTE
    shards = _shared_out(state_file.entries(model, skipped=skipped), limit)
    base = target.name.removesuffix(".json").replace(".weights", "")
    weight_map: dict[str, Any] = {}
    for number, entries in enumerate(shards):
        name = f"{base}_{number:05}.weights.h5"
        with written_whole(target.with_name(name)) as part, h5py.File(part, "w") as file:
            for owner, title, arrays in entries:
                state_file.write_entry(file, owner, title, arrays.items())
                weight_map.setdefault(_key(owner), []).append(name)
    total = sum(array.nbytes for shard in shards for _, _, arrays in shard for array in arrays.values())
    single = {key: names[0] if len(names) == 1 else names for key, names in weight_map.items()}
    with written_whole(target) as part:
        part.write_text(json.dumps({"metadata": {"total_size": total}, "weight_map": single}, indent=4))


def _map_path(path: str | os.PathLike[str]) -> Path:
    target = Path(path)
    return target if target.suffix == ".json" else target.with_suffix(".json")


def _key(owner: str) -> str:
    return f"/{owner}/vars" if owner else "/vars"


def _shared_out(entries: Iterable[state_file.Entry], limit: float) -> list[list[state_file.Entry]]:
    """The arrays in files: one after the other, a new file where the next would be too much."""
    shards: list[list[state_file.Entry]] = [[]]
    size = 0
    for path, name, arrays in entries:
        for key, array in arrays.items():
            if array.nbytes > limit:
                raise ValueError(
                    f"The array {key!r} of {name!r} has {array.nbytes:,} bytes, which exceeds the maximum shard size "
                    f"of {limit:,.0f}. Give a larger max_shard_size."
                )
            if size + array.nbytes > limit:
                shards.append([])
                size = 0
            size += array.nbytes
            shards[-1].append((path, name, {key: array}))
    return shards


class ShardSource:
    """Arrays in the files that a JSON of shards names, all of them beside it. A context manager.

    Raises:
        FileNotFoundError: if there is none.
        UnsafeFileError: for names of files that lead elsewhere.
        ValueError: if it is no such JSON.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = _map_path(path)
        try:
            if self._path.stat().st_size > _LARGEST_MAP:
                raise hdf5.UnsafeFileError(f"{str(self._path)!r} is far too large for a list of shards.")
            weight_map = json.loads(self._path.read_text())["weight_map"]
            self._map = {key: [v] if isinstance(v, str) else list(v) for key, v in weight_map.items()}
        except FileNotFoundError:
            raise FileNotFoundError(f"There is no file {str(self._path)!r}.") from None
        except (AttributeError, KeyError, TypeError, RecursionError, json.JSONDecodeError) as error:
            raise ValueError(f"{str(self._path)!r} is no list of shards: {error!r}") from error
        for name in {name for names in self._map.values() for name in names}:
            if not isinstance(name, str) or not _is_plain(name):
                raise hdf5.UnsafeFileError(f"The list of shards names {name!r}, which is no file beside it.")
        self._open: dict[str, h5py.File] = {}

    def __enter__(self) -> ShardSource:
        return self

    def __exit__(self, *error: object) -> None:
        for file in self._open.values():
            file.close()

    def _files(self, path: str) -> list[Any]:
        for name in self._map.get(_key(path), ()):
            if name not in self._open:
                self._open[name] = hdf5.opened(self._path.with_name(name))
        return [self._open[name] for name in self._map.get(_key(path), ())]

    def keys(self, path: str) -> list[str]:
        """The names of the arrays at a path, in all files."""
        found = {key for file in self._files(path) for key in state_file.GroupSource(file).keys(path)}
        return sorted(found, key=lambda key: (len(key), key))

    def read(self, path: str, key: str, shape: tuple[int, ...] | None = None) -> np.ndarray:
        """One of them."""
        for file in self._files(path):
            source = state_file.GroupSource(file)
            if key in source.keys(path):
                return source.read(path, key, shape)
        raise KeyError(f"No shard has {key!r} of {path!r}.")


def _is_plain(name: str) -> bool:
    return name == os.path.basename(name) and "\\" not in name and name.endswith(".h5")
