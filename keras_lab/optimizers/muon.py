"""Muon: momentum made orthogonal, for matrices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from keras_lab import ops
from keras_lab.optimizers.optimizer import Optimizer
from keras_lab.variables import Variable


class Muon(Optimizer):
    """For matrices a momentum whose singular values are drawn to 1 (Jordan et al., 2024), for the rest AdamW.

    Args:
        learning_rate: a number or a schedule.
        adam_beta_1, adam_beta_2, epsilon: of the Adam steps; see `Adam`.
        adam_weight_decay: weight decay of what Adam updates.
        weight_decay: weight decay of the matrices.
        exclude_layers: regular expressions; variables in whose paths one is found get Adam.
        exclude_embeddings: whether variables with "embedding" in their paths get Adam.
        muon_a, muon_b, muon_c: coefficients of the Newton–Schulz iteration `a * X + (b * A + c * A²) X` with
            `A = X Xᵀ`.
        adam_lr_ratio: Adam's learning rate, relative to `learning_rate`.
        momentum: how much of the momentum is kept at each step.
        ns_steps: how many iterations.
        nesterov: whether to look ahead along the momentum.
        rms_rate: steps are scaled by this times the root of the longer side; None: not at all.
        **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        adam_beta_1: float = 0.9,
        adam_beta_2: float = 0.999,
        adam_weight_decay: float | None = 0.004,
        epsilon: float = 1e-7,
        weight_decay: float | None = 0.004,
        exclude_layers: Sequence[str] | None = None,
        exclude_embeddings: bool = True,
        muon_a: float = 3.4445,
        muon_b: float = -4.7750,
        muon_c: float = 2.0315,
        adam_lr_ratio: float = 1,
        momentum: float = 0.95,
        ns_steps: int = 5,
        nesterov: bool = True,
        rms_rate: float | None = 0.2,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay, **kwargs)
        self.adam_beta_1 = self._fraction(adam_beta_1, "adam_beta_1")
        self.adam_beta_2 = self._fraction(adam_beta_2, "adam_beta_2")
        self.adam_weight_decay = self._not_negative(adam_weight_decay, "adam_weight_decay")
        self.epsilon = epsilon
        self.exclude_layers = list(exclude_layers or [])
        self.exclude_embeddings = exclude_embeddings
        self.muon_a, self.muon_b, self.muon_c = muon_a, muon_b, muon_c
        self.adam_lr_ratio = adam_lr_ratio
        self.momentum = self._fraction(momentum, "momentum")
        self.ns_steps = self._steps(ns_steps, "ns_steps", 1)
        self.nesterov = nesterov
        self.rms_rate = rms_rate

    def build(self, var_list: Sequence[Variable]) -> None:
        if self.built:
            return
        super().build(var_list)
        self._momentums: list[Variable] = []
        self._velocities: list[Any] = []
        for variable in var_list:
            self._momentums.append(self.add_variable_from_reference(variable, "momentum"))
            by_adam = self._is_for_adam(variable)
            self._velocities.append(
                self.add_variable_from_reference(variable, "velocity") if by_adam else None
            )

    def _is_for_adam(self, variable: Variable) -> bool:
        embedding = self.exclude_embeddings and "embedding" in variable.path.lower()
        excluded = any(re.search(pattern, variable.path) for pattern in self.exclude_layers)
        return len(variable.shape) != 2 or embedding or excluded

    def _decay_of(self, variable: Variable) -> float:
        if self._is_for_adam(variable) and not self._is_undecayed(variable):
            return self.adam_weight_decay or 0.0
        return super()._decay_of(variable)

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        momentum, velocity = self.slot(self._momentums, variable), self.slot(self._velocities, variable)
        if velocity is not None:
            self._adam_step(gradient, variable, learning_rate * self.adam_lr_ratio, momentum, velocity)
            return
        m = momentum.assign(momentum.value * self.momentum + gradient)
        ahead = gradient + self.momentum * m if self.nesterov else m
        step = self.zeropower_via_newtonschulz5(ahead, self.ns_steps or 1)
        variable.assign(variable.value - self.lr_adjust(learning_rate * step))

    def _adam_step(
        self, gradient: Any, variable: Variable, rate: Any, first: Variable, second: Variable
    ) -> None:
        step = ops.cast(ops.add(self.iterations, 1), variable.dtype)
        rate = rate * ops.sqrt(1.0 - self.adam_beta_2**step) / (1.0 - self.adam_beta_1**step)
        m = first.assign(first.value + (gradient - first.value) * (1.0 - self.adam_beta_1))
        v = second.assign(second.value + (ops.square(gradient) - second.value) * (1.0 - self.adam_beta_2))
        variable.assign(variable.value - m * rate / (ops.sqrt(v) + self.epsilon))

    def zeropower_via_newtonschulz5(self, x: Any, steps: int) -> Any:
        """A matrix with the singular vectors of `x` and singular values of about 1."""
        tall = x.shape[-2] > x.shape[-1]
        x = self.transpose_last_axis(x) if tall else x
        x = x / (ops.sqrt(ops.sum(ops.square(x), axis=(-2, -1), keepdims=True)) + 1e-7)
        for _ in range(steps):
            square = ops.matmul(x, self.transpose_last_axis(x))
            polynomial = self.muon_b * square + self.muon_c * ops.matmul(square, square)
            x = self.muon_a * x + ops.matmul(polynomial, x)
        return self.transpose_last_axis(x) if tall else x

    def lr_adjust(self, x: Any) -> Any:
        """`x` times `rms_rate` times the root of its longer side."""
        return x if self.rms_rate is None else x * (max(x.shape[0], x.shape[1]) ** 0.5 * self.rms_rate)

    def transpose_last_axis(self, X: Any) -> Any:
        """`X` with its last two axes swapped."""
        return ops.swapaxes(X, -2, -1)
