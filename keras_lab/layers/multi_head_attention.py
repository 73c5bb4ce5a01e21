"""Attention with several heads, each with projections of its own.

Vaswani et al., "Attention is all you need", 2017 (arXiv:1706.03762); grouped queries: Ainslie et al., 2023
(arXiv:2305.13245).
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import reduce
from typing import Any

from keras_lab import constraints, initializers, ops, regularizers
from keras_lab.configurable import serialize
from keras_lab.layers import checks
from keras_lab.layers.activation_layers import Softmax
from keras_lab.layers.attention import causal_mask
from keras_lab.layers.einsum_dense import EinsumDense
from keras_lab.layers.layer import Layer
from keras_lab.ops import random


class Heads(Layer):
    """Base of MultiHeadAttention and GroupQueryAttention.

    Args:
        dropout: fraction of the attention weights that is dropped in training.
        use_bias: whether the projections have biases.
        kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, kernel_constraint,
            bias_constraint: for the weights of all projections.
        seed: for dropout.

    Call arguments: query `(batch, T, dim)`; value `(batch, S, dim)`; key, default the value; `query_mask`,
    `value_mask`, `key_mask`: which entries count, `(batch, T)` and `(batch, S)`; `attention_mask`
    `(batch, T, S)`: which values each query sees; `return_attention_scores`: whether the weights
    `(batch, heads, T, S)` are returned as well; `training`; `use_causal_mask`: whether a query sees only values
    at its own place and before.
    """

    supports_masking = True

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
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.dropout = checks.rate(self, "dropout", dropout, below=True)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.seed = seed
        self.seed_generator = None if seed is None else random.SeedGenerator(seed)

    def add_projection(
        self, name: str, shape: Sequence[int | None], made: Sequence[int], used: int = 1
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
            dtype=self.dtype_policy,
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
        self, query_mask: Any, value_mask: Any, key_mask: Any, attention_mask: Any, causal: Any
    ) -> Any:
        """Which values each query sees: one mask of all masks, or None."""
        parts = [
            None if query_mask is None else ops.expand_dims(query_mask, -1),
            *(None if mask is None else ops.expand_dims(mask, -2) for mask in (value_mask, key_mask)),
            attention_mask,
            causal,
        ]
        given = [ops.cast(part, "bool") for part in parts if part is not None]
        return reduce(ops.logical_and, given) if given else None

    def dropped(self, weights: Any, training: bool | None) -> Any:
        """The attention weights after dropout."""
        if not training or not self.dropout:
            return weights
        return random.dropout(weights, self.dropout, seed=self.seed_generator)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        return previous_mask


class MultiHeadAttention(Heads):
    """Attention of several heads, whose outputs are projected to one.

    Args:
        num_heads: how many heads.
        key_dim: the size of a head's query and key.
        value_dim: of its value; default `key_dim`.
        output_shape: the size (or sizes) of the output; default that of the query.
        attention_axes: along which axes a query looks; default all but the batch and the last one.
        **kwargs: see `Heads` and `Layer`.

    Shapes:
        query `(batch, T, dim)`, value `(batch, S, dim)` → `(batch, T, dim)`. Weights: kernel and bias of query,
        key, value and attention_output.
    """

    def __init__(
        self,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        dropout: float = 0.0,
        use_bias: bool = True,
        output_shape: int | Sequence[int] | None = None,
        attention_axes: int | Sequence[int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(dropout=dropout, use_bias=use_bias, **kwargs)
        self.num_heads = checks.positive(self, "heads (num_heads)", num_heads)
        self.key_dim = checks.positive(self, "entries of a key (key_dim)", key_dim)
        self.value_dim = (
            self.key_dim
            if value_dim is None
            else checks.positive(self, "entries of a value (value_dim)", value_dim)
        )
        self.output_sizes = (output_shape,) if isinstance(output_shape, int) else output_shape
        one = isinstance(attention_axes, int)
        self.attention_axes: Any = (attention_axes,) if one else attention_axes

    def build(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> None:
        key_shape = value_shape if key_shape is None else key_shape
        self.check_shapes(query_shape, value_shape, key_shape)
        heads = self.num_heads
        self.query_dense = self.add_projection("query", query_shape, (heads, self.key_dim))
        self.key_dense = self.add_projection("key", key_shape, (heads, self.key_dim))
        self.value_dense = self.add_projection("value", value_shape, (heads, self.value_dim))
        made = tuple(self.output_sizes or (checks.known_size(self, query_shape, -1),))
        joined = (*query_shape[:-1], heads, self.value_dim)
        self.output_dense = self.add_projection("attention_output", joined, made, used=2)
        count = len(self._axes(len(query_shape)))
        self._softmax = Softmax(axis=tuple(range(-count, 0)), dtype=self.dtype_policy)

    def _axes(self, rank: int) -> list[int]:
        axes = range(1, rank - 1) if self.attention_axes is None else self.attention_axes
        return [checks.axis_of(self, (None,) * rank, axis) for axis in axes]

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
        causal = causal_mask(ops.shape(query)[1], ops.shape(value)[1]) if use_causal_mask else None
        mask = self.allowed(query_mask, value_mask, key_mask, attention_mask, causal)
        rank = len(ops.shape(query))
        of_query, of_value, batch, ahead, source = self._letters(rank)
        q = ops.multiply(self.query_dense(query), self.key_dim**-0.5)
        scores = ops.einsum(f"{of_query}yz,{of_value}yz->{batch}y{ahead}{source}", q, self.key_dense(key))
        weights = self._softmax(scores, mask=self._for_heads(mask, len(ops.shape(scores)), len(batch)))
        heads = ops.einsum(
            f"{batch}y{ahead}{source},{of_value}yz->{of_query}yz",
            self.dropped(weights, training),
            self.value_dense(value),
        )
        outputs = self.output_dense(heads)
        return (outputs, weights) if return_attention_scores else outputs

    def _letters(self, rank: int) -> tuple[str, str, str, str, str]:
        """The axes of query and value; those in both, and those along which each is looked at."""
        looked = self._axes(rank)
        of_query, other = string.ascii_lowercase[: rank - 1], string.ascii_lowercase[rank - 1 :]
        of_value = "".join(other[i] if i in looked else letter for i, letter in enumerate(of_query))
        batch = "".join(letter for i, letter in enumerate(of_query) if i not in looked)
        ahead, source = ("".join(axes[i] for i in looked) for axes in (of_query, of_value))
        return of_query, of_value, batch, ahead, source

    def _for_heads(self, mask: Any, rank: int, place: int) -> Any:
        """The mask with an axis (or more) of one entry where the scores have their heads."""
        if mask is None or len(ops.shape(mask)) >= rank:
            return mask
        missing = rank - len(ops.shape(mask))
        return ops.expand_dims(mask, tuple(range(place + 1 - missing, place + 1)))

    def get_config(self) -> dict[str, Any]:
        sizes = self.output_sizes
        return {**super().get_config(), "output_shape": None if sizes is None else list(sizes)}


class GroupQueryAttention(Heads):
    """Attention in which several heads of the query share one head of key and value.

    Args:
        head_dim: the size of each head.
        num_query_heads: how many heads the query has: a multiple of `num_key_value_heads`.
        num_key_value_heads: how many heads key and value have.
        **kwargs: see `Heads` and `Layer`.

    Shapes:
        query `(batch, T, dim)`, value `(batch, S, dim)` → `(batch, T, dim)`. Weights: kernel and bias of query,
        key, value and attention_output.
    """

    def __init__(
        self,
        head_dim: int,
        num_query_heads: int,
        num_key_value_heads: int,
        dropout: float = 0.0,
        use_bias: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(dropout=dropout, use_bias=use_bias, **kwargs)
        self.head_dim = checks.positive(self, "entries of a head (head_dim)", head_dim)
        self.num_query_heads = checks.positive(self, "num_query_heads", num_query_heads)
        self.num_key_value_heads = checks.positive(self, "num_key_value_heads", num_key_value_heads)
        if self.num_query_heads % self.num_key_value_heads:
            raise ValueError(
                f"The {num_query_heads} query heads of the layer {self.name!r} cannot share "
                f"{num_key_value_heads} heads of key and value evenly."
            )

    def build(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> None:
        key_shape = value_shape if key_shape is None else key_shape
        self.check_shapes(query_shape, value_shape, key_shape)
        shared = (self.num_key_value_heads, self.head_dim)
        own = (self.num_query_heads, self.head_dim)
        self.query_dense = self.add_projection("query", query_shape, own)
        self.key_dense = self.add_projection("key", key_shape, shared)
        self.value_dense = self.add_projection("value", value_shape, shared)
        made = (checks.known_size(self, query_shape, -1),)
        self.output_dense = self.add_projection("attention_output", (*query_shape[:-1], *own), made, used=2)
        self._softmax = Softmax(dtype=self.dtype_policy)

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
        causal = causal_mask(ops.shape(query)[1], ops.shape(value)[1]) if use_causal_mask else None
        mask = self.allowed(query_mask, value_mask, key_mask, attention_mask, causal)
        if mask is not None and len(ops.shape(mask)) == 3:
            mask = ops.expand_dims(mask, 1)
        times = self.num_query_heads // self.num_key_value_heads
        k, v = (ops.repeat(x, times, axis=2) for x in (self.key_dense(key), self.value_dense(value)))
        q = ops.multiply(self.query_dense(query), self.head_dim**-0.5)
        weights = self._softmax(ops.einsum("btyz,bsyz->byts", q, k), mask=mask)
        heads = ops.einsum("byts,bsyz->btyz", self.dropped(weights, training), v)
        outputs = self.output_dense(heads)
        return (outputs, weights) if return_attention_scores else outputs
