"""One table of cases for all primitives: a name and arguments. To test a primitive more, add a row.

NumPy arrays stand for tensors, at any depth; all else is passed as it is. The oracles say what is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

FLOATS = ("float16", "float32", "float64")
INTS = ("int8", "uint8", "int32", "int64")


@dataclass(frozen=True)
class Case:
    """A call of one primitive."""

    name: str
    args: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(map(_brief, self.args))})"


def _brief(x: Any) -> str:
    if isinstance(x, np.ndarray):
        return f"{x.dtype}{list(x.shape)}"
    if isinstance(x, (list, tuple)):
        return "[" + ", ".join(map(_brief, x)) + "]"
    return str(x)


def with_tensors(args: tuple[Any, ...], make: Callable[[np.ndarray], Any]) -> list[Any]:
    """The arguments with `make(array)` for every array; what holds no array stays as it is."""
    return [_with_tensors(arg, make) for arg in args]


def _with_tensors(x: Any, make: Callable[[np.ndarray], Any]) -> Any:
    if isinstance(x, list):
        return [_with_tensors(item, make) for item in x]
    return make(x) if isinstance(x, np.ndarray) else x


def values(*shape: int, dtype: str = "float32", low: float = -2.0, high: float = 2.0) -> np.ndarray:
    """Numbers spread evenly over [low, high) in a fixed disorder, so that no two are close."""
    count = int(np.prod(shape))
    order = np.random.default_rng(7).permutation(count)
    if dtype == "bool":
        return (order % 3 == 0).reshape(shape)
    if dtype.startswith("u"):
        low = max(low, 0)
    return (low + (high - low) * (order + 0.5) / max(count, 1)).astype(dtype).reshape(shape)


def numbers(*shape: int, dtype: str = "int32") -> np.ndarray:
    """Small whole numbers, negative ones too where the type has them."""
    return values(*shape, dtype=dtype, low=-9, high=9)


def _unary() -> list[Case]:
    inside = {"arcsin": (-1, 1), "arccos": (-1, 1), "arctanh": (-1, 1)}
    positive = {"log": (0.01, 9), "log1p": (-0.9, 9), "sqrt": (0, 9), "arccosh": (1, 9)}
    anywhere = (
        "negative absolute sign exp expm1 sin cos tan arctan sinh cosh tanh arcsinh erf floor ceil round"
    )
    ranges = {**inside, **positive, **dict.fromkeys(anywhere.split(), (-2.6, 2.6))}
    rows = [
        Case(name, (values(*shape, dtype=dtype, low=low, high=high),))
        for name, (low, high) in ranges.items()
        for shape, dtype in [((3, 4), d) for d in FLOATS] + [((), "float32"), ((0, 2), "float32")]
    ]
    rows += [Case(name, (numbers(3, 4, dtype=d),)) for name in ("absolute", "sign") for d in INTS]
    rows += [Case("negative", (numbers(3, 4, dtype=d),)) for d in ("int8", "int32", "int64")]
    odd = np.array([1.0, np.nan, np.inf, -np.inf, 0.0], "float32")
    rows += [Case(name, (x,)) for name in ("isfinite", "isnan") for x in (odd, numbers(3), np.array(True))]
    rows += [Case("round", (np.array([0.5, 1.5, 2.5, -0.5], "float32"),))]
    rows += [Case("logical_not", (values(5, dtype="bool"),))]
    return rows


def _binary() -> list[Case]:
    shapes = [((3, 4), (3, 4)), ((3, 4), (4,)), ((3, 1), (1, 4)), ((), (2, 3)), ((0, 3), (1, 3))]
    plain = ["add", "subtract", "multiply", "maximum", "minimum", "equal", "less", "less_equal"]
    rows = [
        Case(
            name,
            (numbers(*a, dtype=dtype), numbers(*b, dtype=dtype)[..., ::-1] if b else numbers(dtype=dtype)),
        )
        for name in plain
        for dtype in (*FLOATS, "int8", "int32", "int64")
        for a, b in (shapes if dtype == "float32" else shapes[:2])
    ]
    flags = values(4, dtype="bool"), np.array([[True], [False]])
    logic = ("add", "multiply", "maximum", "minimum", "logical_and", "logical_or")
    rows += [Case(name, flags) for name in (*logic, "equal", "less", "less_equal")]
    x, y = values(3, 4, low=-9, high=9), values(3, 4, low=-3, high=2)
    rows += [Case(name, (x, y)) for name in ("divide", "floor_divide", "mod", "arctan2")]
    rows += [Case("power", (values(3, 4, low=0.1, high=3), y)), Case("divide", (x, values(4, low=1, high=2)))]
    rows += [Case("power", (numbers(3, dtype=d), np.array([0, 1, 3], d))) for d in ("int32", "int64")]
    divisors = [np.array([3, -4, 5, -2], d) for d in ("int8", "int32", "int64")]
    rows += [
        Case(name, (numbers(4, dtype=d.dtype.name), d)) for name in ("floor_divide", "mod") for d in divisors
    ]
    flag = values(3, 1, dtype="bool")
    rows += [
        Case("where", (flag, values(3, 4, dtype=d), numbers(4, dtype=d)))
        for d in ("float32", "int32", "bool")
    ]
    rows += [Case("where", (np.array(True), np.float32([1, 2]), np.array(0, "float32")))]
    return rows


def _reductions() -> list[Case]:
    axes = [(), (0,), (-1,), ((0, 2),), ((),), (1, True), (None, True), ((-1, 0), True), ((), True)]
    x = values(2, 3, 4)
    names = ("sum", "mean", "prod", "max", "min")
    rows = [Case(name, (x, *arguments)) for name in names for arguments in axes]
    rows += [Case(name, (values(dtype="float32"),)) for name in names]
    rows += [Case(name, (values(2, 3, dtype=d), 0)) for name in names for d in ("float16", "float64")]
    whole = ("sum", "prod", "max", "min")
    rows += [Case(name, (numbers(2, 3, dtype=d), 0)) for name in whole for d in ("int32", "int64", "uint8")]
    flags = values(2, 3, 4, dtype="bool")
    rows += [Case(name, (flags, *arguments)) for name in ("any", "all", "max", "min") for arguments in axes]
    rows += [Case("sum", (np.zeros((0, 3), "float32"), 0)), Case("all", (np.zeros((0,), "bool"),))]
    ties = np.array([[3, 1, 3, 2], [0, 5, 5, 5]])
    for dtype in ("float32", "int32", "bool"):
        tied = ties.astype(dtype)
        rows += [Case(name, (tied, axis)) for name in ("argmax", "argsort") for axis in (0, 1, -1)]
    for dtype in ("float32", "int32"):
        rows += [
            Case(name, (numbers(3, 4, dtype=dtype), a)) for name in ("cumsum", "cumprod") for a in (0, -1)
        ]
    rows += [Case("top_k", (x, k)) for x in (ties, values(2, 4)) for k in (1, 3, 4)]
    return rows


def _places() -> list[Case]:
    x, flags, whole = values(2, 3, 4), values(2, 3, 4, dtype="bool"), numbers(2, 3, 4)
    rows = []
    for some in (x, flags, whole):
        rows += [
            Case("reshape", (some, (4, -1))),
            Case("transpose", (some, (2, 0, 1))),
            Case("broadcast_to", (some, (5, 2, 3, 4))),
            Case("concatenate", ([some, some[:, :1], some], 1)),
            Case("concatenate", ([some, some], -1)),
            Case("split", (some, (1, 3), -1)),
            Case("split", (some, (1, 1, 1), 1)),
            Case("flip", (some, (0, -1))),
            Case("pad", (some, ((0, 0), (1, 2), (3, 0)), "constant", 1)),
            Case("take", (some, np.array([[2, 0], [1, 1]], "int32"), 1)),
            Case("take_along_axis", (some, np.array([[[2], [0], [0]], [[1], [1], [2]]], "int32"), 2)),
            Case("put", (some, np.array(1, "int32"), some[0])),
        ]
    rows += [Case("reshape", (x, shape)) for shape in ((24,), (-1,), (2, 1, 12))]
    rows += [Case("reshape", (values(1), ())), Case("reshape", (np.zeros((0, 3), "float32"), (0, 4)))]
    rows += [Case("split", (x, sizes, 1)) for sizes in ((3,), (0, 2, 1))]
    rows += [Case("transpose", (values(dtype="float32"), ())), Case("broadcast_to", (values(), (2, 3)))]
    rows += [Case("pad", (x, ((0, 0), (1, 2), (3, 0)), mode, 0)) for mode in ("reflect", "symmetric")]
    rows += [Case("flip", (x, axis)) for axis in (None, 1, -1, ())]
    keys = [0, -1, slice(1, None), (Ellipsis, 1), (slice(None), None, 0), (1, 2, 3), (None, Ellipsis), ()]
    keys += [(slice(None, None, -1), slice(-1, 0, -2)), (slice(5, 9),), (Ellipsis, slice(-2, None), None)]
    rows += [Case("getitem", (x, key)) for key in keys]
    rows += [Case("take", (x, np.array(i, "int32"), axis)) for i, axis in ((1, 0), ([], 0), ([3, 0, 3], -1))]
    rows += [Case("take", (x, np.array([1, 0, 1], d), 0)) for d in ("int64", "uint8")]
    rows += [Case("take_along_axis", (x, np.array([[[1]]], "int32"), axis)) for axis in (0, 1, -1)]
    rows += [Case("put", (values(4), np.array(3, d), values())) for d in ("int32", "int64")]
    rows += [
        Case("scatter_add", (values(4, 3), np.array([2, 0, 2], d), values(3, 3))) for d in ("int32", "int64")
    ]
    rows += [Case("scatter_add", (numbers(5), np.array([4, 4], "int32"), numbers(2)))]
    return rows


def _linear() -> list[Case]:
    pairs = [((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((5, 2, 3), (5, 3, 4)), ((2, 1, 2, 3), (5, 3, 4))]
    pairs += [((2, 3), (5, 3, 4)), ((0, 3), (3, 2))]
    rows = [Case("matmul", (values(*a), values(*b))) for a, b in pairs]
    rows += [Case("matmul", (values(2, 3, dtype=d), values(3, 4, dtype=d))) for d in ("float16", "float64")]
    rows += [Case("matmul", (numbers(2, 3), numbers(3, 4)))]
    small = numbers(2, 3, dtype="int8"), numbers(3, 4, dtype="int8")
    rows += [Case("matmul", small), Case("einsum", ("ab,bc->ac", *small))]
    equations = [("ij,jk->ik", 2, 3, 4), ("bij,bkj->bik", 2, 3, 4), ("ij->ji", 2, 3), ("ij,ij->", 2, 3)]
    shapes = {"i": 2, "j": 3, "k": 4, "b": 5}
    for equation, *_ in equations:
        operands = equation.split("->")[0].split(",")
        rows.append(Case("einsum", (equation, *(values(*(shapes[a] for a in axes)) for axes in operands))))
    return rows


def _windows() -> list[Case]:
    rows = []
    for rank in (1, 2, 3):
        x, kernel = values(2, *(7, 6, 5)[:rank], 4), values(*(3, 2, 3)[:rank], 4, 6)
        ones, twos, mixed = (1,) * rank, (2,) * rank, (2, 1, 2)[:rank]
        for padding in ("valid", "same"):
            rows += [
                Case("conv", (x, kernel, strides, padding, dilation, 1))
                for strides, dilation in (
                    (ones, ones),
                    (twos, ones),
                    (mixed, ones),
                    (ones, twos),
                    (twos, twos),
                )
            ]
            rows += [Case("conv", (x, kernel[..., :2, :], twos, padding, ones, 2))]
            rows += [
                Case("conv", (x, values(*(3, 2, 3)[:rank], 1, 8), strides, padding, dilation, 4))
                for strides, dilation in ((ones, ones), (mixed, ones), (twos, ones), (ones, twos))
            ]
            for pool in ("max_pool", "avg_pool"):
                rows += [
                    Case(pool, (x, size, strides, padding))
                    for size, strides in (
                        (twos, twos),
                        ((3,) * rank, twos),
                        (twos, ones),
                        ((7, 3, 5)[:rank],) * 2,
                    )
                ]
        transposed = np.swapaxes(kernel, -1, -2)[..., :4]  # 6 channels out of 4
        for strides, before, after, dilation in (
            (ones, 0, 0, ones),
            (twos, 1, 1, ones),
            (mixed, 2, 1, ones),
            (twos, 4, 5, ones),
            (twos, -1, -1, ones),
            (ones, 4, 3, twos),
        ):
            sides = ((before, after),) * rank
            if all(
                _output(n, k, s, before, after, d) > 0
                for n, k, s, d in zip(x.shape[1:-1], kernel.shape, strides, dilation, strict=False)
            ):
                rows.append(Case("conv_transpose", (x, transposed, strides, sides, dilation)))
    return rows


def _output(n: int, k: int, stride: int, before: int, after: int, dilation: int) -> int:
    return (n - 1) * stride + 1 + before + after - (k - 1) * dilation


def _tensors() -> list[Case]:
    rows = [Case("convert", (values(2, 3, dtype=d),)) for d in (*FLOATS, *INTS, "uint32", "bool")]
    rows += [Case("convert", ([[1, 2], [3, 4]], "float32")), Case("convert", (0.1, "float64"))]
    rows += [Case("convert", (values(3), d)) for d in ("float16", "int32", "bool")]
    rows += [Case("convert", ([values(3), values(3)],))]
    to = ("float32", "float16", "int32", "uint8", "bool", "int64")
    rows += [
        Case("cast", (values(3, 4, dtype=d, low=0, high=9), e))
        for d in ("float32", "int32", "bool")
        for e in to
    ]
    rows += [Case("full", ((2, 3), 7, d)) for d in ("float32", "int32", "bool", "float16")]
    rows += [Case("full", ((), -0.5, "float32")), Case("full", ((0, 2), 1, "int32"))]
    ranges = [(0, 5, 1, "int32"), (5, -1, -2, "int64"), (0, 1, 0.1, "float32"), (3, 3, 1, "int32")]
    rows += [Case("arange", arguments) for arguments in ranges]
    rows += [Case(name, (values(2, 3),)) for name in ("stop_gradient", "put_on_device")]
    rows += [Case("put_on_device", (values(2, 3, dtype=d),)) for d in ("uint8", "int32", "bool")]
    return rows


def _bits() -> list[Case]:
    rows = [
        Case(name, (numbers(3, 4, dtype=d), numbers(4, dtype=d)))
        for name in ("bitwise_and", "bitwise_or", "bitwise_xor")
        for d in ("int32", "uint8", "int64")
    ]
    by = np.array([0, 1, 3, 2])
    rows += [
        Case(name, (numbers(3, 4, dtype=d), by.astype(d)))
        for name in ("left_shift", "right_shift")
        for d in ("int32", "uint8")
    ]
    rows += [Case("nextafter", (values(4), values(4)[::-1].copy()))]
    rows += [Case("bitcast", (values(4), "int32")), Case("bitcast", (numbers(4), "float32"))]
    where = np.array([2, 0, 2, 1, 0], "int32")
    return rows + [
        Case("segment_reduce", (values(5, 2, dtype=d, low=1), where, 3, how))
        for how in ("sum", "prod", "max", "min")
        for d in ("float32", "int32")
    ]


def _matrices() -> list[Case]:
    """Positive definite ones, and complex numbers; what is unique up to signs only has tests of its own."""
    x = values(2, 3, 3)
    positive = x @ x.swapaxes(-1, -2) + np.eye(3, dtype="float32")
    right = values(2, 3, 4)
    rows = [Case(name, (m,)) for name in ("cholesky", "slogdet") for m in (positive, positive[0])]
    rows += [Case("slogdet", (x,)), Case("solve", (positive, right)), Case("solve", (positive[0], right))]
    rows += [Case("solve_triangular", (positive, right, lower)) for lower in (True, False)]
    parts = values(2, 3), values(2, 3)[::-1].copy()
    rows += [Case("complex_of", parts), Case("complex_of", tuple(part.astype("float64") for part in parts))]
    rows += [Case(name, (parts[0] + 1j * parts[1],)) for name in ("real_part", "imaginary_part", "absolute")]
    return rows + [Case("fft", (values(*shape), values(*shape)[::-1].copy())) for shape in ((8,), (3, 5))]


CASES = [
    *_bits(),
    *_matrices(),
    *_tensors(),
    *_unary(),
    *_binary(),
    *_reductions(),
    *_places(),
    *_linear(),
    *_windows(),
]
