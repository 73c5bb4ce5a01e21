"""The package `keras`, where a person has imported it."""

from __future__ import annotations

import importlib
import sys
from typing import Any

#: The class of all models of Keras 3, by name: it is looked up, not imported.
MODULE, CLASS = "keras.src.models.model", "Model"


def model_class() -> Any:
    """`keras.Model`; None while nobody has imported Keras 3."""
    return getattr(sys.modules.get(MODULE), CLASS, None)


def is_model(value: Any) -> bool:
    """Whether `value` is a model of Keras itself; imports nothing."""
    found = model_class()
    return found is not None and isinstance(value, found)


def package() -> Any:
    """The package, imported if need be.

    Raises:
        ImportError: if it is not installed, or too old.
    """
    try:
        found = importlib.import_module("keras")
    except ModuleNotFoundError as error:
        if error.name != "keras":
            raise
        raise ImportError("Keras itself is not installed: pip install keras") from None
    if model_class() is None:
        version = getattr(found, "__version__", "?")
        raise ImportError(f"The lab attends models of Keras 3. Installed is Keras {version}.")
    return found


def synced(model: Any) -> Any:
    """The model, with the values that its training has by now: on JAX they are elsewhere during an epoch."""
    sync = getattr(model, "jax_state_sync", None)
    if sync is not None:
        sync()
    return model
