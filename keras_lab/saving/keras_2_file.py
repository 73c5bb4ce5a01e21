"""Whole models in HDF5, in the layout of Keras 1 and 2."""

from __future__ import annotations

from typing import Any

import h5py

from keras_lab.models.configuration import config_of, model_from_config
from keras_lab.saving import compilation, hdf5, optimizer_state, state_file
from keras_lab.saving.keras_2_config import older, rewritten
from keras_lab.saving.weights_file import LAYOUT_VERSION, read_weights, write_weights


def write(group: h5py.Group, model: Any, with_training: bool) -> None:
    """Writes `model` into an open file or group."""
    for part in ("model_weights", "optimizer_weights"):
        if part in group:
            del group[part]
    group.attrs["keras_version"] = LAYOUT_VERSION
    group.attrs["backend"] = b"keras_lab"
    hdf5.write_json(group, "model_config", older(config_of(model)))
    write_weights(group.create_group("model_weights"), model)
    if with_training:
        config = dict(model.get_compile_config())
        config["optimizer_config"] = config.pop("optimizer", None)
        training = {**rewritten(config), "keras_lab_seed": model._run_seed}
        hdf5.write_json(group, "training_config", training)
        old = "is_legacy_optimizer" not in training["optimizer_config"]["config"]
        state = optimizer_state.older(model.optimizer) if old else optimizer_state.newer(model.optimizer)
        _write_optimizer(group.create_group("optimizer_weights"), state)


def _write_optimizer(group: h5py.Group, state: list[tuple[str, Any]]) -> None:
    hdf5.write_names(group, "weight_names", [name for name, _ in state])
    for name, variable in state:
        hdf5.write_array(group, name, variable.numpy())


def architecture(group: h5py.Group) -> Any:
    """The model in an open file or group, with new weights.

    Raises:
        ValueError: if there is none.
    """
    config = hdf5.read_json(group, "model_config")
    if not isinstance(config, dict):
        name = group.file.filename
        raise ValueError(f"{name!r} has no model in it; for weights alone use load_weights().")
    version = group.attrs.get("keras_version")
    ours = str(hdf5.text(group.attrs.get("backend", b""))) == "keras_lab"
    if version is not None and not ours:
        config.setdefault("keras_version", hdf5.text(version))
    return model_from_config(config)


def read(group: h5py.Group, compile: bool) -> Any:
    """The model in an open file or group.

    Raises:
        ValueError: if there is none.
    """
    model = architecture(group)
    if model.built:
        state_file.assign(read_weights(hdf5.child(group, "model_weights"), model))
    training = hdf5.read_json(group, "training_config")
    if compile and isinstance(training, dict):
        told = {**training, "optimizer": training.get("optimizer_config")}
        compilation.compile_from(model, told, training.get("keras_lab_seed"))
        if model.compiled and "optimizer_weights" in group:
            _read_optimizer(hdf5.child(group, "optimizer_weights"), model)
    return model


def _read_optimizer(group: h5py.Group, model: Any) -> None:
    names = hdf5.read_names(group, "weight_names")
    shapes = [hdf5.shape_of(group, name) for name in names]
    state_file.assign(
        compilation.optimizer_state(
            model, names, shapes, lambda place: hdf5.read_array(group, names[place], shapes[place])
        )
    )
