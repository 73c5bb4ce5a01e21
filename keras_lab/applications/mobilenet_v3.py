"""MobileNet v3 (Howard et al., 2019, arXiv:1905.02244): found by search; squeeze-and-excitation, hard swish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from keras_lab import config, layers
from keras_lab.applications.assembly import assembled, described
from keras_lab.applications.blocks import (
    activated,
    channel_axis,
    convolved,
    correct_pad,
    divisible,
    normalized,
    padded,
)
from keras_lab.applications.blocks import pooled as pooled_as
from keras_lab.applications.imagenet_utils import decode_predictions, preprocessing
from keras_lab.applications.options import Options, Shape, check_sizes
from keras_lab.applications.square import checked_alpha, shape_of_tensor, sizes_of, weights_size
from keras_lab.applications.weights import BASE_URL, Published, WeightsFile
from keras_lab.models import Model

__all__ = ["MobileNetV3Large", "MobileNetV3Small", "decode_predictions", "preprocess_input"]

#: Squeeze-and-excitation: the inner channels as a part of the outer ones.
RATIO = 0.25

#: Expansion, filters, size (5: 3 if minimalistic), strides, squeeze-and-excitation, hard swish.
Row = tuple[float, int, int, int, bool, bool]

SMALL: list[Row] = [
    (1, 16, 3, 2, True, False),
    (72 / 16, 24, 3, 2, False, False),
    (88 / 24, 24, 3, 1, False, False),
    (4, 40, 5, 2, True, True),
    (6, 40, 5, 1, True, True),
    (6, 40, 5, 1, True, True),
    (3, 48, 5, 1, True, True),
    (3, 48, 5, 1, True, True),
    (6, 96, 5, 2, True, True),
    (6, 96, 5, 1, True, True),
    (6, 96, 5, 1, True, True),
]
LARGE: list[Row] = [
    (1, 16, 3, 1, False, False),
    (4, 24, 3, 2, False, False),
    (3, 24, 3, 1, False, False),
    (3, 40, 5, 2, True, False),
    (3, 40, 5, 1, True, False),
    (3, 40, 5, 1, True, False),
    (6, 80, 3, 2, False, True),
    (2.5, 80, 3, 1, False, True),
    (2.3, 80, 3, 1, False, True),
    (2.3, 80, 3, 1, False, True),
    (6, 112, 3, 1, True, True),
    (6, 112, 3, 1, True, True),
    (6, 160, 5, 2, True, True),
    (6, 160, 5, 1, True, True),
    (6, 160, 5, 1, True, True),
]
DIGESTS = {
    "large_224_0.75": ("765b44a33ad4005b3ac83185abf1d0eb", "40af19a13ebea4e2ee0c676887f69a2e"),
    "large_224_1.0": ("59e551e166be033d707958cf9e29a6a7", "07fb09a5933dd0c8eaafa16978110389"),
    "large_minimalistic_224_1.0": ("675e7b876c45c57e9e63e6d90a36599c", "ec5221f64a2f6d1ef965a614bdae7973"),
    "small_224_0.75": ("cb65d4e5be93758266aa0a7f2c6708b7", "ebdb5cc8e0b497cd13a7c275d475c819"),
    "small_224_1.0": ("8768d4c2e7dee89b9d02b2d03d65d862", "d3e8ec802a04aa4fc771ee12a9a9b836"),
    "small_minimalistic_224_1.0": ("99cd97fb2fcdad2bf028eb838de69e37", "cde8136e733e811080d9fcd8a252f7e4"),
}


@dataclass(frozen=True)
class Plan:
    """What tells the members of the family apart.

    Attributes:
        size: `"small"` or `"large"`.
        rows: of the blocks.
        last: channels before the scores.
        alpha: how wide the network is.
        minimalistic: without large windows, squeeze-and-excitation and hard swish.
        dropout: before the scores.
        rescaled: whether the network itself brings pixels into the range from -1 to 1.
    """

    size: str
    rows: Sequence[Row]
    last: int
    alpha: float
    minimalistic: bool
    dropout: float
    rescaled: bool

    @property
    def files(self) -> Published:
        """The trained weights."""
        kind = f"{self.size}{'_minimalistic' * self.minimalistic}_224_{float(self.alpha)}"
        top, no_top = DIGESTS.get(kind, ("", ""))
        start = f"{BASE_URL}mobilenet_v3/weights_mobilenet_v3_{kind}_float"
        return Published(WeightsFile(f"{start}.h5", top), WeightsFile(f"{start}_no_top_v2.h5", no_top))


def mobilenet_v3(options: Options, plan: Plan) -> Model:
    """A MobileNet v3."""
    shape = _image_shape(options)
    checked_alpha(options, plan.alpha, (1.0,) if plan.minimalistic else (0.75, 1.0))
    weights_size(options, shape, (224,))

    def body(x: Any) -> Any:
        if plan.rescaled:
            x = layers.Rescaling(scale=1 / 127.5, offset=-1.0)(x)
        x = _active(_normal(convolved(x, 16, 3, 2, name="conv"), "conv_bn"), not plan.minimalistic)
        for number, row in enumerate(plan.rows):
            x = _block(x, number, row, plan)
        x = convolved(x, divisible(x.shape[channel_axis()] * 6), name="conv_1")
        return _active(_normal(x, "conv_1_bn"), not plan.minimalistic)

    def top(x: Any, classes: int, activation: Any) -> Any:
        x = layers.GlobalAveragePooling2D(keepdims=True)(x)
        last = divisible(plan.last * plan.alpha) if plan.alpha > 1 else plan.last
        x = _active(convolved(x, last, use_bias=True, name="conv_2"), not plan.minimalistic)
        if plan.dropout > 0:
            x = layers.Dropout(plan.dropout)(x)
        x = layers.Flatten()(convolved(x, classes, use_bias=True, name="logits"))
        return activated(x, activation, "predictions")

    def pool(x: Any, pooling: str | None) -> Any:
        return pooled_as(x, pooling, named=True)

    return assembled(options, shape, body, plan.files, top=top, pool=pool)


def _image_shape(options: Options) -> Shape:
    """Of any size by default: the top works on all."""
    first = config.image_data_format() == "channels_first"
    of_tensor = shape_of_tensor(options)
    shape = tuple(options.input_shape or of_tensor or ((3, None, None) if first else (None, None, 3)))
    check_sizes(shape, sizes_of(shape), 32)
    return shape


def _normal(x: Any, name: str) -> Any:
    return normalized(x, name, momentum=0.999)


def _active(x: Any, hard_swish: bool) -> Any:
    return activated(x, "hard_swish") if hard_swish else layers.ReLU()(x)


def _block(inputs: Any, number: int, row: Row, plan: Plan) -> Any:
    expansion, filters, size, strides, excited, swish = row
    filters, swish = divisible(filters * plan.alpha), swish and not plan.minimalistic
    size = min(size, 3) if plan.minimalistic else size
    channels = inputs.shape[channel_axis()]
    inner = divisible(channels * expansion)
    prefix = f"expanded_conv_{number}" if number else "expanded_conv"
    x = inputs
    if number:
        x = _normal(convolved(x, inner, name=f"{prefix}_expand"), f"{prefix}_expand_bn")
        x = _active(x, swish)
    if strides == 2:
        x = padded(x, correct_pad(x, size), f"{prefix}_depthwise_pad")
    padding = "same" if strides == 1 else "valid"
    x = layers.DepthwiseConv2D(size, strides, padding, use_bias=False, name=f"{prefix}_depthwise")(x)
    x = _active(_normal(x, f"{prefix}_depthwise_bn"), swish)
    if excited and not plan.minimalistic:
        x = _excited(x, inner, f"{prefix}_squeeze_excite")
    x = _normal(convolved(x, filters, name=f"{prefix}_project"), f"{prefix}_project_bn")
    return layers.Add(name=f"{prefix}_add")([inputs, x]) if strides == 1 and channels == filters else x


def _excited(inputs: Any, channels: int, name: str) -> Any:
    """Squeeze-and-excitation (Hu et al., 2017, arXiv:1709.01507): each channel weighted by what the image shows."""
    x = layers.GlobalAveragePooling2D(keepdims=True, name=f"{name}_avg_pool")(inputs)
    x = convolved(x, divisible(channels * RATIO), use_bias=True, name=f"{name}_conv")
    x = layers.ReLU(name=f"{name}_relu")(x)
    x = convolved(x, channels, use_bias=True, name=f"{name}_conv_1")
    x = layers.ReLU(6.0)(x + 3.0) * (1 / 6)
    return layers.Multiply(name=f"{name}_mul")([inputs, x])


preprocess_input = preprocessing(None)


def _member(title: str, size: str, rows: Sequence[Row], last: int) -> Any:
    def make(
        input_shape: Any = None,
        alpha: float = 1.0,
        minimalistic: bool = False,
        include_top: bool = True,
        weights: Any = "imagenet",
        input_tensor: Any = None,
        classes: int = 1000,
        pooling: str | None = None,
        dropout_rate: float = 0.2,
        classifier_activation: Any = "softmax",
        include_preprocessing: bool = True,
        name: str | None = title,
    ) -> Model:
        options = Options(
            include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
        )
        plan = Plan(size, rows, last, alpha, minimalistic, dropout_rate, include_preprocessing)
        return mobilenet_v3(options, plan)

    make.__name__ = make.__qualname__ = title
    make.__doc__ = f"""{title}: found by search, for small machines.

    Howard et al., 2019 (arXiv:1905.02244). Images: of any size, pixels from 0 to 255.

    Args:
        alpha: how wide the network is; with trained weights 0.75 or 1.
        minimalistic: without large windows, squeeze-and-excitation and hard swish; with trained weights alpha is 1.
        dropout_rate: before the scores.
        include_preprocessing: whether the network itself brings pixels into the range from -1 to 1.
    """
    return described(make)


MobileNetV3Small = _member("MobileNetV3Small", "small", SMALL, 1024)
MobileNetV3Large = _member("MobileNetV3Large", "large", LARGE, 1280)
