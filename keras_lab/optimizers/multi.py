"""Different optimizers for different weights of one model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from keras_lab.configurable import Configurable, serialize
from keras_lab.optimizers.loss_scale import LossScaleOptimizer
from keras_lab.optimizers.optimizer import Optimizer
from keras_lab.registry import custom_object_scope
from keras_lab.variables import Variable


class OptimizerMap(Configurable):
    """Which optimizer a variable gets, by its path: a mapping from regular expressions to optimizers.

    Args:
        default_optimizer: for variables whose path matches none.
        optimizer_map: expressions, each of which has to match a whole path, → optimizers.
    """

    def __init__(
        self, default_optimizer: Optimizer, optimizer_map: Mapping[str, Optimizer] | None = None
    ) -> None:
        if not isinstance(default_optimizer, Optimizer):
            raise TypeError(f"OptimizerMap: expected a default optimizer. Received: {default_optimizer!r}")
        if optimizer_map is not None and not isinstance(optimizer_map, Mapping):
            raise TypeError(f"OptimizerMap: optimizer_map must be a dict. Received: {optimizer_map!r}")
        self._default = default_optimizer
        self._map: dict[str, Optimizer] = {}
        for key, optimizer in (optimizer_map or {}).items():
            self[key] = optimizer

    @property
    def default_optimizer(self) -> Optimizer:
        """The optimizer of variables whose path matches no expression."""
        return self._default

    def __getitem__(self, key: str) -> Optimizer:
        if key in self._map:
            return self._map[key]
        found = [pattern for pattern in self._map if re.fullmatch(pattern, key)]
        if len(found) > 1:
            raise ValueError(f"OptimizerMap: several expressions match the path {key!r}: {found}.")
        return self._map[found[0]] if found else self._default

    def __setitem__(self, key: str, optimizer: Optimizer) -> None:
        if not isinstance(key, str) or key in self._map:
            raise ValueError(f"OptimizerMap: a key is a string that is not there yet. Received: {key!r}")
        self._map[key] = _simple(optimizer)

    def __delitem__(self, key: str) -> None:
        del self._map[key]

    def __len__(self) -> int:
        return len(self._map)

    def __iter__(self) -> Iterator[str]:
        return iter(self._map)

    def __call__(self, variable: Variable) -> Optimizer:
        """The optimizer of a variable."""
        return self[variable.path]

    def values(self) -> list[Optimizer]:
        """The optimizers, without the default one."""
        return list(self._map.values())

    def get_config(self) -> dict[str, Any]:
        return {"default_optimizer": serialize(self._default), "optimizer_map": serialize(self._map)}

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        from keras_lab.optimizers import get

        with custom_object_scope(custom_objects or {}):
            inner = {key: get(value) for key, value in config["optimizer_map"].items()}
            return cls(get(config["default_optimizer"]), inner)


def _simple(optimizer: Any) -> Optimizer:
    composed = isinstance(optimizer, (LossScaleOptimizer, MultiOptimizer))
    if not isinstance(optimizer, Optimizer) or composed:
        raise ValueError(f"Expected an optimizer that is not made of others. Received: {optimizer!r}")
    return optimizer


class MultiOptimizer(Optimizer):
    """Several optimizers, each for its own weights.

    Args:
        optimizer_map: an `OptimizerMap`, or a function from a variable to its optimizer.
        loss_scale_factor: see `Optimizer`; holds for all of them.
        name: default: the class's name in snake case.
    """

    def __init__(
        self,
        optimizer_map: OptimizerMap | Callable[[Variable], Optimizer],
        loss_scale_factor: float | None = None,
        name: str | None = None,
    ) -> None:
        if not callable(optimizer_map):
            raise TypeError(
                f"MultiOptimizer: expected an OptimizerMap or a function. Received: {optimizer_map!r}"
            )
        self.optimizer_map = optimizer_map
        self._inner: list[Optimizer] = []
        if isinstance(optimizer_map, OptimizerMap):
            self._inner = list(dict.fromkeys((*optimizer_map.values(), optimizer_map.default_optimizer)))
        super().__init__(0.0, loss_scale_factor=loss_scale_factor, name=name)

    @property
    def optimizers(self) -> list[Optimizer]:
        """The optimizers in use; those that a function chooses are known after `build`."""
        return list(self._inner)

    @property
    def variables(self) -> list[Variable]:
        """Its own state and that of all its optimizers."""
        return [*self._variables, *(variable for each in self._inner for variable in each.variables)]

    @property
    def learning_rate(self) -> Any:
        """The learning rate of the last of its optimizers (the default one of an `OptimizerMap`)."""
        return self._inner[-1].learning_rate if self._inner else self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        if self._learning_rate is not None:
            raise AttributeError(
                f"{self.name} has no learning rate of its own: set that of one of its `optimizers`."
            )
        self._learning_rate = self.add_variable((), "zeros", "float32", name="learning_rate")

    def build(self, var_list: Sequence[Variable]) -> None:
        if self.built:
            return
        self._owner = {variable: _simple(self.optimizer_map(variable)) for variable in var_list}
        self._inner = list(dict.fromkeys((*self._inner, *self._owner.values())))
        for optimizer, variables in self._groups(var_list):
            optimizer.build(variables)
        super().build(var_list)

    def _groups(self, variables: Sequence[Variable]) -> list[tuple[Optimizer, list[Variable]]]:
        groups = [(each, [v for v in variables if self._owner[v] is each]) for each in self._inner]
        return [(optimizer, mine) for optimizer, mine in groups if mine]

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Variable] | None = None) -> None:
        variables = list(self._trainable if trainable_variables is None else trainable_variables)
        if not self.built:
            self.build(variables)
        self._check(grads, variables)
        scale = self.loss_scale_factor
        of = {
            v: g if scale is None or v.overwrite_with_gradient else g / scale
            for v, g in zip(variables, grads, strict=True)
            if g is not None
        }
        for optimizer, mine in self._groups(list(of)):
            optimizer.apply([of[variable] for variable in mine], mine)
        self._iterations.assign_add(1)

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        for optimizer, mine in self._groups(var_list):
            optimizer.finalize_variable_values(mine)

    def get_config(self) -> dict[str, Any]:
        return {
            "optimizer_map": serialize(self.optimizer_map),
            "loss_scale_factor": self.loss_scale_factor,
            "name": self.name,
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        given = config["optimizer_map"]
        if isinstance(given, Mapping):
            given = OptimizerMap.from_config(given["config"], custom_objects)
        return cls(**{**config, "optimizer_map": given})
