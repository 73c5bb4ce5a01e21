"""TensorFlow: sums of products of two tensors as one product of matrices.

`tf.einsum` does the same inside, but its gradients are sums of products again, which transpose everything anew:
attention took a quarter longer with it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from keras_lab.engine.tensorflow.sizes import shape, sizes

Tensor = Any


@functools.cache
def planned(equation: str) -> Callable[[Tensor, Tensor], Tensor] | None:
    """The product for an equation `ab…,cd…->ef…`; None if it is none: an axis is met twice in a term, or summed
    over in one operand only."""
    terms, _, result = equation.partition("->")
    left, _, right = terms.partition(",")
    one_sided = (set(left) ^ set(right)) - set(result)
    twice = any(len(set(term)) < len(term) for term in (left, right, result))
    if not right or "," in right or one_sided or twice:
        return None
    return functools.partial(_product, left, right, result)


def _product(left: str, right: str, result: str, x: Tensor, y: Tensor) -> Tensor:
    batch = [letter for letter in result if letter in left and letter in right]
    inner = [letter for letter in left if letter in right and letter not in result]
    rows = [letter for letter in result if letter not in right]
    columns = [letter for letter in result if letter not in left]
    size, others = dict(zip(left, shape(x), strict=True)), dict(zip(right, shape(y), strict=True))
    if any(size[letter] != n for letter, n in others.items() if letter in size):  # 1 stands for any number
        return tf.einsum(f"{left},{right}->{result}", x, y)
    size |= others
    x = _matrices(x, left, (batch, rows, inner), size)
    flipped = right.endswith("".join(inner)) and bool(inner) and not right.startswith("".join(inner))
    y = _matrices(y, right, (batch, columns, inner) if flipped else (batch, inner, columns), size)
    product = tf.matmul(x, y, transpose_b=flipped)
    made = [*batch, *rows, *columns]
    product = tf.reshape(product, sizes([size[letter] for letter in made]))
    return _transposed(product, [made.index(letter) for letter in result])


def _matrices(x: Tensor, term: str, groups: tuple[Sequence[str], ...], size: dict[str, Any]) -> Tensor:
    """The axes put in the order of the groups, each of which becomes one axis; no axis for an empty batch."""
    x = _transposed(x, [term.index(letter) for group in groups for letter in group])
    kept = groups if groups[0] else groups[1:]
    return tf.reshape(x, sizes([math.prod(size[letter] for letter in group) for group in kept]))


def _transposed(x: Tensor, order: list[int]) -> Tensor:
    return x if order == sorted(order) else tf.transpose(x, order)
