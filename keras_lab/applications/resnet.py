"""Residual networks (He et al., 2015, arXiv:1512.03385): blocks that learn what to add to their input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras_lab import layers
from keras_lab.applications.assembly import architecture, assembled
from keras_lab.applications.blocks import activated, convolved, normalized, padded
from keras_lab.applications.blocks import pooled as pooled_as
from keras_lab.applications.imagenet_utils import decode_predictions, preprocess_input
from keras_lab.applications.options import Options
from keras_lab.applications.weights import Published, kernels
from keras_lab.models import Model

__all__ = ["ResNet50", "ResNet101", "ResNet152", "decode_predictions", "preprocess_input"]

ABOUT = (
    "a residual network.\n\nHe et al., 2015 (arXiv:1512.03385). Images: 224 × 224, from `preprocess_input`."
)
FILTERS = (64, 128, 256, 512)
EPSILON = 1.001e-5


def unit(x: Any, filters: int, size: int, name: str, strides: int = 1, **kwargs: Any) -> Any:
    """Convolution and batch normalization, called `<name>_conv` and `<name>_bn`."""
    x = convolved(x, filters, size, strides, name=f"{name}_conv", **kwargs)
    return normalized(x, f"{name}_bn", epsilon=EPSILON)


def stem(x: Any, normalize: bool) -> Any:
    """From the image to an eighth of its height and width."""
    x = padded(x, 3, "conv1_pad")
    x = convolved(x, 64, 7, 2, padding="valid", use_bias=True, name="conv1_conv")
    if normalize:
        x = activated(normalized(x, "conv1_bn", epsilon=EPSILON), name="conv1_relu")
    return layers.MaxPooling2D(3, 2, name="pool1_pool")(padded(x, 1, "pool1_pad"))


def _block(x: Any, filters: int, name: str, strides: int, project: bool) -> Any:
    """Three convolutions beside a shortcut, which is one convolution where `project`."""
    shortcut = x
    if project:
        shortcut = unit(x, 4 * filters, 1, f"{name}_0", strides, padding="valid", use_bias=True)
    x = unit(x, filters, 1, f"{name}_1", strides, padding="valid", use_bias=True)
    x = unit(activated(x, name=f"{name}_1_relu"), filters, 3, f"{name}_2", use_bias=True)
    x = activated(x, name=f"{name}_2_relu")
    x = unit(x, 4 * filters, 1, f"{name}_3", padding="valid", use_bias=True)
    return activated(layers.Add(name=f"{name}_add")([shortcut, x]), name=f"{name}_out")


def resnet(options: Options, counts: Sequence[int], published: Published) -> Model:
    """A residual network with `counts` blocks in its four stages."""

    def body(x: Any) -> Any:
        x = stem(x, normalize=True)
        for stage, (filters, count) in enumerate(zip(FILTERS, counts, strict=True), 2):
            for number in range(1, count + 1):
                first = number == 1
                strides = 2 if first and stage > 2 else 1
                x = _block(x, filters, f"conv{stage}_block{number}", strides, project=first)
        return x

    return finished(options, body, published)


def finished(options: Options, body: Callable[[Any], Any], published: Published) -> Model:
    """The model of one of the residual networks from its body."""

    def pool(x: Any, pooling: str | None) -> Any:
        return pooled_as(x, pooling, named=True)

    return assembled(options, options.image_shape(224, 32), body, published, pool=pool)


def _member(layers_: int, counts: Sequence[int], top: str, no_top: str) -> Any:
    name = f"resnet{layers_}"
    return architecture(resnet, f"ResNet{layers_}", name, ABOUT, counts, kernels("resnet", name, top, no_top))


ResNet50 = _member(50, (3, 4, 6, 3), "2cb95161c43110f7111970584f804107", "4d473c1dd8becc155b73f8504c6f6626")
ResNet101 = _member(
    101, (3, 4, 23, 3), "f1aeb4b969a6efcfb50fad2f0c20cfc5", "88cf7a10940856eca736dc7b7e228a21"
)
ResNet152 = _member(
    152, (3, 8, 36, 3), "100835be76be38e30d865e96f2aaae62", "ee4c566cf9a93f14d82f913c2dc6dd0c"
)
