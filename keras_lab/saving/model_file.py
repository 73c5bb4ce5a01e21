"""Whole models in files: architecture, weights, what `compile` was told, the optimizer's state.

Two formats, told apart by the file's name: the archive of Keras 3 (`.keras`) and HDF5 in the layout of Keras 2
(`.h5`, `.hdf5`), which Keras 3 also reads and writes.
"""

from __future__ import annotations

import io
import os
from typing import Any

import h5py

from keras_lab.models.configuration import config_of, model_from_config
from keras_lab.registry import custom_object_scope
from keras_lab.saving import compilation, hdf5, state_file
from keras_lab.saving.archive import CONFIG, METADATA, WEIGHTS, ModelArchive, write_archive
from keras_lab.saving.atomic import written_whole
from keras_lab.saving.weights_file import check_built, check_suffix, read_weights, write_weights

#: The version of Keras whose layout the HDF5 files have.
LAYOUT_VERSION = b"2.2.4"


def save_model(
    model: Any,
    filepath: str | os.PathLike[str],
    overwrite: bool = True,
    include_optimizer: bool = True,
    zipped: bool | None = None,
) -> None:
    """Writes `model` to a file, whole or not at all: a crash leaves the old file as it was.

    Args:
        filepath: `….keras` for Keras 3's archive, `….h5` or `….hdf5` for HDF5.
        overwrite: whether an existing file may be replaced.
        include_optimizer: whether what `compile` was told and the optimizer's state are written too, so that
            training can go on.
        zipped: accepted for compatibility; an archive always is.

    Raises:
        ValueError: for another suffix, or a model that is not built yet.
        FileExistsError: if the file exists and `overwrite` is false.
    """
    check_suffix(filepath)
    check_built(model)
    write = _write_archive if _is_archive(filepath) else _write_hdf5
    with written_whole(filepath, overwrite) as path:
        write(path, model, include_optimizer and model.compiled)


def load_model(
    filepath: str | os.PathLike[str],
    custom_objects: dict[str, Any] | None = None,
    compile: bool = True,
    safe_mode: bool = True,
) -> Any:
    """A model from a file that `save_model`, or Keras, wrote.

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
    read = _read_archive if _is_archive(filepath) else _read_hdf5
    with custom_object_scope(custom_objects or {}):
        return read(filepath, compile)


def _is_archive(filepath: str | os.PathLike[str]) -> bool:
    return os.fspath(filepath).endswith(".keras")


# ---- the archive of Keras 3 ---------------------------------------------------------------------------


def _write_archive(path: Any, model: Any, with_training: bool) -> None:
    config, seed = config_of(model), None
    if with_training:
        config["compile_config"] = compilation.to_config(model)
        seed = model._run_seed
    held = io.BytesIO()
    with h5py.File(held, "w") as file:
        state_file.write_state(file, model, with_training)
    write_archive(path, config, held.getvalue(), seed)


def _read_archive(filepath: Any, compile: bool) -> Any:
    with ModelArchive(filepath) as archive:
        config, metadata = archive.json(CONFIG), archive.json(METADATA)
        weights = io.BytesIO(archive.read(WEIGHTS))
    if not isinstance(config, dict) or not isinstance(metadata, dict):
        raise ValueError(f"{os.fspath(filepath)!r} has no model in it.")
    model = model_from_config(config)
    with hdf5.opened(weights, os.fspath(filepath)) as file:
        compilation.assign(state_file.read_state(file, model))
        if compile and config.get("compile_config"):
            compilation.compile_from(model, config["compile_config"], metadata.get("keras_lab_seed"))
            if model.compiled and "optimizer" in file:
                count = state_file.count(file, "optimizer")
                compilation.assign_if_complete(
                    model, count, lambda: state_file.read_optimizer(file, model.optimizer)
                )
    return model


# ---- HDF5 in the layout of Keras 2 --------------------------------------------------------------------


def _write_hdf5(path: Any, model: Any, with_training: bool) -> None:
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = LAYOUT_VERSION
        file.attrs["backend"] = b"keras_lab"
        hdf5.write_json(file, "model_config", config_of(model))
        write_weights(file.create_group("model_weights"), model)
        if with_training:
            config = compilation.to_config(model)
            config["optimizer_config"] = config.pop("optimizer")
            training = {**_without_modules(config), "keras_lab_seed": model._run_seed}
            hdf5.write_json(file, "training_config", training)
            _write_optimizer(file.create_group("optimizer_weights"), model.optimizer)


def _without_modules(nest: Any) -> Any:
    """Objects of Keras as Keras 2 wrote them: by the class's name alone."""
    if isinstance(nest, list):
        return [_without_modules(item) for item in nest]
    if not isinstance(nest, dict):
        return nest
    drop = ("module", "registered_name") if nest.get("registered_name", "") is None else ()
    return {key: _without_modules(value) for key, value in nest.items() if key not in drop}


def _write_optimizer(group: h5py.Group, optimizer: Any) -> None:
    names = [f"{index}/{variable.name}" for index, variable in enumerate(optimizer.variables)]
    hdf5.write_names(group, "weight_names", names)
    for name, variable in zip(names, optimizer.variables, strict=True):
        hdf5.write_array(group, name, variable.numpy())


def _read_hdf5(filepath: Any, compile: bool) -> Any:
    with hdf5.opened(filepath) as file:
        config = hdf5.read_json(file, "model_config")
        if not isinstance(config, dict):
            raise ValueError(
                f"{os.fspath(filepath)!r} has no model in it; for weights alone use load_weights()."
            )
        model = model_from_config(config)
        compilation.assign(read_weights(hdf5.child(file, "model_weights"), model))
        training = hdf5.read_json(file, "training_config")
        if compile and isinstance(training, dict):
            told = {**training, "optimizer": training.get("optimizer_config")}
            compilation.compile_from(model, told, training.get("keras_lab_seed"))
            if model.compiled and "optimizer_weights" in file:
                _read_optimizer(hdf5.child(file, "optimizer_weights"), model)
    return model


def _read_optimizer(group: h5py.Group, model: Any) -> None:
    names = hdf5.read_names(group, "weight_names")
    variables = model.optimizer.variables
    compilation.assign_if_complete(
        model,
        len(names),
        lambda: [
            (v, hdf5.read_array(group, name, v.shape)) for v, name in zip(variables, names, strict=True)
        ],
    )
