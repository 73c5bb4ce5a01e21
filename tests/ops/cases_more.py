"""Rows for what is rarer: numbers and bits, statistics, matrices, parts, counting, Fourier transforms."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from tests.ops.case import B, N, X, Y, Z, case, floats, ints, np_erf

ODD = np.array([1.5, np.nan, np.inf, -np.inf, -0.0, -2.5], "float32")
GAPS = np.where(np.arange(24).reshape(2, 3, 4) % 5 == 0, np.nan, Z).astype("float32")
SQUARE = floats(2, 3, 3) + 3 * np.eye(3, dtype="float32")
SYMMETRIC = (SQUARE @ SQUARE.swapaxes(-1, -2)).astype("float32")
TALL = floats(2, 4, 3)
IMAGES = floats(2, 4, 6, 8)


def quiet(function: Any) -> Any:
    def call(*args: Any, **kwargs: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*args, **kwargs)

    return call


NUMBERS = [
    *(
        case(name, X)
        for name in ("cbrt", "deg2rad", "rad2deg", "sinc", "i0", "fabs", "trunc", "signbit", "real")
    ),
    *(case(name, X) for name in ("imag", "conj", "conjugate", "angle", "isreal")),
    *(case(name, X, Y) for name in ("hypot", "fmax", "fmin", "fmod", "heaviside", "logaddexp2")),
    *(case(name, ints(3, 4), N) for name in ("gcd", "lcm", "fmod")),
    *(case(name, ODD) for name in ("isneginf", "isposinf", "signbit", "fabs")),
    case("i0", X * 6, tolerance=1e-4),
    case("erfc", X, oracle=lambda x: 1 - np_erf(x)),
    case("ldexp", X, N),
    case("fmax", ODD, np.zeros(6, "float32")),
    case("fmin", ODD, np.zeros(6, "float32")),
    case("nan_to_num", ODD, oracle=lambda x: np.nan_to_num(x.astype("float32"))),
    case("nan_to_num", ODD, nan=1.0, posinf=9.0, neginf=-9.0),
    case("nextafter", X, Y, oracle=lambda x, y: np.nextafter(x.astype("float32"), y.astype("float32"))),
    case("isclose", X, X + 1e-6),
    case("isclose", ODD, ODD, equal_nan=True),
    case("allclose", X, Y),
    case("allclose", X, X),
    case("view", X, "int32", oracle=lambda x, dtype: x.astype("float32").view(dtype)),
    case("saturate_cast", X * 200, "uint8", oracle=lambda x, dtype: np.clip(x, 0, 255).astype(dtype)),
    case("saturate_cast", N * 100, "int8", oracle=lambda x, dtype: np.clip(x, -128, 127).astype(dtype)),
    *(case(name, N, ints(4)) for name in ("bitwise_and", "bitwise_or", "bitwise_xor")),
    *(case(name, N, oracle=np.invert) for name in ("bitwise_invert", "bitwise_not")),
    *(case(name, N, ints(4, low=0), oracle=np.left_shift) for name in ("left_shift", "bitwise_left_shift")),
    *(
        case(name, N, ints(4, low=0), oracle=np.right_shift)
        for name in ("right_shift", "bitwise_right_shift")
    ),
]

STATISTICS = [
    *(case(f"nan{name}", GAPS) for name in ("sum", "prod", "mean", "var", "std", "max", "min", "median")),
    *(
        case(f"nan{name}", GAPS, axis=1)
        for name in ("sum", "prod", "mean", "var", "std", "max", "min", "median")
    ),
    *(case(f"nan{name}", GAPS, axis=-1) for name in ("argmax", "argmin", "cumsum", "cumprod")),
    *(case(f"nan{name}", GAPS) for name in ("argmax", "argmin", "cumsum", "cumprod")),
    case("nanmax", np.full((2, 2), np.nan, "float32"), axis=0, oracle=quiet(np.nanmax)),
    case("nanquantile", GAPS, [0.2, 0.9], axis=2),
    case("nanpercentile", GAPS, 30, axis=(0, 1), keepdims=True),
    *(case("quantile", Z, q, axis=axis) for q in (0.3, [0.1, 0.5, 1.0]) for axis in (None, 1, (0, 2))),
    *(case("quantile", Z, 0.3, axis=1, method=m) for m in ("lower", "higher", "nearest", "midpoint")),
    case("quantile", GAPS, 0.5, axis=1, oracle=quiet(np.quantile)),
    case("percentile", Z, [25, 75], axis=0, keepdims=True),
    case("median", Z),
    case("median", Z, axis=-1),
    case("ptp", Z, axis=1),
    case("corrcoef", X),
    case("trapezoid", X, dx=0.5),
    case("trapezoid", X, np.array([0, 1, 3, 4], "float32")),
    case("trapezoid", X, axis=0),
]


def upper_cholesky(x: np.ndarray, upper: bool) -> np.ndarray:
    return np.linalg.cholesky(x).swapaxes(-1, -2)


def np_triangular(a: np.ndarray, b: np.ndarray, lower: bool) -> np.ndarray:
    return np.linalg.solve(np.tril(a) if lower else np.triu(a), b)


MATRICES = [
    case("cholesky", SYMMETRIC, oracle=np.linalg.cholesky, tolerance=1e-4),
    case("cholesky", SYMMETRIC, upper=True, oracle=upper_cholesky, tolerance=1e-4),
    case(
        "cholesky_inverse",
        np.tril(SQUARE),
        oracle=lambda x: np.linalg.inv(x @ x.swapaxes(-1, -2)),
        tolerance=1e-3,
    ),
    case("inv", SQUARE, oracle=np.linalg.inv, tolerance=1e-4),
    case("det", SQUARE, oracle=np.linalg.det, tolerance=1e-4),
    case("slogdet", SQUARE, oracle=lambda x: tuple(np.linalg.slogdet(x)), tolerance=1e-4),
    case("logdet", SYMMETRIC, oracle=lambda x: np.linalg.slogdet(x)[1], tolerance=1e-4),
    case("svd", TALL, compute_uv=False, oracle=lambda x, compute_uv: np.linalg.svd(x, compute_uv=False)),
    case("solve", SQUARE, floats(2, 3, 2), oracle=np.linalg.solve, tolerance=1e-4),
    case("solve", SQUARE[0], floats(3), oracle=np.linalg.solve, tolerance=1e-4),
    case("solve_triangular", SQUARE, TALL[:, :3], lower=True, oracle=np_triangular, tolerance=1e-4),
    case("pinv", TALL, oracle=np.linalg.pinv, tolerance=1e-4),
    case("lstsq", TALL[0], floats(4), oracle=lambda a, b: np.linalg.lstsq(a, b)[0], tolerance=1e-4),
    case("matrix_rank", np.outer(X[0], X[1]), oracle=lambda x: 1),
    case("matrix_rank", TALL, oracle=np.linalg.matrix_rank),
    *(case("norm", X, ord=o, axis=1, oracle=np.linalg.norm) for o in (0, 3, -np.inf)),
    *(
        case("norm", TALL, ord=o, axis=(1, 2), keepdims=True, oracle=np.linalg.norm)
        for o in ("fro", 1, -1, np.inf)
    ),
    *(case("norm", TALL, ord=o, axis=(1, 2), oracle=np.linalg.norm, tolerance=1e-4) for o in ("nuc", 2, -2)),
    case("diagonal", Z, offset=1, axis1=1, axis2=2),
    case("diagonal", X, offset=-1),
    case("diag", X),
    case("diag", X[0], k=1),
    case("diag", X[0], k=-2),
    case("diagflat", X),
    case("trace", Z, axis1=1, axis2=2),
    case("vdot", X, Y),
    case("kron", X, Y),
    case("kron", X, Y[0]),
    case("cross", X[:, :3], Y[:, :3]),
    case("cross", X.T[:3], Y.T[:3], axis=0),
    case("cross", X[:, :2], Y[:, :2], oracle=lambda x, y: x[:, 0] * y[:, 1] - x[:, 1] * y[:, 0]),
    *(case("correlate", X.ravel(), Y[0], mode=mode) for mode in ("valid", "same", "full")),
    case("correlate", Y[0, :3], X.ravel(), mode="full"),
    case("diff", Z),
    case("diff", Z, n=2, axis=1),
    case("diff", B, axis=0),
    case("vander", X[0]),
    case("vander", X[0], 3, increasing=True),
    case("select", [X > 1, X > 0], [X, Y], 7.0),
    case("logspace", 0, 2, 5),
    case("logspace", 0.0, 1.0, 3, base=2, endpoint=False),
    case("geomspace", 1.0, 1000.0, 4),
    case("geomspace", -1.0, -8.0, 4),
    *(case(name, 7) for name in ("bartlett", "blackman", "hamming", "hanning")),
    case("kaiser", 7, 5.0),
    case("cdist", X, floats(5, 4), oracle=lambda x, y: np.linalg.norm(x[:, None] - y, axis=-1)),
    case("psnr", X, Y, 2.0, oracle=lambda x, y, m: 10 * np.log10(m**2 / np.mean((x - y) ** 2))),
]


def np_unfold(x: np.ndarray, window: int) -> np.ndarray:
    views = np.lib.stride_tricks.sliding_window_view(x, (window, window), (2, 3))
    batch, channels, rows, columns = views.shape[:4]
    return views.transpose(0, 1, 4, 5, 2, 3).reshape(batch, channels * window**2, rows * columns)


def np_fold(x: np.ndarray, size: tuple[int, int], window: int) -> np.ndarray:
    out = np.zeros((x.shape[0], x.shape[1] // window**2, *size))
    rows, columns = size[0] - window + 1, size[1] - window + 1
    parts = x.reshape(*out.shape[:2], window, window, rows, columns)
    for i in range(window):
        for j in range(window):
            out[:, :, i : i + rows, j : j + columns] += parts[:, :, i, j]
    return out


def blocks(x: np.ndarray, n: int) -> np.ndarray:
    b, h, w, c = x.shape
    return x.reshape(b, h // n, n, w // n, n, c).transpose(0, 1, 3, 2, 4, 5).reshape(b, h // n, w // n, -1)


def unblocks(x: np.ndarray, n: int) -> np.ndarray:
    b, h, w, _ = x.shape
    return x.reshape(b, h, w, n, n, -1).transpose(0, 1, 3, 2, 4, 5).reshape(b, h * n, w * n, -1)


def updated(x: np.ndarray, start: tuple[int, ...], values: np.ndarray) -> np.ndarray:
    x = x.copy()
    x[tuple(slice(a, a + n) for a, n in zip(start, values.shape, strict=True))] = values
    return x


def unblocks_first(x: np.ndarray, n: int, _: str) -> np.ndarray:
    return unblocks(x.transpose(0, 2, 3, 1), n).transpose(0, 3, 1, 2)


def every_second(x: np.ndarray, k: int, padding: int, stride: int) -> np.ndarray:
    padded = np.pad(x, [(0, 0), (0, 0), (1, 1), (1, 1)])
    return np_unfold(padded, k).reshape(2, 16, 7, 9)[:, :, ::2, ::2].reshape(2, 16, 20)


def stretches(x: np.ndarray, size: int, step: int) -> np.ndarray:
    return np.stack([x[:, i : i + size] for i in range(0, x.shape[1] - size + 1, step)], 1)


def split_last(x: np.ndarray) -> np.ndarray:
    return x.reshape(2, 3, 2, 2).transpose(0, 1, 3, 2).reshape(2, 6, 2)


PARTS = [
    case("array_split", X, 3, axis=1),
    case("hsplit", X, 2),
    case("vsplit", X.T, 2),
    case("dsplit", Z, 2),
    case("dstack", [X, Y]),
    case("dstack", [X[0], Y[0]]),
    case("fliplr", X),
    case("flipud", X),
    *(case("rot90", Z, k=k) for k in (-1, 0, 1, 2)),
    case("rot90", Z, k=3, axes=(1, 2)),
    case("argpartition", X, 2, oracle=lambda x, k: np.argsort(x, axis=-1, kind="stable")),
    case("unravel_index", np.array([5, 11, 0], "int32"), (3, 4)),
    case("slice_update", Z, (1, 0, 2), Z[:1, :2, :2], oracle=updated),
    case("rearrange", Z, "a b c -> c (a b)", oracle=lambda x, p: x.transpose(2, 0, 1).reshape(4, 6)),
    case("rearrange", Z, "a b (c d) -> a (b d) c", d=2, oracle=lambda x, p, d: split_last(x)),
    case("extract_sequences", Z.reshape(2, 12), 4, 3, oracle=stretches),
    case("unfold", IMAGES, 3, oracle=np_unfold),
    case("unfold", IMAGES, 2, padding=1, stride=2, oracle=every_second),
    case("fold", floats(2, 8, 35), (6, 8), 2, oracle=np_fold),
    case("space_to_depth", floats(2, 4, 6, 3), 2, oracle=blocks),
    case("depth_to_space", floats(2, 2, 3, 8), 2, oracle=unblocks),
    case("depth_to_space", floats(2, 8, 2, 3), 2, "channels_first", oracle=unblocks_first),
]

SEGMENTS = np.array([0, 2, 0], "int32")
EDGES = np.array([-1.0, 0.0, 0.5, 1.0], "float32")

COUNTING = [
    case(
        "segment_sum", X, SEGMENTS, 3, oracle=lambda x, s, n: np.stack([x[s == i].sum(0) for i in range(n)])
    ),
    case(
        "segment_prod", X, SEGMENTS, 3, oracle=lambda x, s, n: np.stack([x[s == i].prod(0) for i in range(n)])
    ),
    case("segment_max", X, SEGMENTS * 0, 1, oracle=lambda x, s, n: x.max(0, keepdims=True)),
    case("segment_min", X, SEGMENTS * 0, 1, oracle=lambda x, s, n: x.min(0, keepdims=True)),
    case("searchsorted", EDGES, X),
    case("searchsorted", EDGES, EDGES, side="right"),
    case("digitize", X, EDGES),
    case("histogram", X, 5),
    case("histogram", X, 4, range=(-1.0, 1.0)),
    case("isin", N, np.array([1, -2, 3], "int32")),
    case("isin", N, np.array([1, -2, 3], "int32"), invert=True),
]

#: Their shapes depend on values: the spec engine gives None.
LOOSE = [
    case("bincount", np.array([1, 3, 1, 0], "int32")),
    case("bincount", np.array([1, 3, 1, 0], "int32"), np.array([0.5, 1, 2, 3], "float32"), 6),
    case("nonzero", B),
    case("unique", N),
    case("unique", N, return_index=True, return_counts=True),
    case("unique", np.array([[1, 2], [1, 2], [0, 5]], "int32"), axis=0),
    case(
        "unique",
        np.array([3, 1, 3], "int32"),
        size=4,
        fill_value=9,
        oracle=lambda x, **_: np.array([1, 3, 9, 9]),
    ),
    case("segment_sum", X, SEGMENTS, oracle=lambda x, s: np.stack([x[s == i].sum(0) for i in range(3)])),
]


def pair(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return x.real, x.imag


def whole(x: Any) -> np.ndarray:
    return x[0] + 1j * x[1]


FOURIER = [
    case("fft", [X, Y], oracle=lambda x: pair(np.fft.fft(whole(x)))),
    case("fft2", [Z, Z[::-1].copy()], oracle=lambda x: pair(np.fft.fft2(whole(x)))),
    case("ifft2", [Z, Z[::-1].copy()], oracle=lambda x: pair(np.fft.ifft2(whole(x)))),
    *(case("rfft", X, n, oracle=lambda x, n: pair(np.fft.rfft(x, n))) for n in (None, 6, 3)),
    *(case("irfft", [X, Y], n, oracle=lambda x, n: np.fft.irfft(whole(x), n)) for n in (None, 5, 8)),
]

MORE = [*NUMBERS, *STATISTICS, *MATRICES, *PARTS, *COUNTING, *FOURIER]
