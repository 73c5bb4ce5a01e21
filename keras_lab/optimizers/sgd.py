"""Stochastic gradient descent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab.optimizers.optimizer import Optimizer
from keras_lab.variables import Variable


class SGD(Optimizer):
    """Gradient descent, with momentum if wanted.

    Without momentum `w -= learning_rate * g`; with it `v = momentum * v - learning_rate * g` and `w += v`, or
    in Nesterov's way `w += momentum * v - learning_rate * g` (Sutskever et al., ICML 2013).

    Args:
        learning_rate: a number or a schedule.
        momentum: from 0 to 1.
        nesterov: whether to look ahead along the momentum.
        **kwargs: see `Optimizer`.
    """

    def __init__(
        self, learning_rate: Any = 0.01, momentum: float = 0.0, nesterov: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.momentum = self._fraction(momentum, "momentum")
        self.nesterov = nesterov

    def build(self, variables: Sequence[Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        self._momentums = self.add_optimizer_variables(variables, "momentum") if self.momentum else []

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        step = gradient * learning_rate
        if not self.momentum:
            variable.assign(variable.value - step)
            return
        velocity = self.slot(self._momentums, variable)
        moved = velocity.assign(velocity.value * self.momentum - step)
        if self.nesterov:
            moved = moved * self.momentum - step
        variable.assign(variable.value + moved)
