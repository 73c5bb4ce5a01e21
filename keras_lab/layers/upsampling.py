"""Layers that make sequences, images and volumes larger by whole factors."""

from __future__ import annotations

from typing import Any

from keras_lab import config, ops
from keras_lab.layers import checks, layouts
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer

Sizes = int | tuple[int, ...]


class UpSampling1D(Layer):
    """Repeats each time step.

    Args:
        size: how often.

    Shapes:
        `(batch, time, features)` → `(batch, time · size, features)`.
    """

    input_spec = InputSpec(ndim=3)

    def __init__(self, size: int = 2, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.size = checks.positive(self, "repetitions (size)", size)

    def call(self, inputs: Any) -> Any:
        return ops.repeat(inputs, self.size, axis=1)


class UpSampling2D(Layer):
    """Images made larger.

    Args:
        size: the factor, or one for rows and one for columns.
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.
        interpolation: nearest (pixels are repeated), bilinear, bicubic, lanczos3 or lanczos5.

    Shapes:
        `(batch, rows, columns, channels)` → the same with `rows · size[0]` and `columns · size[1]`.
    """

    input_spec = InputSpec(ndim=4)

    def __init__(
        self,
        size: Sizes = (2, 2),
        data_format: str | None = None,
        interpolation: str = "nearest",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.size = checks.sizes(self, "size", size, 2)
        self.data_format = config.standardize_data_format(data_format)
        self.interpolation = checks.one_of(self, "interpolation", interpolation, ops.image.INTERPOLATIONS)

    def call(self, inputs: Any) -> Any:
        axes = layouts.spatial_axes(2, self.data_format)
        if self.interpolation == "nearest":
            return _repeated(inputs, self.size, axes)
        sizes = [ops.shape(inputs)[axis] for axis in axes]
        if None in sizes:
            raise ValueError(
                f"The layer {self.name!r} interpolates images of known size only. "
                f"Received an input of shape {tuple(ops.shape(inputs))}."
            )
        larger = [(n or 0) * factor for n, factor in zip(sizes, self.size, strict=True)]
        outputs = ops.image.resize(inputs, larger, self.interpolation, data_format=self.data_format)
        return ops.cast(outputs, inputs.dtype)


class UpSampling3D(Layer):
    """Volumes made larger by repeating their entries.

    Args:
        size: the factor, or one for each axis.
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.

    Shapes:
        `(batch, a, b, c, channels)` → the same with `a · size[0]`, `b · size[1]` and `c · size[2]`.
    """

    input_spec = InputSpec(ndim=5)

    def __init__(self, size: Sizes = (2, 2, 2), data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.size = checks.sizes(self, "size", size, 3)
        self.data_format = config.standardize_data_format(data_format)

    def call(self, inputs: Any) -> Any:
        return _repeated(inputs, self.size, layouts.spatial_axes(3, self.data_format))


def _repeated(x: Any, size: tuple[int, ...], axes: tuple[int, ...]) -> Any:
    for factor, axis in zip(size, axes, strict=True):
        x = ops.repeat(x, factor, axis=axis)
    return x
