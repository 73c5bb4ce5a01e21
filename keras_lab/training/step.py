"""One step of training, evaluation or prediction, as a pure function where the engine's programs are that.

`(variables' values, batch) → (variables' new values, logs)`: a `Scope` lends the values to the model's own code
and takes back what was assigned. A step that a user wrote for TensorFlow, with a tape, needs variables that TensorFlow
knows: it runs without a scope and changes them in place (see `Variable.cell`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from keras_lab import engine
from keras_lab.distribution.current import divided
from keras_lab.engine import P
from keras_lab.masks import mask_table
from keras_lab.ops.random import key_source
from keras_lab.training.batch import Packing
from keras_lab.training.logs import flat
from keras_lab.training.steps import Steps
from keras_lab.variables import Scope, Variable

State = dict[str, Any]


class Groups:
    """A model's variables by the part they play in a step.

    Attributes:
        params: what gradients change.
        others: the model's other variables (moving averages, frozen weights).
        optimizer: iterations, learning rate, moments.
        metrics: running sums.
        free: variables met in a step that belong to no layer (a weight in a loss, say), until `adopt`.

    Args:
        model: the model.
        kind: `"train"`, `"test"` or `"predict"`; the last one leaves optimizer and metrics out.
    """

    def __init__(self, model: Any, kind: str) -> None:
        self.params: list[Variable] = model.trainable_variables
        self.others: list[Variable] = model.non_trainable_variables
        self.optimizer: list[Variable] = []
        self.metrics: list[Variable] = []
        self.free: dict[Variable, None] = {}
        self._layers = list(model.flatten_layers())
        self._trained = tuple(layer.trainable for layer in self._layers)
        if kind != "predict":
            self.optimizer = model.optimizer.variables if model.optimizer is not None else []
            self.metrics = model.metrics_variables

    def all(self) -> dict[str, list[Variable]]:
        """Group name → variables."""
        return {
            "params": self.params,
            "others": self.others,
            "optimizer": self.optimizer,
            "metrics": self.metrics,
        }

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal as long as the same variables play the same parts and the same layers are trained."""
        return *self._trained, *(id(v) for name, group in self.all().items() for v in (name, *group))

    def read(self) -> State:
        """The variables' own tensors."""
        return {name: [v.materialize() for v in group] for name, group in self.all().items()}

    def write(self, state: State) -> None:
        """Gives the variables new tensors."""
        for name, group in self.all().items():
            for variable, tensor in zip(group, state[name], strict=True):
                variable.set_tensor(tensor)

    def scope(self, state: State) -> Scope:
        """A scope in which the variables have the values of `state`."""
        values: dict[Variable, Any] = {}
        for name, group in self.all().items():
            values.update(zip(group, state[name], strict=True))
        scope = Scope(values)
        scope.free = self.free
        return scope

    def adopt(self) -> bool:
        """Makes the free variables part of the step; False if there are none."""
        found = list(self.free)
        self.others = [*self.others, *found]
        self.free.clear()
        return bool(found)

    def taken_from(self, scope: Scope) -> State:
        """The values in `scope`, as a state."""
        return {name: scope.read(group) for name, group in self.all().items()}


class InPlace(Groups):
    """For steps that read and change variables themselves: nothing is lent to them, nothing taken back."""

    def all(self) -> dict[str, list[Variable]]:
        """None."""
        return {}

    @property
    def key(self) -> tuple[Any, ...]:
        """Equal as long as the same layers are there and trained; their variables may be made in the first run."""
        return *self._trained, *map(id, self._layers)

    def scope(self, state: State) -> Any:
        """Nothing."""
        return _NoScope()


class _NoScope:
    values: dict[Variable, Any] = {}
    assigned: frozenset[Variable] = frozenset()

    def __enter__(self) -> _NoScope:
        return self

    def __exit__(self, *error: object) -> None:
        pass


def is_own(model: Any, kind: str) -> bool:
    """Whether the model has a `train_step` (`test_step`, `predict_step`) of its own, or makes the function itself."""
    return overrides(model, f"{kind}_step") or overrides(model, f"make_{kind}_function")


def overrides(model: Any, name: str) -> bool:
    """Whether the model has a method `name` of its own."""
    return getattr(getattr(model, name), "__func__", None) is not getattr(Steps, name)


def groups_of(model: Any, kind: str) -> Groups:
    """The variables that a step of this kind reads and changes."""
    in_place = engine.load().in_place and is_own(model, kind)
    return InPlace(model, kind) if in_place else Groups(model, kind)


def logging_step(model: Any, kind: str, groups: Groups, packing: Packing) -> Callable[..., tuple[State, Any]]:
    """A function `(state, key, count, arrays) → (state, logs)` that trains (tests) on a batch; logs are a flat dict.

    `key` is the run's key and `count` the number of steps made; each step derives its own key from them.
    """
    call = _caller(model, kind, groups)

    def step(state: State, key: Any, count: Any, arrays: list[Any]) -> tuple[State, Any]:
        with groups.scope(state) as scope:
            if kind == "train" and not is_own(model, kind) and model.optimizer is not None:
                count = model.optimizer.counter.value
            own_key = P.fold_in(key, count) if kind == "train" else key
            with key_source(own_key), mask_table():
                logs = flat(call(scope, packing.data(divided(arrays))), f"{kind}_step()")
        return groups.taken_from(scope), logs

    return step


def predict_step(model: Any, groups: Groups, packing: Packing) -> Callable[..., Any]:
    """A function `(state, key, arrays) → (outputs, assigned)`; `assigned` has the new values of those of the
    `others` that the call assigns to, by their places."""
    call = _caller(model, "predict", groups)

    def step(state: State, key: Any, arrays: list[Any]) -> Any:
        with groups.scope(state) as scope, key_source(key):
            outputs = call(scope, packing.data(divided(arrays)))
        places = {str(i): v for i, v in enumerate(groups.others) if v in scope.assigned}
        return outputs, {i: scope.values[v] for i, v in places.items()}

    return step


def _caller(model: Any, kind: str, groups: Groups) -> Callable[[Scope, Any], Any]:
    """Calls the model's step with a batch, and with the state if it is written for that."""
    if overrides(model, f"make_{kind}_function"):
        getattr(model, f"make_{kind}_function")()
        function = getattr(model, f"{kind}_function")
        return lambda scope, data: function(iter([data]))
    step = getattr(model, f"{kind}_step")
    if isinstance(groups, InPlace) or not is_own(model, kind) or not _takes_state(step):
        return lambda scope, data: step(data)

    def with_state(scope: Scope, data: Any) -> Any:
        variables = model._state_variables(kind)
        state = tuple(scope.read(group) for group in variables)
        result, after = step(state, data)
        after = (state[0], after) if kind == "predict" else after
        for group, values in zip(variables, after, strict=True):
            for variable, value in zip(group, values, strict=True):
                scope.values[variable] = P.convert(value, variable.dtype)
                scope.assigned.add(variable)
        return result

    return with_state


def _takes_state(step: Callable[..., Any]) -> bool:
    """Whether it is `(state, data)` or takes anything; `(data)` alone is not."""
    kinds = [parameter.kind for parameter in inspect.signature(step).parameters.values()]
    return len(kinds) != 1 or kinds[0] is inspect.Parameter.VAR_POSITIONAL
