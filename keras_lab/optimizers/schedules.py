"""Learning rates that change with the number of updates made."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from keras_lab import configurable, ops
from keras_lab.configurable import Configurable, name_table, resolve
from keras_lab.registry import custom_object_scope


class LearningRateSchedule(Configurable):
    """Base of all schedules: a callable from the step, an int scalar from 0 on, to the learning rate."""

    def __call__(self, step: Any) -> Any:
        """The learning rate at `step`, a scalar tensor."""
        raise NotImplementedError(f"{type(self).__name__} defines no method __call__(self, step).")


class ExponentialDecay(LearningRateSchedule):
    """`initial_learning_rate * decay_rate ** (step / decay_steps)`.

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps: after how many steps the rate has been multiplied by `decay_rate` once.
        decay_rate: the factor.
        staircase: whether the rate falls in jumps, at multiples of `decay_steps`.
        name: only stored.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str = "ExponentialDecay",
    ) -> None:
        self.decay_steps = _positive(decay_steps, "decay_steps", self)
        self.decay_rate = decay_rate
        self.initial_learning_rate, self.staircase, self.name = initial_learning_rate, staircase, name

    def __call__(self, step: Any) -> Any:
        periods = _periods(step, self.decay_steps, self.staircase)
        return self.initial_learning_rate * self.decay_rate**periods


class InverseTimeDecay(LearningRateSchedule):
    """`initial_learning_rate / (1 + decay_rate * step / decay_steps)`.

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps, decay_rate: how fast it falls.
        staircase: whether the rate falls in jumps, at multiples of `decay_steps`.
        name: only stored.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str = "InverseTimeDecay",
    ) -> None:
        self.decay_steps = _positive(decay_steps, "decay_steps", self)
        self.decay_rate = decay_rate
        self.initial_learning_rate, self.staircase, self.name = initial_learning_rate, staircase, name

    def __call__(self, step: Any) -> Any:
        periods = _periods(step, self.decay_steps, self.staircase)
        return self.initial_learning_rate / (1.0 + self.decay_rate * periods)


class PiecewiseConstantDecay(LearningRateSchedule):
    """`values[0]` up to and including step `boundaries[0]`, then `values[1]` up to `boundaries[1]`, …

    Args:
        boundaries: steps, ascending.
        values: rates, one more than boundaries.
        name: only stored.
    """

    def __init__(
        self, boundaries: Sequence[int], values: Sequence[float], name: str = "PiecewiseConstant"
    ) -> None:
        self.boundaries, self.values, self.name = list(boundaries), list(values), name
        if len(values) != len(boundaries) + 1:
            raise ValueError(
                f"PiecewiseConstantDecay needs one value more than boundaries. Received {len(values)} values "
                f"for {len(boundaries)} boundaries."
            )
        if self.boundaries != sorted(self.boundaries):
            raise ValueError(f"PiecewiseConstantDecay: boundaries must ascend. Received: {self.boundaries}")

    def __call__(self, step: Any) -> Any:
        step = _float(step)
        rate = ops.convert_to_tensor(float(self.values[-1]), dtype="float32")
        for boundary, value in zip(reversed(self.boundaries), reversed(self.values[:-1]), strict=True):
            rate = ops.where(ops.less_equal(step, float(boundary)), float(value), rate)
        return rate


class PolynomialDecay(LearningRateSchedule):
    """From the initial to the end learning rate along `(1 - step / decay_steps) ** power`.

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps: the step at which the end is reached.
        end_learning_rate: the rate from then on.
        power: 1 for a straight line, 0.5 for a square root, …
        cycle: whether to stretch `decay_steps` to its next multiple each time the end is reached.
        name: only stored.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
        name: str = "PolynomialDecay",
    ) -> None:
        self.decay_steps = _positive(decay_steps, "decay_steps", self)
        self.initial_learning_rate, self.end_learning_rate = initial_learning_rate, end_learning_rate
        self.power, self.cycle, self.name = power, cycle, name

    def __call__(self, step: Any) -> Any:
        step, length = _float(step), float(self.decay_steps)
        if self.cycle:
            done = step / (length * ops.maximum(ops.ceil(step / length), 1.0))
        else:
            done = ops.minimum(step, length) / length
        height = self.initial_learning_rate - self.end_learning_rate
        return height * (1.0 - done) ** self.power + self.end_learning_rate


