"""Whole models in files: architecture, weights, what `compile` was told, the optimizer's state.

Two formats, told apart by the file's name: the archive of Keras 3 (`.keras`) and HDF5 in the layout of Keras 2
(`.h5`, `.hdf5`, see `keras_2_file`), which Keras 3 also reads and writes.
"""

from __future__ import annotations

import io
import os
from typing import Any

import h5py

from keras_lab import python_code
from keras_lab.atomic import written_whole
from keras_lab.models.configuration import config_of, model_from_config
from keras_lab.registry import custom_object_scope
from keras_lab.saving import assets, compilation, hdf5, keras_2_file, state_file
from keras_lab.saving.archive import (
    CONFIG,
    METADATA,
    WEIGHTS,
    Members,
    ModelArchive,
    ModelFolder,
    members_of,
    write_archive,
    write_folder,
)
from keras_lab.saving.weights_file import may_write
from keras_lab.training.trainer import Trainer

_HDF5 = (".h5", ".hdf5")


def save_model(
    model: Any,
    filepath: Any,
    overwrite: bool = True,
    include_optimizer: bool = True,
    zipped: bool | None = None,
    **kwargs: Any,
) -> None:
    """Writes `model` to a file, whole or not at all: a crash leaves the old file as it was.

    Args:
        filepath: `….keras` for Keras 3's archive, `….h5` or `….hdf5` for HDF5; an open `h5py.File` or
            `h5py.Group` to write into it; or an open binary file, which gets an archive.
        overwrite: whether an existing file may be replaced; if not, a person at the keyboard is asked.
        include_optimizer: whether what `compile` was told and the optimizer's state are written too, so that
            training can go on.
        zipped: False makes a folder with the files of an archive.
        **kwargs: `save_format`, which the file's name says already.

    Raises:
        ValueError: for another suffix, or a model that is not built yet.
        FileExistsError: if the file exists, `overwrite` is false and there is nobody to ask.
    """
    _check_arguments(filepath, zipped, kwargs)
    with_training = include_optimizer and model.compiled
    if isinstance(filepath, h5py.Group):
        keras_2_file.write(filepath, model, with_training)
    elif hasattr(filepath, "write"):
        write_archive(filepath, _members(model, with_training))
    elif zipped is False:
        if may_write(filepath, overwrite):
            write_folder(filepath, _members(model, with_training))
    elif may_write(filepath, overwrite):
        if _ends_with(filepath, _HDF5):
            os.makedirs(os.path.dirname(filepath) or ".", exist_ok=True)
        with written_whole(filepath) as path:
            if _ends_with(filepath, _HDF5):
                with h5py.File(path, "w") as file:
                    keras_2_file.write(file, model, with_training)
            else:
                write_archive(path, _members(model, with_training))


def _check_arguments(filepath: Any, zipped: bool | None, kwargs: dict[str, Any]) -> None:
    named = isinstance(filepath, (str, os.PathLike))
    known = not named or _ends_with(filepath, (".keras", *_HDF5))
    if kwargs.pop("save_format", None) and not known:
        raise ValueError(
            "The `save_format` argument is deprecated: the file's name says it. "
            f"It must end with .keras or .h5. Received: {filepath!r}"
        )
    if kwargs:
        raise ValueError(f"The following argument(s) are not supported: {list(kwargs)}")
    if zipped is False and known and named:
        raise ValueError(
            f"With zipped=False a folder is written; its name should not end in '.keras' or '.h5'. "
            f"Received: {filepath!r}"
        )
    if not known and zipped is not False:
        raise ValueError(
            "Invalid filepath extension for saving: the file name must end with .keras, .h5 or .hdf5 "
            f"(for programs that run the model alone: model.export). Received: {os.fspath(filepath)!r}"
        )


def _ends_with(filepath: Any, suffixes: tuple[str, ...]) -> bool:
    return isinstance(filepath, (str, os.PathLike)) and os.fspath(filepath).endswith(suffixes)


