"""Rows for the array functions, under their NumPy names."""

from __future__ import annotations

import numpy as np

from tests.ops.case import POSITIVE, UNIT, B, N, X, Y, Z, case, floats, np_erf

UNARY = [
    *(
        case(name, X)
        for name in ("abs", "absolute", "negative", "sign", "square", "exp", "exp2", "expm1", "sin", "cos")
    ),
    *(
        case(name, X)
        for name in ("tan", "arctan", "sinh", "cosh", "tanh", "arcsinh", "floor", "ceil", "round")
    ),
    *(case(name, X) for name in ("isfinite", "isnan", "isinf", "logical_not", "reciprocal")),
    *(case(name, POSITIVE) for name in ("sqrt", "log", "log1p", "log2", "log10")),
    *(case(name, UNIT) for name in ("arcsin", "arccos", "arctanh")),
    *(
        case(name, N)
        for name in ("abs", "negative", "sign", "square", "exp", "cos", "tanh", "floor", "round", "isfinite")
    ),
    case("arccosh", POSITIVE + 1),
    case("rsqrt", POSITIVE, oracle=lambda x: 1 / np.sqrt(x)),
    case("round", X, decimals=1),
    case("erf", X, oracle=np_erf),
    case("erfinv", np_erf(X).astype("float32"), oracle=lambda y: X, tolerance=1e-4),
    case("abs", B, oracle=lambda x: x),
    case("isfinite", np.array([1, np.inf, np.nan], "float32")),
    case("isinf", np.array([1, -np.inf, np.nan], "float32")),
    case("isnan", np.array([1, np.inf, np.nan], "float32")),
]

BINARY = [
    *(
        case(name, X, Y)
        for name in ("add", "subtract", "multiply", "divide", "true_divide", "mod", "floor_divide")
    ),
    *(
        case(name, X, Y)
        for name in ("arctan2", "maximum", "minimum", "logaddexp", "equal", "not_equal", "less")
    ),
    *(
        case(name, X, Y)
        for name in ("less_equal", "greater", "greater_equal", "logical_and", "logical_or", "logical_xor")
    ),
    *(
        case(name, N, N.T.copy().reshape(3, 4))
        for name in ("add", "subtract", "multiply", "maximum", "equal", "less")
    ),
    case("floor_divide", N, np.array([1, 2, -3, 4], "int32")),
    case("mod", N, np.array([1, 2, -3, 4], "int32")),
    case("divide", N, np.array([1, 2, -3, 4], "int32")),
    case("power", POSITIVE, X),
    case("power", POSITIVE, 2),
    case("add", Z, X),
    case("add", X, 1),
    case("multiply", 2.5, N),
    case("subtract", X, np.float64(2)),
    case("add", floats(3, 1), floats(4)),
    case(
        "divide_no_nan",
        X,
        np.where(B, Y, 0),
        oracle=lambda x, y: np.where(y == 0, 0, x / np.where(y == 0, 1, y)),
    ),
    case("clip", X, -1, 1),
    case("clip", N, -2, 3),
    case("where", B, X, Y),
    case("where", B, X, 0.0),
]

