"""Where the channels of an image or a sequence are: the engines compute with channels last."""

from __future__ import annotations

from typing import Any

from keras_lab import ops


def channels_last(x: Any, data_format: str) -> Any:
    """`x`, which is laid out as `data_format` says, with the channels on the last axis."""
    return x if data_format == "channels_last" else ops.moveaxis(x, 1, -1)


def laid_out(x: Any, data_format: str) -> Any:
    """`x`, whose channels are on the last axis, laid out as `data_format` says."""
    return x if data_format == "channels_last" else ops.moveaxis(x, -1, 1)


def channel_axis(data_format: str) -> int:
    """The axis of the channels."""
    return -1 if data_format == "channels_last" else 1


def spatial_axes(rank: int, data_format: str) -> tuple[int, ...]:
    """The axes of space or time, of which there are `rank`."""
    first = 1 if data_format == "channels_last" else 2
    return tuple(range(first, first + rank))
