"""Weights in HDF5, in the layout of Keras 2: a group for each layer, a data set for each weight."""

from __future__ import annotations

import os
from typing import Any

import h5py
import numpy as np

from keras_lab.saving import hdf5
from keras_lab.saving.atomic import written_whole

SUFFIXES = (".h5", ".hdf5", ".keras.h5")


def save_weights(model: Any, filepath: str | os.PathLike[str], overwrite: bool = True) -> None:
    """Writes the weights of `model` to an HDF5 file (`.h5`, `.weights.h5`, `.hdf5`), whole or not at all.

    Raises:
        ValueError: for another suffix, or a model that is not built yet.
        FileExistsError: if the file exists and `overwrite` is false.
    """
    check_suffix(filepath)
    check_built(model)
    with written_whole(filepath, overwrite) as path, h5py.File(path, "w") as file:
        write_weights(file, model)


def load_weights(model: Any, filepath: str | os.PathLike[str], skip_mismatch: bool = False) -> None:
    """Reads weights from an HDF5 file into `model`; nothing changes unless all of them fit.

    Args:
        skip_mismatch: whether layers whose weights do not fit are left as they are.

    Raises:
        ValueError: if the file's layers or shapes are not the model's, or the file is damaged.
    """
    check_suffix(filepath)
    check_built(model)
    with hdf5.opened(filepath) as file:
        group = hdf5.child(file, "model_weights") if "model_weights" in file else file
        found = read_weights(group, model, skip_mismatch)
    for variable, array in found:
        variable.assign(array)


def check_suffix(filepath: str | os.PathLike[str]) -> None:
    """Raises ValueError for a file name that does not say HDF5."""
    if not os.fspath(filepath).endswith(SUFFIXES):
        raise ValueError(f"The file name must end with .h5 or .hdf5. Received: {os.fspath(filepath)!r}")


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
        inside = group.create_group(layer.name)
        names = _weight_names(layer)
        hdf5.write_names(inside, "weight_names", names)
        for name, variable in zip(names, layer.weights, strict=True):
            hdf5.write_array(inside, name, variable.numpy())


def _weight_names(layer: Any) -> list[str]:
    """Paths of the weights; those that occur twice get a number."""
    names: list[str] = []
    for variable in layer.weights:
        base, count = variable.path, 1
        name = base
        while name in names:
            name, count = f"{base}_{count}", count + 1
        names.append(name)
    return names


def read_weights(group: h5py.Group, model: Any, skip_mismatch: bool = False) -> list[tuple[Any, np.ndarray]]:
    """Variables of `model` with the arrays that the file has for them, layer by layer in order.

    Raises:
        ValueError: for another number of layers with weights, another number of weights, or another shape.
    """
    stored = [(name, hdf5.child(group, name)) for name in hdf5.read_names(group, "layer_names")]
    stored = [(name, inside) for name, inside in stored if hdf5.read_names(inside, "weight_names")]
    wanted = [layer for layer in model.layers if layer.weights]
    if len(stored) != len(wanted):
        raise ValueError(
            f"The file has {len(stored)} layers with weights, the model {model.name!r} has {len(wanted)}."
        )
    found: list[tuple[Any, np.ndarray]] = []
    for layer, (name, inside) in zip(wanted, stored, strict=True):
        try:
            found.extend(_read_layer(layer, name, inside))
        except hdf5.UnsafeFileError:
            raise
        except ValueError:
            if not skip_mismatch:
                raise
    return found


def _read_layer(layer: Any, name: str, group: h5py.Group) -> list[tuple[Any, np.ndarray]]:
    names = hdf5.read_names(group, "weight_names")
    variables = layer.weights
    if len(names) != len(variables):
        raise ValueError(
            f"The layer {layer.name!r} has {len(variables)} weights, the file has {len(names)} for {name!r}."
        )
    return [(v, hdf5.read_array(group, n, v.shape)) for v, n in zip(variables, names, strict=True)]
