"""Layers that act in training only: dropout and noise; and a penalty on activations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import config, ops, regularizers
from keras_lab.layers import checks
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer
from keras_lab.ops import random

Shape = tuple[Any, ...]


class _Noise(Layer):
    """Base of layers that change their input at random in training.

    Args:
        strength: how much; at 0 nothing is drawn.
        seed: makes the layer's draws repeatable; None: they follow from the seed of the whole library.
    """

    supports_masking = True
    input_spec = InputSpec()

    def __init__(self, strength: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.seed = seed
        if isinstance(strength, (int, float)) and strength > 0:
            self.seed_generator = random.SeedGenerator(seed)

    def call(self, inputs: Any, training: bool = False) -> Any:
        return self.disturb(inputs) if training and hasattr(self, "seed_generator") else inputs

    def disturb(self, inputs: Any) -> Any:
        """The inputs as training sees them."""
        raise NotImplementedError(f"{type(self).__name__} does not define disturb(inputs).")

    def _shape(self, inputs: Any) -> Shape:
        return ops.shape(inputs)


class Dropout(_Noise):
    """In training, sets a fraction `rate` of the inputs to 0 and divides the others by `1 - rate`.

    Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014.

    Args:
        rate: from 0 to 1.
        noise_shape: shape of the random mask, which is stretched to that of the inputs:
            `(None, 1, features)` drops the same features in all time steps. None in it: as the inputs.
        seed: see `keras_lab.random`.
    """

    def __init__(
        self,
        rate: float,
        noise_shape: Sequence[int | None] | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(rate, seed, **kwargs)
        self.rate = checks.rate(self, "rate", rate)
        self.noise_shape = _noise_shape(self, noise_shape)

    def disturb(self, inputs: Any) -> Any:
        if self.rate == 1:
            return ops.zeros_like(inputs)
        return random.dropout(inputs, self.rate, self.mask_shape(ops.shape(inputs)), self.seed_generator)

    def mask_shape(self, shape: Shape) -> Shape | None:
        """The shape of the random mask for inputs of `shape`; None: the same."""
        if self.noise_shape is not None and len(self.noise_shape) != len(shape):
            raise ValueError(
                f"The noise_shape of the layer {self.name!r} must have as many axes as its input. "
                f"Received: {self.noise_shape} with an input of shape {tuple(shape)}."
            )
        return self.noise_shape


def _noise_shape(layer: Layer, noise_shape: Any) -> Shape | None:
    if noise_shape is None:
        return None
    fits = isinstance(noise_shape, (list, tuple))
    if not fits or any(n is not None and (type(n) is not int or n < 1) for n in noise_shape):
        raise ValueError(
            f"Invalid value received for argument `noise_shape` of the layer {layer.name!r}: expected a tuple or "
            f"list of positive integers or None. Received: {noise_shape!r}"
        )
    return tuple(noise_shape)


class _SpatialDropout(Dropout):
    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        for name in ("noise_shape", "trainable"):  # Keras takes neither here
            config.pop(name, None)
        return config


class SpatialDropout1D(_SpatialDropout):
    """Drops whole features of sequences `(batch, time, features)`: its mask is `(batch, 1, features)`.

    Tompson et al., "Efficient object localization using convolutional networks", 2014 (arXiv:1411.4280).
    """

    input_spec = InputSpec(ndim=3)

    def __init__(self, rate: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(rate, seed=seed, **kwargs)

    def mask_shape(self, shape: Shape) -> Shape:
        return (shape[0], 1, shape[2])


class SpatialDropout2D(_SpatialDropout):
    """Drops whole channels of images; see `SpatialDropout1D`."""

    input_spec = InputSpec(ndim=4)

    def __init__(
        self, rate: float, data_format: str | None = None, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(rate, seed=seed, **kwargs)
        self.data_format = config.standardize_data_format(data_format)

    def mask_shape(self, shape: Shape) -> Shape:
        ones = (1,) * (len(shape) - 2)
        first = self.data_format == "channels_first"
        return (shape[0], shape[1], *ones) if first else (shape[0], *ones, shape[-1])


class SpatialDropout3D(SpatialDropout2D):
    """Drops whole channels of volumes; see `SpatialDropout1D`."""

    input_spec = InputSpec(ndim=5)


class GaussianNoise(_Noise):
    """In training, adds normal noise of mean 0.

    Args:
        stddev: its standard deviation.
        seed: see `keras_lab.random`.
    """

    def __init__(self, stddev: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(stddev, seed, **kwargs)
        self.stddev = checks.rate(self, "stddev", stddev, upper=float("inf"))

    def disturb(self, inputs: Any) -> Any:
        noise = random.normal(self._shape(inputs), 0.0, self.stddev, self.compute_dtype, self.seed_generator)
        return ops.add(inputs, noise)


class GaussianDropout(_Noise):
    """In training, multiplies with normal noise of mean 1 and variance `rate / (1 - rate)`.

    Srivastava et al., 2014, section 10.

    Args:
        rate: from 0 to below 1.
        seed: see `keras_lab.random`.
    """

    def __init__(self, rate: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(rate, seed, **kwargs)
        self.rate = checks.rate(self, "rate", rate, below=True)

    def disturb(self, inputs: Any) -> Any:
        stddev = (self.rate / (1 - self.rate)) ** 0.5
        return ops.multiply(
            inputs, random.normal(self._shape(inputs), 1.0, stddev, self.compute_dtype, self.seed_generator)
        )


class AlphaDropout(_Noise):
    """Dropout for inputs from `selu`, whose mean and variance it keeps: dropped ones take its lowest value.

    Klambauer et al., "Self-normalizing neural networks", 2017 (arXiv:1706.02515).

    Args:
        rate: from 0 to below 1.
        noise_shape: see `Dropout`.
        seed: see `keras_lab.random`.
    """

    #: -scale · alpha of `selu`.
    lowest = -1.0507009873554805 * 1.6732632423543772

    def __init__(
        self, rate: float, noise_shape: Sequence[int] | None = None, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(rate, seed, **kwargs)
        self.rate = checks.rate(self, "rate", rate, below=True)
        self.noise_shape = _noise_shape(self, noise_shape)

    def disturb(self, inputs: Any) -> Any:
        shape = self._shape(inputs)
        if self.noise_shape is not None:
            shape = tuple(n if m is None else m for m, n in zip(self.noise_shape, shape, strict=True))
        kept = random.uniform(shape, dtype="float32", seed=self.seed_generator) >= self.rate
        factor = ((1 - self.rate) * (1 + self.rate * self.lowest**2)) ** -0.5
        return factor * (ops.where(kept, inputs, self.lowest) - self.lowest * self.rate)


class ActivityRegularization(Layer):
    """Passes its input on and adds a penalty on it to the loss: `l1 · Σ|x| + l2 · Σx²`.

    Args:
        l1, l2: factors.
    """

    supports_masking = True
    input_spec = InputSpec()

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **kwargs: Any) -> None:
        super().__init__(activity_regularizer=regularizers.L1L2(l1, l2), **kwargs)
        self.l1 = l1
        self.l2 = l2

    def call(self, inputs: Any) -> Any:
        return inputs

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.pop("activity_regularizer")
        return config
