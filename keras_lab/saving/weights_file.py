"""Weights in files: in the layout of Keras 2 (a group for each layer) or of Keras 3 (see `state_file`)."""

from __future__ import annotations

import io
import os
from typing import Any

import h5py
import numpy as np

from keras_lab.saving import hdf5, state_file
from keras_lab.saving.archive import WEIGHTS, ModelArchive
from keras_lab.saving.atomic import written_whole
from keras_lab.saving.state_file import Found

SUFFIXES = (".h5", ".hdf5", ".keras")
#: The group for variables of the model itself, which are no layer's.
TOP = "top_level_model_weights"


def save_weights(model: Any, filepath: str | os.PathLike[str], overwrite: bool = True) -> None:
    """Writes the weights of `model` to an HDF5 file, whole or not at all.

    A name that ends with `.weights.h5` means the layout of Keras 3, `.h5` or `.hdf5` else that of Keras 2.

    Raises:
        ValueError: for another suffix, or a model that is not built yet.
        FileExistsError: if the file exists and `overwrite` is false.
    """
    check_suffix(filepath, SUFFIXES[:2])
    check_built(model)
    modern = os.fspath(filepath).endswith(".weights.h5")
    with written_whole(filepath, overwrite) as path, h5py.File(path, "w") as file:
        if modern:
            state_file.write_state(file, model)
        else:
            write_weights(file, model)


def load_weights(
    model: Any,
    filepath: str | os.PathLike[str],
    skip_mismatch: bool = False,
    by_name: bool = False,
    reshape: bool = False,
) -> None:
    """Reads weights from a file of either layout, or out of a whole model's; nothing changes unless all fit.

    Args:
        skip_mismatch: whether layers whose weights do not fit are left as they are.
        by_name: whether layers are matched by their names, and those of one side only are left alone. Only for
            the layout of Keras 2 (`.h5`).
        reshape: whether arrays of another shape, but as many numbers, are reshaped; only with Keras 2's layout.

    Raises:
        ValueError: if the file's layers or shapes are not the model's, or the file is damaged.
    """
    check_suffix(filepath)
    check_built(model)
    source: Any = filepath
    if os.fspath(filepath).endswith(".keras"):
        with ModelArchive(filepath) as archive:
            source = io.BytesIO(archive.read(WEIGHTS))
    with hdf5.opened(source, os.fspath(filepath)) as file:
        found = _found_in(file, model, skip_mismatch, by_name, reshape)
    for variable, array in found:
        variable.assign(array)


def _found_in(file: h5py.File, model: Any, skip_mismatch: bool, by_name: bool, reshape: bool) -> Found:
    if not state_file.is_state(file):
        group = hdf5.child(file, "model_weights") if "model_weights" in file else file
        return read_weights(group, model, skip_mismatch, by_name, reshape)
    if by_name or reshape:
        raise ValueError(
            "by_name and reshape are for files in the layout of Keras 2; this one has Keras 3's."
        )
    return state_file.read_state(file, model, skip_mismatch)


def check_suffix(filepath: str | os.PathLike[str], suffixes: tuple[str, ...] = SUFFIXES) -> None:
    """Raises ValueError for a file name that does not say which format it has."""
    if not os.fspath(filepath).endswith(suffixes):
        known = ", ".join(suffixes[:-1])
        raise ValueError(
            f"The file name must end with {known} or {suffixes[-1]}. Received: {os.fspath(filepath)!r}"
        )


def check_built(model: Any) -> None:
    """Raises ValueError if the shapes of the weights are not known yet."""
    if not model.built:
        raise ValueError(
            f"The model {model.name!r} has no weights yet: give it an Input, call build(input_shape), or fit it first."
        )


def write_weights(group: h5py.Group, model: Any) -> None:
    """Writes the weights of each layer into a group of its own."""
    hdf5.write_names(group, "layer_names", [layer.name for layer in model.layers])
    group.attrs["backend"] = b"keras_lab"
    for layer in model.layers:
        _write_group(group.create_group(layer.name), _ordered(layer))
    if TOP not in group:
        _write_group(group.create_group(TOP), state_file.own_weights(model))


def _write_group(group: h5py.Group, variables: list[Any]) -> None:
    names = _unique_paths(variables)
    hdf5.write_names(group, "weight_names", names)
    for name, variable in zip(names, variables, strict=True):
        hdf5.write_array(group, name, variable.numpy())


def _ordered(layer: Any) -> list[Any]:
    """The layer's weights as these files order them: what is trained first."""
    return [*layer.trainable_weights, *layer.non_trainable_weights]


def _unique_paths(variables: list[Any]) -> list[str]:
    """Paths of the weights; those that occur twice get a number."""
    names: list[str] = []
    for variable in variables:
        base, count = variable.path, 1
        name = base
        while name in names:
            name, count = f"{base}_{count}", count + 1
        names.append(name)
    return names


def read_weights(
    group: h5py.Group,
    model: Any,
    skip_mismatch: bool = False,
    by_name: bool = False,
    reshape: bool = False,
) -> Found:
    """Variables of `model` with the arrays that the file has for them.

    Layers are matched by their names if all are the same, else in order.

    Raises:
        ValueError: for another number of layers with weights, another number of weights, or another shape.
    """
    found: Found = []
    for name, inside, variables in _matched(group, model, by_name):
        try:
            found.extend(_read_group(inside, name, variables, reshape))
        except hdf5.UnsafeFileError:
            raise
        except ValueError:
            if not skip_mismatch:
                raise
    return found


def _matched(group: h5py.Group, model: Any, by_name: bool) -> list[tuple[str, h5py.Group, list[Any]]]:
    stored = {name: hdf5.child(group, name) for name in hdf5.read_names(group, "layer_names")}
    stored = {name: inside for name, inside in stored.items() if hdf5.read_names(inside, "weight_names")}
    wanted = {layer.name: layer for layer in model.layers if layer.weights}
    if by_name or set(stored) == set(wanted):
        names = [(name, name) for name in wanted if name in stored]
    elif len(stored) == len(wanted):
        names = list(zip(wanted, stored, strict=True))
    else:
        raise ValueError(
            f"The file has {len(stored)} layers with weights, the model {model.name!r} has {len(wanted)}."
        )
    matched = [(ours, stored[theirs], _ordered(wanted[ours])) for ours, theirs in names]
    own = state_file.own_weights(model)
    if own and TOP in group:
        matched.append((model.name, hdf5.child(group, TOP), own))
    return matched


def _read_group(group: h5py.Group, name: str, variables: list[Any], reshape: bool) -> Found:
    names = hdf5.read_names(group, "weight_names")
    if len(names) != len(variables):
        raise ValueError(
            f"The layer {name!r} has {len(variables)} weights, the file has {len(names)} for it."
        )
    return [(v, _read(group, n, v.shape, reshape)) for v, n in zip(variables, names, strict=True)]


def _read(group: h5py.Group, name: str, shape: tuple[int, ...], reshape: bool) -> np.ndarray:
    if not reshape:
        return hdf5.read_array(group, name, shape)
    array = hdf5.read_array(group, name)
    return (
        array.reshape(shape)
        if array.size == np.prod(shape, dtype=int)
        else hdf5.read_array(group, name, shape)
    )
