"""What layers that compute `activation(inputs · kernel + bias)` have in common."""

from __future__ import annotations

from typing import Any

from keras_lab import activations, constraints, initializers, ops, regularizers
from keras_lab.layers.layer import Layer
from keras_lab.variables import Variable


class Weighted(Layer):
    """Base of layers with a kernel, perhaps a bias, and an activation.

    Args:
        activation: name or function applied to the outputs; None: they stay as they are.
        use_bias: whether a bias is added.
        kernel_initializer, bias_initializer: how the weights are drawn.
        kernel_regularizer, bias_regularizer: penalties on the weights, added to the loss.
        kernel_constraint, bias_constraint: projections of the weights after each update.
    """

    bias: Variable | None = None

    def __init__(
        self,
        *,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "activation" and value is None:  # a trained model's last activation is taken off so
            value = activations.get(None)
        super().__setattr__(name, value)

    def add_kernel(self, shape: tuple[int, ...], initializer: Any = None) -> Variable:
        """The weight `kernel`, made as the constructor was told unless an initializer is given."""
        return self.add_weight(
            shape,
            initializer or self.kernel_initializer,
            name="kernel",
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )

    def add_bias(self, shape: tuple[int, ...], initializer: Any = None) -> Variable | None:
        """The weight `bias`, or None if there is to be none."""
        if not self.use_bias:
            return None
        return self.add_weight(
            shape,
            initializer or self.bias_initializer,
            name="bias",
            regularizer=self.bias_regularizer,
            constraint=self.bias_constraint,
        )

    def biased(self, outputs: Any) -> Any:
        """`outputs` with the bias added along the last axis."""
        return outputs if self.bias is None else ops.add(outputs, self.bias)
