"""More functions of each element under their NumPy names: roots, angles, remainders, bits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from keras_lab.engine import P, dtypes
from keras_lab.ops.creation import full_like
from keras_lab.ops.dispatch import countable, floating, integral, op, promoted, promoted_floats, tensor
from keras_lab.ops.elementwise import absolute, clip, logaddexp, polynomial
from keras_lab.ops.logic import (
    equal,
    isfinite,
    isinf,
    isnan,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    where,
)
from keras_lab.ops.reductions import all

Tensor = Any

# ---- roots, angles, exponentials --------------------------------------------------------------------


@op
def cbrt(x: Any) -> Tensor:
    """The cube root, negative for negative elements."""
    x = floating(x)
    return P.multiply(P.sign(x), P.power(P.absolute(x), tensor(1 / 3, P.dtype(x))))


@op
def deg2rad(x: Any) -> Tensor:
    """Degrees in radians."""
    return floating(x) * (math.pi / 180)


@op
def rad2deg(x: Any) -> Tensor:
    """Radians in degrees."""
    return floating(x) * (180 / math.pi)


@op
def erfc(x: Any) -> Tensor:
    """`1 - erf(x)`."""
    return 1.0 - P.erf(floating(x))


@op
def logaddexp2(x1: Any, x2: Any) -> Tensor:
    """`log2(2**x1 + 2**x2)`, without overflow."""
    x1, x2 = promoted_floats(x1, x2)
    return logaddexp(x1 * math.log(2), x2 * math.log(2)) / math.log(2)


@op
def hypot(x1: Any, x2: Any) -> Tensor:
    """`sqrt(x1² + x2²)`, without overflow."""
    x1, x2 = promoted_floats(x1, x2)
    x1, x2 = P.absolute(x1), P.absolute(x2)
    large, small = P.maximum(x1, x2), P.minimum(x1, x2)
    ratio = small / where(equal(large, 0), 1, large)
    return large * P.sqrt(1.0 + ratio * ratio)


@op
def sinc(x: Any) -> Tensor:
    """`sin(πx) / (πx)`, and 1 at 0."""
    x = floating(x) * math.pi
    zero = equal(x, 0)
    safe = where(zero, 1, x)
    return where(zero, 1, P.sin(safe) / safe)


#: Coefficients of Abramowitz & Stegun, 9.8.1 and 9.8.2, highest power first.
_I0_NEAR = (0.0045813, 0.0360768, 0.2659732, 1.2067492, 3.0899424, 3.5156229, 1.0)
_I0_FAR = (
    0.00392377, -0.01647633, 0.02635537, -0.02057706, 0.00916281, -0.00157565, 0.00225319, 0.01328592,
    0.39894228,
)  # fmt: skip


@op
def i0(x: Any) -> Tensor:
    """The modified Bessel function of the first kind of order 0, to single precision."""
    x = P.absolute(floating(x))
    far = P.maximum(x, tensor(3.75, P.dtype(x)))
    near = clip(x / 3.75, 0, 1)
    tail = P.exp(far) / P.sqrt(far) * polynomial(3.75 / far, _I0_FAR)
    return where(x < 3.75, polynomial(near * near, _I0_NEAR), tail)


@op
def ldexp(x1: Any, x2: Any) -> Tensor:
    """`x1 * 2**x2`."""
    x1 = floating(x1)
    return P.multiply(*promoted(x1, P.power(*promoted(full_like(x1, 2), floating(x2)))))


# ---- extremes, remainders ---------------------------------------------------------------------------


@op
def fabs(x: Any) -> Tensor:
    """The magnitude of each element, a float."""
    return P.absolute(floating(x))


@op
def fmax(x1: Any, x2: Any) -> Tensor:
    """The larger of two elements; where one is NaN, the other."""
    x1, x2 = promoted(x1, x2)
    return where(isnan(x1), x2, where(isnan(x2), x1, P.maximum(x1, x2)))


@op
def fmin(x1: Any, x2: Any) -> Tensor:
    """The smaller of two elements; where one is NaN, the other."""
    x1, x2 = promoted(x1, x2)
    return where(isnan(x1), x2, where(isnan(x2), x1, P.minimum(x1, x2)))


@op
def fmod(x1: Any, x2: Any) -> Tensor:
    """The remainder with the sign of `x1`."""
    x1, x2 = countable(*promoted(x1, x2))
    rest = P.mod(absolute(x1), absolute(x2))
    return where(less(x1, 0), P.negative(rest), rest)


@op
def trunc(x: Any) -> Tensor:
    """The nearest whole number towards 0."""
    x = tensor(x)
    return x if not dtypes.is_float(P.dtype(x)) else P.sign(x) * P.floor(P.absolute(x))


@op
def heaviside(x1: Any, x2: Any) -> Tensor:
    """0 for negative elements of `x1`, 1 for positive ones, `x2` at 0."""
    x1, x2 = promoted_floats(x1, x2)
    return where(equal(x1, 0), x2, where(x1 > 0, 1, 0))


@op
def gcd(x1: Any, x2: Any) -> Tensor:
    """The greatest common divisor of integers, by Euclid's algorithm."""
    a, b = (absolute(x) for x in promoted(integral(x1), integral(x2)))
    shape = P.shape(P.add(a, b))

    def step(pair: Any) -> Any:
        a, b = pair
        zero = equal(b, 0)
        return where(zero, a, b), where(zero, 0, P.mod(a, where(zero, 1, b)))

    start = P.broadcast_to(a, shape), P.broadcast_to(b, shape)
    return P.while_loop(lambda pair: P.any(logical_not(equal(pair[1], 0))), step, start)[0]


