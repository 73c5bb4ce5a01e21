"""Medians and quantiles, and reductions that leave NaN out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from keras_lab.engine import P
from keras_lab.ops import reductions
from keras_lab.ops.dispatch import floating, op, tensor
from keras_lab.ops.elementwise import divide
from keras_lab.ops.indexing import sort
from keras_lab.ops.logic import isnan, logical_not, where
from keras_lab.ops.shaping import expand_dims, moveaxis, stack

Tensor = Any
Axis = int | Sequence[int] | None

# ---- quantiles --------------------------------------------------------------------------------------

_METHODS: dict[str, Callable[[float], float]] = {
    "lower": math.floor,
    "higher": math.ceil,
    "nearest": lambda place: float(round(place)),
    "linear": float,
    "midpoint": lambda place: place if place == math.floor(place) else math.floor(place) + 0.5,
}


@op
def quantile(x: Any, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Tensor:
    """The value below which a fraction `q` of the elements lies.

    Args:
        q: a number from 0 to 1, or several (a new first axis).
        method: between two elements: `"linear"`, `"lower"`, `"higher"`, `"nearest"` or `"midpoint"`.

    Raises:
        ValueError: for another method.
    """
    if method not in _METHODS:
        raise ValueError(f"quantile: method must be one of {', '.join(_METHODS)}. Received: {method!r}")
    ordered, missing, kept = _ordered(floating(x), axis, keepdims)
    last = (P.shape(ordered)[-1] or 1) - 1
    found = [_at(ordered, _METHODS[method](each * last)) for each in _numbers(q)]
    return _results([where(missing > 0, math.nan, each) for each in found], kept, q)


def _results(found: list[Tensor], shape: tuple[Any, ...], q: Any) -> Tensor:
    found = [P.reshape(each, shape) for each in found]
    return found[0] if _is_number(q) else stack(found, 0)


def _is_number(q: Any) -> bool:
    return isinstance(q, (int, float)) or getattr(q, "ndim", 1) == 0


def _numbers(q: Any) -> list[float]:
    """`q` decides which elements are picked, so it has to be known."""
    return [float(q)] if _is_number(q) else [float(each) for each in q]


def _ordered(x: Tensor, axis: Axis, keepdims: bool) -> tuple[Tensor, Tensor, tuple[Any, ...]]:
    """The elements to choose from, ascending along the last axis, NaN as infinity at the end; how many of them
    are NaN; the shape of a result."""
    shape = P.shape(x)
    axes = range(len(shape)) if axis is None else [axis] if isinstance(axis, int) else axis
    places = sorted(each % len(shape) for each in axes)
    rest = [i for i in range(len(shape)) if i not in places]
    kept = [1 if i in places else n for i, n in enumerate(shape)] if keepdims else [shape[i] for i in rest]
    flat = P.reshape(P.transpose(x, (*rest, *places)), (*(shape[i] for i in rest), -1))
    missing = P.sum(P.cast(P.isnan(flat), P.dtype(x)), -1, False)
    return sort(where(P.isnan(flat), math.inf, flat), -1), missing, tuple(kept)


def _at(ordered: Tensor, place: float) -> Tensor:
    """The element at `place`, between two of them in proportion."""
    below, above = math.floor(place), math.ceil(place)
    low, high = P.getitem(ordered, (..., below)), P.getitem(ordered, (..., above))
    return low if below == above else low + (high - low) * (place - below)


@op
def percentile(x: Any, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Tensor:
    """As `quantile`, with `q` from 0 to 100."""
    parts = _numbers(q)
    return quantile(x, parts[0] / 100 if _is_number(q) else [p / 100 for p in parts], axis, method, keepdims)


@op
def median(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The middle of the elements by size; of an even number, the mean of the two in the middle."""
    return quantile(x, 0.5, axis, "linear", keepdims)


# ---- without NaN ------------------------------------------------------------------------------------


def _instead(x: Any, value: float) -> Tensor:
    x = tensor(x)
    return where(isnan(x), value, x) if "float" in P.dtype(x) else x


def _count(x: Any, axis: Axis, keepdims: bool) -> Tensor:
    return P.sum(P.cast(logical_not(isnan(x)), P.dtype(floating(x))), _axes(axis), keepdims)


def _axes(axis: Axis) -> int | tuple[int, ...] | None:
    return axis if axis is None or isinstance(axis, int) else tuple(axis)


