"""One step of training, evaluation or prediction, as a pure function.

`(variables' values, batch) → (variables' new values, logs)`: a `Scope` lends the values to the model's own code
and takes back what was assigned.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab.engine import P
from keras_lab.masks import mask_table
from keras_lab.ops import dispatch
from keras_lab.ops.random import key_source
from keras_lab.training.batch import Packing
from keras_lab.variables import Scope, Variable

State = dict[str, list[Any]]


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
        forward_only: leaves optimizer and metrics out, for prediction.
    """

    def __init__(self, model: Any, forward_only: bool = False) -> None:
        self.params: list[Variable] = model.trainable_variables
        self.others: list[Variable] = model.non_trainable_variables
        self.optimizer: list[Variable] = []
        self.metrics: list[Variable] = []
        self.free: dict[Variable, None] = {}
        self._trained = tuple(layer.trainable for layer in model.flatten_layers())
        if not forward_only:
            self.optimizer = model.optimizer.variables
            self.metrics = [v for tracker in model._objective.trackers for v in tracker.variables]

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


def train_step(model: Any, groups: Groups, packing: Packing) -> Callable[..., tuple[State, list[Any]]]:
    """A function `(state, key, arrays) → (state, logs)` that does one step of gradient descent on a batch.

    `key` is the run's key; each step derives its own from it and the optimizer's count of steps.
    """

    def loss_of(params: list[Any], state: State, key: Any, arrays: list[Any]) -> tuple[Any, Any]:
        x, y, sample_weight = packing.unpack(arrays)
        with groups.scope({**state, "params": params}) as scope, key_source(key), mask_table():
            y_pred = model(x, training=True)
            loss = model._loss_of(x, y, y_pred, sample_weight, training=True)
            scaled = model.optimizer.scale_loss(loss)
            model._objective.update_metrics(y, y_pred, sample_weight)
        return dispatch.floating(scaled), groups.taken_from(scope)

    differentiate = P.value_and_grad(loss_of)

    def step(state: State, key: Any, arrays: list[Any]) -> tuple[State, list[Any]]:
        with groups.scope(state):
            own_key = P.fold_in(key, model.optimizer.counter.value)
        (_, state_after), grads = differentiate(state["params"], state, own_key, arrays)
        state = {**state_after, "params": state["params"]}
        with groups.scope(state) as scope:
            model.optimizer.apply(grads, groups.params)
            logs = _logs(model)
        return groups.taken_from(scope), logs

    return step


def test_step(model: Any, groups: Groups, packing: Packing) -> Callable[..., tuple[State, list[Any]]]:
    """A function `(state, key, arrays) → (state, logs)` that updates loss, metrics and layers' states on a batch."""

    def step(state: State, key: Any, arrays: list[Any]) -> tuple[State, list[Any]]:
        x, y, sample_weight = packing.unpack(arrays)
        with groups.scope(state) as scope, key_source(key), mask_table():
            y_pred = model(x, training=False)
            model._loss_of(x, y, y_pred, sample_weight, training=False)
            model._objective.update_metrics(y, y_pred, sample_weight)
            logs = _logs(model)
        return groups.taken_from(scope), logs

    return step


def predict_step(model: Any, groups: Groups, packing: Packing) -> Callable[..., Any]:
    """A function `(state, key, arrays) → (outputs, assigned)`; `assigned` has the new values of those of the
    `others` that the call assigns to, by their places."""

    def step(state: State, key: Any, arrays: list[Any]) -> Any:
        x, _, _ = packing.unpack(arrays)
        with groups.scope(state) as scope, key_source(key):
            outputs = model(x, training=False)
        places = {str(i): v for i, v in enumerate(groups.others) if v in scope.assigned}
        return outputs, {i: scope.values[v] for i, v in places.items()}

    return step


def _logs(model: Any) -> list[Any]:
    return [_scalar(name, value) for name, value in model._objective.results().items()]


def _scalar(name: str, value: Any) -> Any:
    tensor = dispatch.tensor(value, "float32")
    if tensor.shape not in ((), (1,)):
        raise ValueError(
            f"The metric {name!r} gives a result of the shape {tuple(tensor.shape)}; in training and evaluation "
            "a metric gives one number, or a dict of numbers."
        )
    return tensor