@op
def lcm(x1: Any, x2: Any) -> Tensor:
    """The least common multiple of integers."""
    a, b = (absolute(x) for x in promoted(integral(x1), integral(x2)))
    common = gcd(a, b)
    return P.multiply(P.floor_divide(a, where(equal(common, 0), 1, common)), b)


# ---- bits -------------------------------------------------------------------------------------------


def _whole(*xs: Any) -> list[Tensor]:
    numbers = promoted(*xs)
    if "int" not in P.dtype(numbers[0]) and P.dtype(numbers[0]) != "bool":
        raise ValueError(f"Bits are those of integers. Received: {P.dtype(numbers[0])}")
    return [P.cast(x, "int32") if P.dtype(x) == "bool" else x for x in numbers]


@op
def bitwise_and(x: Any, y: Any) -> Tensor:
    """`x & y` of integers."""
    return P.bitwise_and(*_whole(x, y))


@op
def bitwise_or(x: Any, y: Any) -> Tensor:
    """`x | y` of integers."""
    return P.bitwise_or(*_whole(x, y))


@op
def bitwise_xor(x: Any, y: Any) -> Tensor:
    """`x ^ y` of integers."""
    return P.bitwise_xor(*_whole(x, y))


@op
def bitwise_invert(x: Any) -> Tensor:
    """`~x` of integers."""
    (x,) = _whole(x)
    highest = 2 ** dtypes.BITS[P.dtype(x)] - 1 if P.dtype(x).startswith("u") else -1
    return P.bitwise_xor(x, P.full(P.shape(x), highest, P.dtype(x)))


bitwise_not = bitwise_invert


@op
def bitwise_left_shift(x: Any, y: Any) -> Tensor:
    """`x << y` of integers."""
    return P.left_shift(*_whole(x, y))


@op
def bitwise_right_shift(x: Any, y: Any) -> Tensor:
    """`x >> y` of integers."""
    return P.right_shift(*_whole(x, y))


left_shift = bitwise_left_shift
right_shift = bitwise_right_shift


@op
def signbit(x: Any) -> Tensor:
    """Whether the sign is minus, that of -0.0 too."""
    x = tensor(x)
    if not dtypes.is_float(P.dtype(x)):
        return less(x, 0)
    wide = P.cast(x, "float32")
    return P.less(P.bitcast(wide, "int32"), tensor(0, "int32"))


@op
def nextafter(x1: Any, x2: Any) -> Tensor:
    """The next float after `x1` on the way to `x2`."""
    return P.nextafter(*promoted_floats(x1, x2))


@op
def view(x: Any, dtype: Any = None) -> Tensor:
    """The same bits read as another dtype of the same width."""
    x = tensor(x)
    return x if dtype is None else P.bitcast(x, dtypes.standardize(dtype))


@op
def saturate_cast(x: Any, dtype: Any) -> Tensor:
    """The elements as another type, those beyond its range as its limit."""
    x, name = tensor(x), dtypes.standardize(dtype)
    if name == "bool" or P.dtype(x) == "bool" or dtypes.is_float(name):
        return P.cast(x, name)
    low, high = (int(n) for n in (np.iinfo(name).min, np.iinfo(name).max))
    if dtypes.is_float(P.dtype(x)):
        inside = P.cast(clip(x, float(low), float(high)), name)
        return where(x >= float(high), tensor(high, name), where(x <= float(low), tensor(low, name), inside))
    own = np.iinfo(P.dtype(x))
    return P.cast(clip(x, max(low, int(own.min)), min(high, int(own.max))), name)


# ---- questions --------------------------------------------------------------------------------------


@op
def isclose(x1: Any, x2: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Tensor:
    """Where `|x1 - x2| <= atol + rtol * |x2|`, infinities being close to themselves."""
    x1, x2 = promoted_floats(x1, x2)
    near = less_equal(P.absolute(P.subtract(x1, x2)), P.absolute(x2) * rtol + atol)
    close = logical_or(logical_and(near, logical_and(isfinite(x1), isfinite(x2))), equal(x1, x2))
    return logical_or(close, logical_and(isnan(x1), isnan(x2))) if equal_nan else close


@op
def allclose(x1: Any, x2: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Tensor:
    """Whether all elements are close."""
    return all(isclose(x1, x2, rtol, atol, equal_nan))


@op
def isneginf(x: Any) -> Tensor:
    """Where x is minus infinity."""
    return equal(floating(x), -math.inf)


@op
def isposinf(x: Any) -> Tensor:
    """Where x is plus infinity."""
    return equal(floating(x), math.inf)


@op
def nan_to_num(x: Any, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Tensor:
    """Numbers in the place of NaN and infinities (by default the largest and smallest of the type)."""
    x = tensor(x)
    if not dtypes.is_float(P.dtype(x)):
        return x
    largest = _largest(P.dtype(x))
    high, low = (largest if posinf is None else posinf), (-largest if neginf is None else neginf)
    x = where(isnan(x), nan, x)
    return where(isinf(x), where(x > 0, high, tensor(low, P.dtype(x))), x)


def _largest(dtype: str) -> float:
    return 3.3895313892515355e38 if dtype == "bfloat16" else float(np.finfo(dtype).max)
