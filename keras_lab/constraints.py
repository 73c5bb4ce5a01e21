"""Projections applied to weights after each update."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keras_lab import config, configurable, ops
from keras_lab.configurable import Configurable, name_table, resolve
from keras_lab.registry import custom_object_scope

Axes = int | Sequence[int]


class Constraint(Configurable):
    """Base of all constraints: a callable that takes a weight and returns the nearest allowed one (itself, here)."""

    def __call__(self, w: Any) -> Any:
        """The projected weight, a tensor of the shape of `w`."""
        return w


class MaxNorm(Constraint):
    """Weights whose norm exceeds a limit are scaled down to it.

    Args:
        max_value: the greatest norm.
        axis: the axes over which norms are taken: 0 for the incoming weights of each unit of a `Dense`
            layer, `[0, 1, 2]` for each filter of a `Conv2D`.
    """

    def __init__(self, max_value: float = 2, axis: Axes = 0) -> None:
        self.max_value = _not_negative(max_value, "MaxNorm: max_value")
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        norms = _norms(w, self.axis)
        return w * (ops.clip(norms, 0, self.max_value) / (norms + config.epsilon()))


class NonNeg(Constraint):
    """Negative weights become 0."""

    def __call__(self, w: Any) -> Any:
        return ops.maximum(w, 0)


class UnitNorm(Constraint):
    """Weights are scaled to norm 1.

    Args:
        axis: as in `MaxNorm`.
    """

    def __init__(self, axis: Axes = 0) -> None:
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        return w / (_norms(w, self.axis) + config.epsilon())


class MinMaxNorm(Constraint):
    """Norms are brought between two limits.

    Args:
        min_value, max_value: the limits.
        rate: how far to go in one step: 1 all the way, 0.1 a tenth of it.
        axis: as in `MaxNorm`.
    """

    def __init__(
        self, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: Axes = 0
    ) -> None:
        self.min_value = _not_negative(min_value, "MinMaxNorm: min_value")
        self.max_value = _not_negative(max_value, "MinMaxNorm: max_value")
        if min_value > max_value:
            raise ValueError(f"MinMaxNorm: min_value ({min_value}) is greater than max_value ({max_value}).")
        self.rate = _not_negative(rate, "MinMaxNorm: rate")
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        norms = _norms(w, self.axis)
        wanted = self.rate * ops.clip(norms, self.min_value, self.max_value) + (1 - self.rate) * norms
        return w * (wanted / (norms + config.epsilon()))


def _norms(w: Any, axis: Axes) -> Any:
    axes = axis if isinstance(axis, int) else tuple(axis)
    return ops.sqrt(ops.sum(ops.square(w), axis=axes, keepdims=True))


def _not_negative(value: float, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        raise ValueError(f"{what} must be a number ≥ 0. Received: {value!r}")
    return value


max_norm = maxnorm = MaxNorm
non_neg = nonneg = NonNeg
unit_norm = unitnorm = UnitNorm
min_max_norm = MinMaxNorm

_TABLE = name_table(
    MaxNorm, NonNeg, UnitNorm, MinMaxNorm, Constraint, maxnorm=MaxNorm, nonneg=NonNeg, unitnorm=UnitNorm
)


def get(identifier: Any) -> Any:
    """A constraint from its name, a config, a class, a callable, or None (which stays None)."""
    return resolve(identifier, _TABLE, "constraint")


def serialize(constraint: Any) -> Any:
    """A constraint as plain data."""
    return configurable.serialize(constraint)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """A constraint from what `serialize` returned."""
    with custom_object_scope(custom_objects or {}):
        return get(config)
