"""What the layers of attention with several heads have in common."""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import reduce
from typing import Any

from keras_lab import constraints, initializers, ops, regularizers
from keras_lab.configurable import serialize
from keras_lab.layers import checks, symbolic_call
from keras_lab.layers.activation_layers import Softmax
from keras_lab.layers.attention import causal_mask
from keras_lab.layers.call import tell_attention
from keras_lab.layers.einsum_dense import EinsumDense
from keras_lab.layers.layer import Layer
from keras_lab.layers.regularization import Dropout


class Heads(Layer):
    """Base of MultiHeadAttention and GroupQueryAttention.

    Args:
        dropout: fraction of the attention weights that is dropped in training.
        use_bias: whether the projections have biases.
        kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, kernel_constraint,
            bias_constraint: for the weights of all projections.
        sliding_window: a query sees only values less than this many places away; default all.
        flash_attention: kept for Keras's sake; it goes neither with dropout nor with returned scores.
        use_gate: whether the heads' outputs are multiplied with a sigmoid of a projection of the query.
        seed: for dropout.

    Call arguments: query `(batch, T, dim)`; value `(batch, S, dim)`; key, default the value; `query_mask`,
    `value_mask`, `key_mask`: which entries count, `(batch, T)` and `(batch, S)`; `attention_mask`
    `(batch, T, S)`: which values each query sees; `return_attention_scores`: whether the weights
    `(batch, heads, T, S)` are returned as well; `training`; `use_causal_mask`: whether a query sees only values
    at its own place and before.
    """

    supports_masking = True
    _output_dense: EinsumDense

    def __init__(
        self,
        *,
        dropout: float = 0.0,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        sliding_window: int | None = None,
        flash_attention: bool | None = None,
        use_gate: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.sliding_window = (
            None
            if sliding_window is None
            else checks.positive(self, "places (sliding_window)", sliding_window)
        )
        self._flash_attention = flash_attention
        self.use_gate = use_gate
        self.dropout = checks.rate(self, "dropout", dropout, below=True)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.seed = seed
        if flash_attention and dropout:
            raise ValueError(
                f"The layer {self.name!r}: Dropout is not supported when flash attention is enabled."
            )

    def add_projections(self, shapes: Sequence[Any], made: Sequence[Any]) -> None:
        """Makes the projections of query, key and value to axes of the sizes `made`, and the gate."""
        query, key, value = shapes
        self._query_dense = self.add_projection("query", query, made[0])
        self._key_dense = self.add_projection("key", key, made[1])
        if self.use_gate:
            gate = (made[0][0], made[2][1])
            self._gate_dense = self.add_projection("gate", query, gate, activation="sigmoid")
        self._value_dense = self.add_projection("value", value, made[2])

    def add_attention(self, axes: tuple[int, ...]) -> None:
        """Makes what turns scores into weights, along the last `axes`."""
        self._softmax = Softmax(axis=axes, dtype=self.dtype_policy)
        self._dropout_layer = Dropout(self.dropout, dtype=self.dtype_policy, seed=self.seed)

    def add_projection(
        self,
        name: str,
        shape: Sequence[int | None],
        made: Sequence[int],
        used: int = 1,
        activation: str | None = None,
    ) -> Any:
        """A built dense layer from the last `used` axes of an input of `shape` to axes of the sizes `made`."""
        free = iter(string.ascii_lowercase)
        kept, summed, new = (
            "".join(next(free) for _ in range(count)) for count in (len(shape) - used, used, len(made))
        )
        weights = ("initializer", "regularizer", "constraint")
        layer = EinsumDense(
            f"{kept}{summed},{summed}{new}->{kept}{new}",
            (*(None for _ in kept[1:]), *made),
            bias_axes=new if self.use_bias else None,
            name=name,
            activation=activation,
            dtype=self.dtype_policy,
            activity_regularizer=self.activity_regularizer,
            **{
                f"{w}_{what}": serialize(getattr(self, f"{w}_{what}"))
                for w in ("kernel", "bias")
                for what in weights
            },
        )
        layer.build(tuple(shape))
        return layer

    def check_shapes(self, query: Any, value: Any, key: Any) -> None:
        """Refuses inputs that do not go together."""
        rank = len(checks.one_shape(self, query))
        if rank < 3 or len(value) != rank or len(key) != rank or value[1:-1] != key[1:-1]:
            raise ValueError(
                f"The layer {self.name!r} takes query, value and key of as many axes, at least 3, and value and "
                f"key of equal length. Received shapes: query {query}, value {value}, key {key}."
            )

    def allowed(
        self, places: tuple[Any, Any], masks: Sequence[Any], attention_mask: Any, use_causal_mask: bool
    ) -> Any:
        """Which values each query sees: one mask of all masks, or None.

        Args:
            places: how many places query and value have.
            masks: of query, value and key.
            attention_mask, use_causal_mask: as the layer was called with.
        """
        of_query, *of_values = masks
        parts = [
            None if of_query is None else ops.expand_dims(of_query, -1),
            *(None if mask is None else ops.expand_dims(mask, -2) for mask in of_values),
            attention_mask,
            causal_mask(*places) if use_causal_mask else None,
            None if self.sliding_window is None else _near(*places, self.sliding_window),
        ]
        given = [ops.cast(part, "bool") for part in parts if part is not None]
        return reduce(ops.logical_and, given) if given else None

    def call(
        self,
        query: Any,
        value: Any,
        key: Any = None,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool | None = None,
        use_causal_mask: bool = False,
    ) -> Any:
        key = value if key is None else key
        if return_attention_scores and self._flash_attention:
            raise ValueError(
                f"The layer {self.name!r}: Returning attention scores is not supported when flash attention is "
                "enabled."
            )
        places = ops.shape(query)[1], ops.shape(value)[1]
        mask = self.allowed(places, (query_mask, value_mask, key_mask), attention_mask, use_causal_mask)
        projections = self._query_dense(query), self._key_dense(key), self._value_dense(value)
        heads, weights = self.attend(*projections, mask, training, return_attention_scores)
        tell_attention(self, weights)
        if self.use_gate:
            heads = ops.multiply(heads, self._gate_dense(query))
        outputs = self._output_dense(heads)
        return (outputs, weights) if return_attention_scores else outputs

    def attend(self, query: Any, key: Any, value: Any, mask: Any, training: Any, scores: bool) -> Any:
        """The heads' outputs and the attention weights, from the projections."""
        raise NotImplementedError(f"{type(self).__name__} does not define attend().")

    def compute_output_shape(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> Any:
        """The shape of the output, without scores."""
        return symbolic_call.output_shape(self, (query_shape, value_shape, key_shape or value_shape), {})

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        return previous_mask

    @property
    def query_dense(self) -> EinsumDense:
        """The projection of the query."""
        return self._query_dense

    @property
    def key_dense(self) -> EinsumDense:
        """The projection of the key."""
        return self._key_dense

    @property
    def value_dense(self) -> EinsumDense:
        """The projection of the value."""
        return self._value_dense

    @property
    def output_dense(self) -> EinsumDense:
        """The projection of the heads' outputs."""
        return self._output_dense


def _near(query_places: int, value_places: int, window: int) -> Any:
    """True where query and value are less than `window` places apart: `(1, T, S)`."""
    apart = ops.expand_dims(ops.arange(query_places), 1) - ops.expand_dims(ops.arange(value_places), 0)
    return ops.expand_dims(ops.less(ops.abs(apart), window), 0)
