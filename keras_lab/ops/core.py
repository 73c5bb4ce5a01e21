"""Tensors in and out, their properties, and control flow."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lab import tree
from keras_lab.engine import P, dtypes
from keras_lab.ops.dispatch import Symbolic, logical, op, tensor

Tensor = Any

# ---- in, out, properties ----------------------------------------------------------------------------


@op
def convert_to_tensor(
    x: Any, dtype: Any = None, sparse: bool | None = None, ragged: bool | None = None
) -> Tensor:
    """A tensor of the engine in charge, from an array, a number, a nested list or a variable.

    Raises:
        ValueError: if `sparse` or `ragged`: there are only dense tensors.
    """
    if sparse or ragged:
        raise ValueError("convert_to_tensor: no sparse or ragged tensors; tensors are dense here.")
    return tensor(x, None if dtype is None else dtypes.standardize(dtype))


@op
def array(x: Any, dtype: Any = None) -> Tensor:
    """The same as `convert_to_tensor`."""
    return convert_to_tensor(x, dtype)


def convert_to_numpy(x: Any) -> np.ndarray:
    """A NumPy array of the values.

    Raises:
        TypeError: if `x` is symbolic: it has no values yet.
    """
    if isinstance(x, Symbolic):
        raise TypeError(f"This tensor is part of a model that is being built; it has no values yet: {x}")
    return x if isinstance(x, np.ndarray) else P.to_numpy(tensor(x))


def is_tensor(x: Any) -> bool:
    """Whether `x` is a tensor of the engine in charge."""
    return P.is_tensor(x)


def shape(x: Any) -> tuple[int | None, ...]:
    """The shape, a tuple; None for sizes of symbolic tensors that are not known."""
    found = getattr(x, "shape", None)
    return P.shape(tensor(x)) if found is None or P.is_tensor(x) else tuple(found)


def ndim(x: Any) -> int:
    """The number of axes."""
    return len(shape(x))


def size(x: Any) -> int | None:
    """The number of elements, or None where an axis has no known size."""
    sizes = shape(x)
    return None if None in sizes else math.prod(sizes)  # type: ignore[arg-type]


def dtype(x: Any) -> str:
    """The element type's name."""
    return dtypes.standardize(x.dtype if hasattr(x, "dtype") else P.dtype(tensor(x)))


@op
def cast(x: Any, dtype: Any) -> Tensor:
    """The elements as another type (to bool: whether they are not zero)."""
    return tensor(x, dtypes.standardize(dtype))


@op
def copy(x: Any) -> Tensor:
    """A tensor with the same elements (tensors never change, so it may be the same one)."""
    return tensor(x)


@op
def stop_gradient(variable: Any) -> Tensor:
    """The same values, through which no gradient flows."""
    return P.stop_gradient(tensor(variable))


# ---- control flow -----------------------------------------------------------------------------------


@op
def cond(pred: Any, true_fn: Callable[[], Any], false_fn: Callable[[], Any]) -> Any:
    """`true_fn()` if `pred` holds, else `false_fn()`; structure, shapes and dtypes must be the same."""
    return P.cond(logical(pred), _giving_tensors(true_fn), _giving_tensors(false_fn))


@op
def scan(
    f: Callable[[Any, Any], tuple[Any, Any]],
    init: Any,
    xs: Any = None,
    length: int | None = None,
    reverse: bool = False,
    unroll: int | bool = 1,
) -> tuple[Any, Any]:
    """Carries a value along the first axis of `xs`.

    Args:
        f: `f(carry, x) -> (carry, y)`, with a carry that keeps its structure, shapes and dtypes.
        init: the first carry.
        xs: a nest of tensors of one length; None: `f` gets the step's number instead, `length` times.
        reverse: from the last entry to the first (the order of the results stays that of `xs`).
        unroll: has no effect; the engine decides.

    Returns:
        The last carry, and the `y` stacked along a new first axis.
    """
    if xs is None and length is None:
        raise ValueError("scan: give xs or length.")
    steps = P.arange(0, length or 0, 1, "int32") if xs is None else _tensors(xs)
    return P.scan(lambda carry, x: _tensors(f(carry, x)), _tensors(init), steps, reverse)


@op
def map(f: Callable[[Any], Any], xs: Any) -> Any:
    """`f` of every entry of the first axis, the results stacked."""
    return P.scan(lambda carry, x: (carry, _tensors(f(x))), tensor(0), _tensors(xs))[1]


@op
def while_loop(
    cond: Callable[..., Any], body: Callable[..., Any], loop_vars: Any, maximum_iterations: int | None = None
) -> Any:
    """`loop_vars = body(*loop_vars)` while `cond(*loop_vars)` holds.

    Args:
        loop_vars: a tuple or list of tensors (or one tensor), whose shapes and dtypes stay.
        maximum_iterations: stop after so many.
    """
    many = isinstance(loop_vars, (list, tuple))
    first = tuple(loop_vars) if many else (loop_vars,)
    limit = np.iinfo(np.int32).max if maximum_iterations is None else maximum_iterations

    def goes_on(carry: tuple[Tensor, tuple[Any, ...]]) -> Tensor:
        return P.logical_and(P.less(carry[0], tensor(limit, "int32")), logical(cond(*carry[1])))

    def step(carry: tuple[Tensor, tuple[Any, ...]]) -> tuple[Tensor, tuple[Any, ...]]:
        after = body(*carry[1])
        after = tuple(after) if isinstance(after, (list, tuple)) else (after,)
        return P.add(carry[0], tensor(1, "int32")), _tensors(after)

    last = P.while_loop(goes_on, step, (tensor(0, "int32"), _tensors(first)))[1]
    return type(loop_vars)(last) if many else last[0]


@op
def fori_loop(lower: Any, upper: Any, body_fun: Callable[[Any, Any], Any], init_val: Any) -> Any:
    """`value = body_fun(i, value)` for i from `lower` up to, not including, `upper`."""
    first = tensor(lower, "int32")
    count = P.subtract(tensor(upper, "int32"), first)
    return P.loop(count, lambda i, value: _tensors(body_fun(P.add(first, i), value)), _tensors(init_val))


def _tensors(nest: Any) -> Any:
    return tree.map_structure(lambda leaf: leaf if leaf is None else tensor(leaf), nest)


def _giving_tensors(function: Callable[[], Any]) -> Callable[[], Any]:
    return lambda: _tensors(function())
