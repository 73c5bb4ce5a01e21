"""Models as plain data: `to_json`, `model_from_json`, `from_config`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from keras_lab import legacy
from keras_lab.models import graph_config
from keras_lab.models.functional import made_of_tensors
from keras_lab.models.model import Model
from keras_lab.models.reading import layer_from_config
from keras_lab.old_configs import is_old, modern
from keras_lab.plain_data import serialize_object, shared_objects_scope
from keras_lab.registry import custom_object_scope


def config_of(model: Model) -> dict[str, Any]:
    """`{"class_name", "config", …}` of a model, as its JSON and its files have it."""
    with shared_objects_scope():
        config = serialize_object(model)
    config["build_config"] = model.get_build_config()
    return config


def architecture_of(model: Model) -> dict[str, Any] | None:
    """`config_of(model)`; None for a model that has none, as a person's own class without `get_config`."""
    try:
        return config_of(model)
    except Exception:  # the get_config of a person's own layer may do anything, and no training ends for that
        return None


def optimizer_config_of(model: Model) -> dict[str, Any] | None:
    """The optimizer's configuration; None if it has none."""
    try:
        return dict(model.optimizer.get_config())
    except Exception:  # likewise
        return None


def model_from_json(json_string: str, custom_objects: dict[str, Any] | None = None) -> Any:
    """A new model (with new weights) from what `model.to_json()` returned.

    Raises:
        ValueError: for text that is no JSON, or describes no model.
    """
    try:
        config = json.loads(json_string)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"This is not the JSON of a model: {error}") from error
    return model_from_config(config, custom_objects)


def model_from_config(config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Any:
    """A new model from `config_of(model)`.

    Raises:
        ValueError: for an unknown class or a configuration that is none.
    """
    try:
        with legacy.quiet(), shared_objects_scope():
            made = layer_from_config(modern(config, is_old=is_old(config)), custom_objects)
    except RecursionError:
        raise ValueError("The configuration of the model is nested too deeply.") from None
    if not hasattr(made, "save"):  # a model, or something else that is saved by itself
        raise ValueError(f"This describes the layer {type(made).__name__}, not a model.")
    build = config.get("build_config")
    if not made.built and isinstance(build, dict):
        made.build_from_config(build)
    return made


#: What the configuration of a graph has; a subclass may add arguments of its own constructor.
_OF_GRAPHS = ("name", "trainable", "layers", "input_layers", "output_layers")


def model_from_class_config(
    cls: type, config: Mapping[str, Any], custom_objects: dict[str, Any] | None
) -> Any:
    """`cls.from_config`: a graph for `Model`, the constructor's arguments for a subclass."""
    is_graph = made_of_tensors(cls) and "layers" in config and "input_layers" in config
    if not is_graph:
        return cls(**config)
    with custom_object_scope(custom_objects or {}), legacy.quiet():
        inputs, outputs = graph_config.from_config(modern(dict(config)), layer_from_config)
    more = {key: value for key, value in config.items() if key not in _OF_GRAPHS}
    model = cls(inputs, outputs, name=config.get("name"), **more)
    if config.get("trainable") is False:
        model.trainable = False
    return model
