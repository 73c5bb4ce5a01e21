"""Lion: steps of one size in the direction of a sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import ops
from keras_lab.optimizers.optimizer import Optimizer
from keras_lab.variables import Variable


class Lion(Optimizer):
    """The sign of an average of momentum and gradient: Chen et al., arXiv:2302.06675.

    Every weight moves by the learning rate, which should be 3 to 10 times smaller than for Adam.

    Args:
        learning_rate: a number or a schedule.
        beta_1: how much the momentum counts in a step; above 0.
        beta_2: how much of the momentum is kept at each step.
        **kwargs: see `Optimizer`.
    """

    def __init__(
        self, learning_rate: Any = 0.001, beta_1: float = 0.9, beta_2: float = 0.99, **kwargs: Any
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        if not beta_1 > 0:
            raise ValueError(f"{self.name}: beta_1 must be above 0 and at most 1. Received: {beta_1}")
        self.beta_1 = self._fraction(beta_1, "beta_1")
        self.beta_2 = self._fraction(beta_2, "beta_2")

    def build(self, var_list: Sequence[Variable]) -> None:
        if self.built:
            return
        super().build(var_list)
        self._momentums = self.add_optimizer_variables(var_list, "momentum")

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        momentum = self.slot(self._momentums, variable)
        m = momentum.value
        variable.assign(
            variable.value - learning_rate * ops.sign(m * self.beta_1 + gradient * (1.0 - self.beta_1))
        )
        momentum.assign(m * self.beta_2 + gradient * (1.0 - self.beta_2))
