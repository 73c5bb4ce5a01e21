"""Rescaling: inputs brought into another range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import config, ops
from keras_lab.layers.layer import Layer

Numbers = float | Sequence[float]


class Rescaling(Layer):
    """`inputs * scale + offset`, for example pixels from 0–255 to 0–1 with `scale=1/255`.

    Args:
        scale: a number, or one for each channel.
        offset: a number, or one for each channel.

    Shapes:
        Any shape, unchanged; ints become floats.
    """

    supports_masking = True

    def __init__(self, scale: Numbers, offset: Numbers = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scale = scale
        self.offset = offset

    def call(self, inputs: Any) -> Any:
        x = ops.cast(inputs, self.compute_dtype)
        return ops.add(ops.multiply(x, self._along_channels(self.scale)), self._along_channels(self.offset))

    def convert_weight(self, weight: Any) -> Any:
        """A weight as a tensor of the engine in charge."""
        return ops.convert_to_tensor(weight)

    def _along_channels(self, numbers: Numbers) -> Any:
        numbers = ops.convert_to_tensor(numbers, self.compute_dtype)
        if config.image_data_format() == "channels_first" and len(ops.shape(numbers)) == 1:
            return ops.reshape(numbers, (-1, 1, 1))
        return numbers
