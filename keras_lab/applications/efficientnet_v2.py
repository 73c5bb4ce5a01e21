"""EfficientNet v2 (Tan & Le, 2021, arXiv:2104.00298): plain convolutions first, depthwise ones later."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from keras_lab import layers
from keras_lab.applications.assembly import assembled, described
from keras_lab.applications.blocks import channel_axis, classified, convolved, normalized
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
from keras_lab.applications.weights import BASE_URL, Published, WeightsFile
from keras_lab.models import Model

__all__ = [
    "EfficientNetV2B0", "EfficientNetV2B1", "EfficientNetV2B2", "EfficientNetV2B3", "EfficientNetV2L",
    "EfficientNetV2M", "EfficientNetV2S", "decode_predictions", "preprocess_input",
]  # fmt: skip

MOMENTUM = 0.9
DROP_CONNECT = 0.2
DROPOUT = 0.2
_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)

#: Number of blocks, filters in, filters out, expansion, strides of the first; whether it is fused: one plain
#: convolution without excitation in place of two and excitation.
Row = tuple[int, int, int, int, int, bool]

STAGES: dict[str, list[Row]] = {
    "b": [
        (1, 32, 16, 1, 1, True),
        (2, 16, 32, 4, 2, True),
        (2, 32, 48, 4, 2, True),
        (3, 48, 96, 4, 2, False),
        (5, 96, 112, 6, 1, False),
        (8, 112, 192, 6, 2, False),
    ],
    "s": [
        (2, 24, 24, 1, 1, True),
        (4, 24, 48, 4, 2, True),
        (4, 48, 64, 4, 2, True),
        (6, 64, 128, 4, 2, False),
        (9, 128, 160, 6, 1, False),
        (15, 160, 256, 6, 2, False),
    ],
    "m": [
        (3, 24, 24, 1, 1, True),
        (5, 24, 48, 4, 2, True),
        (5, 48, 80, 4, 2, True),
        (7, 80, 160, 4, 2, False),
        (14, 160, 176, 6, 1, False),
        (18, 176, 304, 6, 2, False),
        (5, 304, 512, 6, 1, False),
    ],
    "l": [
        (4, 32, 32, 1, 1, True),
        (7, 32, 64, 4, 2, True),
        (7, 64, 96, 4, 2, True),
        (10, 96, 192, 4, 2, False),
        (19, 192, 224, 6, 1, False),
        (25, 224, 384, 6, 2, False),
        (7, 384, 640, 6, 1, False),
    ],
}


@dataclass(frozen=True)
class Plan:
    """What tells the members of the family apart.

    Attributes:
        kind: `"b0"` … `"b3"`, `"s"`, `"m"`, `"l"`.
        width: times the channels.
        depth: times the blocks.
        size: of the images.
        digests: of the trained weights, with and without top.
    """

    kind: str
    width: float
    depth: float
    size: int
    digests: tuple[str, str]

    @property
    def stages(self) -> Sequence[Row]:
        """The rows of the table."""
        return STAGES[self.kind[0]]

    def filters(self, count: int) -> int:
        """`width` times as many, rounded to eights."""
        return max(8, int(count * self.width + 4) // 8 * 8)

    @property
    def files(self) -> Published:
        """The trained weights."""
        start = f"{BASE_URL}efficientnet_v2/efficientnetv2-{self.kind}"
        top, no_top = self.digests
        return Published(WeightsFile(f"{start}.h5", top), WeightsFile(f"{start}_notop.h5", no_top))


def efficientnet_v2(options: Options, plan: Plan, rescaled: bool) -> Model:
    """An EfficientNet v2; `rescaled`: whether it brings pixels into the range it needs itself."""

    def body(x: Any) -> Any:
        if rescaled:
            x = _rescaled(x, plan)
        x = _stem(x, plan.filters(plan.stages[0][1]))
        number, total = 0, sum(row[0] for row in plan.stages)
        for stage, (count, before, filters, expansion, strides, fused) in enumerate(plan.stages, 1):
            before, filters = plan.filters(before), plan.filters(filters)
            for place in range(math.ceil(plan.depth * count)):
                name, drop = block_name(stage, place), DROP_CONNECT * number / total
                block = _fused if fused else _depthwise
                new = block(x, before, filters, expansion, strides, name)
                x = with_shortcut(new, x, drop, name) if strides == 1 and before == filters else new
                before, strides, number = filters, 1, number + 1
        return swished(unit(x, plan.filters(1280), 1, "", "top", momentum=MOMENTUM), "top_")

    def pool(x: Any, pooling: str | None) -> Any:
        return pooled_as(x, pooling, named=True)

    top = partial(classified, dropout=DROPOUT, kernel_initializer=dense_start())
    shape = options.image_shape(plan.size, 32)
    return assembled(options, shape, body, plan.files, top=top, pool=pool)


def _rescaled(x: Any, plan: Plan) -> Any:
    """In units of ImageNet's deviation for the small networks, else from -1 to 1."""
    if plan.kind[0] != "b" or x.shape[channel_axis()] != 3:
        return layers.Rescaling(scale=1 / 128, offset=-1)(x)
    variance = [deviation**2 for deviation in _DEVIATION]
    x = layers.Rescaling(scale=1 / 255)(x)
    return layers.Normalization(axis=channel_axis(), mean=list(_MEAN), variance=variance)(x)


