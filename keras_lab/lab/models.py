"""The models in the user's namespace."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from keras_lab.lab.protocol import ModelState
from keras_lab.lab.real import package

MODULE, CLASS = "keras_lab.models.model", "Model"
MOST = 50  # models listed for the panel; the latest ones


def is_model(value: Any) -> bool:
    """Whether `value` is a model of keras_lab or of Keras itself; imports nothing (where no model class is, no
    model is)."""
    module = sys.modules.get(MODULE)
    ours = module is not None and isinstance(value, getattr(module, CLASS))
    return ours or package.is_model(value)


def models_in(namespace: Mapping[str, Any]) -> dict[str, Any]:
    """Variable → model, in the order of assignment; IPython's own `_`, `_12` and such left out."""
    if not {MODULE, package.MODULE} & sys.modules.keys():
        return {}
    return {name: value for name, value in tuple(namespace.items()) if name[:1] != "_" and is_model(value)}


def state_of(variable: str, model: Any) -> ModelState:
    """The model as the panel lists it."""
    built = bool(getattr(model, "built", False))
    return {
        "name": str(model.name),
        "variable": variable,
        "kind": type(model).__name__,
        "parameters": int(model.count_params()) if built else None,
        "layers": len(model.layers),
        "built": built,
    }


def states_in(namespace: Mapping[str, Any]) -> list[ModelState]:
    """All models of the namespace as the panel lists them; one that cannot say its size is left out."""
    states = []
    for variable, model in list(models_in(namespace).items())[-MOST:]:
        try:
            states.append(state_of(variable, model))
        except Exception:  # a user's own model may be in any condition between two cells
            continue
    return states
