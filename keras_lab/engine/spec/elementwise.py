"""Shapes of the primitives that work element by element."""

from __future__ import annotations

from collections.abc import Callable

from keras_lab.engine.dtypes import BITS
from keras_lab.engine.spec.shapes import ShapeError, broadcast
from keras_lab.engine.spec.tensor import Spec


def _same(x: Spec) -> Spec:
    return x


def _asks(x: Spec) -> Spec:
    return Spec(x.shape, "bool")


def _binary(name: str, dtype: str | None = None) -> Callable[[Spec, Spec], Spec]:
    def primitive(x: Spec, y: Spec) -> Spec:
        return Spec(broadcast(name, x.shape, y.shape), dtype or x.dtype)

    primitive.__name__ = name
    return primitive


def real_part(x: Spec) -> Spec:
    """The same shape."""
    return Spec(x.shape, {"complex64": "float32", "complex128": "float64"}.get(x.dtype, x.dtype))


imaginary_part = absolute = real_part


def complex_of(real: Spec, imaginary: Spec) -> Spec:
    """The same shape."""
    wide = {"float32": "complex64", "float64": "complex128"}
    return Spec(broadcast("complex_of", real.shape, imaginary.shape), wide[real.dtype])


negative = sign = exp = expm1 = log = log1p = sqrt = _same
sin = cos = tan = arcsin = arccos = arctan = _same
sinh = cosh = tanh = arcsinh = arccosh = arctanh = _same
erf = floor = ceil = round = stop_gradient = _same
isfinite = isnan = logical_not = _asks

add = _binary("add")
subtract = _binary("subtract")
multiply = _binary("multiply")
divide = _binary("divide")
floor_divide = _binary("floor_divide")
mod = _binary("mod")
power = _binary("power")
arctan2 = _binary("arctan2")
maximum = _binary("maximum")
minimum = _binary("minimum")
equal = _binary("equal", "bool")
less = _binary("less", "bool")
less_equal = _binary("less_equal", "bool")
logical_and = _binary("logical_and", "bool")
logical_or = _binary("logical_or", "bool")
bitwise_and = _binary("bitwise_and")
bitwise_or = _binary("bitwise_or")
bitwise_xor = _binary("bitwise_xor")
left_shift = _binary("left_shift")
right_shift = _binary("right_shift")
nextafter = _binary("nextafter")


def bitcast(x: Spec, dtype: str) -> Spec:
    """The same shape, if the widths agree."""
    if BITS[x.dtype] != BITS[dtype]:
        raise ShapeError(f"bitcast: {x.dtype} and {dtype} have not the same number of bits.")
    return Spec(x.shape, dtype)


def where(condition: Spec, x: Spec, y: Spec) -> Spec:
    """All three broadcast."""
    return Spec(broadcast("where", condition.shape, x.shape, y.shape), x.dtype)
