"""Functions of each element, and of pairs of them, under their NumPy names.

Operands broadcast as in NumPy and meet in one dtype (`engine.dtypes.result_type`). Functions that have no
integer results (`exp`, `sqrt`, `divide`, …) turn integers and bools into `config.floatx()` first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from keras_lab.engine import P, dtypes
from keras_lab.ops.dispatch import countable, floating, fused, op, promoted, promoted_floats, tensor
from keras_lab.ops.logic import equal, where

Tensor = Any

# ---- one operand ------------------------------------------------------------------------------------


@op
def absolute(x: Any) -> Tensor:
    """The magnitude of each element."""
    x = tensor(x)
    return x if P.dtype(x) == "bool" else P.absolute(x)


abs = absolute


@op
def negative(x: Any) -> Tensor:
    """Each element with the opposite sign."""
    return P.negative(tensor(x))


@op
def sign(x: Any) -> Tensor:
    """-1, 0 or 1."""
    return P.sign(tensor(x))


@op
@fused(lambda x: countable(tensor(x))[0])
def square(x: Any) -> Tensor:
    """Each element times itself."""
    return P.multiply(x, x)


@op
def sqrt(x: Any) -> Tensor:
    """The square root; NaN for negative elements."""
    return P.sqrt(floating(x))


@op
@fused(floating)
def rsqrt(x: Any) -> Tensor:
    """One over the square root."""
    return reciprocal(P.sqrt(x))


@op
def reciprocal(x: Any) -> Tensor:
    """One over each element."""
    return divide(1.0, x)


@op
def exp(x: Any) -> Tensor:
    """e to the power of each element."""
    return P.exp(floating(x))


@op
def exp2(x: Any) -> Tensor:
    """2 to the power of each element."""
    return P.exp(multiply(floating(x), math.log(2)))


@op
def expm1(x: Any) -> Tensor:
    """`exp(x) - 1`, accurate near 0."""
    return P.expm1(floating(x))


@op
def log(x: Any) -> Tensor:
    """The natural logarithm."""
    return P.log(floating(x))


@op
def log1p(x: Any) -> Tensor:
    """`log(1 + x)`, accurate near 0."""
    return P.log1p(floating(x))


@op
def log2(x: Any) -> Tensor:
    """The logarithm to base 2."""
    return divide(P.log(floating(x)), math.log(2))


@op
def log10(x: Any) -> Tensor:
    """The logarithm to base 10."""
    return divide(P.log(floating(x)), math.log(10))


@op
def sin(x: Any) -> Tensor:
    """The sine of angles in radians."""
    return P.sin(floating(x))


@op
def cos(x: Any) -> Tensor:
    """The cosine of angles in radians."""
    return P.cos(floating(x))


@op
def tan(x: Any) -> Tensor:
    """The tangent of angles in radians."""
    return P.tan(floating(x))


@op
def arcsin(x: Any) -> Tensor:
    """The angle in [-π/2, π/2] whose sine is x."""
    return P.arcsin(floating(x))


@op
def arccos(x: Any) -> Tensor:
    """The angle in [0, π] whose cosine is x."""
    return P.arccos(floating(x))


@op
def arctan(x: Any) -> Tensor:
    """The angle in (-π/2, π/2) whose tangent is x."""
    return P.arctan(floating(x))


@op
def sinh(x: Any) -> Tensor:
    """The hyperbolic sine."""
    return P.sinh(floating(x))


@op
def cosh(x: Any) -> Tensor:
    """The hyperbolic cosine."""
    return P.cosh(floating(x))


@op
def tanh(x: Any) -> Tensor:
    """The hyperbolic tangent."""
    return P.tanh(floating(x))


@op
def arcsinh(x: Any) -> Tensor:
    """The inverse of `sinh`."""
    return P.arcsinh(floating(x))


@op
def arccosh(x: Any) -> Tensor:
    """The inverse of `cosh`, for x of 1 or more."""
    return P.arccosh(floating(x))


@op
def arctanh(x: Any) -> Tensor:
    """The inverse of `tanh`, for x in (-1, 1)."""
    return P.arctanh(floating(x))


@op
def erf(x: Any) -> Tensor:
    """The error function."""
    return P.erf(floating(x))


#: Coefficients, highest power first, of Giles, "Approximating the erfinv function" (2012), single precision.
_ERFINV_CENTRE = (
    2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503,
    -0.00417768164, 0.246640727, 1.50140941,
)  # fmt: skip
_ERFINV_TAILS = (
    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
    0.00943887047, 1.00167406, 2.83297682,
)  # fmt: skip


@op
@fused(floating)
def erfinv(x: Any) -> Tensor:
    """The inverse of `erf` on (-1, 1), to single precision."""
    w = P.negative(P.log1p(P.negative(x * x)))
    centre = polynomial(w - 2.5, _ERFINV_CENTRE)
    tails = polynomial(P.sqrt(P.maximum(w, tensor(5.0, P.dtype(w)))) - 3.0, _ERFINV_TAILS)
    inside = where(w < 5.0, centre, tails) * x
    return where(equal(x, 1.0), math.inf, where(equal(x, -1.0), -math.inf, inside))


def polynomial(x: Tensor, coefficients: Sequence[float]) -> Tensor:
    total = x * coefficients[0] + coefficients[1]
    for coefficient in coefficients[2:]:
        total = total * x + coefficient
    return total


@op
def floor(x: Any) -> Tensor:
    """The largest whole number not above x, as a float."""
    return P.floor(floating(x))


@op
def ceil(x: Any) -> Tensor:
    """The smallest whole number not below x, as a float."""
    return P.ceil(floating(x))


@op
def round(x: Any, decimals: int = 0) -> Tensor:
    """The nearest number with that many decimals (tens, for -1); halves go to the even one."""
    x = tensor(x)
    if not dtypes.is_float(P.dtype(x)):
        return x if decimals >= 0 else P.cast(round(floating(x), decimals), P.dtype(x))
    if decimals == 0:
        return P.round(x)
    return divide(P.round(multiply(x, 10.0**decimals)), 10.0**decimals)


# ---- two operands -----------------------------------------------------------------------------------


@op
def add(x1: Any, x2: Any) -> Tensor:
    """`x1 + x2`."""
    return P.add(*promoted(x1, x2))


@op
def subtract(x1: Any, x2: Any) -> Tensor:
    """`x1 - x2`."""
    return P.subtract(*promoted(x1, x2))


@op
def multiply(x1: Any, x2: Any) -> Tensor:
    """`x1 * x2`."""
    return P.multiply(*promoted(x1, x2))


@op
def divide(x1: Any, x2: Any) -> Tensor:
    """`x1 / x2`, a float."""
    return P.divide(*promoted_floats(x1, x2))


true_divide = divide


@op
def divide_no_nan(x1: Any, x2: Any) -> Tensor:
    """`x1 / x2`, and 0 where `x2` is 0."""
    x1, x2 = promoted_floats(x1, x2)
    zero = equal(x2, 0)
    return where(zero, 0, P.divide(x1, where(zero, 1, x2)))


@op
def floor_divide(x1: Any, x2: Any) -> Tensor:
    """`x1 // x2`: the largest whole number not above the quotient."""
    return P.floor_divide(*promoted(x1, x2))


@op
def mod(x1: Any, x2: Any) -> Tensor:
    """`x1 % x2`, with the sign of `x2`."""
    return P.mod(*countable(*promoted(x1, x2)))


@op
def power(x1: Any, x2: Any) -> Tensor:
    """`x1 ** x2`."""
    return P.power(*promoted(x1, x2))


@op
def arctan2(x1: Any, x2: Any) -> Tensor:
    """The angle of the point (x2, x1), in (-π, π]."""
    return P.arctan2(*promoted_floats(x1, x2))


@op
def maximum(x1: Any, x2: Any) -> Tensor:
    """The larger of two elements."""
    return P.maximum(*promoted(x1, x2))


@op
def minimum(x1: Any, x2: Any) -> Tensor:
    """The smaller of two elements."""
    return P.minimum(*promoted(x1, x2))


@op
def clip(x: Any, x_min: Any, x_max: Any) -> Tensor:
    """Elements below `x_min` become `x_min`, those above `x_max` become `x_max`."""
    x, low, high = countable(*promoted(x, x_min, x_max))
    return P.minimum(P.maximum(x, low), high)


@op
def logaddexp(x1: Any, x2: Any) -> Tensor:
    """`log(exp(x1) + exp(x2))`, without overflow."""
    x1, x2 = promoted_floats(x1, x2)
    return P.add(P.maximum(x1, x2), P.log1p(P.exp(P.negative(P.absolute(P.subtract(x1, x2))))))
