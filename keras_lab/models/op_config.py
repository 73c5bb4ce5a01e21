"""Calls of ops in a graph's configuration, as Keras 3 writes them: a class for each op, named after it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any

from keras_lab import ops, tree
from keras_lab.configurable import serialize
from keras_lab.graph.symbolic import Node, OpCall, symbolic_leaves
from keras_lab.registry import snake_case, suggest

SLICE, ELLIPSIS = "__slice__", "__ellipsis__"
_NAMESPACE = "keras.src.ops."
#: In which of Keras's modules an op is, where neither `ops.nn` nor `ops.linalg` nor `ops.image` tells.
_HOMES = {
    "core": ("cast", "scatter", "slice", "stop_gradient", "unstack"),
    "math": ("erf", "erfinv", "logsumexp", "rsqrt", "segment_max", "segment_sum", "top_k", "in_top_k"),
}
#: Parameters that Keras's ops take when they are called, even where numbers are given; others are settings.
_CALLED_WITH = frozenset({"x", "x1", "x2", "xs", "condition", "indices", "key", "inputs", "values"})
#: Keras's name of an op's class, where it is not the op's own name.
_CLASS_NAMES = {"abs": "Absolute", "max": "Max", "min": "Min"}


def to_config(operation: OpCall) -> dict[str, Any]:
    """The op itself; its settings (axes, shapes) are those of its first call."""
    name = operation.function.__name__
    settings = {key: argument(value) for key, value in _sorted_out(operation._nodes[0])[1].items()}
    class_name = _CLASS_NAMES.get(name) or "".join(part.capitalize() for part in name.split("_"))
    return {
        "module": _NAMESPACE + _home(name),
        "class_name": class_name,
        "config": {"name": operation.name, **settings},
        "registered_name": class_name,
    }


def call_arguments(node: Node) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of a call: of an op's, those that are no settings."""
    if not isinstance(node.operation, OpCall):
        return node.args, node.kwargs
    return _sorted_out(node)[0], {}


def _sorted_out(node: Node) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What the op was called with, and its settings by name."""
    signature = inspect.signature(node.operation.function)
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return node.args, dict(node.kwargs)
    given = signature.bind(*node.args, **node.kwargs).arguments
    called = [key for key, value in given.items() if key in _CALLED_WITH or symbolic_leaves(value)]
    return tuple(given[key] for key in called), {k: v for k, v in given.items() if k not in called}


@cache
def _home(name: str) -> str:
    from keras_lab.ops import image, linalg, nn, numpy

    for home, names in _HOMES.items():
        if name in names:
            return home
    spaces = {"numpy": numpy, "nn": nn, "linalg": linalg, "image": image}
    return next((home for home, space in spaces.items() if hasattr(space, name)), "numpy")


def argument(value: Any) -> Any:
    """A constant among the arguments as plain data; slices and `...` too."""
    return serialize(value)


def constant(config: Mapping[str, Any]) -> Any:
    """The slice, `...` or array that `argument` wrote; other dicts are given back as they are."""
    inner = config.get("config")
    if config.get("class_name") == SLICE and isinstance(inner, Mapping):
        return slice(inner.get("start"), inner.get("stop"), inner.get("step"))
    if config.get("class_name") == ELLIPSIS or config == {"class_name": "Ellipsis"}:
        return Ellipsis
    if config.get("class_name") in ("__numpy__", "__tensor__") and isinstance(inner, Mapping):
        return ops.convert_to_tensor(inner.get("value"), dtype=inner.get("dtype"))
    return config


def is_op(config: Mapping[str, Any]) -> bool:
    """Whether this is the configuration of an op, not of a layer."""
    return str(config.get("module")).startswith(_NAMESPACE)


def from_config(config: Mapping[str, Any]) -> NamedCall:
    """The op that a configuration names; only those of `keras_lab.ops` are found.

    Raises:
        ValueError: for another name.
    """
    settings = config.get("config")
    name = snake_case(str(config.get("class_name")))
    if not isinstance(settings, dict):
        raise ValueError(f"The 'config' of the op {name!r} must be a dict. Received: {settings!r}")
    function = getattr(ops, name, None) if name in dir(ops) and not name.startswith("_") else None
    if not inspect.isfunction(function):
        raise ValueError(f"There is no op {name!r}.{suggest(name, dir(ops))}")
    return NamedCall(function, dict(settings), str(config.get("name") or settings.get("name") or name))


class NamedCall:
    """Calls an op with its settings on symbolic tensors and gives the call its old name."""

    def __init__(self, function: Any, settings: dict[str, Any], name: str) -> None:
        known = inspect.signature(function).parameters
        settings.pop("name", None)
        self._settings = {k: v for k, v in settings.items() if v is not None or k in known}
        self._function = function
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        args = tuple(tuple(x) if isinstance(x, list) and not symbolic_leaves(x) else x for x in args)
        if not symbolic_leaves((args, kwargs)):  # it would be computed here and now
            raise ValueError(f"The op {self._name!r} in the graph is called on no tensor of the graph.")
        outputs = self._function(*args, **kwargs, **self._settings)
        for tensor in tree.flatten(outputs):
            tensor.node.operation.name = self._name
        return outputs
