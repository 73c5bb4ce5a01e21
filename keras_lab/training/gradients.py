"""Gradients with respect to variables, for training steps written once for every engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras_lab.engine import P
from keras_lab.ops import dispatch
from keras_lab.variables import Scope, Variable


def value_and_grad(
    fn: Callable[[], tuple[Any, Any]], variables: Sequence[Variable]
) -> tuple[tuple[Any, Any], list[Any]]:
    """Runs `fn` and differentiates its result with respect to `variables`, on any engine.

    Args:
        fn: called without arguments; returns the scalar to differentiate and anything else (a nest of
            tensors). What it assigns to variables stays assigned.
        variables: the variables, often `model.trainable_variables`.

    Returns:
        `((value, anything else), gradients)`, with one gradient a variable.

    A model that is not built yet has no variables: build it before.
    """
    variables = list(variables)
    assigned: list[Variable] = []

    def of_values(values: list[Any]) -> tuple[Any, Any]:
        with Scope(dict(zip(variables, values, strict=True))) as scope:
            value, aux = fn()
            assigned[:] = [variable for variable in scope.values if variable in scope.assigned]
            return dispatch.floating(value), (aux, scope.read(assigned))

    (value, (aux, changed)), grads = P.value_and_grad(of_values)([v.value for v in variables])
    for variable, tensor in zip(assigned, changed, strict=True):
        variable.assign(tensor)
    return (value, aux), grads
