"""Random initial values whose spread suits the number of inputs and outputs."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab.initializers.drawing import normal, scaled, truncated_normal, uniform
from keras_lab.initializers.initializer import RandomInitializer, Shape

Axes = int | Sequence[int] | None

#: Standard deviation of a standard normal distribution cut off at ±2.
_TRUNCATED_DEVIATION = 0.87962566103423978


class VarianceScaling(RandomInitializer):
    """Random, with a variance of `scale / n` that suits the number of inputs or outputs of the weights.

    Args:
        scale: a positive number.
        mode: what `n` is: `"fan_in"` (inputs of a unit), `"fan_out"` (outputs) or `"fan_avg"` (their mean).
        distribution: `"truncated_normal"`, `"untruncated_normal"` or `"uniform"`.
        seed: see `RandomInitializer`.
        input_axes, output_axes: the axes over which inputs and outputs are counted; by default the last
            but one and the last, times the number of positions on the axes before (convolutions).
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
        input_axes: Axes = None,
        output_axes: Axes = None,
    ) -> None:
        super().__init__(seed)
        owner = type(self).__name__
        if scale <= 0:
            raise ValueError(f"{owner}: scale must be positive. Received: {scale}")
        self.scale = scale
        self.mode = _one_of(mode, ("fan_in", "fan_out", "fan_avg"), "mode", owner)
        known = ("truncated_normal", "untruncated_normal", "uniform")
        self.distribution = _one_of(
            "truncated_normal" if distribution == "normal" else distribution, known, "distribution", owner
        )
        self.input_axes = input_axes
        self.output_axes = output_axes

    def over(self, input_axes: list[int], output_axes: list[int]) -> VarianceScaling:
        """The same with these axes, unless it has some; it draws from the same seed."""
        if self.input_axes is not None and self.output_axes is not None:
            return self
        made = copy.copy(self)
        made.input_axes, made.output_axes = input_axes, output_axes
        return made

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        variance = self.scale / max(1.0, self._fan(shape))
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return scaled(uniform(rng, shape, dtype), 2 * limit, -limit)
        if self.distribution == "untruncated_normal":
            return scaled(normal(rng, shape, dtype), math.sqrt(variance))
        return scaled(truncated_normal(rng, shape, dtype), math.sqrt(variance) / _TRUNCATED_DEVIATION)

    def _fan(self, shape: Shape) -> float:
        inputs, outputs = compute_fans(shape, self.input_axes, self.output_axes)
        return {"fan_in": inputs, "fan_out": outputs, "fan_avg": (inputs + outputs) / 2}[self.mode]


def compute_fans(shape: Shape, input_axes: Axes = None, output_axes: Axes = None) -> tuple[float, float]:
    """How many inputs and outputs a unit with weights of `shape` has.

    With both kinds of axes given these are the products of their sizes. By default the last axis holds the
    outputs, the one before it the inputs, and the axes before those are positions, which count for both.
    """
    if input_axes is not None and output_axes is not None:
        return _size(shape, input_axes), _size(shape, output_axes)
    if len(shape) < 2:
        return _size(shape, range(len(shape))), _size(shape, range(len(shape)))
    positions = _size(shape, range(len(shape) - 2))
    return positions * shape[-2], positions * shape[-1]


def _size(shape: Shape, axes: int | Sequence[int]) -> float:
    return float(math.prod(shape[axis] for axis in ([axes] if isinstance(axes, int) else axes)))


class _Named(VarianceScaling):
    """A `VarianceScaling` whose first three arguments are the class's own."""

    arguments: tuple[float, str, str] = (1.0, "fan_in", "truncated_normal")

    def __init__(self, seed: int | None = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(*self.arguments, seed, input_axes, output_axes)


class GlorotUniform(_Named):
    """Uniform on ±sqrt(6 / (inputs + outputs)): Glorot and Bengio, AISTATS 2010."""

    arguments = (1.0, "fan_avg", "uniform")


class GlorotNormal(_Named):
    """Truncated normal with variance 2 / (inputs + outputs): Glorot and Bengio, AISTATS 2010."""

    arguments = (1.0, "fan_avg", "truncated_normal")


class HeUniform(_Named):
    """Uniform on ±sqrt(6 / inputs): He et al., ICCV 2015, arXiv:1502.01852."""

    arguments = (2.0, "fan_in", "uniform")


class HeNormal(_Named):
    """Truncated normal with variance 2 / inputs: He et al., ICCV 2015, arXiv:1502.01852."""

    arguments = (2.0, "fan_in", "truncated_normal")


class LecunUniform(_Named):
    """Uniform on ±sqrt(3 / inputs): LeCun et al., Efficient BackProp, 1998."""

    arguments = (1.0, "fan_in", "uniform")


class LecunNormal(_Named):
    """Truncated normal with variance 1 / inputs: LeCun et al., Efficient BackProp, 1998."""

    arguments = (1.0, "fan_in", "truncated_normal")


def _one_of(value: str, known: Sequence[str], name: str, owner: str) -> str:
    if value not in known:
        raise ValueError(f"{owner}: {name} must be one of {', '.join(known)}. Received: {value!r}")
    return value
