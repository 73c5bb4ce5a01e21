"""What the ledger keeps of a model of Keras itself and of its training."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

from keras_lab import tree


def outline(model: Any) -> dict[str, Any]:
    """Name, kind, number of parameters and of layers, and the configuration, as plain data."""
    return {
        "name": model.name,
        "kind": type(model).__name__,
        "parameters": sum(math.prod(weight.shape) for weight in model.weights),
        "layers": len(model.layers),
        "architecture": _tried(lambda: {"class_name": type(model).__name__, "config": model.get_config()}),
    }


def config(model: Any) -> dict[str, Any]:
    """What a run depends on: Keras's version and backend, optimizer, loss, metrics."""
    keras, optimizer = sys.modules["keras"], model.optimizer
    compiled = _tried(model.get_compile_config) or {}
    return {
        "library": f"keras {keras.__version__}",
        "engine": keras.backend.backend(),
        "floatx": keras.config.floatx(),
        "optimizer": type(optimizer).__name__,
        "optimizer_config": _tried(lambda: dict(optimizer.get_config())),
        "learning_rate": _tried(lambda: float(optimizer.learning_rate)),
        "loss": tree.map_structure(_name_of, getattr(model, "loss", None)),
        "metrics": tree.map_structure(_name_of, compiled.get("metrics")),
    }


def steps_taken(model: Any) -> int:
    """How many steps its optimizer has made."""
    return _tried(lambda: int(model.optimizer.iterations)) or 0


def _tried(look: Callable[[], Any]) -> Any:
    """What `look` gives; None if it fails: a person's own class may do anything, and no training ends for that."""
    try:
        return look()
    except Exception:
        return None


def _name_of(thing: Any) -> Any:
    known = thing is None or isinstance(thing, str)
    return thing if known else getattr(thing, "name", getattr(thing, "__name__", type(thing).__name__))