REDUCTIONS = [
    *(
        case(name, Z)
        for name in ("sum", "mean", "prod", "max", "min", "amax", "amin", "var", "std", "argmax", "argmin")
    ),
    *(
        case(name, Z, axis=1)
        for name in ("sum", "mean", "prod", "max", "min", "var", "std", "argmax", "argmin")
    ),
    *(
        case(name, Z, axis=(0, -1), keepdims=True)
        for name in ("sum", "mean", "max", "min", "amax", "amin", "var", "std")
    ),
    *(case(name, B) for name in ("any", "all", "sum", "count_nonzero")),
    *(case(name, B, axis=0) for name in ("any", "all", "count_nonzero")),
    *(case(name, Z, axis=-1) for name in ("cumsum", "cumprod")),
    *(case(name, X) for name in ("cumsum", "cumprod")),
    case("sum", N, axis=0),
    case("mean", N, axis=0),
    case("argmax", Z, axis=1, keepdims=True),
    case("argmin", np.array([[0, 255], [255, 0]], "uint8"), axis=1),
    case("argmin", np.array([3, -(2**31), 5], "int32")),
    case("max", X, initial=1.5),
    case("min", X, axis=0, initial=-1.5),
    case("logsumexp", X, axis=1, oracle=lambda x, axis: np.log(np.exp(x).sum(axis))),
    case("logsumexp", X + 1000, oracle=lambda x: 1000 + np.log(np.exp(x - 1000).sum()), tolerance=1e-4),
    case("average", X),
    case("average", X, axis=1, weights=np.array([1, 2, 3, 4], "float32")),
    case("average", X, weights=POSITIVE),
    case("norm", X, oracle=np.linalg.norm),
    case("norm", X, ord=1, axis=1, oracle=np.linalg.norm),
    case("norm", X, ord=np.inf, axis=0, keepdims=True, oracle=np.linalg.norm),
    case("moments", Z, axes=(0, 1), oracle=lambda x, axes: (x.mean(axes), x.var(axes))),
    case(
        "moments",
        Z,
        axes=-1,
        keepdims=True,
        oracle=lambda x, axes, keepdims: (x.mean(axes, keepdims=True), x.var(axes, keepdims=True)),
    ),
]

SHAPING = [
    case("reshape", Z, (4, -1)),
    case("reshape", Z, 24),
    case("reshape", Z, (None, 12), oracle=lambda x, shape: x.reshape(-1, 12)),
    case("ravel", Z),
    case("expand_dims", X, 1),
    case("expand_dims", X, (0, -1)),
    case("squeeze", Z[:, :1]),
    case("squeeze", Z[:, :1], axis=1),
    case("transpose", Z),
    case("transpose", Z, (1, 0, 2)),
    case("swapaxes", Z, 0, 2),
    case("moveaxis", Z, 0, -1),
    case("moveaxis", Z, (0, 1), (1, 2)),
    case("flip", Z),
    case("flip", Z, axis=1),
    case("roll", X, 2, axis=1),
    case("roll", X, 5),
    case("roll", X, (1, -1), axis=(0, 1)),
    case("broadcast_to", X, (2, 3, 4)),
    case("concatenate", [X, Y], axis=1),
    case("concatenate", [X, N]),
    case("stack", [X, Y], axis=1),
    case("stack", [X, Y], axis=-1),
    case("hstack", [X, Y]),
    case("hstack", [X[0], Y[0]]),
    case("vstack", [X, Y]),
    case("vstack", [X[0], Y[0]]),
    case("append", X, Y),
    case("append", X, Y, axis=0),
    case("unstack", X, oracle=lambda x: list(x)),
    case("unstack", X, axis=1, oracle=lambda x, axis: list(x.T)),
    case("split", X, 2, axis=1),
    case("split", Z, [1, 3], axis=-1),
    case("tile", X, (2, 3)),
    case("tile", X, 2),
    case("tile", X, (2, 1, 1)),
    case("repeat", X, 2),
    case("repeat", X, 3, axis=1),
    case("repeat", X, [1, 0, 2], axis=0),
    case("pad", X, 1),
    case("pad", X, (1, 2), constant_values=7),
    case("pad", X, ((0, 1), (2, 0)), mode="reflect"),
    case("pad", X, ((0, 1), (2, 0)), mode="symmetric"),
    case("meshgrid", X[0], X[:, 0]),
    case("meshgrid", X[0], X[:, 0], np.array([1, 2], "float32"), indexing="ij"),
    case("copy", X),
]

CREATION = [
    case("zeros", (2, 3)),
    case("ones", (2, 3), dtype="int32"),
    case("ones", 3),
    case("full", (2, 3), 2.5),
    case("full", (2, 3), X[0, :3]),
    case("empty", (2, 0)),
    case("zeros_like", X),
    case("ones_like", N),
    case("full_like", X, 3),
    case("empty_like", X, oracle=np.zeros_like),
    case("arange", 5),
    case("arange", 2, 9, 3),
    case("arange", 0.0, 1.0, 0.25),
    case("linspace", 0, 1, 5),
    case("linspace", 0.0, 1.0, 4, endpoint=False),
    case("linspace", X[0], Y[0], 3),
    case("linspace", X[0], Y[0], 3, axis=1),
    case("linspace", 1.0, 2.0, 1),
    case("eye", 3),
    case("eye", 3, 4, k=1),
    case("identity", 3),
    case("tri", 3, 4, k=-1),
    case("tril", X),
    case("tril", Z, k=1),
    case("triu", X, k=-1),
    case("array", [[1.5, 2], [3, 4]]),
    case("convert_to_tensor", [1, 2, 3], oracle=np.array),
    case("cast", X, "int32", oracle=lambda x, dtype: x.astype(dtype)),
    case("cast", N, "bool", oracle=lambda x, dtype: x.astype(dtype)),
    case("stop_gradient", X, oracle=lambda x: x),
]

