"""Sound as pictures: STFTSpectrogram (kernels that may be trained) and MelSpectrogram."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from keras_lab import config, initializers, ops
from keras_lab.engine import dtypes
from keras_lab.layers import checks
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer
from keras_lab.layers.preprocessing.data_layer import DataLayer

_MODES = ("log", "magnitude", "psd", "real", "imag", "angle", "stft")


class STFTSpectrogram(Layer):
    """The short-time Fourier transform of each channel, by a convolution with kernels that can be trained.

    Args:
        mode: `"log"` (of the magnitude), `"magnitude"`, `"psd"` (power), `"real"`, `"imag"`, `"angle"`, `"stft"` (real
            and imaginary parts one after the other).
        frame_length: samples in a frame.
        frame_step: samples from one frame to the next. Default: half a frame.
        fft_length: at least `frame_length`. Default: the next power of two.
        window: `"hann"`, `"hamming"`, … or an array as long as a frame, or None.
        periodic: whether the window's period is the frame.
        scaling: `"density"`, `"spectrum"` or None.
        padding: `"valid"` or `"same"`.
        expand_dims: whether frequencies get an axis of their own.
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.

    Shapes:
        `(batch, time, channels)` → `(batch, frames, channels * frequencies)`, or `(batch, frames, frequencies,
        channels)` with `expand_dims`. Weights: real_kernel, imag_kernel `(frame_length, 1, frequencies)`.
    """

    def __init__(
        self,
        mode: str = "log",
        frame_length: int = 256,
        frame_step: int | None = None,
        fft_length: int | None = None,
        window: Any = "hann",
        periodic: bool = False,
        scaling: str | None = "density",
        padding: str = "valid",
        expand_dims: bool = False,
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if mode not in _MODES:
            raise ValueError(
                f"Output mode is invalid, it must be one of {', '.join(_MODES)}. Received: {mode!r}"
            )
        if scaling not in ("density", "spectrum", None):
            raise ValueError(
                f"Scaling is invalid, it must be `None`, 'density' or 'spectrum'. Received: {scaling!r}"
            )
        if padding not in ("valid", "same"):
            raise ValueError(f"Padding is invalid, it should be 'valid', 'same'. Received: {padding!r}")
        if frame_step is not None and not 1 <= frame_step <= frame_length:
            raise ValueError(
                "`frame_step` should be a positive integer not greater than `frame_length`. The layer "
                f"{self.name!r} received: frame_step={frame_step!r}, frame_length={frame_length!r}"
            )
        self.mode, self.scaling, self.padding = mode, scaling, padding
        self.frame_length = checks.positive(self, "samples in a frame (frame_length)", frame_length)
        self.frame_step = frame_step
        self.fft_length = _checked_fft_length(self, fft_length, frame_length)
        self.window = window
        self.periodic = periodic
        self.expand_dims = expand_dims
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=3)
        self._kernels = {
            side: initializers.STFT(side, window, scaling, periodic)
            for side in ("real", "imag")
            if mode not in ("real", "imag") or mode == side
        }

    @property
    def frequencies(self) -> int:
        """How many frequencies there are."""
        return (self.fft_length or 1 << (self.frame_length - 1).bit_length()) // 2 + 1

    def build(self, input_shape: Any) -> None:
        for side, kernel in self._kernels.items():
            weight = self.add_weight((self.frame_length, 1, self.frequencies), kernel, name=f"{side}_kernel")
            setattr(self, f"{side}_kernel", weight)

    def call(self, inputs: Any) -> Any:
        inputs = ops.convert_to_tensor(inputs)
        if not dtypes.is_float(inputs.dtype):
            raise TypeError(
                f"Invalid input type. The layer {self.name!r} expected floats. Received: {inputs.dtype}"
            )
        if self.data_format == "channels_last":
            inputs = ops.transpose(inputs, (0, 2, 1))
        parts = [self._transformed(inputs, getattr(self, f"{side}_kernel")) for side in self._kernels]
        return self._arranged(self._combined(parts))

    def _transformed(self, x: Any, kernel: Any) -> Any:
        """`(batch, channels, time)` → `(batch, channels, frames, frequencies)`."""
        channels, time = x.shape[1:]
        step = self.frame_step or self.frame_length // 2
        rows = ops.reshape(x, (-1, time, 1))
        frames = ops.conv(rows, ops.cast(kernel, x.dtype), step, self.padding, "channels_last")
        return ops.reshape(frames, (-1, channels, *frames.shape[1:]))

    def _combined(self, parts: list[Any]) -> Any:
        if len(parts) == 1:
            return parts[0]
        real, imaginary = parts
        if self.mode == "angle":
            return ops.arctan2(imaginary, real)
        if self.mode == "stft":
            return ops.concatenate(parts, axis=-1)
        power = ops.add(ops.square(real), ops.square(imaginary))
        if self.mode == "psd":  # the inner frequencies stand for their mirror images, too
            return ops.add(power, ops.pad(power[..., 1:-1], ((0, 0), (0, 0), (0, 0), (1, 1))))
        magnitude = ops.sqrt(ops.maximum(power, config.epsilon()))
        return ops.log(ops.maximum(magnitude, config.epsilon())) if self.mode == "log" else magnitude

    def _arranged(self, x: Any) -> Any:
        last = self.data_format == "channels_last"
        if self.expand_dims:
            return ops.transpose(x, (0, 2, 3, 1)) if last else x
        _, channels, frames, frequencies = x.shape
        x = ops.transpose(x, (0, 2, 1, 3) if last else (0, 1, 3, 2))
        both = channels * frequencies
        return ops.reshape(x, (-1, frames, both) if last else (-1, both, frames))


def _checked_fft_length(layer: Layer, fft_length: Any, frame_length: int) -> int | None:
    if fft_length is None:
        return None
    if fft_length < frame_length:
        raise ValueError(
            f"`fft_length` should be not less than `frame_length`. The layer {layer.name!r} received: "
            f"fft_length={fft_length!r}, frame_length={frame_length!r}"
        )
    if fft_length & (fft_length - 1):
        warnings.warn(
            f"`fft_length` is recommended to be a power of two. The layer {layer.name!r} received: {fft_length}",
            stacklevel=4,
        )
    return fft_length


class MelSpectrogram(DataLayer):
    """The power of sound in bands as wide as the ear hears them (the mel scale), over time.

    Args:
        fft_length: samples of each transform.
        sequence_stride: samples from one transform to the next.
        sequence_length: samples under the window. Default: `fft_length`.
        window: `"hann"`, `"hamming"` or an array.
        sampling_rate: samples a second.
        num_mel_bins: how many bands.
        min_freq, max_freq: in Hertz, where the first band begins and the last one ends. Default of the latter: half
            of the sampling rate.
        power_to_db: whether the result is in decibels above `ref_power`, else a power.
        top_db: how far below the loudest value others may lie.
        mag_exp: the power that magnitudes are raised to.
        min_power: smaller powers count as this one.
        ref_power: the power of 0 decibels.

    Shapes:
        `(…, samples)` → `(…, num_mel_bins, frames)`.
    """

    def __init__(
        self,
        fft_length: int = 2048,
        sequence_stride: int = 512,
        sequence_length: int | None = None,
        window: Any = "hann",
        sampling_rate: float = 16000,
        num_mel_bins: int = 128,
        min_freq: float = 20.0,
        max_freq: float | None = None,
        power_to_db: bool = True,
        top_db: float = 80.0,
        mag_exp: float = 2.0,
        min_power: float = 1e-10,
        ref_power: float = 1.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.sequence_length = sequence_length or fft_length
        if fft_length < self.sequence_length:
            raise ValueError(
                f"`fft_length` must be greater than or equal to `sequence_length`. The layer {self.name!r} received: "
                f"sequence_length={self.sequence_length!r}, fft_length={fft_length!r}"
            )
        self.fft_length = fft_length
        self.sequence_stride = sequence_stride
        self.window = window
        self.sampling_rate = sampling_rate
        self.num_mel_bins = checks.positive(self, "bands (num_mel_bins)", num_mel_bins)
        self.min_freq = min_freq
        self.max_freq = max_freq or int(sampling_rate / 2)
        self.power_to_db = power_to_db
        self.top_db = top_db
        self.mag_exp = mag_exp
        self.min_power = min_power
        self.ref_power = ref_power

    def call(self, inputs: Any) -> Any:
        dtype = self.compute_dtype if self.compute_dtype == "float64" else "float32"
        real, imaginary = ops.stft(
            ops.cast(inputs, dtype), self.sequence_length, self.sequence_stride, self.fft_length, self.window
        )
        magnitude = ops.sqrt(ops.add(ops.square(real), ops.square(imaginary)))
        bands = ops.matmul(ops.power(magnitude, self.mag_exp), self._weights().astype(dtype))
        if self.power_to_db:
            bands = self._decibels(bands)
        return ops.cast(ops.swapaxes(bands, -1, -2), self.compute_dtype)

    def _decibels(self, power: Any) -> Any:
        reference = 10 * math.log10(max(abs(self.ref_power), self.min_power))
        decibels = ops.subtract(ops.multiply(ops.log10(ops.maximum(power, self.min_power)), 10.0), reference)
        return ops.maximum(decibels, ops.subtract(ops.max(decibels), self.top_db))

    def _weights(self) -> np.ndarray:
        return self.linear_to_mel_weight_matrix(
            self.num_mel_bins, self.fft_length // 2 + 1, self.sampling_rate, self.min_freq, self.max_freq
        )

    def linear_to_mel_weight_matrix(
        self,
        num_mel_bins: int = 20,
        num_spectrogram_bins: int = 129,
        sampling_rate: float = 8000,
        lower_edge_hertz: float = 125.0,
        upper_edge_hertz: float = 3800.0,
        dtype: str = "float32",
    ) -> np.ndarray:
        """How much each frequency counts in each band: triangles on the mel scale, of height 1.

        Mel: `1127 * log(1 + hertz / 700)`, as in the Hidden Markov Model Toolkit; the frequency 0 counts nowhere.

        Returns:
            An array of shape `(num_spectrogram_bins, num_mel_bins)`.
        """
        frequencies = _mel(np.linspace(0, sampling_rate / 2, num_spectrogram_bins))[:, None]
        edges = np.linspace(_mel(lower_edge_hertz), _mel(upper_edge_hertz), num_mel_bins + 2)
        left, middle, right = edges[:-2], edges[1:-1], edges[2:]
        slopes = np.minimum((frequencies - left) / (middle - left), (right - frequencies) / (right - middle))
        weights = np.maximum(slopes, 0)
        weights[0] = 0
        return weights.astype(dtype)


def _mel(hertz: Any) -> Any:
    return 1127.0 * np.log1p(np.asarray(hertz) / 700.0)
