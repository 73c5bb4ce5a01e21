"""Configurations as plain JSON data of a modest size, for showing (not for loading again)."""

from __future__ import annotations

import math
from typing import Any

from keras_lab.graph.calls import is_model
from keras_lab.graph.symbolic import Node, OpCall, SymbolicTensor

#: Longer lists (vocabularies, arrays) are named by their length.
LONGEST = 32


def plain_config(operation: Any) -> dict[str, Any]:
    """The configuration of a layer, or the arguments of an op's call; of a model its name: it has rows."""
    if isinstance(operation, OpCall):
        return _arguments(operation._nodes[0]) if operation._nodes else {}
    if is_model(operation):
        return {"name": operation.name, "trainable": bool(operation.trainable)}
    try:
        config = operation.get_config()
    except Exception:  # a layer of someone's own may not be configurable; it can still be shown
        return {"name": operation.name}
    return {str(key): plain(value) for key, value in config.items()}


def _arguments(node: Node) -> dict[str, Any]:
    named = {str(position): value for position, value in enumerate(node.args)}
    return {key: plain(value) for key, value in {**named, **node.kwargs}.items()}


def plain(value: Any) -> Any:
    """`value` in JSON's terms: non-finite numbers become text, and so does anything JSON does not know."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, dict):
        return _plain_dict(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value] if len(value) <= LONGEST else f"{len(value)} values"
    if isinstance(value, SymbolicTensor):
        return value.name
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return f"array of shape {tuple(value.shape)}, {value.dtype}"
    return getattr(value, "__name__", None) or repr(value)


def _plain_dict(value: dict[Any, Any]) -> dict[str, Any]:
    if "class_name" in value and "config" in value:
        value = {key: value[key] for key in ("class_name", "config")}
    return {str(key): plain(item) for key, item in value.items()}
