"""Counting operations: a shape-only engine that keeps account of what its primitives would compute."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from keras_lab import tree
from keras_lab.engine import spec
from keras_lab.engine.spec import Spec


def _size(x: Any) -> int:
    """How many numbers a tensor holds.

    Raises:
        UnknownSizeError: if that is not known.
    """
    shape = spec.convert(x).shape
    if None in shape:
        raise UnknownSizeError(f"The size of {shape} is not known.")
    return math.prod(n for n in shape if n is not None)


class UnknownSizeError(ValueError):
    """What is computed depends on a size that is not known, or cannot be told from shapes."""


def _matmul(out: Spec, x: Spec, y: Spec) -> int:
    return 2 * _size(out) * _size(Spec(x.shape[-1:]))


def _einsum(out: Spec, equation: str, *operands: Spec) -> int:
    """Each combination of indices is one product and one addition; with one operand only additions are left."""
    sizes: dict[str, int] = {}
    for term, operand in zip(equation.replace(" ", "").partition("->")[0].split(","), operands, strict=True):
        for letter, size in zip(term, operand.shape, strict=True):
            sizes[letter] = max(sizes.get(letter, 1), _size(Spec((size,))))
    count = math.prod(sizes.values())
    summed = count > _size(out)
    return count * (len(operands) - 1 + summed)


def _conv(out: Spec, x: Spec, kernel: Spec, *_: Any, **__: Any) -> int:
    return 2 * _size(out) * _size(Spec(kernel.shape[:-1]))


def _conv_transpose(out: Spec, x: Spec, kernel: Spec, *_: Any, **__: Any) -> int:
    return 2 * _size(x) * _size(Spec(kernel.shape[:-1]))


def _pool(out: Spec, x: Spec, size: tuple[int, ...], *_: Any, **__: Any) -> int:
    return _size(out) * math.prod(size)


def _sorted(out: Any, x: Spec, *_: Any, **__: Any) -> int:
    """Comparisons of a sort along the last axis."""
    return _size(x) * max(1, math.ceil(math.log2(max(_size(Spec(x.shape[-1:])), 1))))


def _of_outputs(out: Any, *_: Any, **__: Any) -> int:
    return sum(_size(each) for each in tree.flatten(out))


def _of_first(out: Any, x: Spec, *_: Any, **__: Any) -> int:
    return _size(x)


def _of_last(out: Any, x: Spec, indices: Spec, updates: Spec) -> int:
    return _size(updates)


_REDUCTIONS = "sum mean max min prod all any argmax cumsum cumprod"
_ELEMENTWISE = (
    "absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh bitwise_and bitwise_or bitwise_xor ceil cos "
    "cosh divide equal erf exp expm1 floor floor_divide isfinite isnan left_shift less less_equal log log1p "
    "logical_and logical_not logical_or maximum minimum mod multiply negative nextafter power right_shift round "
    "sign sin sinh sqrt subtract tan tanh"
)

#: Primitive → operations of a call, from its result and its arguments; those that only move numbers are not here.
_COUNTS: dict[str, Callable[..., int]] = {
    **dict.fromkeys(_ELEMENTWISE.split(), _of_outputs),
    **dict.fromkeys(_REDUCTIONS.split(), _of_first),
    "matmul": _matmul,
    "einsum": _einsum,
    "conv": _conv,
    "conv_transpose": _conv_transpose,
    "max_pool": _pool,
    "avg_pool": _pool,
    "argsort": _sorted,
    "top_k": _sorted,
    "scatter_add": _of_last,
    "segment_reduce": _of_first,
}

#: What computes, but not as shapes can tell.
_UNKNOWN = frozenset(
    (
        "cholesky",
        "eigh",
        "fft",
        "lu",
        "on_host",
        "qr",
        "slogdet",
        "solve",
        "solve_triangular",
        "svd",
        "value_and_grad",
    )
)


class Counter:
    """Stands for the shape-only engine; its primitives are those of `keras_lab.engine.spec`.

    Attributes:
        count: of the operations so far; None once they cannot be known.
    """

    def __init__(self) -> None:
        self.count: int | None = 0

    def __getattr__(self, name: str) -> Any:
        primitive = getattr(spec, name)
        if name in _UNKNOWN:
            self.count = None
        return self._counting(primitive, _COUNTS[name]) if name in _COUNTS else primitive

    def _counting(self, primitive: Callable[..., Any], count: Callable[..., int]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            result = primitive(*args, **kwargs)
            try:
                self._add(count(result, *args, **kwargs))
            except UnknownSizeError:
                self.count = None
            return result

        return call

    def _add(self, count: int) -> None:
        if self.count is not None:
            self.count += count

    def _times(self, count: int | None, run: Callable[[], Any]) -> Any:
        """Runs something once that would be run `count` times."""
        before, self.count = self.count, 0
        result = run()
        once = self.count
        self.count = None if None in (before, once, count) else before + once * count  # type: ignore[operator]
        return result

    # ---- control flow: what is given is run once on shapes --------------------------------------------

    def scan(self, body: Callable[..., Any], carry: Any, xs: Any, reverse: bool = False) -> Any:
        """`body` counts for each step."""
        return self._times(
            spec.convert(tree.flatten(xs)[0]).shape[0], lambda: spec.scan(body, carry, xs, reverse)
        )

    def loop(self, count: Any, body: Callable[..., Any], carry: Any) -> Any:
        """`body` counts `count` times."""
        times = count if isinstance(count, int) else None
        return self._times(times, lambda: spec.loop(count, body, carry))

    def while_loop(self, test: Callable[..., Any], body: Callable[..., Any], carry: Any) -> Any:
        """Nobody knows how often."""
        return self._times(None, lambda: spec.while_loop(test, body, carry))

    def cond(
        self, predicate: Any, true_fn: Callable[..., Any], false_fn: Callable[..., Any], *operands: Any
    ) -> Any:
        """The branch that computes more counts."""
        before, counts = self.count, []

        def watched(branch: Callable[..., Any]) -> Callable[..., Any]:
            def run(*args: Any) -> Any:
                self.count = 0
                result = branch(*args)
                counts.append(self.count)
                return result

            return run

        result = spec.cond(predicate, watched(true_fn), watched(false_fn), *operands)
        known = [each for each in counts if each is not None]
        self.count = None if before is None or len(known) < len(counts) else before + max(known)
        return result
