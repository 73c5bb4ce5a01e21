"""A compiled model once more, with fresh weights."""

from __future__ import annotations

import copy
from typing import Any

from keras_lab import optimizers
from keras_lab.models.configuration import config_of, model_from_config
from keras_lab.registry import custom_object_scope


def fresh_model(model: Any) -> Any:
    """A model like `model`, compiled alike, with weights and an optimizer of its own that have not been trained."""
    own = {type(layer).__name__: type(layer) for layer in model.layers}
    with custom_object_scope({name: cls for name, cls in own.items() if not _is_ours(cls)}):
        made = model_from_config(config_of(model))
    if model.compiled:
        optimizer = optimizers.deserialize(optimizers.serialize(model.optimizer))
        rest = {name: value for name, value in model._compile_arguments.items() if name != "optimizer"}
        made.compile(optimizer, **copy.deepcopy(rest))
    return made


def _is_ours(cls: type) -> bool:
    return cls.__module__.startswith("keras_lab.")
