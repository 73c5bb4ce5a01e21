"""Scopes of Keras for computing without side effects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from keras_lab import engine
from keras_lab.engine import P
from keras_lab.open_stack import OpenStack
from keras_lab.variables import Scope, Variable

_symbolic: OpenStack[SymbolicScope] = OpenStack()


class StatelessScope(Scope):
    """Inside, variables have the values given, and assignments are kept in the scope alone.

    Args:
        state_mapping: pairs `(variable, value)`.
        collect_losses: kept for Keras's sake; losses that layers add are always in `losses`.
        initialize_variables: likewise; variables draw their values when they are first needed.

    Raises:
        ValueError: if a key is no variable, or a value has not the variable's shape.
    """

    def __init__(
        self,
        state_mapping: Iterable[tuple[Variable, Any]] | Mapping[Variable, Any] | None = None,
        collect_losses: bool = False,
        initialize_variables: bool = True,
    ) -> None:
        pairs = state_mapping.items() if isinstance(state_mapping, Mapping) else state_mapping or ()
        super().__init__({variable: _checked(variable, value) for variable, value in pairs})
        self.collect_losses = collect_losses
        self.initialize_variables = initialize_variables

    def __enter__(self) -> StatelessScope:
        super().__enter__()
        return self

    @property
    def state_mapping(self) -> dict[int, Any]:
        """The values by the variables' ids."""
        return {id(variable): value for variable, value in self.values.items()}

    def add_loss(self, loss: Any) -> None:
        """Keeps a loss in `losses`."""
        self.losses.append(loss)

    def add_update(self, update: tuple[Variable, Any]) -> None:
        """Gives a variable a value: `(variable, value)`."""
        variable, value = update
        self.values[variable] = value

    def get_current_value(self, variable: Variable) -> Any | None:
        """The value of `variable` in the scope; None if it was neither given nor assigned to."""
        return self.values.get(variable)


def _checked(variable: Any, value: Any) -> Any:
    if not isinstance(variable, Variable):
        raise ValueError(
            "StatelessScope: all keys in argument `mapping` must be Variable instances. "
            f"Received: {variable!r}"
        )
    value = P.convert(value.value if isinstance(value, Variable) else value, variable.dtype)
    if tuple(value.shape) != variable.shape:
        raise ValueError(
            "StatelessScope: all values in argument `mapping` must be tensors with the variables' shapes. "
            f"{variable.path!r} has the shape {variable.shape}. Received: {tuple(value.shape)}"
        )
    return value


class SymbolicScope:
    """Inside, `in_symbolic_scope` says that only shapes are being looked for."""

    def __enter__(self) -> SymbolicScope:
        _symbolic.items.append(self)
        return self

    def __exit__(self, *error: object) -> None:
        _symbolic.items.pop()


def in_symbolic_scope() -> bool:
    """Whether a `SymbolicScope` is open, or only shapes are being computed."""
    return bool(_symbolic.items) or engine.in_spec_mode()


def in_stateless_scope() -> bool:
    """Whether a `StatelessScope` is open."""
    return get_stateless_scope() is not None


def get_stateless_scope() -> Scope | None:
    """The innermost scope of this thread that variables take their values from."""
    from keras_lab.variables import current_scope

    return current_scope()
