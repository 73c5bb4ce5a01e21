"""Attention with several heads, each with projections of its own.

Vaswani et al., "Attention is all you need", 2017 (arXiv:1706.03762); grouped queries: Ainslie et al., 2023
(arXiv:2305.13245).
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

from keras_lab import ops
from keras_lab.layers import checks
from keras_lab.layers.attention_heads import Heads


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
        if self.output_sizes is not None and not isinstance(self.output_sizes, (list, tuple)):
            raise ValueError(
                f"Invalid `output_shape` of the layer {self.name!r}: {output_shape}. It is an int or several."
            )
        one = isinstance(attention_axes, int)
        self.attention_axes: Any = (attention_axes,) if one else attention_axes

    def build(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> None:
        key_shape = value_shape if key_shape is None else key_shape
        self.check_shapes(query_shape, value_shape, key_shape)
        to_key, to_value = (self.num_heads, self.key_dim), (self.num_heads, self.value_dim)
        self.add_projections((query_shape, key_shape, value_shape), (to_key, to_key, to_value))
        self.add_attention(tuple(range(-len(self._axes(len(query_shape))), 0)))
        made = tuple(self.output_sizes or (checks.known_size(self, query_shape, -1),))
        self._output_dense = self.add_projection(
            "attention_output", (*query_shape[:-1], *to_value), made, used=2
        )

    def _axes(self, rank: int) -> list[int]:
        axes = range(1, rank - 1) if self.attention_axes is None else self.attention_axes
        return [checks.axis_of(self, (None,) * rank, axis) for axis in axes]

    def attend(self, query: Any, key: Any, value: Any, mask: Any, training: Any, scores: bool) -> Any:
        return self._compute_attention(query, key, value, mask, training, scores)

    def _compute_attention(
        self,
        query: Any,
        key: Any,
        value: Any,
        attention_mask: Any = None,
        training: bool | None = None,
        return_attention_scores: bool = False,
    ) -> tuple[Any, Any]:
        """The heads' outputs and the weights, from projections `(batch, …, heads, dim)`; may be overridden."""
        of_query, of_value, batch, ahead, source = self._letters(len(ops.shape(query)) - 1)
        query = ops.multiply(query, self.key_dim**-0.5)
        scores = ops.einsum(f"{of_query}yz,{of_value}yz->{batch}y{ahead}{source}", query, key)
        mask = self._for_heads(attention_mask, len(ops.shape(scores)), len(batch))
        weights = self._softmax(scores, mask=mask)
        heads = ops.einsum(
            f"{batch}y{ahead}{source},{of_value}yz->{of_query}yz",
            self._dropout_layer(weights, training=training),
            value,
        )
        return heads, weights

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
        self.num_repeats = self.num_query_heads // self.num_key_value_heads
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
        self.add_projections((query_shape, key_shape, value_shape), (own, shared, shared))
        self.add_attention((-1,))
        made = (checks.known_size(self, query_shape, -1),)
        self._output_dense = self.add_projection("attention_output", (*query_shape[:-1], *own), made, used=2)

    def attend(self, query: Any, key: Any, value: Any, mask: Any, training: Any, scores: bool) -> Any:
        key, value = (ops.repeat(x, self.num_repeats, axis=2) for x in (key, value))
        return self._compute_attention(query, key, value, mask, training)

    def _compute_attention(
        self, query: Any, key: Any, value: Any, attention_mask: Any = None, training: bool | None = None
    ) -> tuple[Any, Any]:
        """The heads' outputs and the weights, from projections `(batch, T, heads, dim)`; may be overridden."""
        if attention_mask is not None and len(ops.shape(attention_mask)) == 3:
            attention_mask = ops.expand_dims(attention_mask, 1)
        scores = ops.einsum("btyz,bsyz->byts", ops.multiply(query, self.head_dim**-0.5), key)
        weights = self._softmax(scores, mask=attention_mask)
        dropped = self._dropout_layer(weights, training=training)
        return ops.einsum("byts,bsyz->btyz", dropped, value), weights
