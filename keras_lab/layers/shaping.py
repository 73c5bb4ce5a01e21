"""Layers that rearrange their input: Flatten, Reshape, Permute, RepeatVector."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any

from keras_lab import config, ops
from keras_lab.engine.spec.shapes import product
from keras_lab.layers import checks
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer


class Flatten(Layer):
    """Makes one axis of all but the batch axis.

    Args:
        data_format: `"channels_first"` puts the channels last first, so that the weights of the next layer
            fit both layouts. Default: `config.image_data_format()`.

    Shapes:
        `(batch, a, b, …)` → `(batch, a·b·…)`.
    """

    input_spec = InputSpec(min_ndim=1)

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)

    def call(self, inputs: Any) -> Any:
        rank = len(ops.shape(inputs))
        if self.data_format == "channels_first" and rank > 2:
            inputs = ops.transpose(inputs, (0, *range(2, rank), 1))
        batch, *rest = ops.shape(inputs)
        size = product(rest)
        return ops.reshape(inputs, (batch, -1 if size is None else size))


class Reshape(Layer):
    """Gives each sample another shape.

    Args:
        target_shape: without the batch axis; one entry may be -1, which becomes what is left.

    Shapes:
        `(batch, …)` → `(batch, *target_shape)`, with equally many elements.
    """

    input_spec = InputSpec(min_ndim=1)

    def __init__(self, target_shape: Sequence[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        shape = (target_shape,) if isinstance(target_shape, Integral) else tuple(target_shape)
        if any(not isinstance(size, Integral) or size < -1 for size in shape) or shape.count(-1) > 1:
            raise ValueError(
                f"The target_shape of the layer {self.name!r} must consist of sizes, at most one of them -1. "
                f"Received: {target_shape!r}"
            )
        self.target_shape = tuple(int(size) for size in shape)

    def call(self, inputs: Any) -> Any:
        batch, *rest = ops.shape(inputs)
        have = product(rest)
        target = self.target_shape if have is None else self._filled(have, (batch, *rest))
        return ops.reshape(inputs, (batch, *target))

    def _filled(self, have: int, shape: tuple[int | None, ...]) -> list[int]:
        """The target shape with its -1 worked out for samples of `have` elements."""
        want = product(size for size in self.target_shape if size != -1) or 0
        left, rest = divmod(have, want) if want and -1 in self.target_shape else (0, have - want)
        if rest:
            raise ValueError(
                f"The layer {self.name!r} cannot give its input, which has {have} elements a sample, "
                f"the shape {(None, *self.target_shape)}. Received an input of shape {shape}."
            )
        return [left if size == -1 else size for size in self.target_shape]


class Permute(Layer):
    """Reorders the axes of each sample.

    Args:
        dims: the new order; the first axis after the batch axis is 1.

    Shapes:
        `Permute((2, 1))`: `(batch, a, b)` → `(batch, b, a)`.
    """

    def __init__(self, dims: Sequence[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(
                f"The dims of the layer {self.name!r} must be the numbers 1 to n, each once. "
                f"Received: {dims!r}"
            )
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs: Any) -> Any:
        return ops.transpose(inputs, (0, *self.dims))


class RepeatVector(Layer):
    """Repeats each sample `n` times along a new time axis.

    Args:
        n: how often.

    Shapes:
        `(batch, features)` → `(batch, n, features)`.
    """

    input_spec = InputSpec(ndim=2)

    def __init__(self, n: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.n = checks.positive(self, "repetitions", n)

    def call(self, inputs: Any) -> Any:
        batch, features = ops.shape(inputs)
        return ops.broadcast_to(ops.expand_dims(inputs, 1), (batch, self.n, features))
