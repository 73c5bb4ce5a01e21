"""The frame around every rule of updating: clipping, decay, averaging, constraints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from keras_lab import initializers, ops
from keras_lab.configurable import serialize
from keras_lab.ops import dispatch
from keras_lab.optimizers import gradients, schedules
from keras_lab.optimizers.conditional import update_where
from keras_lab.optimizers.symbolic import SymbolicUpdates
from keras_lab.registry import custom_object_scope
from keras_lab.variables import Scope, Variable


class Optimizer(SymbolicUpdates):
    """Base of all optimizers. One of your own defines `update_step` and, if it has state, `build`.

    Args:
        learning_rate: a number, or a `LearningRateSchedule`.
        weight_decay: each step also takes `weight_decay * learning_rate` of every weight away from it
            (Loshchilov and Hutter, arXiv:1711.05101).
        clipnorm: gradients of greater norm are scaled down to it, one by one.
        clipvalue: elements of gradients are cut off at ± this.
        global_clipnorm: all gradients together are scaled down to this norm.
        use_ema: whether to keep an exponential moving average of the weights, which is written to them at the
            end of training.
        ema_momentum: how much of the average is kept at each step, from 0 to 1.
        ema_overwrite_frequency: after how many steps weights are set to the average; None: at the end.
        loss_scale_factor: what the loss was multiplied by, and gradients are divided by, in low precision.
        gradient_accumulation_steps: how many gradients are averaged before each update.
        decay: Keras 2's decay: the rate is divided by `1 + decay * step`. New code says
            `learning_rate=schedules.InverseTimeDecay(…)`.
        name: default: the class's name in snake case.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        decay: float = 0.0,
    ) -> None:
        super().__init__(name)
        self.weight_decay = self._not_negative(weight_decay, "weight_decay")
        self.clipnorm = self._not_negative(clipnorm, "clipnorm")
        self.clipvalue = self._not_negative(clipvalue, "clipvalue")
        self.global_clipnorm = self._not_negative(global_clipnorm, "global_clipnorm")
        if sum(limit is not None for limit in (clipnorm, clipvalue, global_clipnorm)) > 1:
            raise ValueError(f"{self.name}: give only one of clipnorm, clipvalue and global_clipnorm.")
        self.use_ema = use_ema
        self.ema_momentum = self._fraction(ema_momentum, "ema_momentum")
        self.ema_overwrite_frequency = self._steps(ema_overwrite_frequency, "ema_overwrite_frequency", 1)
        self.loss_scale_factor = loss_scale_factor
        self.gradient_accumulation_steps = self._steps(
            gradient_accumulation_steps, "gradient_accumulation_steps", 2
        )
        self.decay = self._not_negative(decay, "decay") or 0.0
        self.built = False
        self._undecayed: set[Variable] = set()
        self._undecayed_names: list[str] = []
        self._iterations = self.add_variable((), dtype="int32", name="iteration")
        self._learning_rate: Any = None
        self.learning_rate = learning_rate

    # ---- state ----------------------------------------------------------------------------------------

    @property
    def counter(self) -> Variable:
        """How often `apply` has been called: a variable, also where `iterations` is computed from it."""
        return self._iterations

    @property
    def iterations(self) -> Any:
        """How many updates have been made."""
        if self.gradient_accumulation_steps:
            return ops.floor_divide(self._iterations, self.gradient_accumulation_steps)
        return self._iterations

    @property
    def learning_rate(self) -> Any:
        """The learning rate: a `Variable` that may be assigned to, or what the schedule gives now."""
        if isinstance(self._learning_rate, Variable):
            return self._learning_rate
        if isinstance(self._learning_rate, schedules.LearningRateSchedule):
            return self._learning_rate(self.iterations)
        return self._learning_rate()

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        held = self._learning_rate
        value = schedules.deserialize(value) if isinstance(value, Mapping) else value
        if callable(value) and not isinstance(value, Variable):
            self._learning_rate = value
            self._variables = [variable for variable in self._variables if variable is not held]
        elif isinstance(held, Variable):
            held.assign(self._checked_rate(value))
        elif held is not None:
            raise TypeError(
                f"The learning rate of {self.name} follows a schedule, so it cannot be set to {value!r}. "
                "Make the optimizer with a number instead, or set another schedule."
            )
        else:
            initial = initializers.Constant(self._checked_rate(value))
            self._learning_rate = self.add_variable((), initial, "float32", name="learning_rate")

    @property
    def lr(self) -> Any:
        """Keras 2's name of `learning_rate`."""
        return self.learning_rate

    @lr.setter
    def lr(self, value: Any) -> None:
        self.learning_rate = value

    def build(self, variables: Sequence[Variable]) -> None:
        """Makes the state for `variables`, the ones to be trained. Called once, before the first update."""
        if self.built:
            return
        self._track(variables)
        if self.use_ema:
            self._averages = self.add_optimizer_variables(self._trainable, "average")
        if self.gradient_accumulation_steps:
            self._accumulators = self.add_optimizer_variables(self._trainable, "gradient_accumulator")
        self.built = True

    # ---- updating -------------------------------------------------------------------------------------

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        """Moves one variable.

        Args:
            gradient: a tensor like the variable's value.
            variable: what to assign to.
            learning_rate: a scalar tensor of the variable's dtype.
        """
        raise NotImplementedError(f"The optimizer {type(self).__name__} defines no method update_step().")

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Variable]]) -> None:
        """One update from pairs of a gradient and its variable."""
        pairs = list(grads_and_vars)
        self.apply([gradient for gradient, _ in pairs], [variable for _, variable in pairs])

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Variable] | None = None) -> None:
        """One update.

        Args:
            grads: gradients; None where a variable has none.
            trainable_variables: the variables they belong to; by default those given to `build`.

        Raises:
            ValueError: if the numbers differ, all gradients are None, or a variable is not one of those the
                optimizer was built with.
        """
        variables = list(self._trainable if trainable_variables is None else trainable_variables)
        if not self.built:
            self.build(variables)
        self._check(grads, variables)
        grads, variables = gradients.overwritten(grads, variables)
        pairs = [(dispatch.tensor(g), v) for g, v in zip(grads, variables, strict=True) if g is not None]
        variables = [v for _, v in pairs]
        scale = self.loss_scale_factor
        gradients_ = [g if scale is None else g / scale for g, _ in pairs]
        if self.gradient_accumulation_steps:
            self._accumulate(gradients_, variables)
        else:
            self._update(gradients_, variables)
        for variable in variables:
            if variable.constraint is not None:
                variable.assign(variable.constraint(variable.value))
        self._iterations.assign(ops.add(self._iterations, 1))

    def _check(self, grads: Sequence[Any], variables: Sequence[Variable]) -> None:
        if len(grads) != len(variables):
            raise ValueError(f"{self.name}: {len(grads)} gradients for {len(variables)} variables.")
        if variables and all(gradient is None for gradient in grads):
            raise ValueError(f"{self.name}: none of the variables has a gradient: the loss depends on none.")
        for variable in variables:
            if variable not in self._slots:
                raise ValueError(
                    f"{self.name} was not built with the variable {variable.path!r}. "
                    "To train other variables, compile the model again or make a new optimizer."
                )

    def _update(self, grads: Sequence[Any], variables: Sequence[Variable]) -> None:
        grads = gradients.clipped(grads, self.clipnorm, self.clipvalue, self.global_clipnorm)
        rate = self._current_rate()
        for gradient, variable in zip(grads, variables, strict=True):
            own_rate = ops.cast(rate, variable.dtype)
            decay = self._decay_of(variable)
            if decay:
                variable.assign(variable.value * (1.0 - own_rate * decay))
            self.update_step(ops.cast(gradient, variable.dtype), variable, own_rate)
        if self.use_ema:
            self._average(variables)

    def _current_rate(self) -> Any:
        rate = ops.convert_to_tensor(self.learning_rate)
        if not self.decay:
            return rate
        return rate / (1.0 + self.decay * ops.cast(self.iterations, rate.dtype))

    def _accumulate(self, grads: Sequence[Any], variables: Sequence[Variable]) -> None:
        """Adds gradients up and, at every n-th step, updates with their mean; no branch in the program."""
        steps = int(self.gradient_accumulation_steps or 1)
        due = ops.equal(ops.mod(ops.add(self._iterations, 1), steps), 0)
        sums = [self.slot(self._accumulators, v) for v in variables]
        totals = [s.value + g for s, g in zip(sums, grads, strict=True)]
        held = [v for v in (*self._variables, *variables) if v not in set(sums)]
        update_where(due, lambda: self._update([total / steps for total in totals], variables), held)
        for variable, total in zip(sums, totals, strict=True):
            variable.assign(ops.where(due, 0.0, total))

    # ---- averaging and decay --------------------------------------------------------------------------

    def _average(self, variables: Sequence[Variable]) -> None:
        first = ops.equal(self.iterations, 0)
        for variable in variables:
            average, value = self.slot(self._averages, variable), variable.value
            moved = average.value + (value - average.value) * (1.0 - self.ema_momentum)
            average.assign(ops.where(first, value, moved))
        if self.ema_overwrite_frequency:
            due = ops.equal(ops.mod(ops.add(self.iterations, 1), self.ema_overwrite_frequency), 0)
            for variable in variables:
                average = self.slot(self._averages, variable)
                variable.assign(ops.where(due, average.value, variable.value))

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        """Sets weights to their moving averages, if these are kept: what `fit` does at its end."""
        if self.use_ema:
            for variable in var_list:
                if not variable.overwrite_with_gradient:
                    variable.assign(self.slot(self._averages, variable).value)

    def exclude_from_weight_decay(
        self, var_list: Sequence[Variable] | None = None, var_names: Sequence[str] | None = None
    ) -> None:
        """Spares variables from weight decay: those in `var_list`, and those whose path has a name in it."""
        self._undecayed.update(var_list or ())
        self._undecayed_names += list(var_names or ())

    def _decay_of(self, variable: Variable) -> float:
        """The weight decay of one variable."""
        return 0.0 if self._is_undecayed(variable) else self.weight_decay or 0.0

    def _is_undecayed(self, variable: Variable) -> bool:
        named = any(re.search(name, variable.path) for name in self._undecayed_names)
        return named or variable in self._undecayed

    # ---- without side effects, saving -----------------------------------------------------------------

    def stateless_apply(
        self, optimizer_variables: Sequence[Any], grads: Sequence[Any], trainable_variables: Sequence[Any]
    ) -> tuple[list[Any], list[Any]]:
        """One update as a pure function of values: `(new trainable values, new optimizer values)`."""
        if not self.built:
            raise ValueError(f"{self.name}: call build(variables) before stateless_apply().")
        variables = [*self._trainable, *self.variables]
        values = [*trainable_variables, *optimizer_variables]
        if len(values) != len(variables):
            raise ValueError(f"{self.name}: {len(values)} values were given for {len(variables)} variables.")
        with Scope(dict(zip(variables, values, strict=True))) as scope:
            self.apply(grads, self._trainable)
            return scope.read(self._trainable), scope.read(self.variables)

    def scale_loss(self, loss: Any) -> Any:
        """The loss times `loss_scale_factor`."""
        return loss if self.loss_scale_factor is None else loss * self.loss_scale_factor

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        rate = self._learning_rate
        config["learning_rate"] = float(rate) if isinstance(rate, Variable) else serialize(rate)
        if not self.decay:
            config.pop("decay", None)
        return config

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        """A new optimizer from what `get_config` returned."""
        with custom_object_scope(custom_objects or {}):
            return cls(**config)

    # ---- checking arguments ---------------------------------------------------------------------------

    def _checked_rate(self, value: Any) -> Any:
        if isinstance(value, (bool, str)) or value is None:
            raise TypeError(f"{self.name}: a learning rate is a number or a schedule. Received: {value!r}")
        if isinstance(value, (int, float)):
            self._not_negative(value, "learning_rate")
        return value

    def _not_negative(self, value: Any, argument: str) -> Any:
        if value is not None and (isinstance(value, str) or not value >= 0):
            raise ValueError(f"{self.name}: {argument} must not be negative. Received: {value!r}")
        return value

    def _fraction(self, value: Any, argument: str) -> float:
        if isinstance(value, str) or not 0 <= value <= 1:
            raise ValueError(f"{self.name}: {argument} must be from 0 to 1. Received: {value!r}")
        return value

    def _steps(self, value: int | None, argument: str, least: int) -> int | None:
        if value is not None and (not isinstance(value, int) or value < least):
            raise ValueError(f"{self.name}: {argument} must be an int ≥ {least}. Received: {value!r}")
        return value
