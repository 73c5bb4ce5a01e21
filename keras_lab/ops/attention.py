"""Attention as one op."""

from __future__ import annotations

import math
from typing import Any

from keras_lab.engine import P
from keras_lab.ops.activation import softmax
from keras_lab.ops.dispatch import logical, op, promoted_floats, tensor
from keras_lab.ops.logic import less_equal, where

Tensor = Any


@op
def dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    bias: Any = None,
    mask: Any = None,
    scale: float | None = None,
    is_causal: bool = False,
    flash_attention: bool | None = None,
    attn_logits_soft_cap: float | None = None,
) -> Tensor:
    """Values mixed in proportion to `softmax(query · key)` (Vaswani et al., 2017).

    Args:
        query: `(batch, queries, heads, size)`.
        key, value: `(batch, keys, key heads, size)`; the heads of queries are shared out evenly among them.
        bias: added to the scores `(batch, heads, queries, keys)`; broadcasts.
        mask: bool, in the shape of the scores: False where a key must not be seen.
        scale: of the scores, `1 / sqrt(size)` by default.
        is_causal: whether a query sees only keys up to its own place.
        flash_attention: has no effect; the engine decides.
        attn_logits_soft_cap: scores are bent by a tanh so as to stay below it.

    Returns:
        `(batch, queries, heads, size of values)`.

    Raises:
        ValueError: if an operand has not four axes, or heads cannot be shared out.
    """
    query, key, value = promoted_floats(query, key, value)
    for what, x in (("query", query), ("key", key), ("value", value)):
        if len(P.shape(x)) != 4:
            raise ValueError(f"dot_product_attention: {what} needs 4 axes. Received shape: {P.shape(x)}")
    key, value = _shared(key, query), _shared(value, query)
    size = P.shape(query)[-1] or 1
    scores = P.einsum("bqhd,bkhd->bhqk", query, key) * (1 / math.sqrt(size) if scale is None else scale)
    if attn_logits_soft_cap is not None:
        scores = P.tanh(scores / attn_logits_soft_cap) * attn_logits_soft_cap
    scores = scores if bias is None else scores + tensor(bias, P.dtype(scores))
    if mask is not None:
        scores = where(logical(mask), scores, _never(scores))
    scores = where(_causal(scores), scores, _never(scores)) if is_causal else scores
    return P.einsum("bhqk,bkhd->bqhd", softmax(scores), value)


def _shared(x: Tensor, query: Tensor) -> Tensor:
    """Each head of keys or values as often as there are queries' heads for it."""
    batch, places, heads, size = P.shape(x)
    wanted = P.shape(query)[2]
    if heads == wanted:
        return x
    if wanted % heads:
        raise ValueError(f"dot_product_attention: {wanted} heads of queries cannot share {heads} of keys.")
    x = P.broadcast_to(
        P.reshape(x, (batch, places, heads, 1, size)), (batch, places, heads, wanted // heads, size)
    )
    return P.reshape(x, (batch, places, wanted, size))


def _never(scores: Tensor) -> float:
    return -3e4 if P.dtype(scores) == "float16" else -1e30


def _causal(scores: Tensor) -> Tensor:
    queries, keys = P.shape(scores)[-2:]
    rows = P.arange(0, queries, 1, "int32")
    return less_equal(P.reshape(P.arange(0, keys, 1, "int32"), (1, -1)), P.reshape(rows, (-1, 1)))
