"""Weights in files: in the layout of Keras 2 (a group for each layer) or of Keras 3 (see `state_file`)."""

from __future__ import annotations

import io
import os
from typing import Any

import h5py
import numpy as np

from keras_lab.atomic import written_whole
from keras_lab.layers.recurrent_cudnn import converted
from keras_lab.layers.recurrent_units import UnitsRNN
from keras_lab.saving import hdf5, shards, state_file
from keras_lab.saving.archive import WEIGHTS, ModelArchive, ModelFolder
from keras_lab.saving.old_weights import preprocess_weights_for_loading
from keras_lab.saving.state_file import Found, assign
from keras_lab.utils.io_utils import ask_to_proceed_with_overwrite

SUFFIXES = (".h5", ".hdf5", ".keras")
#: The version of Keras whose layout these files have.
LAYOUT_VERSION = b"2.2.4"
#: The group for variables of the model itself, which are no layer's.
TOP = "top_level_model_weights"


def save_weights(
    model: Any,
    filepath: Any,
    overwrite: bool = True,
    max_shard_size: float | None = None,
    objects_to_skip: Any = None,
    **kwargs: Any,
) -> None:
    """Writes the weights of `model` to an HDF5 file, whole or not at all.

    A name that ends with `.weights.h5` means the layout of Keras 3, `.h5` or `.hdf5` else that of Keras 2; an
    open `h5py.Group` gets that of Keras 2 too.

    Args:
        overwrite: whether an existing file may be replaced; if not, a person at the keyboard is asked.
        max_shard_size: in GB: writes several files of at most that, and `….weights.json`, which names them.
        objects_to_skip: layers whose weights are left out; only with Keras 3's layout.
        **kwargs: Keras 2's `save_format`, which the file's name says already.

    Raises:
        ValueError: for another suffix, or a model that is not built yet.
        FileExistsError: if the file exists, `overwrite` is false and there is nobody to ask.
    """
    kwargs.pop("save_format", None)
    if kwargs:
        raise ValueError(f"Invalid keyword arguments: {kwargs}")
    check_built(model, "save")
    skipped = list(objects_to_skip or ())
    if isinstance(filepath, h5py.Group):
        write_weights(filepath, model)
        return
    check_suffix(filepath, SUFFIXES[:2] if max_shard_size is None else ("weights.h5", "weights.json"))
    if not may_write(filepath, overwrite):
        return
    if max_shard_size is not None:
        shards.write_shards(filepath, model, max_shard_size, skipped)
        return
    modern = os.fspath(filepath).endswith(".weights.h5")
    with written_whole(filepath) as path, h5py.File(path, "w") as file:
        if modern:
            state_file.write_state(file, model, skipped=skipped)
        else:
            write_weights(file, model)


def may_write(filepath: Any, overwrite: bool) -> bool:
    """Whether there is no such file, or it may be replaced; a person at the keyboard is asked.

    Raises:
        FileExistsError: if there is nobody to ask.
    """
    if overwrite or not os.path.exists(filepath):
        return True
    try:
        return ask_to_proceed_with_overwrite(filepath)
    except (EOFError, OSError):  # standard input is closed, or a test's
        raise FileExistsError(
            f"{os.fspath(filepath)!r} exists already. Pass overwrite=True to replace it."
        ) from None


