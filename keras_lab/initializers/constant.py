"""Initial values that are not random."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from keras_lab.initializers.initializer import Initializer, Shape


class Zeros(Initializer):
    """All 0."""

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        return np.zeros((), dtype)


class Ones(Initializer):
    """All 1."""

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        return np.ones((), dtype)


class Constant(Initializer):
    """One value everywhere.

    Args:
        value: a number, or an array that broadcasts to the shape.
    """

    def __init__(self, value: Any = 0.0) -> None:
        self.value = value

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Any:
        value = config.get("value", 0.0)
        if isinstance(value, Mapping):
            value = np.asarray(value["config"]["value"], value["config"]["dtype"])
        return cls(value)

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        value = np.asarray(self.value)
        try:
            np.broadcast_shapes(value.shape, shape)
        except ValueError:
            raise ValueError(
                f"Constant: a value of shape {value.shape} does not fill the shape {tuple(shape)}."
            ) from None
        return value


class Identity(Initializer):
    """Ones on the diagonal of a matrix, zeros elsewhere.

    Args:
        gain: what the matrix is multiplied by.
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        if len(shape) != 2:
            raise ValueError(f"Identity fills matrices only. Received the shape {shape}.")
        return np.asarray(self.gain, dtype) * np.eye(*shape, dtype=dtype)
