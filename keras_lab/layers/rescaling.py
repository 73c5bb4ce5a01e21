"""Rescaling: inputs brought into another range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import ops
from keras_lab.layers.layer import Layer

Numbers = float | Sequence[float]


class Rescaling(Layer):
    """`inputs * scale + offset`, for example pixels from 0–255 to 0–1 with `scale=1/255`.

    Args:
        scale: a number, or one for each entry of the last axis.
        offset: a number, or one for each entry of the last axis.

    Shapes:
        Any shape, unchanged; ints become floats.
    """

    supports_masking = True

    def __init__(self, scale: Numbers, offset: Numbers = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scale = scale
        self.offset = offset

    def call(self, inputs: Any) -> Any:
        scale, offset = (ops.convert_to_tensor(x, self.compute_dtype) for x in (self.scale, self.offset))
        return ops.add(ops.multiply(ops.cast(inputs, self.compute_dtype), scale), offset)
