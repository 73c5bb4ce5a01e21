"""Shapes of reductions, running sums, sorting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from keras_lab.engine.spec.shapes import ShapeError, axis_index, axis_indices
from keras_lab.engine.spec.tensor import Spec

Axis = int | Sequence[int] | None


def _reduction(name: str) -> Callable[..., Spec]:
    def primitive(x: Spec, axis: Axis = None, keepdims: bool = False) -> Spec:
        axes = axis_indices(axis, x.ndim, name)
        if keepdims:
            return Spec(tuple(1 if i in axes else size for i, size in enumerate(x.shape)), x.dtype)
        return Spec(tuple(size for i, size in enumerate(x.shape) if i not in axes), x.dtype)

    primitive.__name__ = name
    return primitive


sum = _reduction("sum")
mean = _reduction("mean")
prod = _reduction("prod")
max = _reduction("max")
min = _reduction("min")
any = _reduction("any")
all = _reduction("all")


def argmax(x: Spec, axis: int) -> Spec:
    """The axis goes; positions are int32."""
    index = axis_index(axis, x.ndim, "argmax")
    return Spec(x.shape[:index] + x.shape[index + 1 :], "int32")


def _along(name: str, dtype: str | None = None) -> Callable[[Spec, int], Spec]:
    def primitive(x: Spec, axis: int) -> Spec:
        axis_index(axis, x.ndim, name)
        return Spec(x.shape, dtype or x.dtype)

    primitive.__name__ = name
    return primitive


cumsum = _along("cumsum")
cumprod = _along("cumprod")
argsort = _along("argsort", "int32")


def top_k(x: Spec, k: int) -> tuple[Spec, Spec]:
    """The last axis becomes `k` long."""
    size = x.shape[axis_index(-1, x.ndim, "top_k")]
    if size is not None and k > size:
        raise ShapeError(f"top_k: the last axis of {x.shape} has {size} entries, fewer than k={k}.")
    shape = (*x.shape[:-1], k)
    return Spec(shape, x.dtype), Spec(shape, "int32")
