"""MobileNet v2 (Sandler et al., 2018, arXiv:1801.04381): wide inside of the blocks, narrow between them."""

from __future__ import annotations

from functools import partial
from typing import Any

from keras_lab import layers
from keras_lab.applications.assembly import assembled, described
from keras_lab.applications.blocks import (
    channel_axis,
    classified,
    convolved,
    correct_pad,
    divisible,
    normalized,
    padded,
)
from keras_lab.applications.imagenet_utils import decode_predictions, preprocessing
from keras_lab.applications.options import Options
from keras_lab.applications.square import checked_alpha, shape_of_tensor, square_size, weights_size
from keras_lab.applications.weights import BASE_URL, Published, WeightsFile
from keras_lab.models import Model

__all__ = ["MobileNetV2", "decode_predictions", "preprocess_input"]

SIZES = (96, 128, 160, 192, 224)
ALPHAS = (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)
#: Filters, strides of the first, and number of the blocks of each stage.
STAGES = [(16, 1, 1), (24, 2, 2), (32, 2, 3), (64, 2, 4), (96, 1, 3), (160, 2, 3), (320, 1, 1)]
EXPANSION = 6


@described
def MobileNetV2(  # noqa: N802
    input_shape: Any = None,
    alpha: float = 1.0,
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = None,
    *,
    depth_multiplier: int = 1,
) -> Model:
    """MobileNetV2: wide inside of the blocks, narrow between them.

    Sandler et al., 2018 (arXiv:1801.04381). Images: 224 × 224, from `preprocess_input`.

    Args:
        alpha: how wide the network is; with trained weights 0.35, 0.5, 0.75, 1, 1.3 or 1.4.
        depth_multiplier: Keras 2's, where it had no effect either.
    """
    options = Options(
        include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )
    of_tensor = shape_of_tensor(options)
    shape = options.image_shape(square_size(input_shape or of_tensor, SIZES), 32)
    size = weights_size(options, shape, SIZES)
    checked_alpha(options, alpha, ALPHAS)

    def body(x: Any) -> Any:
        x = _relu(_normal(convolved(x, divisible(32 * alpha), 3, 2, name="Conv1"), "bn_Conv1"), "Conv1_relu")
        number = 0
        for filters, strides, count in STAGES:
            for place in range(count):
                x = _block(x, number, divisible(int(filters * alpha)), 1 if place else strides)
                number += 1
        last = divisible(1280 * alpha) if alpha > 1 else 1280
        x = convolved(x, last, padding="valid", name="Conv_1")
        return _relu(_normal(x, "Conv_1_bn"), "out_relu")

    options = options.named(f"mobilenetv2_{alpha:0.2f}_{size}")
    return assembled(options, shape, body, _files(alpha, size), top=partial(classified, pool=None))


def _normal(x: Any, name: str) -> Any:
    return normalized(x, name, momentum=0.999)


def _relu(x: Any, name: str) -> Any:
    return layers.ReLU(6.0, name=name)(x)


def _block(inputs: Any, number: int, filters: int, strides: int) -> Any:
    channels = inputs.shape[channel_axis()]
    prefix = f"block_{number}" if number else "expanded_conv"
    x = inputs
    if number:
        x = convolved(x, EXPANSION * channels, name=f"{prefix}_expand")
        x = _relu(_normal(x, f"{prefix}_expand_BN"), f"{prefix}_expand_relu")
    if strides == 2:
        x = padded(x, correct_pad(x, 3), f"{prefix}_pad")
    padding = "same" if strides == 1 else "valid"
    x = layers.DepthwiseConv2D(3, strides, padding, use_bias=False, name=f"{prefix}_depthwise")(x)
    x = _relu(_normal(x, f"{prefix}_depthwise_BN"), f"{prefix}_depthwise_relu")
    x = _normal(convolved(x, filters, name=f"{prefix}_project"), f"{prefix}_project_BN")
    return layers.Add(name=f"{prefix}_add")([inputs, x]) if channels == filters and strides == 1 else x


def _files(alpha: float, size: int | None) -> Published:
    start = f"{BASE_URL}mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{float(alpha)}_{size}"
    return Published(WeightsFile(f"{start}.h5"), WeightsFile(f"{start}_no_top.h5"))


preprocess_input = preprocessing("tf")
