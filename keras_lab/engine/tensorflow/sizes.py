"""TensorFlow: sizes that are only known when a program runs, as the batch in a `tf.function` of somebody else's."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf


class Size:
    """A whole number that is not known while a program is traced.

    It can be computed with and stand in a shape. Nothing is known of it: comparisons with it do not hold, neither
    equal nor unequal, so that checks of sizes let it pass.

    Attributes:
        tensor: what it will be.
    """

    shape = tf.TensorShape(())
    dtype = tf.int32

    def __init__(self, tensor: Any) -> None:
        self.tensor = tensor

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return "?"


def _unknown(self: Size, other: Any) -> bool:
    return False


def _computed(function: Callable[[Any, Any], Any]) -> Callable[[Size, Any], Any]:
    def compute(self: Size, other: Any) -> Any:
        return Size(function(self.tensor, other.tensor if isinstance(other, Size) else other))

    return compute


def _reflected(function: Callable[[Any, Any], Any]) -> Callable[[Size, Any], Any]:
    return lambda self, other: Size(function(other, self.tensor))


for _name in ("lt", "le", "gt", "ge"):
    setattr(Size, f"__{_name}__", _unknown)
for _name in ("add", "sub", "mul", "floordiv", "mod"):
    setattr(Size, f"__{_name}__", _computed(getattr(operator, _name)))
    setattr(Size, f"__r{_name}__", _reflected(getattr(operator, _name)))
tf.register_tensor_conversion_function(
    Size,
    lambda value, dtype=None, name=None, as_ref=False: tf.cast(value.tensor, dtype or value.tensor.dtype),
)


def shape(x: Any) -> tuple[Any, ...]:
    """The sizes of a tensor: ints, and a `Size` for each that is not known yet."""
    if x.shape.is_fully_defined():
        return tuple(x.shape)
    if x.shape.rank is None:
        raise ValueError(
            "The number of axes of this tensor is not known while tracing; say it with set_shape()."
        )
    found = tf.shape(x)
    return tuple(Size(found[i]) if size is None else size for i, size in enumerate(x.shape))


def sizes(shape: Sequence[Any]) -> tuple[Any, ...]:
    """A shape as TensorFlow takes it."""
    return tuple(size.tensor if isinstance(size, Size) else size for size in shape)
