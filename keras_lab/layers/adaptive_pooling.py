"""Adaptive pooling: outputs of a given size, whatever the size of the inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import config, ops
from keras_lab.layers import checks
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer

Sizes = int | tuple[int, ...]


class AdaptivePooling(Layer):
    """Base of the layers that pool into `output_size` windows, as equal as possible.

    Window i of an axis reaches from `floor(i * size / n)` to `ceil((i + 1) * size / n)`.

    Args:
        output_size: an int, or one for each spatial axis.
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.

    Shapes:
        `(batch, *spatial, channels)` → `(batch, *output_size, channels)`; the spatial sizes must be known.
    """

    rank = 1
    pool: Callable[..., Any]

    def __init__(self, output_size: Sizes, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(output_size, (int, tuple, list)):
            raise TypeError(
                f"`output_size` must be an integer or a tuple of {self.rank} integers. The layer {self.name!r} "
                f"received: {output_size!r}"
            )
        self.output_size = checks.sizes(self, "output_size", output_size, self.rank)
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs: Any) -> Any:
        return type(self).pool(inputs, self.output_size, self.data_format)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "output_size": self.output_size}


class AdaptiveAveragePooling1D(AdaptivePooling):
    """The means of windows of a sequence; see `AdaptivePooling`."""

    pool = staticmethod(ops.adaptive_average_pool)


class AdaptiveAveragePooling2D(AdaptivePooling):
    """The means of windows of an image; see `AdaptivePooling`."""

    rank = 2
    pool = staticmethod(ops.adaptive_average_pool)


class AdaptiveAveragePooling3D(AdaptivePooling):
    """The means of windows of a volume; see `AdaptivePooling`."""

    rank = 3
    pool = staticmethod(ops.adaptive_average_pool)


class AdaptiveMaxPooling1D(AdaptivePooling):
    """The largest entries of windows of a sequence; see `AdaptivePooling`."""

    pool = staticmethod(ops.adaptive_max_pool)


class AdaptiveMaxPooling2D(AdaptivePooling):
    """The largest entries of windows of an image; see `AdaptivePooling`."""

    rank = 2
    pool = staticmethod(ops.adaptive_max_pool)


class AdaptiveMaxPooling3D(AdaptivePooling):
    """The largest entries of windows of a volume; see `AdaptivePooling`."""

    rank = 3
    pool = staticmethod(ops.adaptive_max_pool)
