"""Adagrad and Adadelta: rates of each weight from the history of its gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import config, initializers, ops
from keras_lab.optimizers.optimizer import Optimizer
from keras_lab.variables import Variable


class Adagrad(Optimizer):
    """Gradients divided by the root of the sum of their squares so far: Duchi et al., JMLR 12, 2011.

    Args:
        learning_rate: a number or a schedule.
        initial_accumulator_value: what the sums start from.
        epsilon: keeps the division finite.
        **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float | None = 1e-7,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        initial = self._not_negative(initial_accumulator_value, "initial_accumulator_value")
        self.initial_accumulator_value = initial
        self.epsilon = config.epsilon() if epsilon is None else epsilon

    def build(self, var_list: Sequence[Variable]) -> None:
        if self.built:
            return
        super().build(var_list)
        initial = initializers.Constant(self.initial_accumulator_value)
        self._sums = self.add_optimizer_variables(var_list, "accumulator", initial)

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        squares = self.slot(self._sums, variable)
        total = squares.assign(squares.value + ops.square(gradient))
        variable.assign(variable.value - gradient * learning_rate * ops.rsqrt(total + self.epsilon))


class Adadelta(Optimizer):
    """Steps as large as recent steps were, relative to recent gradients: Zeiler, arXiv:1212.5701.

    Args:
        learning_rate: a number or a schedule; 1.0 is the paper's rule.
        rho: how much of the running means is kept at each step.
        epsilon: keeps the division finite.
        **kwargs: see `Optimizer`.
    """

    def __init__(
        self, learning_rate: Any = 0.001, rho: float = 0.95, epsilon: float | None = 1e-7, **kwargs: Any
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.rho = self._fraction(rho, "rho")
        self.epsilon = config.epsilon() if epsilon is None else epsilon

    def build(self, var_list: Sequence[Variable]) -> None:
        if self.built:
            return
        super().build(var_list)
        names = ("accumulated_grad", "accumulated_delta_var")
        self._squares, self._steps_squared = self.add_optimizer_variables(var_list, names)

    def update_step(self, grad: Any, variable: Variable, learning_rate: Any) -> None:
        square, past = self.slot(self._squares, variable), self.slot(self._steps_squared, variable)
        g2 = square.assign(square.value + (ops.square(grad) - square.value) * (1.0 - self.rho))
        step = grad * ops.sqrt((past.value + self.epsilon) / (g2 + self.epsilon))
        past.assign(past.value + (ops.square(step) - past.value) * (1.0 - self.rho))
        variable.assign(variable.value - step * learning_rate)