class CosineDecay(LearningRateSchedule):
    """Half a cosine wave down from the initial rate, after a straight warm-up if wanted: arXiv:1608.03983.

    Args:
        initial_learning_rate: the rate at step 0.
        decay_steps: how many steps the wave takes.
        alpha: the fraction of the top rate that is left at the end.
        name: only stored.
        warmup_target: the top rate, reached by warming up; None: no warm-up.
        warmup_steps: how many steps the warm-up takes.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        alpha: float = 0.0,
        name: str = "CosineDecay",
        warmup_target: float | None = None,
        warmup_steps: int = 0,
    ) -> None:
        self.decay_steps = _positive(decay_steps, "decay_steps", self)
        self.initial_learning_rate, self.alpha, self.name = initial_learning_rate, alpha, name
        self.warmup_target, self.warmup_steps = warmup_target, warmup_steps

    def __call__(self, step: Any) -> Any:
        step = _float(step)
        if self.warmup_target is None:
            return self._wave(step, self.initial_learning_rate)
        start, rise = self.initial_learning_rate, self.warmup_target - self.initial_learning_rate
        warming = start + rise * step / max(self.warmup_steps, 1)
        decaying = self._wave(step - self.warmup_steps, self.warmup_target)
        return ops.where(ops.less(step, float(self.warmup_steps)), warming, decaying)

    def _wave(self, step: Any, top: float) -> Any:
        done = ops.clip(step, 0.0, float(self.decay_steps)) / float(self.decay_steps)
        return top * _half_cosine(done, self.alpha)


class CosineDecayRestarts(LearningRateSchedule):
    """Half cosine waves one after another, longer and lower each time: arXiv:1608.03983.

    Args:
        initial_learning_rate: the rate at step 0.
        first_decay_steps: how many steps the first wave takes.
        t_mul: how many times longer each wave is than the one before, at least 1.
        m_mul: how many times higher each wave is.
        alpha: the fraction of the initial rate that waves end at.
        name: only stored.
    """

    def __init__(
        self,
        initial_learning_rate: float,
        first_decay_steps: int,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
        name: str = "SGDRDecay",
    ) -> None:
        self.first_decay_steps = _positive(first_decay_steps, "first_decay_steps", self)
        self.initial_learning_rate, self.name = initial_learning_rate, name
        self.t_mul, self.m_mul, self.alpha = t_mul, m_mul, alpha

    def __call__(self, step: Any) -> Any:
        done = _float(step) / float(self.first_decay_steps)
        if self.t_mul == 1.0:
            wave = ops.floor(done)
            done = done - wave
        else:
            ratio = self.t_mul - 1.0
            wave = ops.floor(ops.log(1.0 + done * ratio) / math.log(self.t_mul))
            length = self.t_mul**wave
            done = (done - (length - 1.0) / ratio) / length
        return self.initial_learning_rate * _half_cosine(done, self.alpha, self.m_mul**wave)


def _half_cosine(done: Any, alpha: float, height: Any = 1.0) -> Any:
    return (1.0 - alpha) * 0.5 * height * (1.0 + ops.cos(math.pi * done)) + alpha


def _float(step: Any) -> Any:
    return ops.cast(step, "float32")


def _periods(step: Any, length: int, whole: bool) -> Any:
    periods = _float(step) / float(length)
    return ops.floor(periods) if whole else periods


def _positive(value: int, argument: str, owner: LearningRateSchedule) -> int:
    if isinstance(value, bool) or not value > 0:
        raise ValueError(f"{type(owner).__name__}: {argument} must be positive. Received: {value!r}")
    return value


_TABLE = name_table(
    *(ExponentialDecay, InverseTimeDecay, PiecewiseConstantDecay),
    *(PolynomialDecay, CosineDecay, CosineDecayRestarts),
)


def serialize(learning_rate_schedule: LearningRateSchedule) -> Any:
    """A schedule as plain data."""
    return configurable.serialize(learning_rate_schedule)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """A schedule from what `serialize` returned."""
    with custom_object_scope(custom_objects or {}):
        return resolve(config, _TABLE, "learning rate schedule")
