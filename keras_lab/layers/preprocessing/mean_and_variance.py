"""Normalization: features brought to a mean of zero and a variance of one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np

from keras_lab import config, ops
from keras_lab.layers import checks
from keras_lab.layers.preprocessing.data_layer import DataLayer, inputs_of, yields_batches

Axes = int | Sequence[int] | None


class Normalization(DataLayer):
    """`(inputs - mean) / sqrt(variance)`, with a mean and a variance given, or found by `adapt`.

    Args:
        axis: the axis or axes of which each index has a mean and a variance of its own; None: one of each for
            everything.
        mean, variance: both or neither; numbers, or arrays that fit the shape of the axes.
        invert: whether to do the opposite: `inputs * sqrt(variance) + mean`.

    Shapes:
        Any shape, unchanged.
    """

    supports_masking = True

    def __init__(
        self, axis: Axes = -1, mean: Any = None, variance: Any = None, invert: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.axis = () if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
        if (mean is None) != (variance is None):
            raise ValueError(
                f"In the layer {self.name!r} both `mean` and `variance` must be set, or neither. "
                f"Received: mean={mean!r}, variance={variance!r}"
            )
        if np.shape(mean) != np.shape(variance):
            raise ValueError(
                f"The `mean` and the `variance` of the layer {self.name!r} must have the same shape. "
                f"Received: {np.shape(mean)} and {np.shape(variance)}"
            )
        if np.ndim(mean) > len(self.axis) and mean is not None:
            raise ValueError(
                f"The rank of the `mean` of the layer {self.name!r} must be at most the number of its axes. "
                f"Received: shape {np.shape(mean)} for axis {self.axis}"
            )
        self.input_mean = mean
        self.input_variance = variance
        self.invert = invert

    def build(self, input_shape: Any) -> None:
        shape = checks.one_shape(self, input_shape)
        self._kept = _positive(self, self.axis, shape)
        if any(shape[axis] is None for axis in self._kept):
            raise ValueError(
                f"All `axis` values to be kept must have a known size. The layer {self.name!r} has axis {self.axis}, "
                f"its input the shape {shape}."
            )
        self._sizes = tuple(shape[axis] or 0 for axis in self._kept)
        self._broadcast = tuple(shape[i] or 0 if i in self._kept else 1 for i in range(len(shape)))
        if self.input_mean is not None:
            self._given = tuple(self._aligned(x) for x in (self.input_mean, self.input_variance))
            return
        self.adapt_mean = self.add_weight(self._sizes, "zeros", trainable=False, name="mean")
        self.adapt_variance = self.add_weight(self._sizes, "ones", trainable=False, name="variance")
        self.count = self.add_weight(
            (), "zeros", "int32", trainable=False, name="count"
        )  # as Keras's files have it

    def _aligned(self, values: Any) -> np.ndarray:
        """The values along the kept axes, the last ones first, as an array that broadcasts."""
        values = np.asarray(values, self.dtype)
        shape = [1] * len(self._broadcast)
        for axis, size in zip(reversed(self._kept), reversed(values.shape), strict=False):
            shape[axis] = size
        try:
            return np.broadcast_to(values.reshape(shape), self._broadcast)
        except ValueError as error:
            raise ValueError(
                f"The `mean` of the layer {self.name!r}, of shape {values.shape}, does not fit its axes, which "
                f"have the sizes {self._sizes}."
            ) from error

    @property
    def mean(self) -> Any:
        """What is subtracted, in a shape that broadcasts; None before the layer is built."""
        return self._moment(0)

    @property
    def variance(self) -> Any:
        """What the inputs are divided by the square root of; None before the layer is built."""
        return self._moment(1)

    def _moment(self, which: int) -> Any:
        if not self.built:
            return None
        if self.input_mean is not None:
            return ops.convert_to_tensor(self._given[which], self.compute_dtype)
        weight = self.adapt_variance if which else self.adapt_mean
        return ops.cast(ops.reshape(weight, self._broadcast), self.compute_dtype)

    def call(self, inputs: Any) -> Any:
        inputs = ops.cast(inputs, self.compute_dtype)
        mean = self.mean
        deviation = ops.maximum(ops.sqrt(self.variance), config.epsilon())
        if self.invert:
            return ops.add(ops.multiply(inputs, deviation), mean)
        return ops.divide(ops.subtract(inputs, mean), deviation)

    def adapt(self, data: Any) -> None:
        """Finds the mean and the variance of `data`; what was found before is forgotten.

        Args:
            data: an array or tensor, or a data set, list or generator of batches; of `(x, y)` the x.

        Raises:
            ValueError: if there is no batch, or one does not fit the shape the layer was built with.
            TypeError: if the batches are no arrays.
        """
        if self.input_mean is not None:
            raise ValueError(f"The layer {self.name!r} was given its mean and variance: it cannot adapt.")
        total = _Moments()
        for batch in self._batches(data):
            if not self.built:
                self.build(tuple(batch.shape))
            self._check(batch.shape)
            total.add(batch, tuple(i for i in range(batch.ndim) if i not in self._kept))
        self.adapt_mean.assign(total.mean.astype(self.dtype))
        self.adapt_variance.assign(total.variance.astype(self.dtype))

    def finalize_state(self) -> None:
        """Does nothing: what `adapt` finds counts at once."""

    def _batches(self, data: Any) -> Iterator[np.ndarray]:
        if isinstance(data, (str, bytes)) or not (isinstance(data, Iterable) or hasattr(data, "__array__")):
            raise TypeError(
                f"The layer {self.name!r} adapts to an array or to batches of arrays. Received: {type(data).__name__}"
            )
        if not (yields_batches(data) or isinstance(data, (list, tuple))):
            data = [data]
        elif len(getattr(inputs_of(getattr(data, "element_spec", None)), "shape", ())) == 1:
            data = data.batch(128)  # a data set of single samples
        batches = (inputs_of(batch) for batch in data)
        first = next(batches, None)
        if first is None:
            raise ValueError(
                f"The layer {self.name!r} cannot adapt to an empty iterable: there are no batches."
            )
        for batch in chain([first], batches):
            if not hasattr(batch, "shape"):
                raise TypeError(
                    f"The layer {self.name!r} adapts to an iterable that yields arrays, which have a `.shape`. "
                    f"Received one of {type(batch).__name__}"
                )
            yield np.asarray(batch)

    def _check(self, shape: tuple[int, ...]) -> None:
        if len(shape) != len(self._broadcast) or any(shape[i] != self._broadcast[i] for i in self._kept):
            raise ValueError(
                f"The layer {self.name!r} was built with an input of shape {self._build_config['input_shape']}; "  # type: ignore[index]
                f"data of an incompatible shape {tuple(shape)} do not fit it."
            )

    def get_config(self) -> dict[str, Any]:
        given = {"mean": self.input_mean, "variance": self.input_variance}
        plain = {
            name: value if value is None else np.asarray(value).tolist() for name, value in given.items()
        }
        return {**super().get_config(), **plain}


def _positive(layer: Normalization, axes: tuple[int, ...], shape: tuple[int | None, ...]) -> tuple[int, ...]:
    rank = len(shape)
    if any(not -rank <= axis < rank for axis in axes):
        raise ValueError(
            f"All `axis` values must be in the range of the input's axes. The layer {layer.name!r} has axis {axes}, "
            f"its input the shape {shape}."
        )
    return tuple(sorted(axis % rank for axis in axes))


class _Moments:
    """Mean and variance of everything added so far (Chan, Golub & LeVeque, 1979)."""

    def __init__(self) -> None:
        self.count = 0
        self.mean: Any = np.float64(0)
        self.variance: Any = np.float64(0)

    def add(self, batch: np.ndarray, axes: tuple[int, ...]) -> None:
        count = math.prod(batch.shape[axis] for axis in axes)
        if not count:
            return
        batch = batch.astype(np.float64)
        share = count / (self.count + count)
        apart = batch.mean(axes) - self.mean
        self.variance = (1 - share) * (self.variance + share * apart**2) + share * batch.var(axes)
        self.mean = self.mean + share * apart
        self.count += count
