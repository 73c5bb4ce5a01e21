"""What happens between calling an op and running it: recording, conversion, promotion.

An op is written once, as a function over the engine's primitives:

    @op
    def square(x):
        x = tensor(x)
        return P.multiply(x, x)

Called with a symbolic tensor it is recorded in the graph instead of run; on arrays, numbers and variables it
runs on the engine in charge; in `spec_mode()` the same code computes shapes.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np

from keras_lab import config, tree
from keras_lab import engine as engines
from keras_lab.engine import P, dtypes, guests
from keras_lab.engine.spec import Spec

F = TypeVar("F", bound=Callable[..., Any])
Tensor = Any


class Symbolic:
    """Base of the graph's tensors: an op that is given one is recorded instead of run."""

    def record(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The symbolic result of `function(*args, **kwargs)`, of which this tensor is an argument."""
        raise NotImplementedError


def op(function: F) -> F:
    """Makes a function over tensors an op: one that takes symbolic tensors as well."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        symbolic = find_symbolic(args)
        if symbolic is None and kwargs:
            symbolic = find_symbolic(kwargs.values())
        if symbolic is None:
            return function(*args, **kwargs)
        return symbolic.record(call, args, kwargs)

    return call  # type: ignore[return-value]


def find_symbolic(values: Iterable[Any]) -> Symbolic | None:
    """The first symbolic tensor among `values`, also inside lists, tuples and dicts."""
    for value in values:
        if isinstance(value, Symbolic):
            return value
        if isinstance(value, (list, tuple, dict)):
            found = find_symbolic(value.values() if isinstance(value, dict) else value)
            if found is not None:
                return found
    return None


def fused(*converters: Callable[[Any], Tensor]) -> Callable[[F], F]:
    """Marks a composed op of which an engine may have its own version, under the same name and signature.

    The leading arguments are converted, one by each of the `converters`, before either version sees them. The
    engine's may answer `NotImplemented` to arguments it has no kernel for.
    """

    def decorate(function: F) -> F:
        name = function.__name__
        leading = list(inspect.signature(function).parameters)[: len(converters)]
        by_name = dict(zip(leading, converters, strict=True))

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            converted = [convert(x) for convert, x in zip(converters, args, strict=False)]
            named = {key: by_name[key](x) if key in by_name else x for key, x in kwargs.items()}
            run = getattr(engines.active(), name, function)
            result = run(*converted, *args[len(converters) :], **named)
            return (
                function(*converted, *args[len(converters) :], **named)
                if result is NotImplemented
                else result
            )

        call.fused = True  # type: ignore[attr-defined]
        return call  # type: ignore[return-value]

    return decorate


def tensor(x: Any, dtype: str | None = None) -> Tensor:
    """`x` as a tensor of the engine in charge.

    Python numbers and lists of them become int32, `config.floatx()` or bool; arrays keep their type, unless
    `dtype` is given. What is sparse becomes dense.

    Raises:
        TypeError: if `x` is nothing like an array.
    """
    if P.is_tensor(x):
        return x if dtype is None or P.dtype(x) == dtype else _cast(x, dtype)
    if isinstance(x, NUMBERS):
        return P.convert(x, dtype or dtypes.result_type(_weak(x)))
    if hasattr(x, "__keras_tensor__"):
        return tensor(x.__keras_tensor__(), dtype)
    if isinstance(x, (list, tuple)):
        return _from_list(x, dtype)
    x = guests.dense(x)  # nothing is computed with sparse tensors themselves
    return tensor(x, dtype) if P.is_tensor(x) else P.convert(_checked(x), dtype)


def _cast(x: Tensor, dtype: str) -> Tensor:
    if P.dtype(x) == "string":
        raise TypeError("Expected numbers. Received: strings")
    return P.cast(x, dtype)


#: What counts as a Python number: NumPy's 64-bit scalars too (float64 is a `float`), so that `x * np.sqrt(2)`
#: keeps the dtype of `x`.
NUMBERS = (bool, int, float, complex, np.int64)


def _weak(x: bool | int | float | complex | np.int64) -> type:
    return next((kind for kind in (bool, float, complex) if isinstance(x, kind)), int)


def _from_list(items: list[Any] | tuple[Any, ...], dtype: str | None) -> Tensor:
    if any(P.is_tensor(leaf) or hasattr(leaf, "__keras_tensor__") for leaf in tree.flatten(items)):
        rows = [tensor(row, dtype) for row in promoted(*items)]
        return P.concatenate([P.reshape(row, (1, *P.shape(row))) for row in rows], 0)
    array = np.asarray(items)
    return P.convert(_checked(array), dtype or _dtype_of_list(array))


def _dtype_of_list(array: np.ndarray) -> str | None:
    if array.dtype == np.float64:
        return config.floatx()
    if array.dtype == np.complex128:
        return dtypes.result_type(complex)
    if array.dtype == np.int64 and (not array.size or np.abs(array).max() < 1 << 31):
        return "int32"
    return None


def _checked(x: Any) -> Any:
    if isinstance(x, Spec) and not engines.in_spec_mode():
        raise TypeError(f"Only the shape of this tensor is known, so nothing can be computed from it: {x}")
    if x is None or isinstance(x, (str, bytes)) or str(getattr(x, "dtype", "")) == "object":
        raise TypeError(f"Expected a tensor, an array or a number. Received: {x!r}")
    return x


def dtype_of(x: Any) -> Any:
    """The element type of a tensor or array; `bool`, `int` or `float` for a Python number."""
    if P.is_tensor(x):
        return P.dtype(x)
    if isinstance(x, NUMBERS):
        return _weak(x)
    return dtypes.standardize(x.dtype)


def promoted(*xs: Any) -> list[Tensor]:
    """The operands as tensors of the one dtype in which they meet."""
    if all(map(P.is_tensor, xs)) and len(set(map(P.dtype, xs))) == 1:
        return list(xs)
    return _promoted(xs)


def promoted_floats(*xs: Any) -> list[Tensor]:
    """The operands as tensors of one float dtype: what they meet in, `config.floatx()` for integers."""
    return _promoted(xs, float)


def _promoted(xs: tuple[Any, ...], *others: Any) -> list[Tensor]:
    values = [_unwrapped(x) for x in xs]
    wanted = dtypes.result_type(*(dtype_of(x) for x in values), *others)
    return [tensor(x, wanted) for x in values]


def _unwrapped(x: Any) -> Any:
    """Numbers, tensors and arrays as they are, all else as a tensor."""
    if P.is_tensor(x) or isinstance(x, NUMBERS):
        return x
    if hasattr(x, "__keras_tensor__"):
        return x.__keras_tensor__()
    return _checked(x) if hasattr(x, "dtype") and hasattr(x, "shape") else tensor(x)


def countable(*xs: Tensor) -> list[Tensor]:
    """Tensors of bools as int32, for operations that bools have none of."""
    return [P.cast(x, "int32") if P.dtype(x) == "bool" else x for x in xs]


def floating(x: Any) -> Tensor:
    """`x` as a float tensor; integers and bools become `config.floatx()`."""
    x = tensor(x)
    dtype = P.dtype(x)
    return x if "float" in dtype else _cast(x, dtypes.result_type(dtype, float))


def logical(x: Any) -> Tensor:
    """`x` as a bool tensor: true where it is not zero."""
    return tensor(x, "bool")


def integral(x: Any) -> Tensor:
    """`x` as an integer tensor: floats and bools become int32."""
    x = tensor(x)
    return x if "int" in P.dtype(x) else P.cast(x, "int32")
