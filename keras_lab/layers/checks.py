"""Checks of constructor arguments and input shapes: errors name the layer, what was expected and received."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from keras_lab.registry import suggest

if TYPE_CHECKING:
    from keras_lab.layers.layer import Layer


def positive(layer: Layer, what: str, value: Any) -> int:
    """`value` as an int, if it is a whole number above 0."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value <= 0:
        raise ValueError(
            f"The layer {layer.name!r} needs a positive whole number of {what}. Received: {value!r}"
        )
    return int(value)


def sizes(layer: Layer, what: str, value: Any, rank: int, least: int = 1) -> tuple[int, ...]:
    """`value`, a whole number or one for each of `rank` axes, as a tuple of numbers not below `least`."""
    given = (value,) * rank if isinstance(value, Integral) else value
    fits = isinstance(given, (tuple, list)) and len(given) == rank
    if not fits or any(isinstance(n, bool) or not isinstance(n, Integral) or n < least for n in given):
        one = f"a whole number of at least {least}"
        wanted = one if rank == 1 else f"{one}, or a tuple of {rank} of them"
        raise ValueError(f"The layer {layer.name!r} takes as {what} {wanted}. Received: {value!r}")
    return tuple(int(n) for n in given)


def one_of(layer: Layer, what: str, value: Any, known: Iterable[str]) -> str:
    """`value` in lower case, if it is one of the words `known`."""
    names = list(known)
    word = value.lower() if isinstance(value, str) else value
    if word not in names:
        raise ValueError(
            f"The layer {layer.name!r} takes as {what} one of {', '.join(names)}. "
            f"Received: {value!r}.{suggest(value, names)}"
        )
    return word


def rate(layer: Layer, what: str, value: Any, upper: float = 1.0, below: bool = False) -> float:
    """`value`, if it is a number from 0 to `upper` (`below`: not `upper` itself)."""
    number = isinstance(value, Real) and not isinstance(value, bool)
    if not number or not 0 <= value <= upper or (below and value == upper):
        wanted = f"from 0 to {'below ' if below else ''}{upper:g}" if upper < math.inf else "of at least 0"
        raise ValueError(f"The layer {layer.name!r} takes as {what} a number {wanted}. Received: {value!r}")
    return value


def axes(layer: Layer, value: Any) -> int | list[int]:
    """`value`, an axis or several, as an int or a list of ints."""
    given = list(value) if isinstance(value, (list, tuple)) else [value]
    if any(isinstance(axis, bool) or not isinstance(axis, Integral) for axis in given):
        raise TypeError(
            f"Invalid value for `axis` argument of the layer {layer.name!r}: expected an int or a list/tuple of "
            f"ints. Received: {value!r}"
        )
    return given if isinstance(value, (list, tuple)) else int(value)


def axis(layer: Layer, value: Any) -> int:
    """`value`, or the only one in a list, as an int, if it may be the number of an axis."""
    value = value[0] if isinstance(value, (list, tuple)) and len(value) == 1 else value
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise ValueError(f"The layer {layer.name!r} takes as axis a whole number. Received: {value!r}")
    return int(value)


def axis_of(layer: Layer, input_shape: Any, axis: int) -> int:
    """The place of `axis` among those of the input, counted from the front."""
    shape = one_shape(layer, input_shape)
    if not -len(shape) <= axis < len(shape):
        raise ValueError(
            f"The layer {layer.name!r} works along axis {axis}, which an input of {shape} does not have."
        )
    return axis % len(shape)


def known_size(layer: Layer, input_shape: Any, axis: int) -> int:
    """The size of the input along `axis`, on which the shape of a weight depends."""
    shape = one_shape(layer, input_shape)
    size = shape[axis_of(layer, shape, axis)]
    if size is None:
        raise ValueError(
            f"The layer {layer.name!r} cannot make its weights: the size of its input along axis {axis} "
            f"must be known. Received an input of shape {shape}."
        )
    return size


def one_shape(layer: Layer, input_shape: Any) -> tuple[int | None, ...]:
    """`input_shape`, if it is the shape of a single tensor."""
    if not isinstance(input_shape, (tuple, list)) or any(isinstance(n, (tuple, list)) for n in input_shape):
        raise ValueError(
            f"The layer {layer.name!r} takes one tensor. Received inputs of shapes {input_shape}."
        )
    return tuple(input_shape)


def several(layer: Layer, inputs: Any, least: int = 2, most: int | None = None) -> Sequence[Any]:
    """`inputs`, if it is a list of `least` tensors, or shapes, or more (of at most `most`)."""
    is_list = isinstance(inputs, (tuple, list)) and not any(n is None or isinstance(n, int) for n in inputs)
    count = len(inputs) if is_list else None
    if count is None or count < least or (most is not None and count > most):
        wanted = f"exactly {least}" if most == least else f"at least {least}"
        received = "one tensor" if count is None else f"a list of {count}"
        raise ValueError(f"The layer {layer.name!r} takes a list of {wanted} tensors. Received: {received}.")
    return inputs
