"""What a row of the table of ops is, and the arrays the rows are about."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

rng = np.random.default_rng(0)


def floats(*shape: int, low: float = -2.0, high: float = 2.0) -> np.ndarray:
    return rng.uniform(low, high, shape).astype("float32")


def ints(*shape: int, low: int = -5, high: int = 6) -> np.ndarray:
    return rng.integers(low, high, shape).astype("int32")


def bools(*shape: int) -> np.ndarray:
    return rng.integers(0, 2, shape).astype(bool)


@dataclass
class Case:
    """`ops.<name>(*args, **kwargs)` must equal `oracle(*args, **kwargs)` (default: NumPy's function)."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)
    oracle: Callable[..., Any] | None = None
    tolerance: float = 1e-5

    @property
    def id(self) -> str:
        def short(value: Any) -> str:
            return str(value.shape) + value.dtype.kind if isinstance(value, np.ndarray) else str(value)

        parts = [short(a) for a in self.args] + [f"{k}={short(v)}" for k, v in self.kwargs.items()]
        return f"{self.name}({', '.join(parts)})"[:90]

    def expected(self) -> Any:
        """What NumPy computes in double precision."""
        function = self.oracle or getattr(np, self.name)
        return function(*(_wide(a) for a in self.args), **self.kwargs)


def _wide(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype == np.float32:
        return value.astype("float64")
    return [_wide(v) for v in value] if isinstance(value, list) else value


X = floats(3, 4)
Y = floats(3, 4)
Z = floats(2, 3, 4)
N = ints(3, 4)
POSITIVE = floats(3, 4, low=0.1, high=3.0)
UNIT = floats(3, 4, low=-0.95, high=0.95)
B = bools(3, 4)


def case(
    name: str, *args: Any, oracle: Callable[..., Any] | None = None, tolerance: float = 1e-5, **kwargs: Any
) -> Case:
    return Case(name, args, kwargs, oracle, tolerance)


def np_erf(x: np.ndarray) -> np.ndarray:
    return np.vectorize(math.erf)(x)
