"""Pooling: the largest entry or the mean of each window, or of everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import config, ops
from keras_lab.layers import checks, layouts
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer

Sizes = int | tuple[int, ...]


class Pooling(Layer):
    """Base of the layers that pool windows.

    Args:
        pool_size: the size of the window: an int, or one for each spatial axis.
        strides: how far the window moves at a time. Default: `pool_size`.
        padding: `"valid"` (windows stay inside) or `"same"` (they may stick out; what is outside does not
            count).
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.

    Shapes:
        `(batch, *spatial, channels)` → `(batch, *positions, channels)`.
    """

    rank = 1
    pool: Callable[..., Any]

    def __init__(
        self,
        pool_size: Sizes = 2,
        strides: Sizes | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.pool_size = checks.sizes(self, "pool_size", pool_size, self.rank)
        self.strides = (
            self.pool_size if strides is None else checks.sizes(self, "strides", strides, self.rank)
        )
        self.padding = checks.one_of(self, "padding", padding, ("valid", "same"))
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs: Any) -> Any:
        x = layouts.channels_last(inputs, self.data_format)
        pooled = type(self).pool(x, self.pool_size, self.strides, self.padding, "channels_last")
        return layouts.laid_out(pooled, self.data_format)


class _Pooling2D(Pooling):
    rank = 2

    def __init__(
        self,
        pool_size: Sizes = (2, 2),
        strides: Sizes | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(pool_size, strides, padding, data_format, name, **kwargs)


class _Pooling3D(Pooling):
    rank = 3

    def __init__(
        self,
        pool_size: Sizes = (2, 2, 2),
        strides: Sizes | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(pool_size, strides, padding, data_format, name, **kwargs)


class MaxPooling1D(Pooling):
    """The largest entry of each window of a sequence; see `Pooling`."""

    pool = staticmethod(ops.max_pool)


class MaxPooling2D(_Pooling2D):
    """The largest entry of each window of an image; see `Pooling`."""

    pool = staticmethod(ops.max_pool)


class MaxPooling3D(_Pooling3D):
    """The largest entry of each window of a volume; see `Pooling`."""

    pool = staticmethod(ops.max_pool)


class AveragePooling1D(Pooling):
    """The mean of each window of a sequence; see `Pooling`."""

    pool = staticmethod(ops.average_pool)


class AveragePooling2D(_Pooling2D):
    """The mean of each window of an image; see `Pooling`."""

    pool = staticmethod(ops.average_pool)


class AveragePooling3D(_Pooling3D):
    """The mean of each window of a volume; see `Pooling`."""

    pool = staticmethod(ops.average_pool)


class GlobalPooling(Layer):
    """Base of the layers that pool over all of space or time.

    Args:
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.
        keepdims: whether the pooled axes stay, with one entry.

    Shapes:
        `(batch, *spatial, channels)` → `(batch, channels)`.
    """

    rank = 1
    reduce: Callable[..., Any]

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)
        self.keepdims = keepdims
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs: Any) -> Any:
        axes = layouts.spatial_axes(self.rank, self.data_format)
        return type(self).reduce(inputs, axis=axes, keepdims=self.keepdims)


class GlobalAveragePooling1D(GlobalPooling):
    """The mean of all time steps, of those that a mask does not hide; see `GlobalPooling`."""

    supports_masking = True
    reduce = staticmethod(ops.mean)

    def call(self, inputs: Any, mask: Any = None) -> Any:
        if mask is None:
            return super().call(inputs)
        (axis,) = layouts.spatial_axes(1, self.data_format)
        counted = ops.cast(ops.expand_dims(mask, 3 - axis), self.compute_dtype)
        total = ops.sum(ops.multiply(inputs, counted), axis=axis, keepdims=self.keepdims)
        steps = ops.sum(counted, axis=axis, keepdims=self.keepdims)
        return ops.divide(total, ops.maximum(steps, 1))

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return None


class GlobalAveragePooling2D(GlobalPooling):
    """The mean of each channel of an image; see `GlobalPooling`."""

    rank = 2
    reduce = staticmethod(ops.mean)


class GlobalAveragePooling3D(GlobalPooling):
    """The mean of each channel of a volume; see `GlobalPooling`."""

    rank = 3
    reduce = staticmethod(ops.mean)


class GlobalMaxPooling1D(GlobalPooling):
    """The largest entry of each channel of a sequence; see `GlobalPooling`."""

    reduce = staticmethod(ops.max)


class GlobalMaxPooling2D(GlobalPooling):
    """The largest entry of each channel of an image; see `GlobalPooling`."""

    rank = 2
    reduce = staticmethod(ops.max)


class GlobalMaxPooling3D(GlobalPooling):
    """The largest entry of each channel of a volume; see `GlobalPooling`."""

    rank = 3
    reduce = staticmethod(ops.max)


MaxPool1D, MaxPool2D, MaxPool3D = MaxPooling1D, MaxPooling2D, MaxPooling3D
AvgPool1D, AvgPool2D, AvgPool3D = AveragePooling1D, AveragePooling2D, AveragePooling3D
GlobalMaxPool1D, GlobalMaxPool2D, GlobalMaxPool3D = GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D
GlobalAvgPool1D, GlobalAvgPool2D = GlobalAveragePooling1D, GlobalAveragePooling2D
GlobalAvgPool3D = GlobalAveragePooling3D
