"""The variables of an optimizer: a list in a fixed order, some of them one for each weight."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, TypeVar

import numpy as np

from keras_lab import initializers
from keras_lab.configurable import Configurable
from keras_lab.naming import unique_name
from keras_lab.variables import Variable

T = TypeVar("T")


class OptimizerState(Configurable):
    """The part of `Optimizer` that keeps variables.

    Args:
        name: default: the class's name in snake case.
    """

    def __init__(self, name: str | None = None) -> None:
        self.name = name or unique_name(type(self).__name__)
        self._variables: list[Variable] = []
        self._trainable: list[Variable] = []
        self._slots: dict[Variable, int] = {}

    @property
    def variables(self) -> list[Variable]:
        """All state: the count of steps, the learning rate unless it is a schedule, and the rule's own."""
        return list(self._variables)

    def _track(self, variables: Sequence[Variable]) -> None:
        self._trainable = list(variables)
        self._slots = {variable: i for i, variable in enumerate(self._trainable)}

    def slot(self, state: Sequence[T], variable: Variable) -> T:
        """The entry of `state`, a list made in `build`, that belongs to `variable`."""
        return state[self._get_variable_index(variable)]

    @property
    def weights(self) -> list[Variable]:
        """Keras 2's name of `variables`."""
        return self.variables

    def add_variable(
        self,
        shape: Sequence[int],
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: str = "none",
        layout: Any = None,
        name: str | None = None,
    ) -> Variable:
        """A variable of the optimizer's own; `layout` is how it lies on the devices."""
        variable = Variable(
            initializers.get(initializer), shape, dtype, trainable=False, name=name, layout=layout
        )
        variable.path = f"{self.name}/{variable.name}"
        self._variables.append(variable)
        return variable

    def add_variable_from_reference(
        self, reference_variable: Variable, name: str | None = None, initializer: Any = "zeros"
    ) -> Variable:
        """A variable of the shape, dtype and layout of a weight."""
        full = f"{reference_variable.path.replace('/', '_')}_{name}"
        shape, dtype, layout = reference_variable.shape, reference_variable.dtype, reference_variable._layout
        return self.add_variable(shape, initializer, dtype, layout=layout, name=full)

    def add_optimizer_variables(
        self, trainable_variables: Sequence[Variable], name: Any, initializer: Any = "zeros"
    ) -> Any:
        """For each weight a variable of its shape called `name`; several lists for a list of names.

        `initializer` may then be a list as well. Weights whose gradient is their next value have None.
        """
        names = [name] if isinstance(name, str) else list(name)
        initial = list(initializer) if isinstance(initializer, (list, tuple)) else [initializer] * len(names)
        made = [
            [self.add_variable_from_reference(variable, *each) for each in zip(names, initial, strict=True)]
            if not variable.overwrite_with_gradient
            else [None] * len(names)
            for variable in trainable_variables
        ]
        lists = [[row[i] for row in made] for i in range(len(names))]
        return lists[0] if isinstance(name, str) else lists

    def assign(self, variable: Variable, value: Any) -> None:
        """Sets a variable."""
        variable.assign(value)

    def assign_add(self, variable: Variable, value: Any) -> None:
        """Adds to a variable."""
        variable.assign(variable.value + value)

    def assign_sub(self, variable: Variable, value: Any) -> None:
        """Subtracts from a variable."""
        variable.assign(variable.value - value)

    def _get_variable_index(self, variable: Variable) -> int:
        """The place of a weight among those given to `build`; the name that rules written for Keras call."""
        return self._slots[variable]

    def get_weights(self) -> list[np.ndarray]:
        """The values of `variables`."""
        return [variable.numpy() for variable in self.variables]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Sets `variables` to values in the same order.

        Raises:
            ValueError: if number or shapes differ; nothing is changed then.
        """
        shapes = [tuple(np.shape(weight)) for weight in weights]
        wanted = [variable.shape for variable in self.variables]
        if shapes != wanted:
            raise ValueError(f"{self.name} has weights of the shapes {wanted}, but received {shapes}.")
        for variable, weight in zip(self.variables, weights, strict=True):
            variable.assign(weight)

    def save_own_variables(self, store: MutableMapping[str, Any]) -> None:
        """Writes the state to `store` under `"0"`, `"1"`, …"""
        for i, variable in enumerate(self.variables):
            store[str(i)] = variable.numpy()

    def load_own_variables(self, store: Mapping[str, Any]) -> None:
        """Reads what `save_own_variables` wrote."""
        self.set_weights([np.asarray(store[str(i)]) for i in range(len(store))])
