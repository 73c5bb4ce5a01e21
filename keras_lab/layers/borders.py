"""Layers that put zeros around images and sequences, or cut their borders off."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Any

from keras_lab import config, ops
from keras_lab.layers import checks, layouts
from keras_lab.layers.input_spec import InputSpec
from keras_lab.layers.layer import Layer

Pair = tuple[int, int]
#: A number for all sides, or for each axis one for both of its sides or a pair (before, after).
Borders = int | Sequence[int | Sequence[int]]


class Border(Layer):
    """Base of the layers that change how much there is before and after along the axes of space or time."""

    rank = 1

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def pairs(self, what: str, value: Any) -> tuple[Pair, ...]:
        """`(before, after)` for each axis."""
        if isinstance(value, Integral):
            value = (value,) * self.rank
        elif self.rank == 1 and isinstance(value, (tuple, list)) and len(value) == 2:
            value = (value,)
        if not isinstance(value, (tuple, list)) or len(value) != self.rank:
            raise ValueError(
                f"The layer {self.name!r} takes as {what} a whole number, or for each of its {self.rank} axes "
                f"one or a pair (before, after). Received: {value!r}"
            )
        both = [checks.sizes(self, what, one, 2, least=0) for one in value]
        return tuple((before, after) for before, after in both)

    def around(self, pairs: Sequence[Pair]) -> list[Pair]:
        """`pairs` for all axes of the input, batch and channels too."""
        widths = [(0, 0)] * (self.rank + 2)
        for axis, pair in zip(layouts.spatial_axes(self.rank, self.data_format), pairs, strict=True):
            widths[axis] = pair
        return widths


class ZeroPadding(Border):
    """Base of ZeroPadding1D, ZeroPadding2D and ZeroPadding3D: zeros around the inputs.

    Args:
        padding: how many: a number for all sides, or for each axis one number or a pair (before, after).
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.

    Shapes:
        `(batch, *spatial, channels)` → the same with each spatial axis longer by what is added.
    """

    def __init__(self, padding: Borders = 1, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(data_format, **kwargs)
        pairs = self.pairs("padding", padding)
        self.padding = pairs[0] if self.rank == 1 else pairs

    def call(self, inputs: Any) -> Any:
        return ops.pad(inputs, self.around(self.pairs("padding", self.padding)))


class ZeroPadding1D(ZeroPadding):
    """Zeros before and after a sequence. Args: see `ZeroPadding`."""


class ZeroPadding2D(ZeroPadding):
    """Zeros around images. Args: see `ZeroPadding`."""

    rank = 2

    def __init__(self, padding: Borders = (1, 1), data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(padding, data_format, **kwargs)


class ZeroPadding3D(ZeroPadding):
    """Zeros around volumes. Args: see `ZeroPadding`."""

    rank = 3

    def __init__(self, padding: Borders = (1, 1, 1), data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(padding, data_format, **kwargs)


class Cropping(Border):
    """Base of Cropping1D, Cropping2D and Cropping3D: cuts borders off.

    Args:
        cropping: how much: a number for all sides, or for each axis one number or a pair (before, after).
        data_format: `"channels_last"` or `"channels_first"`. Default: `config.image_data_format()`.

    Shapes:
        `(batch, *spatial, channels)` → the same with each spatial axis shorter by what is cut off.
    """

    def __init__(self, cropping: Borders, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(data_format, **kwargs)
        pairs = self.pairs("cropping", cropping)
        self.cropping = pairs[0] if self.rank == 1 else pairs

    def call(self, inputs: Any) -> Any:
        widths = self.around(self.pairs("cropping", self.cropping))
        for (before, after), size in zip(widths, ops.shape(inputs), strict=True):
            if size is not None and before + after >= size:
                raise ValueError(
                    f"The layer {self.name!r} would leave nothing: it cuts off {self.cropping}. "
                    f"Received an input of shape {tuple(ops.shape(inputs))}."
                )
        kept = tuple(slice(before, -after if after else None) for before, after in widths)
        return ops.get_item(inputs, kept)


class Cropping1D(Cropping):
    """Cuts steps off the start and the end of sequences `(batch, time, features)`.

    Args:
        cropping: how many: a number, or a pair (before, after).
    """

    def __init__(self, cropping: Borders = (1, 1), **kwargs: Any) -> None:
        super().__init__(cropping, "channels_last", **kwargs)

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.pop("data_format")
        return config


class Cropping2D(Cropping):
    """Cuts the borders of images off. Args: see `Cropping`."""

    rank = 2

    def __init__(
        self, cropping: Borders = ((0, 0), (0, 0)), data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(cropping, data_format, **kwargs)


class Cropping3D(Cropping):
    """Cuts the borders of volumes off. Args: see `Cropping`."""

    rank = 3

    def __init__(
        self, cropping: Borders = ((1, 1), (1, 1), (1, 1)), data_format: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(cropping, data_format, **kwargs)
