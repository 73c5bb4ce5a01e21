"""Attention without weights for projections: Attention (Luong et al.) and AdditiveAttention (Bahdanau et al.)."""

from __future__ import annotations

from typing import Any

from keras_lab import ops
from keras_lab.layers import checks
from keras_lab.layers.call import tell_attention
from keras_lab.layers.layer import Layer
from keras_lab.ops import random
from keras_lab.variables import Variable


class Attention(Layer):
    """For each query the mean of the values, weighted by how well their keys match it.

    Luong et al., 2015 (arXiv:1508.04025).

    Args:
        use_scale: whether scores are multiplied with a learned number.
        score_mode: dot (query · key) or concat (a learned number times the sum of tanh(query + key)).
        dropout: fraction of the weights that is dropped in training.
        seed: for dropout.

    Shapes:
        A list `[query (batch, Tq, dim), value (batch, Tv, values)]` and perhaps `key (batch, Tv, dim)`, which
        is the value if not given → `(batch, Tq, values)`. There may be more axes after the batch; they stay apart.

    Call arguments: inputs; `mask`, a list of the masks of query `(batch, Tq)` and value `(batch, Tv)`;
    `return_attention_scores`: whether the weights `(batch, Tq, Tv)` are returned as well;
    `use_causal_mask`: whether a query sees only values at its own place and before.
    """

    supports_masking = True
    scale: Variable | None = None

    def __init__(
        self,
        use_scale: bool = False,
        score_mode: str = "dot",
        dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.use_scale = use_scale
        self.score_mode = checks.one_of(self, "score_mode", score_mode, ("dot", "concat"))
        self.dropout = checks.rate(self, "dropout", dropout, below=True)
        self.seed = seed
        if dropout:
            self.seed_generator = random.SeedGenerator(seed)

    def build(self, input_shape: Any) -> None:
        checks.several(self, input_shape, 2, 3)
        if self.use_scale:
            self.scale = self.add_weight((), "ones", name="scale")
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight((), "ones", name="concat_score_weight")

    def call(
        self,
        inputs: Any,
        mask: Any = None,
        training: bool = False,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:
        query, value, *rest = checks.several(self, inputs, 2, 3)
        of_query, of_value = _masks(self, mask)
        scores = self.scores(query, rest[0] if rest else value)
        seen = None if of_value is None else ops.expand_dims(ops.cast(of_value, "bool"), -2)
        if use_causal_mask:
            causal = causal_mask(*ops.shape(scores)[-2:])
            seen = causal if seen is None else ops.logical_and(seen, causal)
        if seen is not None:
            scores = ops.where(seen, scores, lowest(self.compute_dtype))
        weights = ops.softmax(scores, axis=-1)
        tell_attention(self, weights)
        if training and self.dropout:
            weights = random.dropout(weights, self.dropout, seed=self.seed_generator)
        outputs = ops.matmul(weights, value)
        if of_query is not None:
            outputs = ops.multiply(outputs, ops.cast(ops.expand_dims(of_query, -1), outputs.dtype))
        return (outputs, weights) if return_attention_scores else outputs

    def scores(self, query: Any, key: Any) -> Any:
        """How well each key `(batch, Tv, dim)` matches each query `(batch, Tq, dim)`: `(batch, Tq, Tv)`."""
        if self.score_mode == "dot":
            products = ops.matmul(query, ops.swapaxes(key, -2, -1))
            return products if self.scale is None else ops.multiply(products, self.scale)
        both = ops.add(ops.expand_dims(query, -2), ops.expand_dims(key, -3))
        both = both if self.scale is None else ops.multiply(both, self.scale)
        return ops.multiply(self.concat_score_weight, ops.sum(ops.tanh(both), axis=-1))

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return _masks(self, mask)[0]


class AdditiveAttention(Attention):
    """As `Attention`, with scores that are sums of `scale · tanh(query + key)`.

    Bahdanau et al., 2014 (arXiv:1409.0473).

    Args:
        use_scale: whether the terms are multiplied with a learned vector.
        dropout: fraction of the weights that is dropped in training.
        **kwargs: see `Attention` and `Layer`.
    """

    def __init__(self, use_scale: bool = True, dropout: float = 0.0, **kwargs: Any) -> None:
        super().__init__(use_scale=use_scale, dropout=dropout, **kwargs)

    def build(self, input_shape: Any) -> None:
        shapes = checks.several(self, input_shape, 2, 3)
        if self.use_scale:
            self.scale = self.add_weight((checks.known_size(self, shapes[0], -1),), name="scale")

    def scores(self, query: Any, key: Any) -> Any:
        terms = ops.tanh(ops.add(ops.expand_dims(query, -2), ops.expand_dims(key, -3)))
        return ops.sum(terms if self.scale is None else ops.multiply(terms, self.scale), axis=-1)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.pop("score_mode")
        return config


def _masks(layer: Layer, mask: Any) -> tuple[Any, Any]:
    """The masks of query and value."""
    if mask is None:
        return None, None
    if not isinstance(mask, (list, tuple)) or len(mask) not in (2, 3):
        raise ValueError(f"The layer {layer.name!r} takes as mask a list [query_mask, value_mask].")
    return mask[0], mask[1]


def causal_mask(queries: int | None, values: int | None) -> Any:
    """`(1, queries, values)`: True where the value is not after the query."""
    return ops.greater_equal(ops.expand_dims(_places(queries), 2), ops.expand_dims(_places(values), 1))


def _places(count: int | None) -> Any:
    """`(1, count)`: 1, 2, 3, …; the count may be unknown."""
    return ops.cumsum(ops.broadcast_to(ops.ones((1, 1), "int32"), (1, count)), axis=1)


def lowest(dtype: str) -> float:
    """A number so low that softmax makes 0 of it."""
    return -3e4 if dtype == "float16" else -1e9
