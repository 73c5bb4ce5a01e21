"""Questions about each element: comparisons, logic, and the choice between two by a condition."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from keras_lab import engine
from keras_lab.engine import P
from keras_lab.engine.spec import Spec
from keras_lab.ops.dispatch import floating, logical, op, promoted, tensor

Tensor = Any


@op
def equal(x1: Any, x2: Any) -> Tensor:
    """Where `x1 == x2`."""
    return P.equal(*promoted(x1, x2))


@op
def not_equal(x1: Any, x2: Any) -> Tensor:
    """Where `x1 != x2`."""
    return P.logical_not(P.equal(*promoted(x1, x2)))


@op
def less(x1: Any, x2: Any) -> Tensor:
    """Where `x1 < x2`."""
    return P.less(*promoted(x1, x2))


@op
def less_equal(x1: Any, x2: Any) -> Tensor:
    """Where `x1 <= x2`."""
    return P.less_equal(*promoted(x1, x2))


@op
def greater(x1: Any, x2: Any) -> Tensor:
    """Where `x1 > x2`."""
    return less(x2, x1)


@op
def greater_equal(x1: Any, x2: Any) -> Tensor:
    """Where `x1 >= x2`."""
    return less_equal(x2, x1)


@op
def logical_and(x1: Any, x2: Any) -> Tensor:
    """Where both hold."""
    return P.logical_and(logical(x1), logical(x2))


@op
def logical_or(x1: Any, x2: Any) -> Tensor:
    """Where one of both holds, or both."""
    return P.logical_or(logical(x1), logical(x2))


@op
def logical_xor(x1: Any, x2: Any) -> Tensor:
    """Where exactly one of both holds."""
    return not_equal(logical(x1), logical(x2))


@op
def logical_not(x: Any) -> Tensor:
    """True where x is zero or false."""
    return P.logical_not(logical(x))


@op
def isfinite(x: Any) -> Tensor:
    """Where x is neither infinite nor NaN."""
    return P.isfinite(floating(x))


@op
def isnan(x: Any) -> Tensor:
    """Where x is not a number."""
    return P.isnan(floating(x))


@op
def isinf(x: Any) -> Tensor:
    """Where x is plus or minus infinity."""
    return equal(P.absolute(floating(x)), math.inf)


@op
def nonzero(x: Any) -> tuple[Tensor, ...]:
    """The places of elements that are not zero: for each axis a vector of int32 indices.

    How many there are depends on values, so this works outside of compiled programs only.
    """
    x = tensor(x)
    if engine.in_spec_mode():
        return tuple(Spec((None,), "int32") for _ in P.shape(x))
    return tuple(P.convert(places.astype("int32")) for places in np.nonzero(P.to_numpy(x)))


@op
def where(condition: Any, x1: Any = None, x2: Any = None) -> Any:
    """Elements of `x1` where the condition holds, else of `x2`; all three broadcast. Without both: `nonzero`.

    Raises:
        ValueError: if only one of `x1` and `x2` is given.
    """
    if x1 is None and x2 is None:
        return nonzero(condition)
    if x1 is None or x2 is None:
        raise ValueError("where: give both x1 and x2, or neither (for the places where a condition holds).")
    return P.where(logical(condition), *promoted(x1, x2))
