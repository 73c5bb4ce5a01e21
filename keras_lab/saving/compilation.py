"""What `compile` was told, in files: the optimizer with its state, losses, metrics."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from keras_lab import legacy, losses, metrics
from keras_lab.old_configs import modern
from keras_lab.plain_data import serialize, serialize_object
from keras_lab.saving.optimizer_state import plan
from keras_lab.saving.state_file import Found
from keras_lab.training.trainer import Trainer

#: What is looked up, and where.
_TABLES: dict[str, Any] = {
    "loss": losses, "loss_weights": None, "metrics": metrics, "weighted_metrics": metrics,
}  # fmt: skip
#: What stands in files as it is.
_PLAIN = ("run_eagerly", "steps_per_execution", "jit_compile")


def to_config(model: Any) -> dict[str, Any]:
    """Arguments of `compile` as plain data, the optimizer under `"optimizer"`."""
    given = model._compile_arguments
    config = {part: serialize(given[part]) for part in (*_TABLES, *_PLAIN)}
    return {"optimizer": serialize_object(model.optimizer), **config}


def compile_as_told(model: Any, config: Mapping[str, Any]) -> None:
    """Compiles `model` as `config` says.

    Raises:
        ValueError, TypeError: if something in it is not known.
    """
    config = modern(dict(config))
    with legacy.quiet():
        parts = {part: _objects(config.get(part), table) for part, table in _TABLES.items()}
        plain = {part: config[part] for part in _PLAIN if config.get(part) is not None}
        model.compile(optimizer=config.get("optimizer") or "rmsprop", **parts, **plain)
    if model.built and model.optimizer is not None:
        model.optimizer.build(model.trainable_variables)


def compile_from(model: Any, config: Any, seed: Any = None) -> None:
    """Compiles a model that has been loaded; if something is not known, a warning tells so.

    Args:
        seed: what the order of samples depends on, if the file has it.
    """
    own = type(model).compile_from_config is not _class_with_default().compile_from_config
    if type(model).compile is not Trainer.compile and not own:
        warnings.warn(
            "`compile()` was not called as part of model loading because the model's `compile()` method is "
            "custom. Define compile_from_config(config) and get_compile_config() too, or call compile() yourself.",
            stacklevel=5,
        )
        return
    try:
        model.compile_from_config(config)
    except (AttributeError, KeyError, ValueError, TypeError) as error:
        warnings.warn(
            f"The model is loaded, but not compiled: {error} Call compile(…) yourself.", stacklevel=5
        )
        return
    if isinstance(seed, int):
        model._run_seed = seed


def _class_with_default() -> Any:
    from keras_lab.models.model import Model

    return Model


def _objects(nest: Any, table: Any) -> Any:
    """Objects for the serialized losses or metrics in a nest, which may be dicts by output names too."""
    if isinstance(nest, dict) and "class_name" in nest:
        return table.get(nest)
    if isinstance(nest, dict):
        return {key: _objects(value, table) for key, value in nest.items()}
    return [_objects(item, table) for item in nest] if isinstance(nest, list) else nest


def optimizer_state(
    model: Any, names: Sequence[str], shapes: Sequence[tuple[int, ...]], read: Callable[[int], np.ndarray]
) -> Found:
    """What the optimizer's variables are to be set to; nothing, and a warning, if the file has something else.

    Args:
        names, shapes: of the arrays in the file.
        read: the array at a place.
    """
    found = plan(names, shapes, model.optimizer)
    if found is None:
        warnings.warn(
            f"The optimizer's state is left out: the file has {len(names)} arrays for it, which are not those "
            f"that {type(model.optimizer).__name__} needs ({len(model.optimizer.variables)}).",
            stacklevel=5,
        )
        return []
    return [(variable, read(place)) for variable, place in found]
