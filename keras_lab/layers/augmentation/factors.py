"""How much a layer changes images: a number, or the two numbers between which it is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Real
from typing import Any

from keras_lab.layers.layer import Layer
from keras_lab.registry import suggest

Pair = tuple[float, float]


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _two(value: Any) -> bool:
    return isinstance(value, (tuple, list)) and len(value) == 2 and all(map(_is_number, value))


def between(
    layer: Layer, what: str, value: Any, lower: float, upper: float, least: float | None = None
) -> Pair:
    """The two numbers that `value` stands for: itself if it is a pair, else from `-value` to `value`.

    Args:
        lower, upper: what the numbers may be; a pair needs only to reach into this range.
        least: what a single number's negative is raised to; default `lower`.
    """
    if _is_number(value) and lower <= value <= upper:
        return max(-abs(value), lower if least is None else least), abs(value)
    if _two(value) and value[0] <= upper and value[1] >= lower:
        low, high = sorted(value)
        return low, high
    raise _refused(layer, what, value, f"from {lower:g} to {upper:g}")


def within(
    layer: Layer, what: str, value: Any, lower: float, upper: float, least: float | None = None
) -> Pair:
    """As `between`; the numbers of a pair must both be in the range."""
    if _two(value) and not all(lower <= x <= upper for x in value):
        raise _refused(layer, what, value, f"from {lower:g} to {upper:g}")
    return between(layer, what, value, lower, upper, least)


def zoom(layer: Layer, what: str, value: Any) -> Pair:
    """As `within`, from above -1 to 1."""
    if -1 in (value if _two(value) else (value,)):
        raise _refused(layer, what, value, "above -1, up to 1")
    return within(layer, what, value, -1, 1)


def _refused(layer: Layer, what: str, value: Any, wanted: str) -> ValueError:
    return ValueError(
        f"{layer.name!r}: The `{what}` argument should be a number or a pair of numbers, {wanted}. "
        f"Received: {what}={value!r}"
    )


def value_range(layer: Layer, value: Any) -> list[float]:
    """The lowest and the highest value of pixels."""
    if not _two(value):
        raise ValueError(
            f"{layer.name!r}: The `value_range` argument should be a list of two numbers. "
            f"Received: value_range={value!r}"
        )
    return sorted(value)


def known(layer: Layer, what: str, value: Any, words: Iterable[str]) -> str:
    """`value`, if it is one of the words; NotImplementedError if not, as Keras has it."""
    words = tuple(words)
    if value not in words:
        raise NotImplementedError(
            f"The layer {layer.name!r} takes as {what} one of {', '.join(words)}. "
            f"Received: {value!r}.{suggest(value, words)}"
        )
    return value


#: What can be beyond the edges, and how pixels between pixels are found.
FILL_MODES = ("reflect", "wrap", "constant", "nearest")
INTERPOLATIONS = ("nearest", "bilinear")
