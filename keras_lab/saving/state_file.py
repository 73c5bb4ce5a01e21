"""Weights in the layout of Keras 3 (`.weights.h5`, and inside `.keras`): groups that follow attributes.

A layer's own variables are `vars/0`, `vars/1`, …; the layers it holds have groups called like the attributes
that hold them; in a list, like their classes: `layers/dense/vars/0`, `layers/dense_1/vars/0`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

import h5py
import numpy as np

from keras_lab.layers.stored import Stored
from keras_lab.layers.tracking import _UNTRACKED, Tracking
from keras_lab.registry import snake_case
from keras_lab.saving import hdf5

#: What is set to what when all has been read: mostly variables and arrays.
Found = list[tuple[Any, Any]]
#: What a file has for one owner: path, name, arrays.
Entry = tuple[str, str, Mapping[str, np.ndarray]]


def assign(found: Found) -> None:
    """Sets variables to the arrays found for them."""
    for variable, array in found:
        variable.assign(array)


class Source(Protocol):
    """Where arrays are read from."""

    def keys(self, path: str) -> list[str]:
        """The names of the arrays at a path, in order."""

    def read(self, path: str, key: str, shape: tuple[int, ...] | None = None) -> np.ndarray:
        """One of them; another shape is refused before it is read."""


def owners(model: Tracking) -> list[tuple[str, Any]]:
    """`(path, layer)` for the model and all layers inside it, each once, in Keras's order."""
    seen: dict[Any, str] = {}
    stack = [("", model)]
    while stack:
        path, layer = stack.pop()
        if layer not in seen:
            seen[layer] = path
            stack.extend(reversed([(f"{path}/{name}".strip("/"), inner) for name, inner in _children(layer)]))
    return [(path, layer) for layer, path in seen.items()]


def _children(layer: Any) -> Iterator[tuple[str, Any]]:
    if getattr(layer, "_graph", None) is not None or hasattr(layer, "_stack"):
        yield from _in_container("layers", layer.layers)
    for name in sorted(layer.__dict__):
        if name not in _UNTRACKED and name not in ("_stack", "_graph", "_head", "_programs"):
            yield from _found_in(name, layer.__dict__[name], ())


def _found_in(path: str, value: Any, within: tuple[int, ...]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Tracking):
        yield path, value
    elif isinstance(value, (list, tuple, dict)) and id(value) not in within:
        items = list(value.values()) if isinstance(value, dict) else list(value)
        yield from _in_container(path, items, (*within, id(value)))


def _in_container(path: str, items: list[Any], within: tuple[int, ...] = ()) -> Iterator[tuple[str, Any]]:
    used: dict[str, int] = {}
    for item in items:
        if not isinstance(item, (Tracking, list, tuple, dict)):
            continue
        name = snake_case(getattr(item, "_kind", type(item).__name__))
        name = name if isinstance(item, Tracking) else "container"
        used[name] = used.get(name, -1) + 1
        yield from _found_in(f"{path}/{name}_{used[name]}" if used[name] else f"{path}/{name}", item, within)


# ---- writing ------------------------------------------------------------------------------------------


def entries(model: Any, with_optimizer: bool = True, skipped: Iterable[Any] = ()) -> Iterator[Entry]:
    """What is written: the arrays of each layer but the `skipped`, and of the optimizer if there is one."""
    left_out = {id(each) for each in skipped}
    for path, layer in owners(model):
        if id(layer) in left_out:
            continue
        store: dict[str, Any] = {}
        layer.save_own_variables(store)
        yield path, layer.name, {key: np.asarray(value) for key, value in store.items()}
    optimizer = getattr(model, "optimizer", None)
    if optimizer is not None and with_optimizer:
        held: dict[str, Any] = {}
        optimizer.save_own_variables(held)
        yield "optimizer", optimizer.name, {key: np.asarray(value) for key, value in held.items()}


def write_state(
    group: h5py.Group, model: Any, with_optimizer: bool = True, skipped: Iterable[Any] = ()
) -> None:
    """Writes all weights, and the optimizer's state if the model has been compiled."""
    for path, name, arrays in entries(model, with_optimizer, skipped):
        write_entry(group, path, name, arrays.items())


