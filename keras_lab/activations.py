"""Activation functions under the names that layers know them by.

An activation is any function from a tensor to a tensor of the same shape.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import configurable
from keras_lab.configurable import name_table
from keras_lab.legacy import accepts_old_words
from keras_lab.ops import activation as ops
from keras_lab.ops.activation import (
    celu,
    elu,
    glu,
    hard_shrink,
    hard_sigmoid,
    hard_silu,
    hard_tanh,
    leaky_relu,
    log_sigmoid,
    log_softmax,
    relu6,
    selu,
    sigmoid,
    silu,
    soft_shrink,
    softmax,
    softplus,
    softsign,
    sparse_plus,
    sparse_sigmoid,
    sparsemax,
    squareplus,
    tanh_shrink,
    threshold,
)
from keras_lab.ops.dispatch import floating, op, tensor
from keras_lab.ops.elementwise import clip, exp, minimum
from keras_lab.ops.elementwise import tanh as tanh
from keras_lab.ops.logic import where
from keras_lab.registry import custom_object_scope

Tensor = Any
Activation = Callable[[Any], Any]

swish = silu
hard_swish = hard_silu


@op
def linear(x: Any) -> Tensor:
    """`x` itself."""
    return tensor(x)


@accepts_old_words("activations.relu")
@op
def relu(
    x: Any, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0
) -> Tensor:
    """`max(x, 0)`, or with arguments a bent and capped line.

    Args:
        negative_slope: the slope below the threshold: `negative_slope * (x - threshold)`.
        max_value: the largest value there is; with it, the smallest above the threshold is 0.
        threshold: the line is `x` itself above it.
    """
    if not (negative_slope or threshold):
        x = ops.relu(x)
        return x if max_value is None else minimum(x, max_value)
    x = floating(x)
    above = where(x > threshold, x, 0.0)
    above = above if max_value is None else clip(above, 0.0, max_value)
    return above + minimum(x - threshold, 0.0) * negative_slope if negative_slope else above


@op
def gelu(x: Any, approximate: bool = False) -> Tensor:
    """`x` times the normal distribution function of `x` (Hendrycks & Gimpel, 2016)."""
    return ops.gelu(x, approximate)


@op
def exponential(x: Any) -> Tensor:
    """`exp(x)`."""
    return exp(x)


@op
def mish(x: Any) -> Tensor:
    """`x * tanh(softplus(x))` (Misra, 2019)."""
    x = floating(x)
    return x * tanh(softplus(x))


@op
def keras_2_hard_sigmoid(x: Any) -> Tensor:
    """`0.2 * x + 0.5` within 0 and 1: what Keras 1 and 2 called `hard_sigmoid`, kept for their files."""
    return clip(floating(x) * 0.2 + 0.5, 0.0, 1.0)


_TABLE = name_table(
    *(celu, elu, exponential, gelu, glu, hard_shrink, hard_sigmoid, hard_silu, hard_tanh, leaky_relu, linear),
    *(log_sigmoid, log_softmax, mish, relu, relu6, selu, sigmoid, silu, soft_shrink, softmax, softplus),
    *(softsign, sparse_plus, sparse_sigmoid, sparsemax, squareplus, tanh, tanh_shrink, threshold),
    keras_2_hard_sigmoid,
    swish=swish,
    hard_swish=hard_swish,
)


def get(identifier: Any) -> Activation:
    """The activation that is meant.

    Args:
        identifier: a name (`"relu"`), None (`linear`), a configuration, or any callable, a layer for example.

    Raises:
        ValueError: for an unknown name; the nearest one is suggested.
    """
    if isinstance(identifier, dict) and str(identifier.get("module")).endswith("layers"):
        from keras_lab.layers import lookup

        return lookup.get(identifier)
    return linear if identifier is None else configurable.resolve(identifier, _TABLE, "activation")


def serialize(activation: Activation) -> Any:
    """The activation's name, or the configuration of an object."""
    return configurable.serialize(activation)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Activation:
    """The activation that `serialize` made `config` of."""
    with custom_object_scope(custom_objects or {}):
        return get(config)
