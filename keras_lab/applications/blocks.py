"""Steps that the architectures have in common, as functions of symbolic images."""

from __future__ import annotations

from typing import Any

from keras_lab import config, layers

Size = int | tuple[int, int]
Borders = tuple[tuple[int, int], tuple[int, int]]


def channel_axis() -> int:
    """Where the channels of a batch of images are."""
    return 1 if config.image_data_format() == "channels_first" else 3


def convolved(
    x: Any,
    filters: int,
    size: Size = 1,
    strides: int = 1,
    *,
    padding: str = "same",
    use_bias: bool = False,
    name: str | None = None,
    **kwargs: Any,
) -> Any:
    """A convolution, by default one that a batch normalization will follow: without bias."""
    return layers.Conv2D(filters, size, strides, padding, use_bias=use_bias, name=name, **kwargs)(x)


def normalized(x: Any, name: str | None = None, **kwargs: Any) -> Any:
    """Batch normalization of the channels."""
    return layers.BatchNormalization(axis=channel_axis(), name=name, **kwargs)(x)


def activated(x: Any, activation: Any = "relu", name: str | None = None) -> Any:
    """An activation as a layer of its own."""
    return layers.Activation(activation, name=name)(x)


def joined(tensors: list[Any], name: str | None = None) -> Any:
    """The channels of several images one after the other."""
    return layers.Concatenate(axis=channel_axis(), name=name)(tensors)


def padded(x: Any, padding: Any, name: str | None = None) -> Any:
    """Zeros around the images."""
    return layers.ZeroPadding2D(padding, name=name)(x)


def correct_pad(inputs: Any, kernel_size: Size) -> Borders:
    """How many zeros a convolution at stride 2 needs around `inputs`, so that it keeps their middle.

    As TensorFlow's padding "same" for even sizes; one more at the beginning for odd and unknown ones.
    """
    start = 2 if config.image_data_format() == "channels_first" else 1
    rows, columns = inputs.shape[start : start + 2]
    sizes = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    height, width = (size // 2 for size in sizes)
    first = (1, 1) if rows is None else (1 - rows % 2, 1 - columns % 2)
    return (height - first[0], height), (width - first[1], width)


def divisible(filters: float, divisor: int = 8) -> int:
    """The multiple of `divisor` next to `filters`, at least `divisor` and not below nine tenths of `filters`."""
    rounded = max(divisor, int(filters + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * filters else rounded


def pooled(x: Any, pooling: str | None, named: bool = False) -> Any:
    """The end of a network without its top: all places of the image taken together, or the image itself."""
    if pooling is None:
        return x
    layer = layers.GlobalAveragePooling2D if pooling == "avg" else layers.GlobalMaxPooling2D
    return layer(name=f"{pooling}_pool" if named else None)(x)


def classified(
    x: Any,
    classes: int,
    activation: Any,
    *,
    pool: str | None = "avg_pool",
    dropout: float = 0.0,
    **dense: Any,
) -> Any:
    """The usual top: the average over all places of the image, dropout, a dense layer `predictions`."""
    x = layers.GlobalAveragePooling2D(name=pool)(x)
    if dropout:
        x = layers.Dropout(dropout, name="top_dropout")(x)
    return layers.Dense(classes, activation=activation, name="predictions", **dense)(x)
