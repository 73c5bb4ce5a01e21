"""Objects as plain data in the way of Keras 2: `keras.utils.legacy`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lab.utils import generic_utils


def serialize_keras_object(instance: Any) -> Any:
    """`{"class_name", "config"}` of an object, the name of a function, None of None.

    Raises:
        ValueError: for something that has neither `get_config` nor a name.
    """
    if instance is None:
        return None
    if hasattr(instance, "get_config"):
        return {"class_name": type(instance).__name__, "config": instance.get_config()}
    if hasattr(instance, "__name__"):
        return instance.__name__
    raise ValueError(f"{instance!r} cannot be written as plain data: it has neither get_config() nor a name.")


def deserialize_keras_object(
    identifier: Any,
    module_objects: Mapping[str, Any] | None = None,
    custom_objects: Mapping[str, Any] | None = None,
    printable_module_name: str = "object",
) -> Any:
    """The object that `serialize_keras_object` described, or that a name stands for.

    Args:
        identifier: what was written; None gives None, and a callable itself.
        module_objects: names → classes and functions to look among.
        custom_objects: further ones.
        printable_module_name: what is looked for, for messages.

    Raises:
        ValueError: for a name that is not known.
    """
    if identifier is None or callable(identifier):
        return identifier
    return generic_utils.deserialize_keras_object(
        identifier, module_objects, custom_objects, printable_module_name
    )
