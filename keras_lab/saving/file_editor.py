"""Looking into a file of weights, and changing what is in it: objects (groups) and their weights (arrays)."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from typing import Any

import h5py
import numpy as np

from keras_lab.atomic import written_whole
from keras_lab.saving import hdf5, state_file
from keras_lab.saving.archive import WEIGHTS, ModelArchive
from keras_lab.saving.weights_file import check_suffix


class KerasFileEditor:
    """The weights in a `.keras` or `.weights.h5` file, to be listed, compared, changed, and written to a new one.

    Attributes:
        weights_dict: objects as dicts, weights as arrays: `{"layers": {"dense": {"0": array, "1": array}}}`.

    Args:
        filepath: of the file, which is only read.

    Raises:
        ValueError: for another kind of file, or one that reaches outside itself.
    """

    def __init__(self, filepath: str | os.PathLike[str]) -> None:
        self.filepath = os.fspath(filepath)
        check_suffix(self.filepath, (".weights.h5", ".keras"))
        source: Any = self.filepath
        if self.filepath.endswith(".keras"):
            with ModelArchive(self.filepath) as archive:
                source = io.BytesIO(archive.read(WEIGHTS))
        with hdf5.opened(source, self.filepath) as file:
            self.weights_dict = _read(file)

    # ---- looking --------------------------------------------------------------------------------------

    def summary(self) -> None:
        """Prints the objects and the shapes of their weights."""
        print(f"Weights in {self.filepath!r}")
        print("\n".join(_lines(self.weights_dict, 1)))

    def compare(self, reference_model: Any) -> dict[str, Any]:
        """Says what the file and a model have not in common.

        Returns:
            `status` (`"success"` or `"error"`), `error_count`, `match_count`.
        """
        wanted: dict[str, Any] = {}
        for path, _, arrays in state_file.entries(reference_model, with_optimizer=False):
            _inside(wanted, path).update(arrays)
        held = {name: part for name, part in self.weights_dict.items() if name != "optimizer"}
        errors, matches = _differences(held, wanted, "")
        print(*errors, sep="\n")
        print(f"{len(errors)} differences, {matches} weights in common.")
        status = "error" if errors else "success"
        return {"status": status, "error_count": len(errors), "match_count": matches}

    # ---- changing -------------------------------------------------------------------------------------

    def rename_object(self, object_name: str, new_name: str) -> None:
        """Gives an object another name.

        Args:
            object_name: its name if there is only one so called, else its path: `layers/dense_2`.
            new_name: without a path.
        """
        _check_name(new_name)

        def rename(parent: dict[str, Any], name: str) -> None:
            items = [(new_name if key == name else key, value) for key, value in parent.items()]
            parent.clear()
            parent.update(items)

        self._edit(object_name, rename)

    def delete_object(self, object_name: str) -> None:
        """Removes an object with all in it."""
        self._edit(object_name, lambda parent, name: parent.pop(name))

    def add_object(self, object_path: str, weights: Mapping[str, Any]) -> None:
        """Adds an object with weights.

        Args:
            object_path: where: `layers/dense_3`; what leads there must be there, unless it is one name alone.
            weights: names (`"0"`, `"1"`, …) → arrays.
        """
        *before, name = _check_name(object_path).split("/")
        parent = self.weights_dict
        for step in before:
            if not isinstance(parent.get(step), dict):
                raise ValueError(f"There is no object {step!r} on the way to {object_path!r}.")
            parent = parent[step]
        parent[name] = _arrays(weights)

    def add_weights(self, object_name: str, weights: Mapping[str, Any]) -> None:
        """Adds weights to an object, or replaces those of the same names."""
        self._edit(object_name, lambda parent, name: parent[name].update(_arrays(weights)))

    def delete_weight(self, object_name: str, weight_name: str) -> None:
        """Removes one weight of an object."""

        def delete(parent: dict[str, Any], name: str) -> None:
            if weight_name not in parent[name]:
                raise ValueError(f"The object {object_name!r} has no weight {weight_name!r}.")
            parent[name].pop(weight_name)

        self._edit(object_name, delete)

    def _edit(self, object_name: str, edit: Callable[[dict[str, Any], str], Any]) -> None:
        found = list(_places(self.weights_dict, object_name, ""))
        if len(found) != 1:
            where = "".join(f" {path!r}" for path, _, _ in found)
            raise ValueError(
                f"There is no object {object_name!r} in the file."
                if not found
                else f"There are several objects {object_name!r}: give the path of one:{where}"
            )
        edit(*found[0][1:])

    # ---- writing --------------------------------------------------------------------------------------

    def save(self, filepath: str | os.PathLike[str]) -> None:
        """Writes the weights as they are now to a new `.weights.h5`."""
        check_suffix(filepath, (".weights.h5", ".weights.h5"))
        with written_whole(filepath) as path, h5py.File(path, "w") as file:
            _write(file, self.weights_dict)

    resave_weights = save


def _read(group: h5py.Group) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in group:
        if isinstance(hdf5.child(group, name), h5py.Dataset):
            found[name] = hdf5.read_array(group, name)
        elif name == "vars":
            found.update(_read(hdf5.child(group, name)))
        else:
            found[name] = _read(hdf5.child(group, name))
    return found


def _write(group: h5py.Group, objects: dict[str, Any]) -> None:
    for name, thing in objects.items():
        if isinstance(thing, dict):
            _write(group.create_group(name), thing)
        else:
            hdf5.write_array(group.require_group("vars"), name, thing)


def _lines(objects: dict[str, Any], depth: int) -> list[str]:
    lines = []
    for name, thing in objects.items():
        is_object = isinstance(thing, dict)
        lines.append(
            "    " * depth + (name if is_object else f"{name}: shape={thing.shape}, dtype={thing.dtype}")
        )
        lines.extend(_lines(thing, depth + 1) if is_object else [])
    return lines


def _inside(objects: dict[str, Any], path: str) -> dict[str, Any]:
    for step in path.split("/") if path else []:
        objects = objects.setdefault(step, {})
    return objects


def _differences(held: dict[str, Any], wanted: dict[str, Any], path: str) -> tuple[list[str], int]:
    errors: list[str] = []
    matches = 0
    for name in {**held, **wanted}:
        here = f"{path}/{name}"
        ours, theirs = held.get(name), wanted.get(name)
        if ours is None or theirs is None:
            errors.append(f"{here} is only in the {'model' if ours is None else 'file'}.")
        elif isinstance(ours, dict) and isinstance(theirs, dict):
            more, common = _differences(ours, theirs, here)
            errors, matches = errors + more, matches + common
        elif np.shape(ours) != np.shape(theirs):
            errors.append(
                f"{here} has the shape {np.shape(ours)} in the file, {np.shape(theirs)} in the model."
            )
        else:
            matches += 1
    return errors, matches


def _places(objects: dict[str, Any], wanted: str, path: str) -> Any:
    """`(path, parent, name)` of the objects called `wanted`, or at that path."""
    for name, thing in objects.items():
        here = f"{path}/{name}".strip("/")
        if isinstance(thing, dict):
            if wanted in (here, name):
                yield here, objects, name
            yield from _places(thing, wanted, here)


def _check_name(path: str) -> str:
    if any(part in ("", ".", "..", "vars") for part in path.split("/")):
        raise ValueError(f"{path!r} is no name for an object.")
    return path


def _arrays(weights: Any) -> dict[str, np.ndarray]:
    if not isinstance(weights, Mapping):
        raise ValueError(f"Weights are given as a dict of names and arrays. Received: {weights!r}")
    return {str(name): np.asarray(array) for name, array in weights.items()}
