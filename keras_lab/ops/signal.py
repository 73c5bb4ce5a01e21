"""Fourier transforms. A complex tensor is a pair of real ones: `(real part, imaginary part)`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from keras_lab.engine import P
from keras_lab.ops.creation import zeros_like
from keras_lab.ops.dispatch import floating, op, promoted_floats, tensor
from keras_lab.ops.logic import where
from keras_lab.ops.parts import extract_sequences
from keras_lab.ops.shaping import pad, swapaxes

Tensor = Any
Complex = tuple[Tensor, Tensor]


def _pair(x: Any, what: str) -> Complex:
    if not isinstance(x, (tuple, list)) or len(x) != 2:
        raise ValueError(f"{what} takes a pair (real part, imaginary part). Received: {x!r}")
    real, imaginary = promoted_floats(*x)
    return real, imaginary


@op
def fft(x: Any) -> Complex:
    """The discrete Fourier transform along the last axis, of a pair of tensors."""
    return P.fft(*_pair(x, "fft"))


@op
def fft2(x: Any) -> Complex:
    """The discrete Fourier transform along the last two axes, of a pair of tensors."""
    return _both_axes(_pair(x, "fft2"))


def _both_axes(x: Complex) -> Complex:
    real, imaginary = P.fft(*x)
    real, imaginary = P.fft(swapaxes(real, -1, -2), swapaxes(imaginary, -1, -2))
    return swapaxes(real, -1, -2), swapaxes(imaginary, -1, -2)


@op
def ifft2(x: Any) -> Complex:
    """The inverse of `fft2`."""
    real, imaginary = _pair(x, "ifft2")
    a, b = _both_axes((real, P.negative(imaginary)))
    rows, columns = P.shape(real)[-2:]
    count = float((rows or 1) * (columns or 1))
    return a / count, P.negative(b) / count


@op
def rfft(x: Any, fft_length: int | None = None) -> Complex:
    """The first half (and one more) of the transform of a real tensor along its last axis.

    Args:
        fft_length: the axis is cut, or filled up with zeros, to so many entries.
    """
    x = floating(x)
    x = x if fft_length is None else _resized(x, fft_length)
    real, imaginary = P.fft(x, zeros_like(x))
    size = P.shape(x)[-1]
    kept = slice(None) if size is None else slice(size // 2 + 1)
    return real[..., kept], imaginary[..., kept]


def _resized(x: Tensor, size: int) -> Tensor:
    have = P.shape(x)[-1]
    if have is None:
        return P.full((*P.shape(x)[:-1], size), 0, P.dtype(x))  # only shapes are computed
    return x[..., :size] if have >= size else _padded(x, 0, size - have)


def _padded(x: Tensor, before: int, after: int) -> Tensor:
    return pad(x, [*[(0, 0)] * (len(P.shape(x)) - 1), (before, after)])


@op
def irfft(x: Any, fft_length: int | None = None) -> Tensor:
    """The real tensor whose transform's first half is the pair `x`.

    Args:
        fft_length: how many entries it has; `2 * (n - 1)` by default.
    """
    real, imaginary = _pair(x, "irfft")
    have = P.shape(real)[-1]
    size = fft_length or 2 * ((have or 2) - 1)
    real, imaginary = _resized(real, size // 2 + 1), _resized(imaginary, size // 2 + 1)
    ends = np.ones(size // 2 + 1, "bool")
    ends[0], ends[-1] = False, ends[-1] and size % 2 == 1
    imaginary = where(ends, imaginary, 0)  # a real tensor has none there
    mirrored = slice(size - size // 2 - 1, 0, -1)
    a = P.concatenate([real, real[..., mirrored]], -1)
    b = P.concatenate([imaginary, P.negative(imaginary[..., mirrored])], -1)
    return P.fft(a, P.negative(b))[0] / float(size)


# ---- transforms of short stretches ------------------------------------------------------------------


def _window_of(window: Any, sequence_length: int, fft_length: int) -> np.ndarray:
    """The window, in the middle of `fft_length` entries."""
    if window is None:
        values = np.ones(sequence_length)
    elif isinstance(window, str):
        makers = {"hann": np.hanning, "hamming": np.hamming}
        if window not in makers:
            raise ValueError(f"The window must be None, 'hann', 'hamming' or a tensor. Received: {window!r}")
        values = makers[window](sequence_length + 1)[:-1]  # periodic
    else:
        values = np.asarray(window)
    if values.shape != (sequence_length,) or fft_length < sequence_length:
        raise ValueError(
            f"The window must have {sequence_length} entries, at most fft_length={fft_length}. "
            f"Received shape: {values.shape}"
        )
    before = (fft_length - sequence_length) // 2
    return np.pad(values, (before, fft_length - sequence_length - before))


def _check_stride(stride: Any, what: str) -> None:
    if not isinstance(stride, int) or stride < 1:
        raise ValueError(f"{what}: sequence_stride must be a positive integer. Received: {stride!r}")


@op
def stft(
    x: Any,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    window: Any = "hann",
    center: bool = True,
) -> Complex:
    """The transforms of stretches of the last axis: a pair `(…, stretches, fft_length // 2 + 1)`.

    Args:
        sequence_length: of a stretch; `sequence_stride`: from one to the next.
        fft_length: stretches are filled up with zeros to so many entries.
        window: `"hann"`, `"hamming"`, None or a vector that stretches are multiplied by.
        center: mirror both ends first, so that the first stretch has the first entry in its middle.
    """
    _check_stride(sequence_stride, "stft")
    x = floating(x)
    weights = tensor(_window_of(window, sequence_length, fft_length).astype("float32"), P.dtype(x))
    if center:
        x = pad(x, [*[(0, 0)] * (len(P.shape(x)) - 1), (fft_length // 2,) * 2], "reflect")
    return rfft(extract_sequences(x, fft_length, sequence_stride) * weights)


@op
def istft(
    x: Any,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: Any = "hann",
    center: bool = True,
) -> Tensor:
    """The inverse of `stft`: stretches laid over each other, and divided by the windows' squares.

    Without a window they are only added up.

    Args:
        length: how many entries the result has; as many as there are by default.
    """
    _check_stride(sequence_stride, "istft")
    real, imaginary = _pair(x, "istft")
    weights = _window_of(window, sequence_length, fft_length)
    if P.shape(real)[-2] is None:  # only shapes are computed
        return P.full((*P.shape(real)[:-2], length), 0, P.dtype(real))
    count = P.shape(real)[-2]
    rows = irfft((real, imaginary), fft_length) * tensor(weights.astype("float32"), P.dtype(real))
    total = fft_length + sequence_stride * (count - 1)
    power = _overlapped_weights(weights**2, count, sequence_stride, total)
    added = _overlapped(rows, sequence_stride, total)
    made = added if window is None else added / tensor(np.where(power > 1e-10, power, 1), P.dtype(real))
    start = fft_length // 2 if center else 0
    end = start + length if length is not None else total - (fft_length // 2 if center else 0)
    return _resized(made[..., start:], end - start)


def _overlapped_weights(weights: np.ndarray, count: int, stride: int, total: int) -> np.ndarray:
    power = np.zeros(total)
    for i in range(count):
        power[i * stride : i * stride + len(weights)] += weights
    return power


def _overlapped(rows: Tensor, stride: int, total: int) -> Tensor:
    """`(…, stretches, n)` → `(…, total)`: pieces of `stride` entries of all stretches at once."""
    count, size = P.shape(rows)[-2:]
    pieces = math.ceil(size / stride)
    rows = _padded(rows, 0, pieces * stride - size)
    lead = P.shape(rows)[:-2]
    sums: Any = None
    for i in range(pieces):
        part = P.reshape(rows[..., i * stride : (i + 1) * stride], (*lead, count * stride))
        shifted = _padded(part, i * stride, (pieces - 1 - i) * stride)
        sums = shifted if sums is None else sums + shifted
    return sums[..., :total]