INDEXING = [
    case("get_item", Z, 1, oracle=lambda x, key: x[key]),
    case("get_item", Z, (slice(None), -1, None, ...), oracle=lambda x, key: x[key]),
    case("get_item", Z, (..., slice(None, None, -2)), oracle=lambda x, key: x[key]),
    case("get_item", Z, np.array([1, 0, 1]), oracle=lambda x, key: x[key]),
    case("slice", Z, (0, 1, 1), (2, 2, 3), oracle=lambda x, start, shape: x[0:2, 1:3, 1:4]),
    case("take", X, np.array([[0, 2], [-1, 1]])),
    case("take", Z, np.array([[0, 2], [-1, 1]]), axis=1),
    case("take", X, 1, axis=-1),
    case("take_along_axis", X, np.array([[0], [1], [-1]]), axis=1),
    case("take_along_axis", X, np.array([5, 0]), axis=None),
    case("argsort", X),
    case("argsort", N, axis=0, oracle=lambda x, axis: np.argsort(x, axis, kind="stable")),
    case("argsort", X, axis=None),
    case("sort", X, axis=0),
    case("sort", X, axis=None),
    case("top_k", X, 2, oracle=lambda x, k: (-np.sort(-x)[:, :k], np.argsort(-x)[:, :k])),
    case(
        "in_top_k",
        np.array([0, 1, 2]),
        X,
        2,
        oracle=lambda t, x, k: (x > x[np.arange(3), t][:, None]).sum(1) < k,
    ),
    case(
        "scatter",
        np.array([[0], [2], [0]]),
        X,
        (4, 4),
        oracle=lambda i, v, s: np.stack([v[0] + v[2], v[1] * 0, v[1], v[1] * 0]),
    ),
    case(
        "scatter_update",
        X,
        np.array([[0, 1], [2, 3]]),
        np.array([9, 8], "float32"),
        oracle=lambda x, i, u: _put(x, i, u),
    ),
    case(
        "scatter_update",
        X,
        np.array([[1]]),
        Y[:1],
        reduction="add",
        oracle=lambda x, i, u, reduction: np.stack([x[0], x[1] + u[0], x[2]]),
    ),
]


def _put(x: np.ndarray, indices: np.ndarray, updates: np.ndarray) -> np.ndarray:
    x = x.copy()
    x[tuple(indices.T)] = updates
    return x


LINEAR = [
    case("matmul", X, Y.T),
    case("matmul", Z, floats(4, 5)),
    case("matmul", X[0], Y[0]),
    case("matmul", Z, X[0]),
    case("matmul", floats(2), Z.transpose(1, 0, 2)),
    case("matmul", N, N.T),
    case("dot", X, Y.T),
    case("dot", X, 3.0),
    case("dot", Z, floats(3, 4, 5)),
    case("inner", X, Y),
    case("outer", X, Y[0]),
    case("tensordot", Z, X, axes=2),
    case("tensordot", Z, Y, axes=([1], [0])),
    case("tensordot", Z, Y, axes=0),
    case("tensordot", X, floats(4, 3), axes=[(0, 1), (1, 0)]),
    case("einsum", "ij,kj->ik", X, Y, oracle=np.einsum),
    case("einsum", "ij,jk", X, Y.T, oracle=np.einsum),
    case("einsum", "...ij,jk->...ik", Z, Y.T, oracle=np.einsum),
    case("einsum", "bij,bij->b", Z, Z, oracle=np.einsum),
]

ARRAYS = [*UNARY, *BINARY, *REDUCTIONS, *SHAPING, *CREATION, *INDEXING, *LINEAR]
