"""The layers every model needs: Dense, Embedding, Activation, Masking, Identity."""

from __future__ import annotations

import string
from typing import Any

from keras_lab import activations, constraints, initializers, ops, regularizers
from keras_lab.layers import checks
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer
from keras_lab.layers.lora import adapted
from keras_lab.layers.quantized import Form, Product, Quantizable


class Dense(Product):
    """`activation(inputs · kernel + bias)`: every output sees every input.

    Args:
        units: how many outputs.
        activation: name or function; default none.
        use_bias: whether a bias is added.
        **kwargs: see `Weighted` (initializers, regularizers, constraints) and `Layer`.

    Shapes:
        `(batch, …, inputs)` → `(batch, …, units)`. Weights: kernel `(inputs, units)`, bias `(units,)`.
    """

    supports_masking = True
    input_spec = InputSpec(min_ndim=2)

    def __init__(self, units: int, activation: Any = None, use_bias: bool = True, **kwargs: Any) -> None:
        super().__init__(activation=activation, use_bias=use_bias, **kwargs)
        self.units = checks.positive(self, "units", units)

    def build(self, input_shape: Any) -> None:
        size = checks.known_size(self, input_shape, -1)
        self.input_spec = InputSpec(min_ndim=2, axes={-1: size})
        if not self.made_quantized((size, self.units)):
            self.kernel = self.add_kernel((size, self.units))
        self.bias = self.add_bias((self.units,))

    def call(self, inputs: Any, training: Any = None) -> Any:
        return self.activation(self.biased(ops.matmul(inputs, self.kernel)))

    def letters(self, rank: int) -> tuple[str, str, str]:
        free = string.ascii_lowercase[: rank - 1]
        return f"{free}I", "IO", f"{free}O"

    def forms(self, shape: tuple[int, ...]) -> dict[str, Form]:
        return {"kernel": Form(shape, "IO", "O")}


class Embedding(Quantizable):
    """A vector for each of `input_dim` words: picks rows of a table.

    Args:
        input_dim: how many words there are; the inputs are ints from 0 to `input_dim - 1`.
        output_dim: the length of a word's vector.
        embeddings_initializer, embeddings_regularizer, embeddings_constraint: for the table.
        mask_zero: whether 0 is no word, but fills up sequences, and is masked in the layers that follow.
        weights: `[table]` to start from.
        input_length: the length of the sequences, if the layer comes first in a model and it is known.

    Shapes:
        `(batch, …)` of ints → `(batch, …, output_dim)`. Weight: embeddings `(input_dim, output_dim)`.
    """

    input_spec = InputSpec()
    adapted_name = "embeddings"
    embeddings = adapted()

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        weights: Any = None,
        input_length: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(weights=weights, input_length=input_length, **{"input_dtype": "int32", **kwargs})
        self.autocast = False  # word numbers would lose digits in a 16-bit float
        self.input_dim = checks.positive(self, "words (input_dim)", input_dim)
        self.output_dim = checks.positive(self, "outputs (output_dim)", output_dim)
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.mask_zero = mask_zero
        self.supports_masking = mask_zero

    def build(self, input_shape: Any = None) -> None:
        shape = (self.input_dim, self.output_dim)
        if self.made_quantized(shape):
            return
        self.embeddings = self.add_weight(
            shape,
            self.embeddings_initializer,
            name="embeddings",
            regularizer=self.embeddings_regularizer,
            constraint=self.embeddings_constraint,
        )

    def call(self, inputs: Any) -> Any:
        rows = ops.take(self.embeddings, ops.cast(inputs, "int32"), axis=0)
        return ops.cast(rows, self.compute_dtype)

    def forms(self, shape: tuple[int, ...]) -> dict[str, Form]:
        return {"embeddings": Form(shape, "WD", "W", group=-1)}

    def quantized_call(self, inputs: Any) -> Any:
        places = ops.cast(inputs, "int32")
        rows = self.few_bits["embeddings"].rows(places, self.compute_dtype)
        if self.lora_enabled:
            a, b = self.adapters()
            rows = ops.add(rows, self.lora_factor * ops.matmul(ops.take(a, places, axis=0), b))
        return ops.cast(rows, self.compute_dtype)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return ops.not_equal(inputs, 0) if self.mask_zero else None

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.pop("autocast", None)
        return {**config, "input_dim": self.input_dim}


class Activation(Layer):
    """Applies an activation function to each element (softmax: along the last axis).

    Args:
        activation: name or function.
    """

    supports_masking = True
    input_spec = InputSpec()

    def __init__(self, activation: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.activation = activations.get(activation)

    def call(self, inputs: Any) -> Any:
        return self.activation(inputs)


class Masking(Layer):
    """Masks the time steps of which all entries equal `mask_value`, and sets them to zero.

    Args:
        mask_value: the number that fills up sequences.

    Shapes:
        `(batch, time, features)` → the same; the mask is `(batch, time)`.
    """

    supports_masking = True
    input_spec = InputSpec(min_ndim=2)

    def __init__(self, mask_value: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mask_value = mask_value

    def call(self, inputs: Any) -> Any:
        counts = ops.any(ops.not_equal(inputs, self.mask_value), axis=-1, keepdims=True)
        return ops.multiply(inputs, ops.cast(counts, inputs.dtype))

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return ops.any(ops.not_equal(inputs, self.mask_value), axis=-1)


class Identity(Layer):
    """Returns its inputs, a tensor or a nest of them, unchanged."""

    supports_masking = True

    def call(self, inputs: Any) -> Any:
        return inputs
