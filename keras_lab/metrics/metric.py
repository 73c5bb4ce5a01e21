"""What all metrics have in common: state in variables, updated batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import config, dtype_policies, initializers, ops, tree
from keras_lab.configurable import Configurable
from keras_lab.naming import unique_name
from keras_lab.variables import Scope, Variable


class Metric(Configurable):
    """Base of all metrics. One of your own defines `update_state` and `result`.

    State is made with `add_variable` and changed with `assign`, so that updates can be part of a compiled
    program.

    Args:
        dtype: what is computed in; default `config.floatx()`.
        name: default: the class's name in snake case.
    """

    def __init__(self, dtype: Any = None, name: str | None = None) -> None:
        self.name = name or unique_name(type(self).__name__)
        self._dtype = dtype_policies.get(dtype if dtype is not None else config.floatx()).compute_dtype
        self._variables: list[Variable] = []

    @property
    def dtype(self) -> str:
        """What the metric is computed in."""
        return self._dtype

    @property
    def variables(self) -> list[Variable]:
        """The state: what `add_variable` made, and variables and metrics in attributes, lists and dicts too."""
        held = [value for name, value in vars(self).items() if name != "_variables"]
        found = dict.fromkeys(self._variables)
        for leaf in tree.flatten(held):
            if isinstance(leaf, Variable):
                found[leaf] = None
            elif isinstance(leaf, Metric):
                found.update(dict.fromkeys(leaf.variables))
        return list(found)

    def add_variable(
        self,
        shape: Sequence[int] = (),
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: str = "sum",
        name: str | None = None,
    ) -> Variable:
        """A variable of the metric's own. `aggregation` is taken for compatibility."""
        is_array = hasattr(initializer, "shape")
        initial = initializers.Constant(initializer) if is_array else initializers.get(initializer or "zeros")
        variable = Variable(initial, shape, dtype or self.dtype, trainable=False, name=name)
        variable.path = f"{self.name}/{variable.name}"
        self._variables.append(variable)
        return variable

    def add_weight(
        self, shape: Sequence[int] = (), initializer: Any = None, dtype: Any = None, name: str | None = None
    ) -> Variable:
        """The same as `add_variable`."""
        return self.add_variable(shape, initializer, dtype, name=name)

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Takes a batch into account."""
        raise NotImplementedError(f"The metric {type(self).__name__} defines no method update_state().")

    def result(self) -> Any:
        """The metric of everything seen since the last reset: a scalar tensor, or a dict of these."""
        raise NotImplementedError(f"The metric {type(self).__name__} defines no method result().")

    def reset_state(self) -> None:
        """Forgets everything seen: all state becomes 0."""
        for variable in self.variables:
            variable.assign(ops.zeros(variable.shape, variable.dtype))

    def reset_states(self) -> None:
        """Keras 2's name of `reset_state`."""
        self.reset_state()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Updates the state and returns the result so far."""
        self.update_state(*args, **kwargs)
        return self.result()

    # ---- without side effects -------------------------------------------------------------------------

    def stateless_update_state(self, metric_variables: Sequence[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """`update_state` as a pure function: new values of `variables` from old ones."""
        with self._scope(metric_variables) as scope:
            self.update_state(*args, **kwargs)
            return scope.read(self.variables)

    def stateless_result(self, metric_variables: Sequence[Any]) -> Any:
        """`result` as a pure function of the values of `variables`."""
        with self._scope(metric_variables):
            return self.result()

    def stateless_reset_state(self) -> list[Any]:
        """The values of `variables` after a reset."""
        with self._scope([variable.value for variable in self.variables]) as scope:
            self.reset_state()
            return scope.read(self.variables)

    def _scope(self, values: Sequence[Any]) -> Scope:
        variables = self.variables
        if len(values) != len(variables):
            raise ValueError(f"{self.name}: {len(values)} values were given for {len(variables)} variables.")
        return Scope(dict(zip(variables, values, strict=True)))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"
