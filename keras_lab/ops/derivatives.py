"""Derivatives of functions of tensors: gradients of one's own, directional derivatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import tree
from keras_lab.engine import P
from keras_lab.ops.dispatch import floating, op, tensor

Tensor = Any


def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """Makes a function whose gradient is given with its result.

    Args:
        f: `f(*tensors) -> (result, gradient)`, where `gradient(upstream)` (also as `gradient(upstream=…)`, after
            any positional arguments) gives the gradients of the tensors.
    """

    def call(*xs: Any) -> Any:
        return P.custom_gradient(f)(*(tensor(x) for x in xs))

    return op(call)


@op
def jvp(fun: Callable[..., Any], primals: Any, tangents: Any, has_aux: bool = False) -> Any:
    """The result of `fun(*primals)`, and how it changes if `primals` move in the direction `tangents`.

    Forward mode from twice going back: the gradient `Jᵀu` is linear in `u`, and its own derivative along
    `tangents` is `J · tangents`.

    Args:
        primals, tangents: lists of float tensors of the same shapes.
        has_aux: whether `fun` returns a pair, of which the second is only passed on.

    Returns:
        `(result, derivative)`, and the further value if `has_aux`.
    """
    at, along = [floating(x) for x in primals], [floating(x) for x in tangents]
    result, aux = _split(fun(*at), has_aux)
    leaves = tree.flatten(result)

    def weighted(params: list[Any], upstream: list[Any]) -> tuple[Any, Any]:
        made, _ = _split(fun(*params), has_aux)
        pairs = zip(tree.flatten(made), upstream, strict=True)
        return _total([P.multiply(*pair) for pair in pairs]), ()

    def moved(upstream: list[Any]) -> tuple[Any, Any]:
        _, slopes = P.value_and_grad(weighted)(at, upstream)
        return _total([P.multiply(a, b) for a, b in zip(slopes, along, strict=True)]), ()

    _, changes = P.value_and_grad(moved)([P.full(P.shape(x), 1.0, P.dtype(x)) for x in leaves])
    change = tree.pack_sequence_as(result, changes)
    return (result, change, aux) if has_aux else (result, change)


def _split(made: Any, has_aux: bool) -> tuple[Any, Any]:
    return made if has_aux else (made, None)


def _total(parts: list[Tensor]) -> Tensor:
    total = P.sum(parts[0])
    for part in parts[1:]:
        total = P.add(total, P.sum(part))
    return total
