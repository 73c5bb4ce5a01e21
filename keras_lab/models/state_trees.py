"""The values of a model's variables in nested dicts, by the parts of the variables' paths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from keras_lab.registry import suggest
from keras_lab.variables import Variable

_FORMATS: dict[str, Callable[[Variable], Any]] = {
    "backend_tensor": lambda variable: variable.value,
    "numpy_array": lambda variable: variable.numpy(),
}


def values_of(model: Any, value_format: str) -> dict[str, Any]:
    """`{"trainable_variables": {…}, "non_trainable_variables": {…}, "optimizer_variables": {…}, …}`.

    Raises:
        ValueError: if two variables of a group have the same path, or for an unknown format.
    """
    if value_format not in _FORMATS:
        raise ValueError(f"value_format is one of {', '.join(_FORMATS)}. Received: {value_format!r}")
    return {name: _nested(variables, _FORMATS[value_format]) for name, variables in _groups_of(model).items()}


def set_values(model: Any, values: Mapping[str, Any]) -> None:
    """Assigns the values of such dicts.

    Raises:
        ValueError: for an unknown group; nothing is changed then.
    """
    groups = _groups_of(model)
    unknown = next((name for name in values if name not in groups), None)
    if unknown is not None:
        raise ValueError(f"There is no group of variables {unknown!r}.{suggest(unknown, groups)}")
    for name, nest in values.items():
        variables = {variable.path: variable for variable in groups[name]}
        for path, value in _flat(nest, ()):
            if path in variables:
                variables[path].assign(value)


def _groups_of(model: Any) -> dict[str, list[Variable]]:
    return {
        "trainable_variables": model.trainable_variables,
        "non_trainable_variables": model.non_trainable_variables,
        "optimizer_variables": [] if model.optimizer is None else model.optimizer.variables,
        "metrics_variables": model.metrics_variables,
    }


def _nested(variables: list[Variable], value: Callable[[Variable], Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for variable in variables:
        *parents, last = variable.path.split("/")
        place = made
        for part in parents:
            place = place.setdefault(part, {})
        if last in place:
            raise ValueError(
                f"The path {variable.path!r} is found twice among the variables: give the layers names of their own."
            )
        place[last] = value(variable)
    return made


def _flat(nest: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for key, value in nest.items():
        if isinstance(value, Mapping):
            yield from _flat(value, (*path, key))
        else:
            yield "/".join((*path, key)), value
