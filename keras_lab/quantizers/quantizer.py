"""Quantizers: objects that turn floats into numbers of few bits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab.configurable import Configurable
from keras_lab.quantizers.functions import abs_max_quantize

#: What whole numbers of a type can be.
_BOUNDS = {"int8": (-128, 127), "uint8": (0, 255), "int4": (-8, 7)}


def check_range(dtype: str, value_range: Sequence[float]) -> None:
    """Refuses a range of numbers that the type does not have."""
    least, most = _BOUNDS.get(dtype, (-float("inf"), float("inf")))
    if not least <= value_range[0] < value_range[1] <= most:
        raise ValueError(
            f"{dtype} takes a value_range within ({least}, {most}). Received: {tuple(value_range)}"
        )


class Quantizer(Configurable):
    """Base of quantizers; one of your own defines `__call__(self, x)`.

    Args:
        output_dtype: of the numbers it gives.
    """

    def __init__(self, output_dtype: str = "int8") -> None:
        self.output_dtype = output_dtype

    def __call__(self, x: Any) -> Any:
        """The numbers; `x` itself here."""
        return x


class AbsMaxQuantizer(Quantizer):
    """`abs_max_quantize` with settings.

    Args:
        axis: along which one scale serves; default the last.
        value_range, epsilon: see `abs_max_quantize`.
        output_dtype: of the numbers.
    """

    def __init__(
        self,
        axis: int | Sequence[int] | None = None,
        value_range: Sequence[float] = (-127, 127),
        epsilon: float = 1e-7,
        output_dtype: str = "int8",
    ) -> None:
        super().__init__(output_dtype=output_dtype)
        self.axis = (axis,) if isinstance(axis, int) else axis if axis is None else tuple(axis)
        self.value_range = tuple(value_range)
        check_range(output_dtype, self.value_range)
        self.epsilon = epsilon

    def __call__(self, x: Any, axis: Any = None, to_numpy: bool = False) -> tuple[Any, Any]:
        """`(numbers, scale)`."""
        axis = self.axis if axis is None else axis
        axis = -1 if axis is None else axis
        bounds = (self.value_range[0], self.value_range[1])
        return abs_max_quantize(x, axis, bounds, self.output_dtype, self.epsilon, to_numpy)

    def get_config(self) -> dict[str, Any]:
        """The settings."""
        config = {"value_range": self.value_range, "epsilon": self.epsilon, "output_dtype": self.output_dtype}
        return config if self.axis is None else {**config, "axis": self.axis}