def load_weights(
    model: Any,
    filepath: Any,
    skip_mismatch: bool = False,
    by_name: bool | None = None,
    reshape: bool = False,
    objects_to_skip: Any = None,
    **kwargs: Any,
) -> None:
    """Reads weights from a file of either layout, or out of a whole model's; nothing changes unless all fit.

    Args:
        filepath: of the file, or of the `….weights.json` of several; or an open `h5py.Group`.
        skip_mismatch: whether layers whose weights do not fit are left as they are.
        by_name: whether layers are matched by their names, and those of one side only are left alone. Only for
            the layout of Keras 2 (`.h5`).
        reshape: whether arrays of another shape, but as many numbers, are reshaped; only with Keras 2's layout.
        objects_to_skip: layers that are left as they are; only for `.weights.h5`.

    Raises:
        ValueError: if the file's layers or shapes are not the model's, or the file is damaged.
    """
    if kwargs:
        raise ValueError(f"Invalid keyword arguments: {kwargs}")
    skipped = list(objects_to_skip or ())
    if isinstance(filepath, h5py.Group):
        check_built(model)
        assign(_found_in(filepath, model, skip_mismatch, by_name, reshape, skipped))
        return
    check_suffix(filepath, (*SUFFIXES, ".weights.json"))
    _check_words(os.fspath(filepath), by_name, objects_to_skip)
    check_built(model)
    if os.fspath(filepath).endswith(".json") or _is_of_shards(filepath):
        with shards.ShardSource(filepath) as source:
            assign(state_file.read_state(source, model, skip_mismatch, skipped))
        return
    opened: Any = filepath
    growth = 1.0
    if os.fspath(filepath).endswith(".keras"):
        with ModelFolder(filepath) if os.path.isdir(filepath) else ModelArchive(filepath) as members:
            opened, growth = io.BytesIO(members.read(WEIGHTS)), members.growth(WEIGHTS)
    with hdf5.opened(opened, os.fspath(filepath)) as file, hdf5.unpacked(growth):
        assign(_found_in(file, model, skip_mismatch, by_name, reshape, skipped))


def _is_of_shards(filepath: Any) -> bool:
    return not os.path.exists(filepath) and os.path.exists(os.path.splitext(filepath)[0] + ".json")


def _check_words(path: str, by_name: bool | None, objects_to_skip: Any) -> None:
    if objects_to_skip is not None and not path.endswith((".weights.h5", ".weights.json")):
        raise ValueError(f"`objects_to_skip` only supports loading '.weights.h5' files. Received: {path!r}")
    if by_name and path.endswith((".keras", ".weights.json")):
        raise ValueError(f"`by_name` only supports loading legacy '.h5' or '.hdf5' files. Received: {path!r}")


def _found_in(
    file: Any, model: Any, skip_mismatch: bool, by_name: bool | None, reshape: bool, skipped: list[Any]
) -> Found:
    if not state_file.is_state(file):
        group = hdf5.child(file, "model_weights") if "model_weights" in file else file
        return read_weights(group, model, skip_mismatch, bool(by_name), reshape)
    if by_name or reshape:
        raise ValueError(
            "`by_name` only supports loading files in the layout of Keras 2, and so does `reshape`; this one has "
            "Keras 3's."
        )
    return state_file.read_state(state_file.GroupSource(file), model, skip_mismatch, skipped)


def check_suffix(filepath: str | os.PathLike[str], suffixes: tuple[str, ...] = SUFFIXES) -> None:
    """Raises ValueError for a file name that does not say which format it has."""
    if not os.fspath(filepath).endswith(suffixes):
        known = ", ".join(suffixes[:-1])
        raise ValueError(
            f"File format not supported: the filename must end in `.weights.h5` (or with {known} or {suffixes[-1]}). "
            f"Received: {os.fspath(filepath)!r}"
        )


def check_built(model: Any, wish: str = "load") -> None:
    """Raises ValueError if the shapes of the weights are not known yet."""
    if not model.built:
        raise ValueError(
            f"You are {'saving' if wish == 'save' else 'loading weights into'} a model that has not yet been built. "
            f"{model.name!r} has no weights yet: give it an Input, call build(input_shape), or fit it first."
        )


def write_weights(group: h5py.Group, model: Any) -> None:
    """Writes the weights of each layer into a group of its own."""
    hdf5.write_names(group, "layer_names", [layer.name for layer in model.layers])
    group.attrs["backend"] = b"keras_lab"
    group.attrs["keras_version"] = LAYOUT_VERSION
    for layer in model.layers:
        _write_group(group.create_group(layer.name), _ordered(layer))
    if TOP not in group:
        _write_group(group.create_group(TOP), model.stored_variables())


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
    old = _origin(group)
    for layer, inside, variables in _matched(group, model, by_name):
        try:
            if old is None:
                found.extend(_read_group(inside, layer, variables, reshape))
            else:
                found.extend(_read_old(inside, layer, variables, old, reshape))
        except hdf5.UnsafeFileError:
            raise
        except ValueError as error:
            if not skip_mismatch:
                raise
            state_file.warn_of_mismatch(layer.name, error)
    return found