def write_entry(group: h5py.Group, path: str, name: str, arrays: Iterable[tuple[str, np.ndarray]]) -> None:
    """Writes the arrays of one owner."""
    inside = group.require_group(f"{path}/vars".strip("/"))
    inside.attrs["name"] = name
    for key, array in arrays:
        hdf5.write_array(inside, key, array)
        if array.dtype.name == "bfloat16":
            inside[key].attrs["dtype"] = "bfloat16"


# ---- reading ------------------------------------------------------------------------------------------


class GroupSource:
    """Arrays in the groups of one file."""

    def __init__(self, group: h5py.Group) -> None:
        self._group = group

    def keys(self, path: str) -> list[str]:
        inside = self._inside(path)
        return sorted(inside, key=lambda key: (len(key), key)) if inside is not None else []

    def read(self, path: str, key: str, shape: tuple[int, ...] | None = None) -> np.ndarray:
        return hdf5.read_array(self._inside(path), key, shape)

    def shape(self, path: str, key: str) -> tuple[int, ...]:
        """The shape that an array has in the file."""
        return hdf5.shape_of(self._inside(path), key)

    def _inside(self, path: str) -> Any:
        """The group at a path; attributes may be private in the file, and Keras 2.12 called `layers` otherwise."""
        here: Any = self._group
        for part in [*path.split("/"), "vars"] if path else ["vars"]:
            others = [part, f"_{part}", "_layer_checkpoint_dependencies" if part == "layers" else part]
            known = next((name for name in others if isinstance(here, h5py.Group) and name in here), None)
            if known is None:
                return None
            here = hdf5.child(here, known)
        return here if isinstance(here, h5py.Group) else None


def is_state(group: h5py.Group) -> bool:
    """Whether the file has this layout (and not that of Keras 2)."""
    known = ("layers", "vars", "_layer_checkpoint_dependencies")
    return "layer_names" not in group.attrs and any(name in group for name in known)


def read_state(source: Source, model: Any, skip_mismatch: bool = False, skipped: Iterable[Any] = ()) -> Found:
    """What is to be set to what the file has for it.

    Args:
        source: the file.
        skip_mismatch: whether layers that do not fit are left as they are.
        skipped: layers that are left as they are.

    Raises:
        ValueError: for a layer whose weights are missing, more, or of other shapes.
    """
    found: Found = []
    left_alone = {id(each) for each in skipped}
    for path, layer in owners(model):
        if id(layer) in left_alone:
            continue
        try:
            found.extend(_read_layer(source, path, layer))
        except hdf5.UnsafeFileError:
            raise
        except ValueError as error:
            if not skip_mismatch:
                raise
            warn_of_mismatch(layer.name, error)
    return found


def warn_of_mismatch(name: str, error: ValueError) -> None:
    """Says that a layer is left as it is."""
    warnings.warn(f"Skipping loading of the weights of {name!r} due to mismatch: {error}", stacklevel=6)


class _OwnWay:
    """A layer that reads its arrays in a way of its own."""

    def __init__(self, layer: Any) -> None:
        self._layer = layer

    def assign(self, store: dict[str, np.ndarray]) -> None:
        self._layer.load_own_variables(store)


def _read_layer(source: Source, path: str, layer: Any) -> Found:
    if type(layer).load_own_variables is Stored.load_own_variables:
        return read_variables(source, path, layer.name, layer.stored_variables())
    return [(_OwnWay(layer), {key: source.read(path, key) for key in source.keys(path)})]


def read_variables(source: Source, path: str, name: str, variables: list[Any]) -> Found:
    """The arrays at a path for these variables.

    Raises:
        ValueError: for another number of arrays, or other shapes.
    """
    keys = source.keys(path)
    if len(keys) != len(variables):
        raise ValueError(
            f"{name!r} has {len(variables)} weights, the file has {len(keys)} at {path!r}: the layer expected "
            f"{len(variables)} variables, but received {len(keys)} variables during loading."
        )
    return [(v, source.read(path, str(index), v.shape)) for index, v in enumerate(variables)]
