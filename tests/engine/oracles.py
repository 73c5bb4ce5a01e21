"""What each primitive should compute, in NumPy: plain and slow. Names not here are NumPy's own functions."""

from __future__ import annotations

import itertools
import math

import numpy as np


def _widening(fn):
    """NumPy makes sums of small integers larger ones; the engines keep the type."""
    return lambda x, axis=None, keepdims=False: fn(x, axis=axis, keepdims=keepdims, dtype=x.dtype)


def _reduction(fn):
    return lambda x, axis=None, keepdims=False: fn(x, axis=axis, keepdims=keepdims)


def top_k(x, k):
    places = np.argsort(-x, axis=-1, kind="stable")[..., :k].astype("int32")
    return np.take_along_axis(x, places, -1), places


def pad(x, widths, mode, value):
    return np.pad(x, widths, mode, **({"constant_values": value} if mode == "constant" else {}))


def put(x, index, value):
    result = x.copy()
    result[int(index)] = value
    return result


def scatter_add(x, indices, updates):
    result = x.copy()
    np.add.at(result, indices, updates)
    return result


# ---- windows ----------------------------------------------------------------------------------------


def _same(size, window, stride):
    """The padding of one axis that gives ceil(size / stride) positions, the odd element at the end."""
    missing = max((math.ceil(size / stride) - 1) * stride + window - size, 0)
    return missing // 2, missing - missing // 2


def _padded(x, windows, strides, padding, value=0.0):
    axes = zip(x.shape[1:-1], windows, strides, strict=True)
    widths = [_same(*axis) if padding == "same" else (0, 0) for axis in axes]
    return np.pad(x, [(0, 0), *widths, (0, 0)], constant_values=value)


def _views(x, size, strides, dilation):
    """For each place in the window, what lies there at all positions: pairs (place, part of x)."""
    reach = [(k - 1) * d + 1 for k, d in zip(size, dilation, strict=True)]
    counts = [(n - r) // s + 1 for n, r, s in zip(x.shape[1:-1], reach, strides, strict=True)]
    for place in itertools.product(*map(range, size)):
        starts = [p * d for p, d in zip(place, dilation, strict=True)]
        along = zip(starts, counts, strides, strict=True)
        yield place, x[(slice(None), *(slice(a, a + (n - 1) * s + 1, s) for a, n, s in along))]


def conv(x, kernel, strides, padding, dilation, groups):
    size = kernel.shape[:-2]
    reach = [(k - 1) * d + 1 for k, d in zip(size, dilation, strict=True)]
    x = _padded(x, reach, strides, padding)
    parts = zip(np.split(x, groups, -1), np.split(kernel, groups, -1), strict=True)
    return np.concatenate([_correlated(part, k, strides, dilation) for part, k in parts], -1)


def _correlated(x, kernel, strides, dilation):
    return sum(part @ kernel[place] for place, part in _views(x, kernel.shape[:-2], strides, dilation))


def conv_transpose(x, kernel, strides, padding, dilation):
    rank = len(strides)
    spread_shape = [(n - 1) * s + 1 for n, s in zip(x.shape[1:-1], strides, strict=True)]
    spread = np.zeros((x.shape[0], *spread_shape, x.shape[-1]), x.dtype)
    spread[(slice(None), *(slice(None, None, s) for s in strides))] = x
    grown = np.pad(spread, [(0, 0), *((max(a, 0), max(b, 0)) for a, b in padding), (0, 0)])
    crop = [slice(max(-a, 0), n - max(-b, 0)) for n, (a, b) in zip(grown.shape[1:-1], padding, strict=True)]
    flipped = np.swapaxes(np.flip(kernel, tuple(range(rank))), -1, -2)
    return _correlated(grown[(slice(None), *crop)], flipped, (1,) * rank, dilation)


def max_pool(x, size, strides, padding):
    x = _padded(x, size, strides, padding, -np.inf)
    return np.stack([part for _, part in _views(x, size, strides, (1,) * len(size))]).max(0)


def avg_pool(x, size, strides, padding):
    x = _padded(x, size, strides, padding, np.nan)
    parts = np.stack([part for _, part in _views(x, size, strides, (1,) * len(size))])
    return np.nanmean(parts, axis=0).astype(x.dtype)


def segment_reduce(x, segments, count, how):
    reduce = getattr(np, how)
    rows = [x[segments == i] for i in range(count)]
    return np.stack(
        [
            reduce(each, axis=0, dtype=x.dtype) if how in ("sum", "prod") else reduce(each, axis=0)
            for each in rows
        ]
    )


def solve_triangular(x, y, lower):
    return np.linalg.solve(np.tril(x) if lower else np.triu(x), y)


def fft(real, imaginary):
    found = np.fft.fft(real + 1j * imaginary)
    return found.real.astype(real.dtype), found.imag.astype(real.dtype)


ORACLES = {
    "bitcast": lambda x, dtype: x.view(dtype),
    "cholesky": np.linalg.cholesky,
    "slogdet": lambda x: tuple(np.linalg.slogdet(x)),
    "solve": np.linalg.solve,
    "complex_of": lambda real, imaginary: real + 1j * imaginary,
    "real_part": np.real,
    "imaginary_part": np.imag,
    "split": lambda x, sizes, axis: np.split(x, np.cumsum(sizes)[:-1], axis),
    "convert": lambda x, dtype=None: np.asarray(x, dtype),
    "to_numpy": np.asarray,
    "put_on_device": np.asarray,
    "stop_gradient": np.asarray,
    "cast": lambda x, dtype: x.astype(dtype),
    "full": lambda shape, value, dtype: np.full(shape, value, dtype),
    "arange": lambda start, stop, step, dtype: np.arange(start, stop, step).astype(dtype),
    "erf": lambda x: np.vectorize(math.erf, otypes=[x.dtype])(x),
    "sum": _widening(np.sum),
    "mean": _widening(np.mean),
    "prod": _widening(np.prod),
    "max": _reduction(np.max),
    "min": _reduction(np.min),
    "any": _reduction(np.any),
    "all": _reduction(np.all),
    "argmax": lambda x, axis: np.argmax(x, axis).astype("int32"),
    "argsort": lambda x, axis: np.argsort(x, axis, kind="stable").astype("int32"),
    "cumsum": lambda x, axis: np.cumsum(x, axis, x.dtype),
    "cumprod": lambda x, axis: np.cumprod(x, axis, x.dtype),
    "getitem": lambda x, key: x[key],
    **{fn.__name__: fn for fn in (top_k, pad, put, scatter_add, conv, conv_transpose, max_pool, avg_pool)},
    **{fn.__name__: fn for fn in (segment_reduce, solve_triangular, fft)},
}


def oracle(name):
    """The function that gives the right result of the primitive `name`."""
    return ORACLES.get(name) or getattr(np, name)


def same(engine, found, expected):
    """Fails unless a tensor has these values."""
    np.testing.assert_allclose(engine.to_numpy(found), expected, rtol=1e-5, atol=1e-5)
