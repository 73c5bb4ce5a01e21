"""Whole models in HDF5: architecture, weights, what `compile` was told, the optimizer's state."""

from __future__ import annotations

import os
import warnings
from typing import Any

import h5py

from keras_lab import losses, metrics, tree
from keras_lab.configurable import Configurable, serialize_object
from keras_lab.models.configuration import config_of, model_from_config
from keras_lab.registry import custom_object_scope, get_registered_name
from keras_lab.saving import hdf5
from keras_lab.saving.atomic import written_whole
from keras_lab.saving.weights_file import check_built, check_suffix, read_weights, write_weights

#: The version of Keras whose layout the files have.
LAYOUT_VERSION = b"2.2.4"


def save_model(
    model: Any, filepath: str | os.PathLike[str], overwrite: bool = True, include_optimizer: bool = True
) -> None:
    """Writes `model` to an HDF5 file, whole or not at all: a crash leaves the old file as it was.

    Args:
        filepath: must end with `.h5` or `.hdf5`.
        overwrite: whether an existing file may be replaced.
        include_optimizer: whether the optimizer's state is written too, so that training can go on.

    Raises:
        ValueError: for another suffix, or a model that is not built yet.
        FileExistsError: if the file exists and `overwrite` is false.
    """
    check_suffix(filepath)
    check_built(model)
    with written_whole(filepath, overwrite) as path, h5py.File(path, "w") as file:
        file.attrs["keras_version"] = LAYOUT_VERSION
        file.attrs["backend"] = b"keras_lab"
        hdf5.write_json(file, "model_config", config_of(model))
        write_weights(file.create_group("model_weights"), model)
        if include_optimizer and model.compiled:
            hdf5.write_json(file, "training_config", _training_config(model))
            _write_optimizer(file.create_group("optimizer_weights"), model.optimizer)


def load_model(
    filepath: str | os.PathLike[str],
    custom_objects: dict[str, Any] | None = None,
    compile: bool = True,
    safe_mode: bool = True,
) -> Any:
    """A model from a file that `save_model` wrote.

    The file is data: no code in it is run, and nothing outside it is read. Classes and functions of your own are
    found by name if they are registered (`register_keras_serializable`) or given in `custom_objects`.

    Args:
        custom_objects: names → classes and functions.
        compile: whether the model is compiled as it was, with the optimizer's state.
        safe_mode: accepted for compatibility; code in files is never run.

    Raises:
        ValueError: if the file is no model, is damaged, or names things that are not known.
    """
    check_suffix(filepath)
    with hdf5.opened(filepath) as file, custom_object_scope(custom_objects or {}):
        config = hdf5.read_json(file, "model_config")
        if not isinstance(config, dict):
            raise ValueError(
                f"{os.fspath(filepath)!r} has no model in it; for weights alone use load_weights()."
            )
        model = model_from_config(config)
        found = read_weights(hdf5.child(file, "model_weights"), model)
        for variable, array in found:
            variable.assign(array)
        training = hdf5.read_json(file, "training_config")
        if compile and training is not None:
            _compile(model, training)
            if "optimizer_weights" in file:
                _read_optimizer(hdf5.child(file, "optimizer_weights"), model)
    return model


def _training_config(model: Any) -> dict[str, Any]:
    given = model._compile_arguments
    parts = ("loss", "loss_weights", "metrics", "weighted_metrics")
    config = {part: _plain(given[part]) for part in parts}
    optimizer = serialize_object(model.optimizer)
    return {**config, "optimizer_config": optimizer, "keras_lab_seed": model._run_seed}


def _plain(nest: Any) -> Any:
    def plain(leaf: Any) -> Any:
        if isinstance(leaf, Configurable):
            return serialize_object(leaf)
        return get_registered_name(leaf) if callable(leaf) else leaf

    return tree.map_structure(plain, nest)


def _compile(model: Any, training: dict[str, Any]) -> None:
    parts = ("loss", "loss_weights", "metrics", "weighted_metrics")
    try:
        model.compile(
            optimizer=training["optimizer_config"], **{part: _objects(training.get(part)) for part in parts}
        )
    except (KeyError, ValueError, TypeError) as error:
        warnings.warn(
            f"The model is loaded, but not compiled: {error} Call compile(…) yourself.", stacklevel=3
        )
        return
    seed = training.get("keras_lab_seed")
    model._run_seed = int(seed) if isinstance(seed, int) else model._run_seed


def _objects(nest: Any) -> Any:
    """Objects for the serialized losses and metrics in a nest, which may be dicts by output names too."""
    if isinstance(nest, dict) and "class_name" in nest:
        table = metrics if str(nest.get("module", "")).endswith("metrics") else losses
        return table.get(nest)
    if isinstance(nest, dict):
        return {key: _objects(value) for key, value in nest.items()}
    return [_objects(item) for item in nest] if isinstance(nest, list) else nest


def _write_optimizer(group: h5py.Group, optimizer: Any) -> None:
    names = [f"{index}/{variable.name}" for index, variable in enumerate(optimizer.variables)]
    hdf5.write_names(group, "weight_names", names)
    for name, variable in zip(names, optimizer.variables, strict=True):
        hdf5.write_array(group, name, variable.numpy())


def _read_optimizer(group: h5py.Group, model: Any) -> None:
    if not model.compiled:
        return
    optimizer = model.optimizer
    optimizer.build(model.trainable_variables)
    names = hdf5.read_names(group, "weight_names")
    if len(names) != len(optimizer.variables):
        warnings.warn(
            f"The optimizer's state is left out: the file has {len(names)} arrays for it, "
            f"{type(optimizer).__name__} needs {len(optimizer.variables)}.",
            stacklevel=3,
        )
        return
    pairs = list(zip(optimizer.variables, names, strict=True))
    arrays = [hdf5.read_array(group, name, variable.shape) for variable, name in pairs]
    for (variable, _), array in zip(pairs, arrays, strict=True):
        variable.assign(array)
