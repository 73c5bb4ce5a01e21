"""Functions that configurations name: they must be registered, for no code is taken from a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lab.registry import find_custom


def find(given: Any, layer_class: str) -> Any:
    """The function that a configuration means by its name, or by Keras's dict with it; None and functions stay.

    Raises:
        ValueError: if no function is registered under that name.
    """
    name = given.get("config") if isinstance(given, Mapping) else given
    if name is None or callable(name):
        return name
    found = find_custom(name) if isinstance(name, str) else None
    if found is None:
        raise ValueError(
            f"No function is registered under {name!r}, which a layer of the class {layer_class} needs. Register "
            "it with `@keras_lab.utils.register_keras_serializable()` or pass `custom_objects={…}`."
        )
    return found
