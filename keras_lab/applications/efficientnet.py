"""EfficientNet (Tan & Le, 2019, arXiv:1905.11946): width, depth and image size grown together."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from keras_lab import layers
from keras_lab.applications.assembly import architecture, assembled
from keras_lab.applications.blocks import (
    channel_axis,
    classified,
    convolved,
    correct_pad,
    divisible,
    normalized,
    padded,
)
from keras_lab.applications.blocks import pooled as pooled_as
from keras_lab.applications.imagenet_utils import decode_predictions, preprocessing
from keras_lab.applications.options import Options
from keras_lab.applications.squeeze import (
    block_name,
    convolution_start,
    dense_start,
    excited,
    swished,
    unit,
    with_shortcut,
)
from keras_lab.applications.weights import Published, WeightsFile
from keras_lab.models import Model

__all__ = [
    "EfficientNetB0", "EfficientNetB1", "EfficientNetB2", "EfficientNetB3", "EfficientNetB4", "EfficientNetB5",
    "EfficientNetB6", "EfficientNetB7", "decode_predictions", "preprocess_input",
]  # fmt: skip

ABOUT = (
    "width, depth and image size grown together.\n\n"
    "Tan & Le, 2019 (arXiv:1905.11946). Images: {size} × {size}, pixels from 0 to 255."
)
BASE_URL = "https://storage.googleapis.com/keras-applications/"

#: Size of the window, number of blocks, filters in, filters out, expansion, strides of the first.
STAGES = [
    (3, 1, 32, 16, 1, 1),
    (3, 2, 16, 24, 6, 2),
    (5, 2, 24, 40, 6, 2),
    (3, 3, 40, 80, 6, 2),
    (5, 3, 80, 112, 6, 1),
    (5, 4, 112, 192, 6, 2),
    (3, 1, 192, 320, 6, 1),
]
#: The squared scales that the published weights expect besides the mean and variance they bring along.
DEVIATION = (0.229, 0.224, 0.225)
DROP_CONNECT = 0.2


def efficientnet(
    options: Options, width: float, depth: float, size: int, dropout: float, published: Published
) -> Model:
    """An EfficientNet: `width` times the channels, `depth` times the blocks of the smallest."""
    repeats = [math.ceil(depth * count) for _, count, *_ in STAGES]

    def body(x: Any) -> Any:
        x = _stem(x, divisible(32 * width), options.from_imagenet)
        number = 0
        for stage, (kernel, _, before, filters, expansion, strides) in enumerate(STAGES, 1):
            before, filters = divisible(before * width), divisible(filters * width)
            for place in range(repeats[stage - 1]):
                drop = DROP_CONNECT * number / sum(repeats)
                name = block_name(stage, place)
                x = _block(x, before, filters, kernel, strides, expansion, drop, name)
                before, strides, number = filters, 1, number + 1
        return swished(unit(x, divisible(1280 * width), 1, "", "top"), "top_")

    def pool(x: Any, pooling: str | None) -> Any:
        return pooled_as(x, pooling, named=True)

    top = partial(classified, dropout=dropout, kernel_initializer=dense_start())
    return assembled(options, options.image_shape(size, 32), body, published, top=top, pool=pool)


def _stem(x: Any, filters: int, trained: bool) -> Any:
    x = layers.Rescaling(1 / 255)(x)
    x = layers.Normalization(axis=channel_axis())(x)
    if trained:  # the published mean and variance were meant for one division by the deviation more
        x = layers.Rescaling([1 / math.sqrt(deviation) for deviation in DEVIATION])(x)
    x = padded(x, correct_pad(x, 3), "stem_conv_pad")
    start = convolution_start()
    x = convolved(x, filters, 3, 2, padding="valid", kernel_initializer=start, name="stem_conv")
    return swished(normalized(x, "stem_bn"), "stem_")


def _block(
    inputs: Any,
    before: int,
    filters: int,
    kernel: int,
    strides: int,
    expansion: int,
    drop: float,
    name: str,
) -> Any:
    """Wider by a convolution of single places, depthwise convolution, excitation, narrower again."""
    x = inputs
    if expansion != 1:
        x = swished(unit(x, before * expansion, 1, name, "expand"), f"{name}expand_")
    if strides == 2:
        x = padded(x, correct_pad(x, kernel), f"{name}dwconv_pad")
    x = layers.DepthwiseConv2D(
        kernel,
        strides,
        padding="valid" if strides == 2 else "same",
        use_bias=False,
        depthwise_initializer=convolution_start(),
        name=f"{name}dwconv",
    )(x)
    x = swished(normalized(x, f"{name}bn"), name)
    x = excited(x, max(1, before // 4), name)
    x = unit(x, filters, 1, name, "project")
    return with_shortcut(x, inputs, drop, name) if strides == 1 and before == filters else x


preprocess_input = preprocessing(None)


def _member(number: int, width: float, depth: float, size: int, dropout: float, top: str, no_top: str) -> Any:
    name = f"efficientnetb{number}"
    files = Published(
        WeightsFile(f"{BASE_URL}{name}.h5", top), WeightsFile(f"{BASE_URL}{name}_notop.h5", no_top)
    )
    about = ABOUT.format(size=size)
    title = f"EfficientNetB{number}"
    return architecture(efficientnet, title, name, about, width, depth, size, dropout, files)


EfficientNetB0 = _member(
    0, 1.0, 1.0, 224, 0.2, "902e53a9f72be733fc0bcb005b3ebbac", "50bc09e76180e00e4465e1a485ddc09d"
)
EfficientNetB1 = _member(
    1, 1.0, 1.1, 240, 0.2, "1d254153d4ab51201f1646940f018540", "74c4e6b3e1f6a1eea24c589628592432"
)
EfficientNetB2 = _member(
    2, 1.1, 1.2, 260, 0.3, "b15cce36ff4dcbd00b6dd88e7857a6ad", "111f8e2ac8aa800a7a99e3239f7bfb39"
)
EfficientNetB3 = _member(
    3, 1.2, 1.4, 300, 0.3, "ffd1fdc53d0ce67064dc6a9c7960ede0", "af6d107764bb5b1abb91932881670226"
)
EfficientNetB4 = _member(
    4, 1.4, 1.8, 380, 0.4, "18c95ad55216b8f92d7e70b3a046e2fc", "ebc24e6d6c33eaebbd558eafbeedf1ba"
)
EfficientNetB5 = _member(
    5, 1.6, 2.2, 456, 0.4, "ace28f2a6363774853a83a0b21b9421a", "38879255a25d3c92d5e44e04ae6cec6f"
)
EfficientNetB6 = _member(
    6, 1.8, 2.6, 528, 0.5, "165f6e37dce68623721b423839de8be5", "9ecce42647a20130c1f39a5d4cb75743"
)
EfficientNetB7 = _member(
    7, 2.0, 3.1, 600, 0.5, "8c03f828fec3ef71311cd463b6759d99", "cbcfe4450ddf6f3ad90b1b398090fe4a"
)
