"""Products of floats of 8 bits, with scales that follow the greatest sizes of the last steps.

Micikevicius et al., "FP8 formats for deep learning", 2022 (arXiv:2209.05433).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import ops
from keras_lab.dtype_policies import QuantizedFloat8DTypePolicy
from keras_lab.layers.layer import Layer
from keras_lab.quantizers import compute_float8_amax_history, compute_float8_scale, quantize_and_dequantize
from keras_lab.quantizers.functions import FLOAT8_MAX

Tensor = Any
#: More digits for values, more range for gradients.
_DIGITS, _RANGE = "float8_e4m3fn", "float8_e5m2"


def make(layer: Layer) -> None:
    """Makes a scale and a history for each of inputs, kernel and gradients, as attributes of the layer."""
    default = QuantizedFloat8DTypePolicy.default_amax_history_length
    length = getattr(layer.dtype_policy, "amax_history_length", default)
    for part in ("inputs", "kernel", "outputs_grad"):
        for name, shape, initial in (("scale", (), "ones"), ("amax_history", (length,), "zeros")):
            variable = layer.add_weight(
                shape, initial, "float32", autocast=False, overwrite_with_gradient=True, name=f"{part}_{name}"
            )
            setattr(layer, f"{part}_{name}", variable)


def product(layer: Any, equation: str, x: Tensor, kernel: Tensor, training: Any) -> Tensor:
    """`einsum(equation, x, kernel)` with both rounded to 8 bits; the gradient of the outputs is rounded likewise."""
    dtype = layer.compute_dtype
    x, kernel = (
        _rounded(
            value, getattr(layer, f"{part}_scale"), getattr(layer, f"{part}_amax_history"), dtype, training
        )
        for part, value in (("inputs", x), ("kernel", kernel))
    )
    outputs = ops.einsum(equation, x, kernel)
    return _with_rounded_gradient(outputs, layer.outputs_grad_scale, layer.outputs_grad_amax_history, dtype)


def _next(x: Tensor, scale: Tensor, history: Tensor, dtype: str) -> tuple[Tensor, Tensor]:
    """The scale and the history after a step with `x`."""
    scale = compute_float8_scale(ops.max(history, axis=0), scale, FLOAT8_MAX[dtype])
    return scale, compute_float8_amax_history(x, history)


def _rounded(x: Tensor, scale: Any, history: Any, dtype: str, training: Any) -> Tensor:
    @ops.custom_gradient
    def rounded(x: Tensor, scale: Tensor, history: Tensor) -> tuple[Tensor, Callable[..., Any]]:
        after = _next(x, scale, history, _DIGITS) if training else (scale, history)
        return quantize_and_dequantize(x, scale, _DIGITS, dtype), lambda upstream: (upstream, *after)

    return rounded(x, scale, history)


def _with_rounded_gradient(x: Tensor, scale: Any, history: Any, dtype: str) -> Tensor:
    @ops.custom_gradient
    def unchanged(x: Tensor, scale: Tensor, history: Tensor) -> tuple[Tensor, Callable[..., Any]]:
        def gradient(upstream: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            rounded = quantize_and_dequantize(upstream, scale, _RANGE, dtype)
            return rounded, *_next(upstream, scale, history, _RANGE)

        return ops.add(x, 0), gradient

    return unchanged(x, scale, history)
