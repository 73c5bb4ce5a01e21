"""Xception (Chollet, 2016, arXiv:1610.02357): separable convolutions beside shortcuts."""

from __future__ import annotations

from typing import Any

from keras_lab import layers
from keras_lab.applications.assembly import architecture, assembled
from keras_lab.applications.blocks import activated, convolved, normalized
from keras_lab.applications.imagenet_utils import decode_predictions, preprocessing
from keras_lab.applications.options import Options
from keras_lab.applications.weights import kernels
from keras_lab.models import Model

__all__ = ["Xception", "decode_predictions", "preprocess_input"]

ABOUT = (
    "separable convolutions beside shortcuts.\n\n"
    "Chollet, 2016 (arXiv:1610.02357). Images: 299 × 299, from `preprocess_input`."
)
_FILES = kernels(
    "xception", "xception", "0a58e3b7378bc2990ea3b43d5981f1f6", "b0042744bf5b25fce3cb969f33bebb97"
)


def _separated(x: Any, filters: int, name: str) -> Any:
    x = layers.SeparableConv2D(filters, 3, padding="same", use_bias=False, name=name)(x)
    return normalized(x, f"{name}_bn")


def _stem(x: Any) -> Any:
    for number, (filters, strides) in enumerate(((32, 2), (64, 1)), 1):
        name = f"block1_conv{number}"
        x = normalized(convolved(x, filters, 3, strides, padding="valid", name=name), f"{name}_bn")
        x = activated(x, name=f"{name}_act")
    return x


def _halved(x: Any, number: int, filters: tuple[int, int]) -> Any:
    """Two separable convolutions and pooling beside a convolution of stride 2."""
    shortcut = normalized(convolved(x, filters[1], 1, 2))
    for place, count in enumerate(filters, 1):
        name = f"block{number}_sepconv{place}"
        if (number, place) != (2, 1):  # the stem ends with an activation
            x = activated(x, name=f"{name}_act")
        x = _separated(x, count, name)
    x = layers.MaxPooling2D(3, 2, padding="same", name=f"block{number}_pool")(x)
    return layers.add([x, shortcut])


def _middle(x: Any, number: int) -> Any:
    shortcut = x
    for place in (1, 2, 3):
        name = f"block{number}_sepconv{place}"
        x = _separated(activated(x, name=f"{name}_act"), 728, name)
    return layers.add([x, shortcut])


def xception(options: Options) -> Model:
    """The Xception network."""

    def body(x: Any) -> Any:
        x = _stem(x)
        for number, filters in enumerate((128, 256, 728), 2):
            x = _halved(x, number, (filters, filters))
        for number in range(5, 13):
            x = _middle(x, number)
        x = _halved(x, 13, (728, 1024))
        for place, filters in enumerate((1536, 2048), 1):
            name = f"block14_sepconv{place}"
            x = activated(_separated(x, filters, name), name=f"{name}_act")
        return x

    return assembled(options, options.image_shape(299, 71), body, _FILES)


preprocess_input = preprocessing("tf")

Xception = architecture(xception, "Xception", "xception", ABOUT)
