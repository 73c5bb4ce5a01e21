"""Penalties on weights or outputs that are added to the loss."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from keras_lab import configurable, ops
from keras_lab.configurable import Configurable, name_table, resolve
from keras_lab.registry import custom_object_scope


class Regularizer(Configurable):
    """Base of all regularizers: a callable `tensor → scalar`."""

    def __call__(self, x: Any) -> Any:
        """The penalty for the tensor `x`, a scalar."""
        raise NotImplementedError(f"The regularizer {type(self).__name__} defines no __call__(self, x).")


class L1(Regularizer):
    """`l1 * sum(abs(x))`, which drives weights to exactly 0.

    Args:
        l1: the factor.
    """

    def __init__(self, l1: float = 0.01) -> None:
        self.l1 = _factor(l1, "l1", 0.01)

    def __call__(self, x: Any) -> Any:
        return self.l1 * ops.sum(ops.abs(x))


class L2(Regularizer):
    """`l2 * sum(square(x))`, which keeps weights small.

    Args:
        l2: the factor.
    """

    def __init__(self, l2: float = 0.01) -> None:
        self.l2 = _factor(l2, "l2", 0.01)

    def __call__(self, x: Any) -> Any:
        return self.l2 * ops.sum(ops.square(x))


class L1L2(Regularizer):
    """`l1 * sum(abs(x)) + l2 * sum(square(x))`.

    Args:
        l1, l2: the factors.
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0) -> None:
        self.l1 = _factor(l1, "l1", 0.0)
        self.l2 = _factor(l2, "l2", 0.0)

    def __call__(self, x: Any) -> Any:
        parts = [L1(self.l1)(x)] if self.l1 else []
        if self.l2 or not parts:
            parts.append(L2(self.l2)(x))
        return parts[0] if len(parts) == 1 else parts[0] + parts[1]


class OrthogonalRegularizer(Regularizer):
    """Penalizes the absolute cosine between each two rows (or columns) of a matrix, on average.

    Args:
        factor: the factor.
        mode: `"rows"` or `"columns"`: which of them should be orthogonal.
    """

    def __init__(self, factor: float = 0.01, mode: str = "rows") -> None:
        self.factor = _factor(factor, "factor", 0.01)
        if mode not in ("rows", "columns"):
            raise ValueError(f"OrthogonalRegularizer: mode must be 'rows' or 'columns'. Received: {mode!r}")
        self.mode = mode

    def __call__(self, inputs: Any) -> Any:
        if len(inputs.shape) != 2:
            raise ValueError(f"OrthogonalRegularizer takes a matrix. Received: {tuple(inputs.shape)}")
        rows = inputs if self.mode == "rows" else ops.transpose(inputs)
        unit = ops.normalize(rows, axis=1)
        size = int(rows.shape[0])
        cosines = ops.abs(ops.matmul(unit, ops.transpose(unit))) * (1.0 - ops.eye(size, dtype=unit.dtype))
        return self.factor * 0.5 * ops.sum(cosines) / max(1.0, size * (size - 1) / 2)


def _factor(value: float | None, name: str, default: float) -> float:
    if value is None:
        return default
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value < 0:
        raise ValueError(f"The factor {name} of a regularizer is a finite number ≥ 0. Received: {value!r}")
    return float(value)


l1 = L1
l2 = L2
l1_l2 = L1L2
orthogonal_regularizer = OrthogonalRegularizer

_TABLE = name_table(Regularizer, L1, L2, L1L2, OrthogonalRegularizer, l1l2=L1L2, l1_l2=L1L2)


def get(identifier: Any) -> Any:
    """A regularizer from its name, a config, a class, a callable, or None (which stays None)."""
    return resolve(identifier, _TABLE, "regularizer")


def serialize(regularizer: Any) -> Any:
    """A regularizer as plain data."""
    return configurable.serialize(regularizer)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """A regularizer from what `serialize` returned."""
    with custom_object_scope(custom_objects or {}):
        return get(config)
