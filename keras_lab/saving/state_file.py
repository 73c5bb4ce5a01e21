"""Weights in the layout of Keras 3 (`.weights.h5`, and inside `.keras`): groups that follow attributes.

A layer's own variables are `vars/0`, `vars/1`, …; the layers it holds have groups called like the attributes
that hold them; in a list, like their classes: `layers/dense/vars/0`, `layers/dense_1/vars/0`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import h5py
import numpy as np

from keras_lab.layers.tracking import _UNTRACKED, Tracking
from keras_lab.registry import snake_case
from keras_lab.saving import hdf5
from keras_lab.variables import Variable

Found = list[tuple[Variable, np.ndarray]]


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
            yield from _found_in(name, layer.__dict__[name])


def _found_in(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Tracking):
        yield path, value
    elif isinstance(value, (list, tuple)):
        yield from _in_container(path, list(value))
    elif isinstance(value, dict):
        yield from _in_container(path, list(value.values()))


def _in_container(path: str, items: list[Any]) -> Iterator[tuple[str, Any]]:
    used: dict[str, int] = {}
    for item in items:
        if not isinstance(item, (Tracking, list, tuple, dict)):
            continue
        name = snake_case(getattr(item, "_kind", type(item).__name__))
        name = name if isinstance(item, Tracking) else "container"
        used[name] = used.get(name, -1) + 1
        yield from _found_in(f"{path}/{name}_{used[name]}" if used[name] else f"{path}/{name}", item)


def own_weights(layer: Any) -> list[Variable]:
    """The layer's variables but its states, trainable ones first."""
    states = set(layer._states)
    return [variable for variable in layer._own_variables if variable not in states]


def write_state(group: h5py.Group, model: Any, with_optimizer: bool = True) -> None:
    """Writes all weights, and the optimizer's state if the model has been compiled."""
    for path, layer in owners(model):
        _write(group, path, layer.name, own_weights(layer))
    optimizer = getattr(model, "optimizer", None)
    if optimizer is not None and with_optimizer:
        _write(group, "optimizer", optimizer.name, optimizer.variables)


def _write(group: h5py.Group, path: str, name: str, variables: list[Variable]) -> None:
    inside = group.require_group(f"{path}/vars".strip("/"))
    inside.attrs["name"] = name
    for index, variable in enumerate(variables):
        array = variable.numpy()
        hdf5.write_array(inside, str(index), array)
        if array.dtype.name == "bfloat16":
            inside[str(index)].attrs["dtype"] = "bfloat16"


def is_state(group: h5py.Group) -> bool:
    """Whether the file has this layout (and not that of Keras 2)."""
    return "layer_names" not in group.attrs and ("layers" in group or "vars" in group)


def read_state(group: h5py.Group, model: Any, skip_mismatch: bool = False) -> Found:
    """The variables of `model` with the arrays that the file has for them.

    Raises:
        ValueError: for a layer whose weights are missing, more, or of other shapes.
    """
    found: Found = []
    for path, layer in owners(model):
        try:
            found.extend(_read(group, path, layer.name, own_weights(layer)))
        except hdf5.UnsafeFileError:
            raise
        except ValueError:
            if not skip_mismatch:
                raise
    return found


def read_optimizer(group: h5py.Group, optimizer: Any) -> Found:
    """The same for an optimizer that has been built."""
    return _read(group, "optimizer", optimizer.name, optimizer.variables)


def count(group: h5py.Group, path: str) -> int:
    """How many arrays there are at a path."""
    try:
        return len(hdf5.child(group, f"{path}/vars".strip("/")))
    except KeyError:
        return 0


def _read(group: h5py.Group, path: str, name: str, variables: list[Variable]) -> Found:
    if (found := count(group, path)) != len(variables):
        raise ValueError(f"{name!r} has {len(variables)} weights, the file has {found} at {path!r}.")
    prefix = f"{path}/vars".strip("/")
    return [(v, hdf5.read_array(group, f"{prefix}/{i}", v.shape)) for i, v in enumerate(variables)]
