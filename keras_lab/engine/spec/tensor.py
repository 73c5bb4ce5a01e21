"""`Spec`: a tensor of which only the shape and the element type are known, and the ways in and out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from keras_lab.engine import dtypes
from keras_lab.engine.spec.shapes import Shape, merge


@dataclass(frozen=True, slots=True)
class Spec:
    """The shape and element type of a tensor. A dimension of None stands for any size.

    Attributes:
        shape: a tuple of sizes; a size that is itself a `Spec`, the value of a tensor, is None.
        dtype: the name of the element type.
    """

    shape: Shape
    dtype: str = "float32"

    def __post_init__(self) -> None:
        sizes = (None if isinstance(size, Spec) else size for size in self.shape)
        object.__setattr__(self, "shape", tuple(sizes))
        object.__setattr__(self, "dtype", dtypes.standardize(self.dtype))

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    def __bool__(self) -> bool:
        return _no_values("be true or false")

    def __int__(self) -> int:
        _no_values("become a number")

    def __index__(self) -> int:
        return _no_values("count or index anything")

    def __float__(self) -> float:
        _no_values("become a number")

    def __array__(self, *_: Any, **__: Any) -> Any:
        _no_values("become a NumPy array")


def _no_values(wish: str) -> NoReturn:
    raise TypeError(
        f"This tensor cannot {wish}: only shapes are known here, while the model is being built. "
        "Use the functions of `keras_lab.ops` (`where`, `cond`, …) on tensors."
    )


def convert(x: Any, dtype: str | None = None) -> Spec:
    """The Spec of anything like an array: a tensor of any engine, a NumPy array, a number, a nested list."""
    spec = _spec_of(x)
    return spec if dtype is None else Spec(spec.shape, dtype)


def _spec_of(x: Any) -> Spec:
    if isinstance(x, Spec):
        return x
    if isinstance(x, (list, tuple)):
        return _spec_of_list([_spec_of(item) for item in x])
    if hasattr(x, "shape") and hasattr(x, "dtype"):
        return Spec(tuple(x.shape), x.dtype)
    if isinstance(x, (bool, int, float)):
        return Spec((), dtypes.result_type(type(x)))
    raise TypeError(f"A tensor can be made from arrays, numbers and nested lists of numbers. Received: {x!r}")


def _spec_of_list(items: list[Spec]) -> Spec:
    shape: Shape = items[0].shape if items else ()
    for item in items:
        shape = merge(shape, item.shape, "The entries of a list")
    return Spec((len(items), *shape), dtypes.result_type(*(item.dtype for item in items)))


def strings(x: Any) -> Spec:
    """The Spec of an array of text."""
    return Spec(tuple(x.shape), "string")


def to_numpy(x: Spec) -> NoReturn:
    """Refused: there are no values."""
    _no_values("become a NumPy array")


def is_tensor(x: Any) -> bool:
    """Whether `x` is a Spec."""
    return isinstance(x, Spec)


def shape(x: Spec) -> Shape:
    """The shape, with None for dimensions that are not known."""
    return x.shape


def dtype(x: Spec) -> str:
    """The name of the element type."""
    return x.dtype


def cast(x: Spec, dtype: str) -> Spec:
    """The same shape, another element type."""
    return Spec(x.shape, dtype)


def full(shape: Sequence[int | None], value: float | int | bool, dtype: str) -> Spec:
    """A Spec of that shape and type; None is allowed in the shape."""
    return Spec(tuple(shape), dtype)


def arange(start: int | float, stop: int | float | None, step: int | float, dtype: str) -> Spec:
    """As many elements as `numpy.arange` gives; unknown for a `stop` of None."""
    if stop is None:
        return Spec((None,), dtype)
    return Spec((max(0, -int(-((stop - start) / step) // 1)),), dtype)


def put_on_device(x: Any) -> Spec:
    """The Spec of `x`."""
    return convert(x)
