"""Layers of Keras 1 that later versions dropped, with the names of arguments they had."""

from __future__ import annotations

from typing import Any

from keras_lab import activations, constraints, initializers, ops, regularizers
from keras_lab.layers import checks
from keras_lab.layers.convolution import Conv1D, Conv2D
from keras_lab.layers.core import Dense
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer
from keras_lab.variables import Variable


class AtrousConvolution1D(Conv1D):
    """Keras 1's name of `Conv1D`, which it makes, with `atrous_rate` for `dilation_rate`."""

    modern_class = Conv1D


class AtrousConvolution2D(Conv2D):
    """Keras 1's name of `Conv2D`, which it makes, with `atrous_rate` for `dilation_rate`."""

    modern_class = Conv2D


AtrousConv1D = AtrousConvolution1D
AtrousConv2D = AtrousConvolution2D


class TimeDistributedDense(Dense):
    """Keras 1's name of `Dense` for sequences, which it makes: that treats every step by itself anyway."""

    modern_class = Dense


class OldDense(Layer):
    """Base of Highway and MaxoutDense.

    Args:
        init: how the kernels are drawn.
        W_regularizer, b_regularizer, W_constraint, b_constraint: for kernel and bias.
        bias: whether a bias is added.
        input_dim: the size of the input, if the layer comes first in a model.
    """

    input_spec = InputSpec(ndim=2)

    def __init__(
        self,
        *,
        init: Any = "glorot_uniform",
        weights: Any = None,
        W_regularizer: Any = None,
        b_regularizer: Any = None,
        activity_regularizer: Any = None,
        W_constraint: Any = None,
        b_constraint: Any = None,
        bias: bool = True,
        input_dim: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            weights=weights, activity_regularizer=activity_regularizer, input_dim=input_dim, **kwargs
        )
        self.init = initializers.get(init)
        self.W_regularizer = regularizers.get(W_regularizer)
        self.b_regularizer = regularizers.get(b_regularizer)
        self.W_constraint = constraints.get(W_constraint)
        self.b_constraint = constraints.get(b_constraint)
        self.bias = bias

    def add_kernel(self, shape: tuple[int, ...], name: str = "W") -> Variable:
        """A kernel; regularizer and constraint are for the one called W."""
        own = (self.W_regularizer, self.W_constraint) if name == "W" else (None, None)
        return self.add_weight(shape, self.init, name=name, regularizer=own[0], constraint=own[1])

    def add_bias(self, shape: tuple[int, ...]) -> Variable | None:
        """The bias, or None if there is to be none."""
        if not self.bias:
            return None
        return self.add_weight(
            shape, "zeros", name="b", regularizer=self.b_regularizer, constraint=self.b_constraint
        )


class Highway(OldDense):
    """Mixes `activation(x · W + b)` and `x` itself by a learned gate (Srivastava et al., 2015).

    Args:
        activation: name or function; default none.
        **kwargs: see `OldDense` and `Layer`.

    Shapes:
        `(batch, features)` → the same. Weights: W, W_carry `(features, features)`, b, b_carry `(features,)`.
    """

    def __init__(self, init: Any = "glorot_uniform", activation: Any = None, **kwargs: Any) -> None:
        super().__init__(init=init, **kwargs)
        self.activation = activations.get(activation)

    def build(self, input_shape: Any) -> None:
        size = checks.known_size(self, input_shape, -1)
        self.W = self.add_kernel((size, size))
        self.W_carry = self.add_kernel((size, size), "W_carry")
        self.b = self.add_bias((size,))
        self.b_carry = self.add_weight((size,), "ones", name="b_carry") if self.bias else None

    def call(self, x: Any) -> Any:
        made, gate = ops.matmul(x, self.W), ops.matmul(x, self.W_carry)
        if self.b is not None:
            made, gate = ops.add(made, self.b), ops.add(gate, self.b_carry)
        gate = ops.sigmoid(gate)
        return ops.add(ops.multiply(gate, self.activation(made)), ops.multiply(ops.subtract(1, gate), x))


class MaxoutDense(OldDense):
    """The largest of `nb_feature` dense layers, entry by entry (Goodfellow et al., 2013, arXiv:1302.4389).

    Args:
        output_dim: how many outputs.
        nb_feature: how many dense layers.
        **kwargs: see `OldDense` and `Layer`.

    Shapes:
        `(batch, features)` → `(batch, output_dim)`. Weights: W `(nb_feature, features, output_dim)`, b
        `(nb_feature, output_dim)`.
    """

    def __init__(
        self, output_dim: int, nb_feature: int = 4, init: Any = "glorot_uniform", **kwargs: Any
    ) -> None:
        super().__init__(init=init, **kwargs)
        self.output_dim = checks.positive(self, "outputs (output_dim)", output_dim)
        self.nb_feature = checks.positive(self, "dense layers (nb_feature)", nb_feature)

    def build(self, input_shape: Any) -> None:
        size = checks.known_size(self, input_shape, -1)
        self.W = self.add_kernel((self.nb_feature, size, self.output_dim))
        self.b = self.add_bias((self.nb_feature, self.output_dim))

    def call(self, x: Any) -> Any:
        each = ops.einsum("bi,fio->bfo", x, self.W)
        return ops.max(each if self.b is None else ops.add(each, self.b), axis=1)
