"""Random initial values whose spread is given."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from keras_lab.initializers.drawing import normal, scaled, truncated_normal, uniform
from keras_lab.initializers.initializer import RandomInitializer, Shape


class RandomNormal(RandomInitializer):
    """Normally distributed.

    Args:
        mean, stddev: mean and standard deviation.
        seed: see `RandomInitializer`.
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        self.mean = mean
        self.stddev = _not_negative(stddev, "stddev", type(self).__name__)

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        return scaled(normal(rng, shape, dtype), self.stddev, self.mean)


class TruncatedNormal(RandomNormal):
    """Normally distributed, with values beyond two standard deviations from the mean drawn again.

    Args:
        mean, stddev: mean and standard deviation before the cut.
        seed: see `RandomInitializer`.
    """

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        return scaled(truncated_normal(rng, shape, dtype), self.stddev, self.mean)


class RandomUniform(RandomInitializer):
    """Evenly distributed over [minval, maxval).

    Args:
        minval, maxval: the bounds.
        seed: see `RandomInitializer`.
    """

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None) -> None:
        super().__init__(seed)
        if minval > maxval:
            raise ValueError(f"RandomUniform: minval ({minval}) is greater than maxval ({maxval}).")
        self.minval = minval
        self.maxval = maxval

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        return scaled(uniform(rng, shape, dtype), self.maxval - self.minval, self.minval)


class Orthogonal(RandomInitializer):
    """A random matrix with orthonormal rows or columns, whichever are fewer: Saxe et al., arXiv:1312.6120.

    More than two axes are treated as a matrix whose columns are the last axis.

    Args:
        gain: what the matrix is multiplied by.
        seed: see `RandomInitializer`.
    """

    def __init__(self, gain: float = 1.0, seed: int | None = None) -> None:
        super().__init__(seed)
        self.gain = gain

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        if len(shape) < 2:
            raise ValueError(f"Orthogonal needs at least two axes. Received the shape {shape}.")
        rows, columns = math.prod(shape[:-1]), shape[-1]
        q, r = np.linalg.qr(rng.standard_normal((max(rows, columns), min(rows, columns))))
        q *= np.sign(np.diag(r))  # makes it uniform over all such matrices (Mezzadri, arXiv:math-ph/0609050)
        return self.gain * (q if rows >= columns else q.T).reshape(shape)


def _not_negative(value: float, name: str, owner: str) -> float:
    if value < 0:
        raise ValueError(f"{owner}: {name} must not be negative. Received: {value}")
    return value
