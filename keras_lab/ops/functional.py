"""Functions of functions: choices between several, scans in parallel, one entry's function for all."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from typing import Any

from keras_lab import tree
from keras_lab.engine import P
from keras_lab.ops import core
from keras_lab.ops.dispatch import integral, op, tensor
from keras_lab.ops.shaping import broadcast_to, flip, moveaxis, reshape

Tensor = Any


@op
def switch(index: Any, branches: Sequence[Callable[..., Any]], *operands: Any) -> Any:
    """`branches[index](*operands)`; an index out of range is the nearest one in it.

    All branches give the same structure, shapes and dtypes.
    """
    if not branches:
        raise ValueError("switch: give at least one branch.")
    index = integral(index)

    def choose(first: int) -> Any:
        if first == len(branches) - 1:
            return branches[first](*operands)
        here = P.less_equal(index, tensor(first, P.dtype(index)))
        return core.cond(here, lambda: branches[first](*operands), lambda: choose(first + 1))

    return choose(0)


@op
def associative_scan(f: Callable[[Any, Any], Any], elems: Any, reverse: bool = False, axis: int = 0) -> Any:
    """Running combinations of the entries of an axis, in a number of steps that grows with its logarithm.

    Args:
        f: combines two nests of entries (whole stretches of them at once); `f(f(a, b), c)` must be
            `f(a, f(b, c))`.
        elems: a nest of tensors with the same size along `axis`.
        reverse: from the last entry to the first.

    Returns:
        A nest as `elems`: the first entry, the first two combined, the first three, …
    """

    def front(x: Any) -> Tensor:
        x = moveaxis(tensor(x), axis, 0)
        return flip(x, 0) if reverse else x

    def back(x: Tensor) -> Tensor:
        return moveaxis(flip(x, 0) if reverse else x, 0, axis)

    x = tree.map_structure(front, elems)
    size = P.shape(tree.flatten(x)[0])[0] or 1
    distance = 1
    while distance < size:
        x = _combined_at(f, x, distance)
        distance *= 2
    return tree.map_structure(back, x)


def _combined_at(f: Callable[[Any, Any], Any], x: Any, distance: int) -> Any:
    """Every entry combined with the one `distance` before it; the first ones stay."""
    earlier = tree.map_structure(lambda leaf: leaf[:-distance], x)
    later = tree.map_structure(lambda leaf: leaf[distance:], x)
    made = f(earlier, later)
    return tree.map_structure(lambda a, b: P.concatenate([a[:distance], tensor(b)], 0), x, made)


@op
def vectorized_map(function: Callable[[Any], Any], elements: Any) -> Any:
    """`function` of every entry of the first axis of a tensor (or nest of them), the results stacked."""
    return core.map(function, elements)


def vectorize(
    pyfunc: Callable[..., Any], *, excluded: Any = None, signature: str | None = None
) -> Callable[..., Any]:
    """Makes a function of scalars one of tensors, which broadcast.

    Args:
        excluded: places and names of arguments that are passed on as they are.
        signature: as NumPy writes it, `"(n),(n)->()"`: how many axes of each argument the function takes.
    """
    left_out = set(excluded or ())
    ranks = (
        [len([d for d in part.split(",") if d.strip()]) for part in _inputs(signature)] if signature else None
    )

    @functools.wraps(pyfunc)
    def call(*args: Any, **kwargs: Any) -> Any:
        places = [i for i in range(len(args)) if i not in left_out]
        inner = ranks or [0] * len(places)
        given = [tensor(args[i]) for i in places]
        split = [len(P.shape(x)) - n for x, n in zip(given, inner, strict=True)]
        leads = [P.shape(x)[:n] for x, n in zip(given, split, strict=True)]
        shape = _broadcast(leads)
        flat = [
            reshape(broadcast_to(x, (*shape, *P.shape(x)[n:])), (-1, *P.shape(x)[n:]))
            for x, n in zip(given, split, strict=True)
        ]

        def one(items: list[Any]) -> Any:
            filled = list(args)
            for i, item in zip(places, items, strict=True):
                filled[i] = item
            return pyfunc(*filled, **kwargs)

        made = core.map(one, flat)
        return tree.map_structure(lambda x: reshape(x, (*shape, *P.shape(x)[1:])), made)

    return op(call)


def _inputs(signature: str) -> list[str]:
    left, arrow, _ = signature.partition("->")
    if not arrow:
        raise ValueError(f"vectorize: a signature is '(n),(m)->(k)'. Received: {signature!r}")
    return [part.strip("() ") for part in left.split("),")]


def _broadcast(shapes: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    columns = itertools.zip_longest(*(reversed(shape) for shape in shapes), fillvalue=1)
    return tuple(None if None in column else max(column) for column in columns)[::-1]
