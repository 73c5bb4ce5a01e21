"""RMSprop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import config, ops
from keras_lab.optimizers.optimizer import Optimizer
from keras_lab.variables import Variable


class RMSprop(Optimizer):
    """Gradients divided by the root of their running mean square: Hinton, lecture 6e of his course, 2012.

    Args:
        learning_rate: a number or a schedule.
        rho: how much of the running mean is kept at each step.
        momentum: from 0 to 1.
        epsilon: keeps the division finite.
        centered: whether to divide by the standard deviation, at the price of one more variable a weight
            (Graves, arXiv:1308.0850).
        **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float | None = 1e-7,
        centered: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.rho = self._fraction(rho, "rho")
        self.momentum = self._fraction(momentum, "momentum")
        self.epsilon = config.epsilon() if epsilon is None else epsilon
        self.centered = centered

    def build(self, var_list: Sequence[Variable]) -> None:
        if self.built:
            return
        super().build(var_list)
        self._squares = self.add_optimizer_variables(var_list, "velocity")
        self._momentums = self.add_optimizer_variables(var_list, "momentum") if self.momentum else []
        self._means = self.add_optimizer_variables(var_list, "average_gradient") if self.centered else []

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        square = self.slot(self._squares, variable)
        variance = square.assign(square.value + (ops.square(gradient) - square.value) * (1.0 - self.rho))
        if self.centered:
            mean = self.slot(self._means, variable)
            moved = mean.assign(mean.value + (gradient - mean.value) * (1.0 - self.rho))
            variance = variance - ops.square(moved)
        step = gradient * learning_rate * ops.rsqrt(variance + self.epsilon)
        if self.momentum:
            momentum = self.slot(self._momentums, variable)
            step = momentum.assign(momentum.value * self.momentum + step)
        variable.assign(variable.value - step)
