"""AdamW without a schedule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import config, ops
from keras_lab.optimizers.optimizer import Optimizer
from keras_lab.variables import Variable


class ScheduleFreeAdamW(Optimizer):
    """AdamW that averages its own path instead of lowering the rate: Defazio et al., arXiv:2405.15682.

    Gradients are taken at `y = beta_1 * x + (1 - beta_1) * z`; `z` makes Adam's steps (without momentum) and
    `x` is the mean of all `z` so far.

    Args:
        learning_rate: a number or a schedule.
        beta_1: how near to the mean gradients are taken; above 0.
        beta_2: how much of the mean squares is kept at each step.
        epsilon: keeps the division finite.
        warmup_steps: over how many steps the rate grows from 0.
        **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate: Any = 0.0025,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float | None = 1e-8,
        warmup_steps: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        if not beta_1 > 0:
            raise ValueError(f"{self.name}: beta_1 must be above 0 and at most 1. Received: {beta_1}")
        self.beta_1 = self._fraction(beta_1, "beta_1")
        self.beta_2 = self._fraction(beta_2, "beta_2")
        self.epsilon = config.epsilon() if epsilon is None else epsilon
        self.warmup_steps = self._steps(warmup_steps, "warmup_steps", 0)

    def build(self, var_list: Sequence[Variable]) -> None:
        if self.built:
            return
        super().build(var_list)
        self._z, self._squares = self.add_optimizer_variables(var_list, ["momentum", "velocity"])
        for z, variable in zip(self._z, var_list, strict=True):
            z.assign(variable.value)

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        step = ops.cast(ops.add(self.iterations, 1), variable.dtype)
        if self.warmup_steps:
            learning_rate = learning_rate * ops.minimum(step / float(self.warmup_steps), 1.0)
        z, squares = self.slot(self._z, variable), self.slot(self._squares, variable)
        v = squares.assign(squares.value + (ops.square(gradient) - squares.value) * (1.0 - self.beta_2))
        mean = (variable.value - (1.0 - self.beta_1) * z.value) / self.beta_1
        scale = ops.sqrt(v / (1.0 - self.beta_2**step)) + self.epsilon
        moved = z.assign(z.value - learning_rate * gradient / scale)
        mean = mean + (moved - mean) / step
        variable.assign((1.0 - self.beta_1) * moved + self.beta_1 * mean)
