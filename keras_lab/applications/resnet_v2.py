"""Residual networks, second version (He et al., 2016, arXiv:1603.05027): normalized before each convolution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import layers
from keras_lab.applications.assembly import architecture
from keras_lab.applications.blocks import activated, convolved, normalized, padded
from keras_lab.applications.imagenet_utils import decode_predictions, preprocessing
from keras_lab.applications.options import Options
from keras_lab.applications.resnet import EPSILON, FILTERS, finished, stem, unit
from keras_lab.applications.weights import Published, kernels
from keras_lab.models import Model

__all__ = ["ResNet50V2", "ResNet101V2", "ResNet152V2", "decode_predictions", "preprocess_input"]

ABOUT = (
    "a residual network that normalizes before it convolves.\n\n"
    "He et al., 2016 (arXiv:1603.05027). Images: 224 × 224, from `preprocess_input`."
)


def _block(x: Any, filters: int, name: str, strides: int, project: bool) -> Any:
    before = activated(normalized(x, f"{name}_preact_bn", epsilon=EPSILON), name=f"{name}_preact_relu")
    if project:
        shortcut = convolved(
            before, 4 * filters, 1, strides, padding="valid", use_bias=True, name=f"{name}_0_conv"
        )
    else:
        shortcut = layers.MaxPooling2D(1, strides)(x) if strides > 1 else x
    x = unit(before, filters, 1, f"{name}_1", padding="valid")
    x = padded(activated(x, name=f"{name}_1_relu"), 1, f"{name}_2_pad")
    x = activated(unit(x, filters, 3, f"{name}_2", strides, padding="valid"), name=f"{name}_2_relu")
    x = convolved(x, 4 * filters, padding="valid", use_bias=True, name=f"{name}_3_conv")
    return layers.Add(name=f"{name}_out")([shortcut, x])


def resnet_v2(options: Options, counts: Sequence[int], published: Published) -> Model:
    """A residual network of the second version with `counts` blocks in its four stages."""

    def body(x: Any) -> Any:
        x = stem(x, normalize=False)
        for stage, (filters, count) in enumerate(zip(FILTERS, counts, strict=True), 2):
            for number in range(1, count + 1):
                strides = 2 if number == count and stage < 5 else 1
                x = _block(x, filters, f"conv{stage}_block{number}", strides, project=number == 1)
        return activated(normalized(x, "post_bn", epsilon=EPSILON), name="post_relu")

    return finished(options, body, published)


preprocess_input = preprocessing("tf")


def _member(layers_: int, counts: Sequence[int], top: str, no_top: str) -> Any:
    name = f"resnet{layers_}v2"
    files = kernels("resnet", name, top, no_top)
    return architecture(resnet_v2, f"ResNet{layers_}V2", name, ABOUT, counts, files)


ResNet50V2 = _member(50, (3, 4, 6, 3), "3ef43a0b657b3be2300d5770ece849e0", "fac2f116257151a9d068a22e544a4917")
ResNet101V2 = _member(
    101, (3, 4, 23, 3), "6343647c601c52e1368623803854d971", "c0ed64b8031c3730f411d2eb4eea35b5"
)
ResNet152V2 = _member(
    152, (3, 8, 36, 3), "a49b44d1979771252814e80f8ec446f9", "ed17cf2e0169df9d443503ef94b23b33"
)
