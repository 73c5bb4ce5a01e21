"""Abstract evaluation with unknown dimensions, for engines whose programs have static shapes only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import tree
from keras_lab.engine.spec import Spec

#: Two sizes to stand for "any": divisible by what networks divide by (strides, heads, patches) and larger
#: than what they crop. Nothing is computed, so large numbers cost nothing.
SIZES = (10080, 20160)


def probe(evaluate: Callable[[Any], Any], specs: Any) -> Any:
    """The `Spec`s that `evaluate` gives for `specs`: evaluated twice where there are unknown dimensions.

    A dimension of the result that differs between the two sizes depends on an unknown one: None.
    """
    if all(None not in spec.shape for spec in tree.flatten(specs)):
        return evaluate(specs)
    first, second = (evaluate(_sized(specs, size)) for size in SIZES)
    return tree.map_structure(_common, first, second)


def _sized(specs: Any, size: int) -> Any:
    def fill(spec: Spec) -> Spec:
        return Spec(tuple(size if n is None else n for n in spec.shape), spec.dtype)

    return tree.map_structure(fill, specs)


def _common(a: Spec | None, b: Spec | None) -> Spec | None:
    if a is None or b is None:
        return None
    return Spec(tuple(m if m == n else None for m, n in zip(a.shape, b.shape, strict=True)), a.dtype)
