"""Keras 2's `get_gradients` and `get_updates`: updates as parts of a symbolic graph, for `K.function`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab.ops import dispatch
from keras_lab.optimizers.gradients import clipped
from keras_lab.optimizers.state import OptimizerState
from keras_lab.variables import Scope, Variable


class SymbolicUpdates(OptimizerState):
    """The part of `Optimizer` that programs of Keras 2 call themselves, with a loss made of symbolic tensors."""

    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None
    built: bool

    def get_gradients(self, loss: Any, params: Sequence[Variable]) -> list[Any]:
        """Symbolic gradients of a symbolic loss, clipped; 0 for variables it does not depend on."""
        from keras_lab.backend import gradients

        grads = gradients(loss, list(params))
        return clipped(grads, self.clipnorm, self.clipvalue, self.global_clipnorm)

    def get_updates(self, loss: Any, params: Sequence[Variable]) -> list[tuple[Variable, Any]]:
        """One update as pairs of a variable and its new, symbolic value, for `K.function(updates=…)`."""
        params = list(params)
        grads = self.get_gradients(loss, params)
        if not self.built:
            self.build(params)
        variables = [*params, *self.variables]

        @dispatch.op
        def update(grads: list[Any], values: list[Any]) -> list[Any]:
            tensors = [dispatch.tensor(value) for value in values]
            with Scope(dict(zip(variables, tensors, strict=True))) as scope:
                self.apply(grads, params)
                return scope.read(variables)

        return list(zip(variables, update(grads, variables), strict=True))

    def build(self, variables: Sequence[Variable]) -> None:
        """See `Optimizer`."""
        raise NotImplementedError

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Variable] | None = None) -> None:
        """See `Optimizer`."""
        raise NotImplementedError
