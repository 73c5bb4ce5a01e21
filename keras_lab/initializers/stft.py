"""Kernels with which a convolution computes short-time Fourier transforms."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab.initializers.initializer import Initializer, Shape

#: Windows made of cosines: the factors of 1, -cos(x), cos(2x), with x going once around.
_COSINES = {
    "hann": (0.5, 0.5),
    "hamming": (0.54, 0.46),
    "blackman": (0.42, 0.5, 0.08),
    "boxcar": (1.0,),
}


class STFT(Initializer):
    """Cosines or sines of all frequencies, under a window; for shapes `(frame, channels, frequencies)`.

    Args:
        side: `"real"` (cosines) or `"imag"` (minus sines).
        window: `"hann"`, `"hamming"`, `"blackman"`, `"boxcar"`, another that SciPy knows (if it is installed), an array
            as long as a frame, or None.
        scaling: `"density"` (divided by the root of the window's sum of squares), `"spectrum"` (by the sum of
            its absolute values) or None.
        periodic: whether the window's period is the frame; otherwise it is symmetric within the frame.
    """

    def __init__(
        self,
        side: str = "real",
        window: Any = "hann",
        scaling: str | None = "density",
        periodic: bool = False,
    ) -> None:
        _check(side, ("real", "imag"), "side")
        _check(scaling, ("density", "spectrum", None), "scaling")
        if isinstance(window, str) and window not in _COSINES:
            _from_scipy(window, 1, periodic)
        self.side = side
        named = window is None or isinstance(window, str)
        self.window = window if named else np.asarray(window, float).tolist()
        self.scaling = scaling
        self.periodic = periodic

    def draw(self, rng: np.random.Generator, shape: Shape, dtype: np.dtype[Any]) -> np.ndarray:
        if len(shape) != 3:
            raise ValueError(f"STFT fills shapes (frame, channels, frequencies). Received: {shape}")
        frame, _, frequencies = shape
        window = self._window(frame)
        time, frequency = np.arange(frame)[:, None, None], np.arange(frequencies)
        angles = 2.0 * np.pi * time * frequency / max(2 * (frequencies - 1), 1)
        waves = np.cos(angles) if self.side == "real" else -np.sin(angles)
        return waves if window is None else waves * (window / self._scale(window))[:, None, None]

    def _window(self, frame: int) -> np.ndarray | None:
        if self.window is None:
            return None
        if isinstance(self.window, str) and self.window not in _COSINES:
            return _from_scipy(self.window, frame, self.periodic)
        if isinstance(self.window, str):
            around = 2.0 * np.pi * np.arange(frame) / max(frame if self.periodic else frame - 1, 1)
            terms = enumerate(_COSINES[self.window])
            return np.asarray(sum((-1) ** n * factor * np.cos(n * around) for n, factor in terms))
        window = np.asarray(self.window, float)
        if window.shape != (frame,):
            raise ValueError(f"STFT: the window must have the shape ({frame},). Received: {window.shape}")
        return window

    def _scale(self, window: np.ndarray) -> float:
        if self.scaling is None:
            return 1.0
        return float(np.sqrt(np.sum(window**2)) if self.scaling == "density" else np.sum(np.abs(window)))


def _from_scipy(window: str, frame: int, periodic: bool) -> np.ndarray:
    known = f"STFT: window must be one of {tuple(_COSINES)}"
    try:
        from scipy import signal
    except ImportError:
        raise ValueError(
            f"{known}, or one that SciPy knows, which is not installed. Received: {window!r}"
        ) from None
    try:
        return np.asarray(signal.get_window(window, frame, fftbins=periodic))
    except ValueError as error:
        raise ValueError(f"{known}, or one that SciPy knows. Received: {window!r}") from error


def _check(value: Any, known: tuple[Any, ...], name: str) -> None:
    if value not in known:
        raise ValueError(f"STFT: {name} must be one of {known}. Received: {value!r}")