def load_model(
    filepath: Any,
    custom_objects: dict[str, Any] | None = None,
    compile: bool = True,
    safe_mode: bool = True,
) -> Any:
    """A model from a file that `save_model`, or Keras, wrote.

    The file is data: no code in it is run, and nothing outside it is read. Classes and functions of your own are
    found by name if they are registered (`register_keras_serializable`) or given in `custom_objects`.

    Args:
        filepath: a path, an open `h5py.File` or `h5py.Group`, or an open binary file.
        custom_objects: names → classes and functions.
        compile: whether the model is compiled as it was, with the optimizer's state.
        safe_mode: False allows to run code that stands in the file (of lambdas). Only for files of which you
            know where they come from.

    Raises:
        ValueError: if the file is no model, is damaged, or names things that are not known.
    """
    mode = python_code.stated(safe_mode)
    with custom_object_scope(custom_objects), python_code.safe_mode_scope(mode):
        if isinstance(filepath, h5py.Group):
            return keras_2_file.read(filepath, compile)
        if _is_hdf5(filepath):
            with hdf5.opened(filepath) as file:
                return keras_2_file.read(file, compile)
        with _opened(filepath) as members:
            return _read(members, compile)


def _is_hdf5(filepath: Any) -> bool:
    """By the first bytes; by the name where there is no such file."""
    if hasattr(filepath, "read"):
        start = filepath.read(8)
        filepath.seek(0)
        return start.startswith(b"\x89HDF")
    if not os.path.isfile(filepath):
        return _ends_with(filepath, _HDF5)
    with open(filepath, "rb") as file:
        return file.read(8).startswith(b"\x89HDF") or _ends_with(filepath, _HDF5)


def _opened(filepath: Any) -> Any:
    if not hasattr(filepath, "read"):
        if os.path.isdir(filepath):
            return ModelFolder(filepath)
        if not _ends_with(filepath, (".keras", ".zip")):
            raise ValueError(
                f"File format not supported: the name of a model's file must end with .keras, .h5 or .hdf5. "
                f"Received: {os.fspath(filepath)!r}"
            )
    return ModelArchive(filepath)


# ---- the archive of Keras 3 ---------------------------------------------------------------------------


def _members(model: Any, with_training: bool) -> dict[str, bytes]:
    config, seed = config_of(model), None
    if with_training:
        config["compile_config"] = model.get_compile_config()
        seed = model._run_seed
    held = io.BytesIO()
    with h5py.File(held, "w") as file:
        state_file.write_state(file, model, with_training)
    return members_of(config, held.getvalue(), seed, assets.collect(model))


def described(members: Members) -> tuple[dict[str, Any], dict[str, Any]]:
    """The configuration of the model in an archive, and what the archive says of itself.

    Raises:
        ValueError: if there is none.
    """
    config, metadata = members.json(CONFIG), members.json(METADATA)
    if not isinstance(config, dict) or not isinstance(metadata, dict):
        raise ValueError(f"{members.path!r} has no model in it.")
    config.setdefault("keras_version", metadata.get("keras_version"))
    return config, metadata


def _read(members: Members, compile: bool) -> Any:
    config, metadata = described(members)
    model = model_from_config(config)
    weights = io.BytesIO(members.read(WEIGHTS))
    with hdf5.opened(weights, members.path) as file, hdf5.unpacked(members.growth(WEIGHTS)):
        source = state_file.GroupSource(file)
        if model.built or (model.layers and all(layer.built for layer in model.layers)):
            state_file.assign(state_file.read_state(source, model))
        assets.hand_out(model, members.names(), members.read)
        if compile and config.get("compile_config") and isinstance(model, Trainer):
            compilation.compile_from(model, config["compile_config"], metadata.get("keras_lab_seed"))
            if model.compiled and (keys := source.keys("optimizer")):
                state_file.assign(_optimizer_state(source, model, keys))
    return model


def _optimizer_state(source: state_file.GroupSource, model: Any, keys: list[str]) -> state_file.Found:
    shapes = [source.shape("optimizer", key) for key in keys]
    return compilation.optimizer_state(
        model, [""] * len(keys), shapes, lambda place: source.read("optimizer", keys[place], shapes[place])
    )
