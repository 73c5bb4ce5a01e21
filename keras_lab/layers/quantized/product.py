"""Dense layers, between whichever axes, with a kernel that can be quantized."""

from __future__ import annotations

import string
from typing import Any

from keras_lab import ops
from keras_lab.layers.lora import adapted
from keras_lab.layers.quantized import float8
from keras_lab.layers.quantized.quantizable import Quantizable
from keras_lab.layers.weighted import Weighted
from keras_lab.quantizers import AbsMaxQuantizer


class Product(Quantizable, Weighted):
    """Base of layers that compute `activation(einsum(…, inputs, kernel) + bias)`.

    Args:
        **kwargs: see `Weighted`, `Adaptable` and `Layer`.
    """

    modes = ("int8", "int4", "float8")
    kernel = adapted()

    def letters(self, rank: int) -> tuple[str, str, str]:
        """Letters for the axes of inputs of that rank, of the kernel and of the outputs."""
        raise NotImplementedError

    def _default_inputs_quantizer(self, mode: str) -> Any:
        return AbsMaxQuantizer() if mode == "int8" else None

    def quantized_call(self, inputs: Any, training: Any = None) -> Any:
        """`call` with the quantized kernel."""
        x, kernel, y = self.letters(len(ops.shape(inputs)))
        if self.quantization_mode == "float8":
            outputs = float8.product(self, f"{x},{kernel}->{y}", inputs, self.kernel, training)
            return self.activation(self.biased(outputs))
        weight, dtype = self.few_bits["kernel"], self.compute_dtype
        outputs = weight.product(ops.cast(inputs, dtype), x, y, self.inputs_quantizer, dtype)
        if self.lora_enabled:
            new = next(letter for letter in string.ascii_letters if letter not in x + kernel + y)
            equation = f"{x},{kernel[:-1]}{new},{new}{kernel[-1]}->{y}"
            learned = ops.einsum(equation, inputs, *self.adapters())
            outputs = ops.add(outputs, ops.cast(self.lora_factor * learned, dtype))
        return self.activation(self.biased(outputs))
