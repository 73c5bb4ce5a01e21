"""DenseNet (Huang et al., 2016, arXiv:1608.06993): each layer sees the outputs of all layers before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import layers
from keras_lab.applications.assembly import architecture, assembled
from keras_lab.applications.blocks import activated, channel_axis, convolved, joined, normalized, padded
from keras_lab.applications.blocks import pooled as pooled_as
from keras_lab.applications.imagenet_utils import decode_predictions, preprocessing
from keras_lab.applications.options import Options
from keras_lab.applications.weights import Published, kernels
from keras_lab.models import Model

__all__ = ["DenseNet121", "DenseNet169", "DenseNet201", "decode_predictions", "preprocess_input"]

ABOUT = (
    "a network in which each layer sees all layers before it.\n\n"
    "Huang et al., 2016 (arXiv:1608.06993). Images: 224 × 224, from `preprocess_input`."
)
GROWTH = 32
EPSILON = 1.001e-5


def _ready(x: Any, norm: str, relu: str) -> Any:
    return activated(normalized(x, norm, epsilon=EPSILON), name=relu)


def _grown(x: Any, name: str) -> Any:
    """`x` with `GROWTH` more channels."""
    new = convolved(
        _ready(x, f"{name}_0_bn", f"{name}_0_relu"), 4 * GROWTH, padding="valid", name=f"{name}_1_conv"
    )
    new = convolved(_ready(new, f"{name}_1_bn", f"{name}_1_relu"), GROWTH, 3, name=f"{name}_2_conv")
    return joined([x, new], f"{name}_concat")


def _halved(x: Any, name: str) -> Any:
    """Half as many channels, half the height and width."""
    half = x.shape[channel_axis()] // 2
    x = convolved(_ready(x, f"{name}_bn", f"{name}_relu"), half, padding="valid", name=f"{name}_conv")
    return layers.AveragePooling2D(2, 2, name=f"{name}_pool")(x)


def densenet(options: Options, counts: Sequence[int], published: Published) -> Model:
    """A DenseNet with `counts` growing layers in its four stages."""

    def body(x: Any) -> Any:
        x = convolved(padded(x, 3), 64, 7, 2, padding="valid", name="conv1_conv")
        x = padded(_ready(x, "conv1_bn", "conv1_relu"), 1)
        x = layers.MaxPooling2D(3, 2, name="pool1")(x)
        for stage, count in enumerate(counts, 2):
            for number in range(1, count + 1):
                x = _grown(x, f"conv{stage}_block{number}")
            if stage < 5:
                x = _halved(x, f"pool{stage}")
        return _ready(x, "bn", "relu")

    def pool(x: Any, pooling: str | None) -> Any:
        return pooled_as(x, pooling, named=True)

    return assembled(options, options.image_shape(224, 32), body, published, pool=pool)


preprocess_input = preprocessing("torch")


def _member(layers_: int, counts: Sequence[int], top: str, no_top: str) -> Any:
    name = f"densenet{layers_}"
    files = kernels("densenet", name, top, no_top)
    return architecture(densenet, f"DenseNet{layers_}", name, ABOUT, counts, files)


DenseNet121 = _member(
    121, (6, 12, 24, 16), "9d60b8095a5708f2dcce2bca79d332c7", "30ee3e1110167f948a6b9946edeeb738"
)
DenseNet169 = _member(
    169, (6, 12, 32, 32), "d699b8f76981ab1b30698df4c175e90b", "b8c4d4c20dd625c148057b9ff1c1176b"
)
DenseNet201 = _member(
    201, (6, 12, 48, 32), "1ceb130c1ea1b78c3bf6114dbdfd8807", "c13680b51ded0fb44dff2d8f86ac8bb1"
)
