"""Adafactor: second moments of matrices from those of rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import ops
from keras_lab.optimizers.optimizer import Optimizer
from keras_lab.variables import Variable


class Adafactor(Optimizer):
    """Steps relative to the size of the weights: Shazeer and Stern, arXiv:1804.04235.

    The mean squares of a matrix's gradients are put together from those of its rows and of its columns.

    Args:
        learning_rate: a number or a schedule; the greatest relative step.
        beta_2_decay: at step `t` the means keep `1 - t ** beta_2_decay` of what they were.
        epsilon_1: is added to squared gradients.
        epsilon_2: weights count as at least so large.
        clip_threshold: the greatest root mean square of a step before it is scaled.
        relative_step: whether the rate also falls with `1 / sqrt(t)`.
        **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_2_decay: float = -0.8,
        epsilon_1: float = 1e-30,
        epsilon_2: float = 1e-3,
        clip_threshold: float = 1.0,
        relative_step: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.beta_2_decay = beta_2_decay
        self.epsilon_1 = epsilon_1
        self.epsilon_2 = epsilon_2
        self.clip_threshold = clip_threshold
        self.relative_step = relative_step

    def build(self, var_list: Sequence[Variable]) -> None:
        if self.built:
            return
        super().build(var_list)
        self._rows: list[Variable] = []
        self._columns: list[Variable] = []
        self._squares: list[Variable] = []
        for variable in var_list:
            rows, columns = variable.shape[:-1], (*variable.shape[:-2], *variable.shape[-1:])
            factored = len(variable.shape) >= 2  # Keras keeps two scalars for the others, which nothing reads
            for state, shape in ((self._rows, rows), (self._columns, columns)):
                shape, dtype = (shape, variable.dtype) if factored else ((), "int32")
                state.append(self.add_variable(shape, dtype=dtype, name=variable.name))
            self._squares.append(self.add_variable_from_reference(variable, "velocity"))

    def update_step(self, gradient: Any, variable: Variable, learning_rate: Any) -> None:
        step = ops.cast(ops.add(self.iterations, 1), variable.dtype)
        # with `relative_step` the rate is limited by 1/sqrt(t) twice, so it does not matter here
        rate = ops.minimum(learning_rate, ops.rsqrt(step))
        size = ops.maximum(_rms(variable.value), self.epsilon_2)
        squares = self._mean_squares(
            ops.square(gradient) + self.epsilon_1, variable, 1.0 - step**self.beta_2_decay
        )
        move = gradient / ops.sqrt(squares)
        limit = ops.maximum(_rms(move) / self.clip_threshold, 1.0)
        variable.assign(variable.value - size * rate * move / limit)

    def _mean_squares(self, squares: Any, variable: Variable, kept: Any) -> Any:
        rows, columns = self.slot(self._rows, variable), self.slot(self._columns, variable)
        mean = self.slot(self._squares, variable)
        if len(variable.shape) < 2:
            return mean.assign(kept * mean.value + (1.0 - kept) * squares)
        r = rows.assign(kept * rows.value + (1.0 - kept) * ops.mean(squares, axis=-1))
        c = columns.assign(kept * columns.value + (1.0 - kept) * ops.mean(squares, axis=-2))
        share = r / ops.mean(r, axis=-1, keepdims=True)
        return mean.assign(ops.expand_dims(share, -1) * ops.expand_dims(c, -2))


def _rms(x: Any) -> Any:
    return ops.sqrt(ops.mean(ops.square(x)))