def _stem(x: Any, filters: int) -> Any:
    x = convolved(x, filters, 3, 2, kernel_initializer=convolution_start(), name="stem_conv")
    return swished(normalized(x, "stem_bn", momentum=MOMENTUM), "stem_")


def _fused(x: Any, before: int, filters: int, expansion: int, strides: int, name: str) -> Any:
    if expansion == 1:
        x = unit(x, filters, 3, name, "project", strides, MOMENTUM)
        return swished(x, f"{name}project_")
    x = unit(x, before * expansion, 3, name, "expand", strides, MOMENTUM)
    return unit(swished(x, f"{name}expand_"), filters, 1, name, "project", momentum=MOMENTUM)


def _depthwise(x: Any, before: int, filters: int, expansion: int, strides: int, name: str) -> Any:
    x = swished(unit(x, before * expansion, 1, name, "expand", momentum=MOMENTUM), f"{name}expand_")
    start = convolution_start()
    x = layers.DepthwiseConv2D(
        3, strides, "same", use_bias=False, depthwise_initializer=start, name=f"{name}dwconv2"
    )(x)
    x = swished(normalized(x, f"{name}bn", momentum=MOMENTUM), name)
    return unit(excited(x, max(1, before // 4), name), filters, 1, name, "project", momentum=MOMENTUM)


preprocess_input = preprocessing(None)


def _member(kind: str, width: float, depth: float, size: int, top: str, no_top: str) -> Any:
    plan = Plan(kind, width, depth, size, (top, no_top))

    def make(
        include_top: bool = True,
        weights: Any = "imagenet",
        input_tensor: Any = None,
        input_shape: Any = None,
        pooling: str | None = None,
        classes: int = 1000,
        classifier_activation: Any = "softmax",
        include_preprocessing: bool = True,
        name: str | None = f"efficientnetv2-{kind}",
    ) -> Model:
        options = Options(
            include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
        )
        return efficientnet_v2(options, plan, include_preprocessing)

    make.__name__ = make.__qualname__ = title = f"EfficientNetV2{kind.upper()}"
    make.__doc__ = f"""{title}: plain convolutions first, depthwise ones later.

    Tan & Le, 2021 (arXiv:2104.00298). Images: {size} × {size}, pixels from 0 to 255.

    Args:
        include_preprocessing: whether the network itself brings pixels into the range it needs; else they
            have to be from -1 to 1.
    """
    return described(make)


EfficientNetV2B0 = _member(
    "b0", 1.0, 1.0, 224, "21ecbf6da12460d5c40bb2f29ceb2188", "893217f2bb855e2983157299931e43ff"
)
EfficientNetV2B1 = _member(
    "b1", 1.0, 1.1, 240, "069f0534ff22adf035c89e2d9547a9dc", "0e80663031ca32d657f9caa404b6ec37"
)
EfficientNetV2B2 = _member(
    "b2", 1.1, 1.2, 260, "424e49f28180edbde1e94797771950a7", "1dfe2e7a5d45b6632553a8961ea609eb"
)
EfficientNetV2B3 = _member(
    "b3", 1.2, 1.4, 300, "1f1fc43bd98a6e4fd8fdfd551e02c7a0", "f6abf7b5849ac99a89b50dd3fd532856"
)
EfficientNetV2S = _member(
    "s", 1.0, 1.0, 384, "e1d88a8495beba45748fedd0cecbe016", "af0682fb74e8c54910f2d4393339c070"
)
EfficientNetV2M = _member(
    "m", 1.0, 1.0, 480, "a3bf6aa3276309f4fc6a34aa114c95cd", "1b8dc055df72dde80d614482840fe342"
)
EfficientNetV2L = _member(
    "l", 1.0, 1.0, 480, "27e6d408b53c7ebc868fefa357689935", "b0b66b5c863aef5b46e8608fe1711615"
)
