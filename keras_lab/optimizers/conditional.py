"""Updates that happen or not, without a branch in the program."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from keras_lab import ops
from keras_lab.variables import Scope, Variable


def update_where(condition: Any, update: Callable[[], None], variables: Iterable[Variable]) -> None:
    """Calls `update` and keeps what it assigned to `variables` where the bool scalar `condition` holds."""
    with Scope({variable: variable.value for variable in variables}) as scope:
        update()
    for variable in scope.assigned:
        variable.assign(ops.where(condition, scope.values[variable], variable.value))
