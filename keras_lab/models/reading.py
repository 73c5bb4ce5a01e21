"""Layers and models from configurations, looked up by name among what is known, never imported by name."""

from __future__ import annotations

from typing import Any

from keras_lab import layers
from keras_lab.layers.stored import Stored
from keras_lab.plain_data import NotPlainError
from keras_lab.registry import custom_object_scope


def layer_from_config(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """A layer or model from its `{"class_name": …, "config": …}`.

    Raises:
        ValueError: for a class that is neither ours nor registered, or a configuration that is none.
    """
    if not isinstance(config, dict) or not isinstance(config.get("class_name"), str):
        raise NotPlainError(
            f"The configuration of a layer is a dict with a 'class_name'. Expected a dictionary containing a "
            f"'config' key. Received: {config!r}"
        )
    inner = config.get("config")
    if not isinstance(inner, (dict, list)):
        raise NotPlainError(
            f"Expected 'config' to be a dict for {config['class_name']!r}. Received: {inner!r}"
        )
    with custom_object_scope(custom_objects or {}):
        made = layers.deserialize(config)
    build = config.get("build_config")
    if isinstance(build, dict) and type(made).build_from_config is not Stored.build_from_config:
        made.build_from_config(build)  # a layer of one's own, that says how; others wait for their call
    return made