def _origin(group: h5py.Group) -> tuple[str, str] | None:
    """The version and backend of Keras, if they had weights in an order of their own."""
    backend = str(hdf5.text(group.attrs.get("backend", b"")))
    version = str(hdf5.text(group.attrs.get("keras_version", b"1" if backend != "keras_lab" else b"2")))
    return (version, backend) if version.startswith("1") or backend == "theano" else None


def _read_old(
    group: h5py.Group, layer: Any, variables: list[Any], origin: tuple[str, str], reshape: bool
) -> Found:
    """The same for files of Keras 1, or written with Theano."""
    arrays = [hdf5.read_array(group, name) for name in hdf5.read_names(group, "weight_names")]
    arrays = preprocess_weights_for_loading(layer, arrays, *origin, reshape)
    shapes, wanted = [a.shape for a in arrays], [tuple(v.shape) for v in variables]
    if shapes != wanted:
        raise ValueError(
            f"The layer {layer.name!r} has weights of shapes {wanted}, the file has {shapes} for it."
        )
    return list(zip(variables, arrays, strict=True))


def _matched(group: h5py.Group, model: Any, by_name: bool) -> list[tuple[Any, h5py.Group, list[Any]]]:
    stored = {name: hdf5.child(group, name) for name in hdf5.read_names(group, "layer_names")}
    stored = {name: inside for name, inside in stored.items() if hdf5.read_names(inside, "weight_names")}
    wanted = {layer.name: layer for layer in model.layers if layer.weights}
    if by_name or set(stored) == set(wanted):
        names = [(name, name) for name in wanted if name in stored]
    elif len(stored) == len(wanted):
        names = list(zip(wanted, stored, strict=True))
    else:
        raise ValueError(
            f"The file has {len(stored)} layers with weights, the model {model.name!r} has {len(wanted)}: it is not "
            f"possible to load weights of {len(stored)} layers into a model with {len(wanted)} layers."
        )
    matched = [(wanted[ours], stored[theirs], _ordered(wanted[ours])) for ours, theirs in names]
    own = model.stored_variables()
    if own and TOP in group:
        matched.append((model, hdf5.child(group, TOP), own))
    return matched


def _read_group(group: h5py.Group, layer: Any, variables: list[Any], reshape: bool) -> Found:
    names = hdf5.read_names(group, "weight_names")
    if len(names) != len(variables):
        raise ValueError(
            f"The layer {layer.name!r} expects {len(variables)} weight(s), but the saved weights are {len(names)} "
            "array(s)."
        )
    named = dict(zip(variables, names, strict=True))
    found = _of_other_layouts(group, layer, named)
    done = {variable for variable, _ in found}
    return [*found, *((v, _read(group, n, v.shape, reshape)) for v, n in named.items() if v not in done)]


def _of_other_layouts(group: h5py.Group, layer: Any, named: dict[Any, str]) -> Found:
    """The weights of the recurrent layers inside for which the file has those of NVIDIA's library, or the reverse."""
    found: Found = []
    for inside in layer.flatten_layers():
        weights = inside.weights if isinstance(inside, UnitsRNN) else []
        if len(weights) != 3 or any(weight not in named for weight in weights):
            continue
        shapes = [hdf5.shape_of(group, named[weight]) for weight in weights]
        if shapes != [weight.shape for weight in weights]:
            arrays = [
                hdf5.read_array(group, named[w], shape) for w, shape in zip(weights, shapes, strict=True)
            ]
            turned = converted(inside, arrays) or []
            found.extend((w, a) for w, a in zip(weights, turned, strict=bool(turned)) if a.shape == w.shape)
    return found


def _read(group: h5py.Group, name: str, shape: tuple[int, ...], reshape: bool) -> np.ndarray:
    if not reshape:
        return _read_exactly(group, name, shape)
    array = hdf5.read_array(group, name)
    return (
        array.reshape(shape) if array.size == np.prod(shape, dtype=int) else _read_exactly(group, name, shape)
    )


def _read_exactly(group: h5py.Group, name: str, shape: tuple[int, ...]) -> np.ndarray:
    saved = hdf5.shape_of(group, name)
    if saved != tuple(shape):
        raise ValueError(
            f"The weight for {name!r} has shape {tuple(shape)}, but the saved weight has the shape {saved} in the file."
        )
    return hdf5.read_array(group, name, shape)
