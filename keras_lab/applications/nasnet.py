"""NASNet-A (Zoph et al., 2017, arXiv:1707.07012): cells found by search, repeated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from keras_lab import config, layers
from keras_lab.applications.assembly import assembled, described
from keras_lab.applications.blocks import (
    activated,
    channel_axis,
    classified,
    convolved,
    correct_pad,
    joined,
    normalized,
    padded,
)
from keras_lab.applications.imagenet_utils import decode_predictions, preprocessing
from keras_lab.applications.options import Options
from keras_lab.applications.weights import BASE_URL, Published, WeightsFile
from keras_lab.models import Model

__all__ = ["NASNetLarge", "NASNetMobile", "decode_predictions", "preprocess_input"]


@dataclass(frozen=True)
class Plan:
    """What tells the members of the family apart.

    Attributes:
        filters: channels that come out, a multiple of 96.
        repeats: normal cells after each reduction.
        stem: channels of the first convolution.
        skip: whether a cell after a reduction looks past it.
        size: of the images.
        fixed: whether they have that size by default without the top too.
    """

    filters: int
    repeats: int
    stem: int
    skip: bool
    size: int
    fixed: bool


def nasnet(options: Options, plan: Plan, published: Published) -> Model:
    """A NASNet-A."""
    shape = options.image_shape(plan.size, 32)
    if plan.fixed and options.input_shape is None:
        first = config.image_data_format() == "channels_first"
        shape = (3, plan.size, plan.size) if first else (plan.size, plan.size, 3)
    filters = plan.filters // 24

    def body(x: Any) -> Any:
        x = _plain(x, plan.stem, "stem_conv1", "stem_bn1", size=3, strides=2, padding="valid")
        x, before = _reduced(x, None, filters // 4, "stem_1")
        x, before = _reduced(x, before, filters // 2, "stem_2", shrink=True)
        for stage in range(3):
            if stage:
                name = f"reduce_{stage * plan.repeats}"
                x, last = _reduced(x, before, filters * 2**stage, name)
                before = before if plan.skip else last
            for number in range(plan.repeats):
                name = str(stage * plan.repeats + number + bool(stage))
                x, before = _normal(x, before, filters * 2**stage, name, shrink=number == 0)
        return activated(x)

    return assembled(options, shape, body, published, top=partial(classified, pool=None))


def _norm(x: Any, name: str) -> Any:
    return normalized(x, name, momentum=0.9997)


def _plain(x: Any, filters: int, name: str, norm: str, size: int = 1, **kwargs: Any) -> Any:
    x = convolved(x, filters, size, kernel_initializer="he_normal", name=name, **kwargs)
    return _norm(x, norm)


def _separated(x: Any, filters: int, size: int, block: str, strides: int = 1) -> Any:
    """Two separable convolutions, the first with `strides`."""
    x = activated(x)
    padding = "same"
    if strides == 2:
        x = padded(x, correct_pad(x, size), f"separable_conv_1_pad_{block}")
        padding = "valid"
    for number in (1, 2):
        x = layers.SeparableConv2D(
            filters, size, strides, padding, use_bias=False, name=f"separable_conv_{number}_{block}"
        )(x)
        x = _norm(x, f"separable_conv_{number}_bn_{block}")
        if number == 1:
            x, strides, padding = activated(x), 1, "same"
    return x


def _adjusted(before: Any, filters: int, block: str, shrink: bool) -> Any:
    """What came before, brought to the size of what comes now where `shrink`, with `filters` channels."""
    if shrink:
        return _shrunk(activated(before, name=f"adjust_relu_1_{block}"), filters, block)
    if before.shape[channel_axis()] != filters:
        return _plain(activated(before), filters, f"adjust_conv_projection_{block}", f"adjust_bn_{block}")
    return before


def _shrunk(x: Any, filters: int, block: str) -> Any:
    """Half the height and width: every second place, and those between."""
    halves = []
    for number in (1, 2):
        if number == 2:
            x = layers.Cropping2D(((1, 0), (1, 0)))(padded(x, ((0, 1), (0, 1))))
        half = layers.AveragePooling2D(1, 2, name=f"adjust_avg_pool_{number}_{block}")(x)
        name = f"adjust_conv_{number}_{block}"
        halves.append(convolved(half, filters // 2, kernel_initializer="he_normal", name=name))
    return _norm(joined(halves), f"adjust_bn_{block}")


def _normal(x: Any, before: Any, filters: int, block: str, shrink: bool) -> tuple[Any, Any]:
    """A cell that keeps the size; returns its output and its input."""
    p = _adjusted(before, filters, block, shrink)
    h = _plain(activated(x), filters, f"normal_conv_1_{block}", f"normal_bn_1_{block}")

    def separated(of: Any, size: int, place: str) -> Any:
        return _separated(of, filters, size, f"normal_{place}_{block}")

    def average(of: Any, place: str) -> Any:
        return layers.AveragePooling2D(3, 1, "same", name=f"normal_{place}_{block}")(of)

    def added(number: int, one: Any, other: Any) -> Any:
        return layers.add([one, other], name=f"normal_add_{number}_{block}")

    one = added(1, separated(h, 5, "left1"), separated(p, 3, "right1"))
    two = added(2, separated(p, 5, "left2"), separated(p, 3, "right2"))
    three = added(3, average(h, "left3"), p)
    four = added(4, average(p, "left4"), average(p, "right4"))
    five = added(5, separated(h, 3, "left5"), h)
    return joined([p, one, two, three, four, five], f"normal_concat_{block}"), x


def _reduced(x: Any, before: Any, filters: int, block: str, shrink: bool = False) -> tuple[Any, Any]:
    """A cell that halves height and width; returns its output and its input."""
    p = x if before is None else _adjusted(before, filters, block, shrink)
    h = _plain(activated(x), filters, f"reduction_conv_1_{block}", f"reduction_bn_1_{block}")
    wide = padded(h, correct_pad(h, 3), f"reduction_pad_1_{block}")

    def halved(of: Any, size: int, place: str) -> Any:
        return _separated(of, filters, size, f"reduction_{place}_{block}", strides=2)

    def pooled(layer: Any, place: str) -> Any:
        return layer(3, 2, name=f"reduction_{place}_{block}")(wide)

    def added(name: str | None, one: Any, other: Any) -> Any:
        return layers.add([one, other], name=name and f"reduction_{name}_{block}")

    one = added("add_1", halved(h, 5, "left1"), halved(p, 7, "right1"))
    two = added("add_2", pooled(layers.MaxPooling2D, "left2"), halved(p, 7, "right2"))
    three = added("add3", pooled(layers.AveragePooling2D, "left3"), halved(p, 5, "right3"))
    average = layers.AveragePooling2D(3, 1, "same", name=f"reduction_left4_{block}")(one)
    four = added(None, two, average)
    five = _separated(one, filters, 3, f"reduction_left4_{block}")
    five = added("add4", five, pooled(layers.MaxPooling2D, "right5"))
    return joined([two, three, four, five], f"reduction_concat_{block}"), x


preprocess_input = preprocessing("tf")


def _files(size: str, top: str, no_top: str) -> Published:
    start, name = f"{BASE_URL}nasnet/NASNet-{size}", f"nasnet_{size}"
    return Published(
        WeightsFile(f"{start}.h5", top, f"{name}.h5"),
        WeightsFile(f"{start}-no-top.h5", no_top, f"{name}_no_top.h5"),
    )


def _member(title: str, default: str, plan: Plan, published: Published) -> Any:
    def make(
        input_shape: Any = None,
        include_top: bool = True,
        weights: Any = "imagenet",
        input_tensor: Any = None,
        pooling: str | None = None,
        classes: int = 1000,
        classifier_activation: Any = "softmax",
        name: str | None = default,
    ) -> Model:
        options = Options(
            include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name
        )
        return nasnet(options, plan, published)

    make.__name__ = make.__qualname__ = title
    make.__doc__ = f"""{title}: cells found by search, repeated.

    Zoph et al., 2017 (arXiv:1707.07012). Images: {plan.size} × {plan.size}, from `preprocess_input`.
    """
    return described(make)


NASNetMobile = _member(
    "NASNetMobile",
    "nasnet_mobile",
    Plan(1056, 4, 32, skip=False, size=224, fixed=True),
    _files("mobile", "020fb642bf7360b370c678b08e0adf61", "1ed92395b5b598bdda52abe5c0dbfd63"),
)
NASNetLarge = _member(
    "NASNetLarge",
    "nasnet_large",
    Plan(4032, 6, 96, skip=True, size=331, fixed=False),
    _files("large", "11577c9a518f0070763c2b964a382f17", "d81d89dc07e6e56530c4e77faddd61b5"),
)
