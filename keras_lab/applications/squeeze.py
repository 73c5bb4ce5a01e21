"""What both EfficientNets are made of: initial values, squeeze-and-excitation, ends of blocks."""

from __future__ import annotations

from functools import partial
from typing import Any

from keras_lab import initializers, layers
from keras_lab.applications.blocks import activated, channel_axis, convolved, normalized

CONVOLUTION: dict[str, Any] = {"scale": 2.0, "mode": "fan_out", "distribution": "truncated_normal"}
DENSE: dict[str, Any] = {"scale": 1 / 3, "mode": "fan_out", "distribution": "uniform"}

ACTIVATION = "swish"


def convolution_start() -> Any:
    """How the kernels of convolutions start: by their outgoing connections."""
    return initializers.VarianceScaling(**CONVOLUTION)


def dense_start() -> Any:
    """How the kernel of the dense layer starts."""
    return initializers.VarianceScaling(**DENSE)


def unit(
    x: Any, filters: int, size: int, name: str, place: str, strides: int = 1, momentum: float = 0.99
) -> Any:
    """Convolution and batch normalization: `<name><place>_conv`, `<name><place>_bn`."""
    x = convolved(
        x, filters, size, strides, kernel_initializer=convolution_start(), name=f"{name}{place}_conv"
    )
    return normalized(x, f"{name}{place}_bn", momentum=momentum)


def swished(x: Any, name: str) -> Any:
    """The activation `<name>activation`."""
    return activated(x, ACTIVATION, f"{name}activation")


def excited(inputs: Any, reduced: int, name: str) -> Any:
    """Squeeze-and-excitation (Hu et al., 2017, arXiv:1709.01507): each channel weighted by what the image shows.

    Args:
        inputs: the images.
        reduced: how many channels there are in between.
        name: what the names of the layers begin with.
    """
    channels = inputs.shape[channel_axis()]
    convolve = partial(convolved, use_bias=True, kernel_initializer=convolution_start())
    x = layers.GlobalAveragePooling2D(name=f"{name}se_squeeze")(inputs)
    shape = (channels, 1, 1) if channel_axis() == 1 else (1, 1, channels)
    x = layers.Reshape(shape, name=f"{name}se_reshape")(x)
    x = convolve(x, reduced, activation=ACTIVATION, name=f"{name}se_reduce")
    x = convolve(x, channels, activation="sigmoid", name=f"{name}se_expand")
    return layers.multiply([inputs, x], name=f"{name}se_excite")


def with_shortcut(x: Any, inputs: Any, drop: float, name: str) -> Any:
    """`x` added to `inputs`; in training for a part `drop` of the images left out (Huang et al., 2016,
    arXiv:1603.09382)."""
    if drop:
        x = layers.Dropout(drop, noise_shape=(None, 1, 1, 1), name=f"{name}drop")(x)
    return layers.add([x, inputs], name=f"{name}add")


def block_name(stage: int, place: int) -> str:
    """`block1a_`, `block1b_`, …: stages count from 1, blocks by letters."""
    return f"block{stage}{chr(ord('a') + place)}_"
