"""What `compile` was told, in files: the optimizer with its state, losses, metrics."""

from __future__ import annotations

import warnings
from typing import Any

from keras_lab import losses, metrics, tree
from keras_lab.configurable import Configurable, serialize_object
from keras_lab.registry import get_registered_name
from keras_lab.saving.state_file import Found

_TABLES: dict[str, Any] = {
    "loss": losses, "loss_weights": None, "metrics": metrics, "weighted_metrics": metrics,
}  # fmt: skip


def to_config(model: Any) -> dict[str, Any]:
    """Arguments of `compile` as plain data, the optimizer under `"optimizer"`."""
    given = model._compile_arguments
    config = {part: _plain(given[part]) for part in _TABLES}
    return {"optimizer": serialize_object(model.optimizer), **config}


def _plain(nest: Any) -> Any:
    def plain(leaf: Any) -> Any:
        if isinstance(leaf, Configurable):
            return serialize_object(leaf)
        return get_registered_name(leaf) if callable(leaf) else leaf

    return tree.map_structure(plain, nest)


def compile_from(model: Any, config: Any, seed: Any = None) -> None:
    """Compiles `model` as `config` says; if something in it is not known, a warning tells so.

    Args:
        seed: what the order of samples depends on, if the file has it.
    """
    try:
        parts = {part: _objects(config.get(part), table) for part, table in _TABLES.items()}
        model.compile(optimizer=config.get("optimizer") or "rmsprop", **parts)
    except (AttributeError, KeyError, ValueError, TypeError) as error:
        warnings.warn(
            f"The model is loaded, but not compiled: {error} Call compile(…) yourself.", stacklevel=4
        )
        return
    if isinstance(seed, int):
        model._run_seed = seed
    model.optimizer.build(model.trainable_variables)


def _objects(nest: Any, table: Any) -> Any:
    """Objects for the serialized losses or metrics in a nest, which may be dicts by output names too."""
    if isinstance(nest, dict) and "class_name" in nest:
        return table.get(nest)
    if isinstance(nest, dict):
        return {key: _objects(value, table) for key, value in nest.items()}
    return [_objects(item, table) for item in nest] if isinstance(nest, list) else nest


def assign_if_complete(model: Any, arrays: int, read: Any) -> None:
    """Sets the optimizer's state to what `read()` finds, if the file has as many arrays as it needs."""
    optimizer = model.optimizer
    if arrays != len(optimizer.variables):
        warnings.warn(
            f"The optimizer's state is left out: the file has {arrays} arrays for it, "
            f"{type(optimizer).__name__} needs {len(optimizer.variables)}.",
            stacklevel=4,
        )
        return
    assign(read())


def assign(found: Found) -> None:
    """Sets variables to the arrays found for them."""
    for variable, array in found:
        variable.assign(array)
