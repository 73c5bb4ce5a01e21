"""Calling a layer as a pure function of its variables' values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab.masks import mask_table
from keras_lab.variables import Scope, Variable


class Stateless:
    """The part of `Layer` for programs that keep the values of variables themselves, as JAX's do."""

    def stateless_call(
        self: Any,
        trainable_variables: Sequence[Any],
        non_trainable_variables: Sequence[Any],
        *args: Any,
        return_losses: bool = False,
        **kwargs: Any,
    ) -> tuple[Any, ...]:
        """Calls the layer with other values of its variables, and changes none of them.

        Args:
            trainable_variables: values, in the order of the property of that name.
            non_trainable_variables: likewise.
            *args: what the layer is called with; so are all other keyword arguments.
            return_losses: whether to return the penalties as well.

        Returns:
            `(outputs, non_trainable_variables)`, the latter as they are after the call; with `return_losses`
            also the list of penalties.

        Raises:
            ValueError: if the layer is not built, or for a wrong number of values.
        """
        if not self.built:
            raise ValueError(
                f"The layer {self.name!r} must be built before stateless_call(): call it once on some data."
            )
        values = {
            **_values_of(self.trainable_variables, trainable_variables, "trainable_variables"),
            **_values_of(self.non_trainable_variables, non_trainable_variables, "non_trainable_variables"),
        }
        with Scope(values) as scope, mask_table():
            outputs = self(*args, **kwargs)
            after = scope.read(self.non_trainable_variables)
            return (outputs, after, self.losses) if return_losses else (outputs, after)


def _values_of(variables: list[Variable], values: Sequence[Any], what: str) -> dict[Variable, Any]:
    if len(variables) != len(values):
        raise ValueError(
            f"stateless_call: {what} must have {len(variables)} values, one for each of "
            f"{', '.join(variable.path for variable in variables) or 'none'}. Received {len(values)}."
        )
    held = (value.value if isinstance(value, Variable) else value for value in values)
    return dict(zip(variables, held, strict=True))