@op
def nansum(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The sum of what is not NaN."""
    return reductions.sum(_instead(x, 0), axis, keepdims)


@op
def nanprod(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The product of what is not NaN."""
    return reductions.prod(_instead(x, 1), axis, keepdims)


@op
def nanmean(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The mean of what is not NaN."""
    return divide(nansum(floating(x), axis, keepdims), _count(x, axis, keepdims))


@op
def nanvar(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The variance of what is not NaN."""
    x = floating(x)
    off = x - nanmean(x, axis, True)
    return nanmean(off * off, axis, keepdims)


@op
def nanstd(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The standard deviation of what is not NaN."""
    return P.sqrt(nanvar(x, axis, keepdims))


@op
def nanmax(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The largest that is not NaN; NaN, if all are."""
    return _or_nan(reductions.max(_instead(x, -math.inf), axis, keepdims), x, axis, keepdims)


@op
def nanmin(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The smallest that is not NaN; NaN, if all are."""
    return _or_nan(reductions.min(_instead(x, math.inf), axis, keepdims), x, axis, keepdims)


def _or_nan(found: Tensor, x: Any, axis: Axis, keepdims: bool) -> Tensor:
    if "float" not in P.dtype(found):
        return found
    return where(_count(x, axis, keepdims) > 0, found, math.nan)


@op
def nanargmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """The position of the largest that is not NaN; -1, if all are."""
    found = reductions.argmax(_instead(x, -math.inf), axis, keepdims)
    return where(_count(x, axis, keepdims) > 0, found, -1)


@op
def nanargmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """The position of the smallest that is not NaN; -1, if all are."""
    found = reductions.argmin(_instead(x, math.inf), axis, keepdims)
    return where(_count(x, axis, keepdims) > 0, found, -1)


@op
def nancumsum(x: Any, axis: int | None = None, dtype: Any = None) -> Tensor:
    """Running sums that take NaN for 0."""
    return reductions.cumsum(_instead(x, 0), axis, dtype)


@op
def nancumprod(x: Any, axis: int | None = None, dtype: Any = None) -> Tensor:
    """Running products that take NaN for 1."""
    return reductions.cumprod(_instead(x, 1), axis, dtype)


@op
def nanquantile(x: Any, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Tensor:
    """`quantile` of what is not NaN.

    Raises:
        ValueError: for another method than those of `quantile`.
    """
    if method not in _METHODS:
        raise ValueError(f"nanquantile: method must be one of {', '.join(_METHODS)}. Received: {method!r}")
    x = floating(x)
    ordered, missing, kept = _ordered(x, axis, keepdims)
    count = expand_dims(float(P.shape(ordered)[-1] or 1) - missing, -1)
    return _results([_at_fraction(ordered, count, each, method) for each in _numbers(q)], kept, q)


#: How much the upper of two neighbours counts, by how far the place is from the lower one (an even or odd one).
_SHARES: dict[str, Any] = {
    "linear": lambda off, below: off,
    "lower": lambda off, below: P.multiply(off, tensor(0.0, P.dtype(off))),
    "higher": lambda off, below: P.ceil(off),
    "midpoint": lambda off, below: P.ceil(off) * 0.5,
    "nearest": lambda off, below: P.round(below + off) - below,
}


def _at_fraction(ordered: Tensor, count: Tensor, q: float, method: str) -> Tensor:
    """The element at `q` of the way through the first `count` ones of each row."""
    place = (count - 1.0) * q
    below = P.floor(place)
    zero = P.full(P.shape(below), 0, "int32")
    low = P.take_along_axis(ordered, P.maximum(P.cast(below, "int32"), zero), -1)
    high = P.take_along_axis(ordered, P.maximum(P.cast(P.ceil(place), "int32"), zero), -1)
    share = _SHARES[method](place - below, below)
    found = where(share > 0, low + (high - low) * share, low)
    return where(count > 0, found, math.nan)


@op
def nanpercentile(
    x: Any, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> Tensor:
    """As `nanquantile`, with `q` from 0 to 100."""
    parts = [each / 100 for each in _numbers(q)]
    return nanquantile(x, parts[0] if _is_number(q) else parts, axis, method, keepdims)


@op
def nanmedian(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The median of what is not NaN."""
    return nanquantile(x, 0.5, axis, "linear", keepdims)


# ---- spread and relation ----------------------------------------------------------------------------


@op
def ptp(x: Any, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The largest minus the smallest element."""
    x = tensor(x)
    return P.subtract(reductions.max(x, axis, keepdims), reductions.min(x, axis, keepdims))


@op
def corrcoef(x: Any) -> Tensor:
    """The correlation of every two rows (Pearson)."""
    x = floating(x)
    x = P.reshape(x, (1, -1)) if len(P.shape(x)) == 1 else x
    off = x - P.mean(x, -1, True)
    length = P.sqrt(P.sum(off * off, -1, True))
    unit = off / length
    found = P.einsum("ij,kj->ik", unit, unit)
    return P.reshape(found, ()) if P.shape(found) == (1, 1) else found


@op
def trapezoid(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> Tensor:
    """The area under points joined by straight lines.

    Args:
        x: where the points are, of the shape of `y` or of its `axis`; else `dx` is their distance.
    """
    y = moveaxis(floating(y), axis, -1)
    gaps: Any = dx
    if x is not None:
        at = tensor(x, P.dtype(y))
        at = moveaxis(at, axis, -1) if len(P.shape(at)) > 1 else at
        gaps = at[..., 1:] - at[..., :-1]
    return P.sum((y[..., 1:] + y[..., :-1]) * 0.5 * gaps, -1, False)
