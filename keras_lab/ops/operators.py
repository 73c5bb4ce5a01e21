"""Python's operators for the classes that stand for tensors: variables, symbolic tensors, Specs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from keras_lab.engine.spec import Spec
from keras_lab.ops import elementwise, indexing, linear, logic

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": elementwise.add,
    "sub": elementwise.subtract,
    "mul": elementwise.multiply,
    "truediv": elementwise.divide,
    "floordiv": elementwise.floor_divide,
    "mod": elementwise.mod,
    "pow": elementwise.power,
    "matmul": linear.matmul,
    "and": logic.logical_and,
    "or": logic.logical_or,
    "xor": logic.logical_xor,
}
_COMPARISONS: dict[str, Callable[..., Any]] = {
    "lt": logic.less,
    "le": logic.less_equal,
    "gt": logic.greater,
    "ge": logic.greater_equal,
}
_UNARY: dict[str, Callable[..., Any]] = {
    "neg": elementwise.negative,
    "abs": elementwise.absolute,
    "invert": logic.logical_not,
}


def install(cls: type) -> None:
    """Gives `cls` the operators `+ - * / // % ** @ & | ^ < <= > >= - ~ abs()`, indexing and iteration.

    `==` and `!=` are left alone: instances stay usable as keys of dicts.
    """
    for name, function in _BINARY.items():
        setattr(cls, f"__{name}__", _method(function))
        setattr(cls, f"__r{name}__", _reflected(function))
    for name, function in {**_COMPARISONS, **_UNARY}.items():
        setattr(cls, f"__{name}__", _method(function))
    setattr(cls, "__getitem__", _item)  # noqa: B010
    setattr(cls, "__iter__", _rows)  # noqa: B010
    setattr(cls, "__array_priority__", 1000)  # noqa: B010  (NumPy arrays on the left leave it to us)


def _item(self: Any, key: Any) -> Any:
    return indexing.get_item(self, key)


def _method(function: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Any, *others: Any) -> Any:
        return function(self, *others)

    return method


def _reflected(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        return function(other, self)

    return method


def _rows(self: Any) -> Iterator[Any]:
    if not self.shape or self.shape[0] is None:
        raise TypeError(
            f"A tensor of shape {self.shape} cannot be gone through: its first axis has no known size."
        )
    return (self[i] for i in range(self.shape[0]))


install(Spec)
