"""MobileNet (Howard et al., 2017, arXiv:1704.04861): depthwise convolutions, for small machines."""

from __future__ import annotations

from typing import Any

from keras_lab import layers
from keras_lab.applications.assembly import assembled, described
from keras_lab.applications.blocks import activated, convolved, normalized, padded
from keras_lab.applications.imagenet_utils import decode_predictions, preprocessing
from keras_lab.applications.options import Options
from keras_lab.applications.square import checked_alpha, square_size, weights_size
from keras_lab.applications.weights import BASE_URL, Published, WeightsFile
from keras_lab.models import Model

__all__ = ["MobileNet", "decode_predictions", "preprocess_input"]

SIZES = (128, 160, 192, 224)
#: Filters and strides of the blocks.
BLOCKS = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)]
ALPHAS = {1.0: "1_0", 0.75: "7_5", 0.5: "5_0", 0.25: "2_5"}


@described
def MobileNet(  # noqa: N802
    input_shape: Any = None,
    alpha: float = 1.0,
    depth_multiplier: int = 1,
    dropout: float = 1e-3,
    include_top: bool = True,
    weights: Any = "imagenet",
    input_tensor: Any = None,
    pooling: str | None = None,
    classes: int = 1000,
    classifier_activation: Any = "softmax",
    name: str | None = None,
) -> Model:
    """MobileNet: depthwise convolutions, for small machines.

    Howard et al., 2017 (arXiv:1704.04861). Images: 224 × 224, from `preprocess_input`.

    Args:
        alpha: how wide the network is; with trained weights 0.25, 0.5, 0.75 or 1.
        depth_multiplier: of the depthwise convolutions; with trained weights 1.
        dropout: before the scores.
    """
    options = Options(
        include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
    )
    shape = options.image_shape(square_size(input_shape, SIZES), 32)
    size = weights_size(options, shape, SIZES)
    checked_alpha(options, alpha, ALPHAS)
    if options.from_imagenet and depth_multiplier != 1:
        raise ValueError(
            f"The trained weights are for depth_multiplier=1. Received: depth_multiplier={depth_multiplier}"
        )

    def body(x: Any) -> Any:
        x = _unit(convolved(x, int(32 * alpha), 3, 2, name="conv1"), "conv1")
        for number, (filters, strides) in enumerate(BLOCKS, 1):
            x = _block(x, number, int(filters * alpha), strides, depth_multiplier)
        return x

    def top(x: Any, classes: int, activation: Any) -> Any:
        x = layers.GlobalAveragePooling2D(keepdims=True)(x)
        x = layers.Dropout(dropout, name="dropout")(x)
        x = convolved(x, classes, use_bias=True, name="conv_preds")
        x = layers.Reshape((classes,), name="reshape_2")(x)
        return activated(x, activation, "predictions")

    options = options.named(f"mobilenet_{alpha:0.2f}_{size}")
    return assembled(options, shape, body, _files(alpha, size), top=top)


def _unit(x: Any, name: str) -> Any:
    return layers.ReLU(6.0, name=f"{name}_relu")(normalized(x, f"{name}_bn"))


def _block(x: Any, number: int, filters: int, strides: int, depth_multiplier: int) -> Any:
    if strides == 2:
        x = padded(x, ((0, 1), (0, 1)), f"conv_pad_{number}")
    x = layers.DepthwiseConv2D(
        3,
        strides,
        padding="same" if strides == 1 else "valid",
        depth_multiplier=depth_multiplier,
        use_bias=False,
        name=f"conv_dw_{number}",
    )(x)
    x = convolved(_unit(x, f"conv_dw_{number}"), filters, name=f"conv_pw_{number}")
    return _unit(x, f"conv_pw_{number}")


def _files(alpha: float, size: int | None) -> Published:
    start = f"{BASE_URL}mobilenet/mobilenet_{ALPHAS.get(alpha)}_{size}_tf"
    return Published(WeightsFile(f"{start}.h5"), WeightsFile(f"{start}_no_top.h5"))


preprocess_input = preprocessing("tf")
