"""Training in float16: losses scaled up, so that small gradients do not become 0."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from keras_lab import initializers, ops
from keras_lab.configurable import serialize
from keras_lab.optimizers.conditional import update_where
from keras_lab.optimizers.optimizer import Optimizer
from keras_lab.registry import custom_object_scope
from keras_lab.variables import Variable

_OF_THE_INNER = frozenset(inspect.signature(Optimizer).parameters) - {"name"}


class LossScaleOptimizer(Optimizer):
    """Another optimizer, with a loss scale that finds its own size: Micikevicius et al., arXiv:1710.03740.

    The loss is multiplied by the scale and gradients are divided by it. A step with gradients that are not
    finite is left out and halves the scale (down to 1); after `dynamic_growth_steps` good steps in a row it
    doubles.

    Args:
        inner_optimizer: what does the updates.
        initial_scale: the scale at the beginning; positive.
        dynamic_growth_steps: after how many good steps the scale doubles.
        name: default: the class's name in snake case.
    """

    def __init__(
        self,
        inner_optimizer: Optimizer,
        initial_scale: float = 2.0**15,
        dynamic_growth_steps: int = 2000,
        name: str | None = None,
    ) -> None:
        if not isinstance(inner_optimizer, Optimizer) or isinstance(inner_optimizer, LossScaleOptimizer):
            raise TypeError(
                f"LossScaleOptimizer: inner_optimizer must be another kind of optimizer. "
                f"Received: {inner_optimizer!r}"
            )
        self.inner_optimizer = inner_optimizer
        super().__init__(0.0, name=name)
        if not initial_scale > 0:
            raise ValueError(f"{self.name}: initial_scale must be positive. Received: {initial_scale}")
        self.initial_scale = initial_scale
        self.dynamic_growth_steps = self._steps(dynamic_growth_steps, "dynamic_growth_steps", 1)
        inner_optimizer.loss_scale_factor = None

    @property
    def variables(self) -> list[Variable]:
        """Its own state and that of the inner optimizer."""
        return [*self._variables, *self.inner_optimizer.variables]

    @property
    def iterations(self) -> Any:
        """How many updates have been made."""
        return self.inner_optimizer.iterations

    @property
    def learning_rate(self) -> Any:
        """The inner optimizer's learning rate."""
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        if self._learning_rate is None:  # an unused one of its own, which Keras's files have, too
            self._learning_rate = self.add_variable((), "zeros", "float32", name="learning_rate")
        else:
            self.inner_optimizer.learning_rate = value

    def build(self, var_list: Sequence[Variable]) -> None:
        if self.built:
            return
        self.step_counter = self.add_variable((), "zeros", "int32", name="step_counter")
        initial = initializers.Constant(self.initial_scale)
        self.dynamic_scale = self.add_variable((), initial, "float32", name="dynamic_scale")
        self.inner_optimizer.build(var_list)
        super().build(var_list)

    def scale_loss(self, loss: Any) -> Any:
        """The loss times the scale."""
        return ops.multiply(loss, self.dynamic_scale if self.built else self.initial_scale)

    def check_finite(self, grads: Sequence[Any]) -> Any:
        """Whether all elements of all gradients are finite, a bool scalar."""
        return ops.all(ops.stack([ops.all(ops.isfinite(g)) for g in grads if g is not None]))

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Variable] | None = None) -> None:
        variables = list(self._trainable if trainable_variables is None else trainable_variables)
        if not self.built:
            self.build(variables)
        self._check(grads, variables)
        finite, scale = self.check_finite(grads), self.dynamic_scale.value
        unscaled = [
            g if g is None or v.overwrite_with_gradient else g / ops.cast(scale, g.dtype)
            for g, v in zip(grads, variables, strict=True)
        ]
        inner = self.inner_optimizer
        update_where(finite, lambda: inner.apply(unscaled, variables), [*inner.variables, *variables])
        good = ops.add(self.step_counter, 1)
        due = ops.greater_equal(good, self.dynamic_growth_steps)
        grown, shrunk = ops.where(due, scale * 2.0, scale), ops.maximum(scale / 2.0, 1.0)
        self.dynamic_scale.assign(ops.where(finite, grown, shrunk))
        self.step_counter.assign(ops.where(ops.logical_and(finite, ops.logical_not(due)), good, 0))
        self._iterations.assign(ops.add(self._iterations, 1))

    def finalize_variable_values(self, var_list: Sequence[Variable]) -> None:
        self.inner_optimizer.finalize_variable_values(var_list)

    def get_config(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "inner_optimizer": serialize(self.inner_optimizer),
            "initial_scale": self.initial_scale,
            "dynamic_growth_steps": self.dynamic_growth_steps,
        }

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        from keras_lab.optimizers import get

        # Files of older versions have the arguments of every optimizer here too; the inner one's are what counts.
        own = {name: value for name, value in config.items() if name not in _OF_THE_INNER}
        with custom_object_scope(custom_objects or {}):
            return cls(**{**own, "inner_optimizer": get(config["inner_optimizer"])})


def scaled_for(policy_name: str, optimizer: Any) -> Any:
    """`optimizer` with a loss scale if a model of this dtype policy needs one and it has none yet."""
    needed = policy_name == "mixed_float16" and isinstance(optimizer, Optimizer)
    if not needed or isinstance(optimizer, LossScaleOptimizer):
        return optimizer
    return LossScaleOptimizer(optimizer, name="loss_scale_optimizer")
