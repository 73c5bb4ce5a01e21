"""Follow the regularized leader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import initializers, ops
from keras_lab.optimizers.optimizer import Optimizer
from keras_lab.variables import Variable


class Ftrl(Optimizer):
    """Follow the regularized leader: McMahan et al., KDD 2013. Sets weights to exactly 0 where `l1` is above 0.

    With the sum of squares `n`, `p = -learning_rate_power` and `z` the sum of `g - (nᵗ**p - n**p) * w / rate`,
    a weight becomes `(clip(z, -l1, l1) - z) / (nᵗ**p / rate + 2 * l2 + beta / rate)`.

    Args:
        learning_rate: a number or a schedule.
        learning_rate_power: how fast steps become smaller; 0 or less, 0 for steps of one size.
        initial_accumulator_value: what `n` starts from.
        l1_regularization_strength, l2_regularization_strength: `l1` and `l2`.
        l2_shrinkage_regularization_strength: twice this times the weight is added to the gradient in `z`.
        beta: see the formula.
        **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        if learning_rate_power > 0:
            raise ValueError(
                f"{self.name}: learning_rate_power must not be positive. Received: {learning_rate_power}"
            )
        self.learning_rate_power = learning_rate_power
        initial = self._not_negative(initial_accumulator_value, "initial_accumulator_value")
        self.initial_accumulator_value = initial
        l1, l2, shrinkage = (
            self._not_negative(value, f"{name}_regularization_strength")
            for name, value in (
                ("l1", l1_regularization_strength),
                ("l2", l2_regularization_strength),
                ("l2_shrinkage", l2_shrinkage_regularization_strength),
            )
        )
        self.l1_regularization_strength = l1
        self.l2_regularization_strength = l2
        self.l2_shrinkage_regularization_strength = shrinkage
        self.beta = beta

    def build(self, var_list: Sequence[Variable]) -> None:
        if self.built:
            return
        super().build(var_list)
        initial = [initializers.Constant(self.initial_accumulator_value), "zeros"]
        self._sums, self._linear = self.add_optimizer_variables(var_list, ["accumulator", "linear"], initial)

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        squares, linear = self.slot(self._sums, variable), self.slot(self._linear, variable)
        before, power, weight = squares.value, -self.learning_rate_power, variable.value
        after = squares.assign(before + ops.square(gradient))
        shrunk = gradient + 2.0 * self.l2_shrinkage_regularization_strength * weight
        z = linear.assign(linear.value + shrunk - (after**power - before**power) / learning_rate * weight)
        l1, l2 = self.l1_regularization_strength, self.l2_regularization_strength
        scale = after**power / learning_rate + 2.0 * l2 + self.beta / learning_rate
        variable.assign((ops.clip(z, -l1, l1) - z) / scale)
