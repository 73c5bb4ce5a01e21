"""Adam and its relatives: steps scaled by running moments of the gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import config, ops
from keras_lab.engine import P
from keras_lab.optimizers.optimizer import Optimizer
from keras_lab.variables import Variable


class _Moments(Optimizer):
    """What Adam and its relatives share: decay rates, and two running moments of each gradient."""

    moments: tuple[str, ...] = ("momentum", "velocity")

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float | None = 1e-7,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_1 = self._fraction(beta_1, "beta_1")
        self.beta_2 = self._fraction(beta_2, "beta_2")
        self.epsilon = config.epsilon() if epsilon is None else epsilon

    def build(self, var_list: Sequence[Variable]) -> None:
        if self.built:
            return
        super().build(var_list)
        self._first, self._second = self.add_optimizer_variables(var_list, self.moments)

    def _step(self, variable: Variable) -> Any:
        """The number of this update, from 1, in the variable's dtype."""
        return ops.cast(ops.add(self.iterations, 1), variable.dtype)


class Adam(_Moments):
    """Adam: Kingma and Ba, arXiv:1412.6980.

    `m` and `v` are running means of the gradient and of its square; the step is
    `learning_rate * sqrt(1 - beta_2ᵗ) / (1 - beta_1ᵗ) * m / (sqrt(v) + epsilon)`.

    Args:
        learning_rate: a number or a schedule.
        beta_1, beta_2: how much of the two means is kept at each step.
        epsilon: keeps the division finite.
        amsgrad: whether to divide by the greatest `v` so far (Reddi et al., arXiv:1904.09237).
        **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float | None = 1e-7,
        amsgrad: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, beta_1, beta_2, epsilon, **kwargs)
        self.amsgrad = amsgrad

    def build(self, var_list: Sequence[Variable]) -> None:
        if self.built:
            return
        super().build(var_list)
        self._greatest = self.add_optimizer_variables(var_list, "velocity_hat") if self.amsgrad else []

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        step = self._step(variable)
        rate = learning_rate * ops.sqrt(1.0 - self.beta_2**step) / (1.0 - self.beta_1**step)
        kept = [self.slot(self._first, variable), self.slot(self._second, variable)]
        if self.amsgrad:
            kept.append(self.slot(self._greatest, variable))
        moved = P.fuse(
            _adam, variable.value, gradient, rate, *(each.value for each in kept),
            beta_1=self.beta_1, beta_2=self.beta_2, epsilon=self.epsilon,
        )  # fmt: skip
        for each, value in zip((variable, *kept), moved, strict=True):
            each.assign(value)


def _adam(
    value: Any,
    gradient: Any,
    rate: Any,
    m: Any,
    v: Any,
    *greatest: Any,
    beta_1: float,
    beta_2: float,
    epsilon: float,
) -> list[Any]:
    """The variable and its moments after a step."""
    m = m + (gradient - m) * (1.0 - beta_1)
    v = v + (ops.square(gradient) - v) * (1.0 - beta_2)
    greatest = tuple(ops.maximum(each, v) for each in greatest)
    value = value - m * rate / (ops.sqrt((*greatest, v)[0]) + epsilon)
    return [value, m, v, *greatest]


class AdamW(Adam):
    """Adam with weight decay that does not pass through the moments: Loshchilov and Hutter, arXiv:1711.05101.

    Args:
        weight_decay: see `Optimizer`.
        learning_rate, beta_1, beta_2, epsilon, amsgrad: see `Adam`.
        **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float | None = 1e-7,
        amsgrad: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay=weight_decay, **kwargs)
        if self.weight_decay is None:
            raise ValueError(f"{self.name}: weight_decay is what AdamW is for; it cannot be None.")


class Adamax(_Moments):
    """Adam with the greatest instead of the mean square gradient: Kingma and Ba, arXiv:1412.6980, section 7.

    Args:
        learning_rate, beta_1, beta_2, epsilon: see `Adam`.
        **kwargs: see `Optimizer`.
    """

    moments = ("momentum", "norm")

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        rate = learning_rate / (1.0 - self.beta_1 ** self._step(variable))
        first, norm = self.slot(self._first, variable), self.slot(self._second, variable)
        m = first.assign(first.value + (gradient - first.value) * (1.0 - self.beta_1))
        u = norm.assign(ops.maximum(norm.value * self.beta_2, ops.abs(gradient)))
        variable.assign(variable.value - m * rate / (u + self.epsilon))


class Nadam(_Moments):
    """Adam with Nesterov's momentum: Dozat, 2015, with its schedule of the momentum.

    Args:
        learning_rate, beta_1, beta_2, epsilon: see `Adam`.
        **kwargs: see `Optimizer`.
    """

    def build(self, var_list: Sequence[Variable]) -> None:
        if self.built:
            return
        super().build(var_list)
        self._product = self.add_variable((), "ones", "float32", name="momentum_product")

    def _update(self, grads: Sequence[Any], variables: Sequence[Variable]) -> None:
        self._product.assign(self._product.value * self._momentum(ops.add(self.iterations, 1)))
        super()._update(grads, variables)

    def _momentum(self, step: Any) -> Any:
        return self.beta_1 * (1.0 - 0.5 * 0.96 ** ops.cast(step, "float32"))

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        now, after = (self._momentum(ops.add(self.iterations, n)) for n in (1, 2))
        product = self._product.value
        of_gradient = ops.cast((1.0 - now) / (1.0 - product), variable.dtype)
        of_moment = ops.cast(after / (1.0 - product * after), variable.dtype)
        correction = ops.sqrt(1.0 - self.beta_2 ** self._step(variable))
        first, second = self.slot(self._first, variable), self.slot(self._second, variable)
        m = first.assign(first.value + (gradient - first.value) * (1.0 - self.beta_1))
        v = second.assign(second.value + (ops.square(gradient) - second.value) * (1.0 - self.beta_2))
        step = learning_rate * (gradient * of_gradient + m * of_moment)
        variable.assign(variable.value - step / (ops.sqrt(v) / correction + self.epsilon))


class Lamb(_Moments):
    """Adam's step, as long as the weights are large, layer by layer: You et al., arXiv:1904.00962.

    Args:
        learning_rate, beta_1, beta_2, epsilon: see `Adam`.
        **kwargs: see `Optimizer`.
    """

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        step, weight = self._step(variable), variable.value
        first, second = self.slot(self._first, variable), self.slot(self._second, variable)
        m = first.assign(first.value + (gradient - first.value) * (1.0 - self.beta_1))
        v = second.assign(second.value + (ops.square(gradient) - second.value) * (1.0 - self.beta_2))
        move = m / (1.0 - self.beta_1**step) / (ops.sqrt(v / (1.0 - self.beta_2**step)) + self.epsilon)
        sizes = [ops.sqrt(ops.sum(ops.square(x))) for x in (weight, move)]
        both = ops.logical_and(ops.greater(sizes[0], 0), ops.greater(sizes[1], 0))
        ratio = ops.where(both, sizes[0] / ops.where(both, sizes[1], 1.0), 1.0)
        variable.assign(weight - ratio * learning_rate * move)
