"""Products of vectors, matrices and tensors."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

from keras_lab.engine import P
from keras_lab.ops.dispatch import NUMBERS, dtype_of, op, promoted, tensor

Tensor = Any


@op
def matmul(x1: Any, x2: Any) -> Tensor:
    """`x1 @ x2`; leading axes broadcast, a vector is a row on the left and a column on the right.

    Sums of products of int8 are int32.

    Raises:
        ValueError: if the inner sizes differ.
    """
    return _matmul(*_factors(x1, x2))


def _matmul(x1: Tensor, x2: Tensor) -> Tensor:
    left, right = P.shape(x1), P.shape(x2)
    if not left or not right:
        raise ValueError(f"matmul: both operands need at least one axis. Received shapes: {left} and {right}")
    if len(left) > 1 and len(right) > 1:
        return P.matmul(x1, x2)
    x1 = P.reshape(x1, (1, *left)) if len(left) == 1 else x1
    x2 = P.reshape(x2, (*right, 1)) if len(right) == 1 else x2
    return _without_added(P.matmul(x1, x2), len(left) == 1, len(right) == 1)


def _factors(*operands: Any) -> list[Tensor]:
    """The operands of one dtype, in which there is room for sums of products of int8."""
    given = [x if isinstance(x, NUMBERS) else tensor(x) for x in operands]
    small = all(dtype_of(x) == "int8" for x in given)
    return [P.cast(x, "int32") if small else x for x in promoted(*given)]


def _without_added(product: Tensor, row: bool, column: bool) -> Tensor:
    shape = P.shape(product)
    kept = shape[:-2] + (() if row else shape[-2:-1]) + (() if column else shape[-1:])
    return P.reshape(product, kept)


@op
def dot(x1: Any, x2: Any) -> Tensor:
    """The last axis of `x1` with the second to last (or only) one of `x2`; scalars multiply."""
    x1, x2 = promoted(x1, x2)
    if not P.shape(x1) or not P.shape(x2):
        return P.multiply(x1, x2)
    if len(P.shape(x2)) <= 2:
        return _matmul(x1, x2)
    return tensordot(x1, x2, axes=([-1], [-2]))


@op
def inner(x1: Any, x2: Any) -> Tensor:
    """The sum of products along the last axes."""
    x1, x2 = promoted(x1, x2)
    if not P.shape(x1) or not P.shape(x2):
        return P.multiply(x1, x2)
    return tensordot(x1, x2, axes=([-1], [-1]))


@op
def outer(x1: Any, x2: Any) -> Tensor:
    """Every element of `x1` (rows) times every element of `x2` (columns)."""
    x1, x2 = promoted(x1, x2)
    return P.multiply(P.reshape(x1, (-1, 1)), P.reshape(x2, (1, -1)))


@op
def tensordot(x1: Any, x2: Any, axes: int | Sequence[Any] = 2) -> Tensor:
    """The sum of products along pairs of axes.

    Args:
        axes: how many of the last axes of `x1` go with the first of `x2`, or two lists of axes.
    """
    x1, x2 = promoted(x1, x2)
    m, n = len(P.shape(x1)), len(P.shape(x2))
    if isinstance(axes, int):
        first, second = list(range(m - axes, m)), list(range(axes))
    else:
        first, second = (
            [a % r for a in ([p] if isinstance(p, int) else p)] for p, r in zip(axes, (m, n), strict=True)
        )
    letters = iter(string.ascii_letters)
    left = [next(letters) for _ in range(m)]
    right = [left[first[second.index(i)]] if i in second else next(letters) for i in range(n)]
    kept = [c for i, c in enumerate(left) if i not in first] + [
        c for i, c in enumerate(right) if i not in second
    ]
    return P.einsum(f"{''.join(left)},{''.join(right)}->{''.join(kept)}", x1, x2)


@op
def einsum(subscripts: str, *operands: Any) -> Tensor:
    """Sums of products in Einstein's notation: `einsum("bij,bjk->bik", x, y)` is a batch of matrix products.

    Args:
        subscripts: a letter for each axis of each operand; the result's after `->` (by default those that
            occur once, in the order of the alphabet). `...` stands for any axes more.

    Sums of products of int8 are int32.
    """
    xs = _factors(*operands)
    return P.einsum(_explicit(subscripts.replace(" ", ""), [len(P.shape(x)) for x in xs]), *xs)


def _explicit(subscripts: str, ranks: list[int]) -> str:
    """The equation with its output written out and letters in the place of `...`."""
    inputs, arrow, output = subscripts.partition("->")
    terms = inputs.split(",")
    if not arrow:
        once = sorted(c for c in set(inputs) if c.isalpha() and inputs.count(c) == 1)
        output = ("..." if "..." in inputs else "") + "".join(once)
    if "..." not in inputs:
        return f"{inputs}->{output}"
    unused = "".join(c for c in string.ascii_letters if c not in inputs)
    extra = [rank - len(term.replace("...", "")) for term, rank in zip(terms, ranks, strict=True)]
    widest = max(extra)
    spelled = [
        t.replace("...", unused[widest - n : widest] if n else "") for t, n in zip(terms, extra, strict=True)
    ]
    return f"{','.join(spelled)}->{output.replace('...', unused[:widest])}"
