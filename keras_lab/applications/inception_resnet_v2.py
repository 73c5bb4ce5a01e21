"""Inception-ResNet v2 (Szegedy et al., 2016, arXiv:1602.07261): Inception blocks beside shortcuts."""

from __future__ import annotations

from typing import Any

from keras_lab import layers
from keras_lab.applications.assembly import architecture, assembled
from keras_lab.applications.blocks import activated, channel_axis, convolved
from keras_lab.applications.imagenet_utils import decode_predictions, preprocessing
from keras_lab.applications.inception import Step, branched, stem, unit
from keras_lab.applications.options import Options
from keras_lab.applications.weights import kernels
from keras_lab.models import Model

__all__ = ["CustomScaleLayer", "InceptionResNetV2", "decode_predictions", "preprocess_input"]

ABOUT = (
    "Inception blocks beside shortcuts.\n\n"
    "Szegedy et al., 2016 (arXiv:1602.07261). Images: 299 × 299, from `preprocess_input`."
)
_FILES = kernels(
    "inception_resnet_v2",
    "inception_resnet_v2",
    "e693bd0210a403b3192acc6073ad2e96",
    "d19885ff4a710c122648d3b5c3b684e4",
)

Branches = list[list[Step]]

_FIRST: Branches = [
    [(96, 1, 1)],
    [(48, 1, 1), (64, 5, 5)],
    [(64, 1, 1), (96, 3, 3), (96, 3, 3)],
    ["average", (64, 1, 1)],
]
_HALVE_FIRST: Branches = [[(384, 3, 3, 2)], [(256, 1, 1), (256, 3, 3), (384, 3, 3, 2)], ["max"]]
_HALVE_AGAIN: Branches = [
    [(256, 1, 1), (384, 3, 3, 2)],
    [(256, 1, 1), (288, 3, 3, 2)],
    [(256, 1, 1), (288, 3, 3), (320, 3, 3, 2)],
    ["max"],
]
_RESIDUAL: dict[str, Branches] = {
    "block35": [[(32, 1, 1)], [(32, 1, 1), (32, 3, 3)], [(32, 1, 1), (48, 3, 3), (64, 3, 3)]],
    "block17": [[(192, 1, 1)], [(128, 1, 1), (160, 1, 7), (192, 7, 1)]],
    "block8": [[(192, 1, 1)], [(192, 1, 1), (224, 1, 3), (256, 3, 1)]],
}


class CustomScaleLayer(layers.Layer):
    """Of two inputs the first plus `scale` times the second."""

    def __init__(self, scale: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scale = scale

    def call(self, inputs: Any) -> Any:
        return inputs[0] + inputs[1] * self.scale

    def _public_name(self) -> tuple[str, str]:
        return "keras.src.applications.inception_resnet_v2", "CustomScaleLayer"


def _residual(x: Any, kind: str, number: int, scale: float, activation: str | None = "relu") -> Any:
    """A block of one `kind`, of which `scale` times the output is added to the input."""
    name = f"{kind}_{number}"
    mixed = branched(x, _RESIDUAL[kind], f"{name}_mixed")
    change = convolved(mixed, x.shape[channel_axis()], use_bias=True, name=f"{name}_conv")
    x = CustomScaleLayer(scale)([x, change])
    return activated(x, activation, f"{name}_ac") if activation else x


def inception_resnet_v2(options: Options) -> Model:
    """The Inception-ResNet v2 network."""

    def body(x: Any) -> Any:
        x = branched(stem(x), _FIRST, "mixed_5b")
        for number in range(1, 11):
            x = _residual(x, "block35", number, 0.17)
        x = branched(x, _HALVE_FIRST, "mixed_6a")
        for number in range(1, 21):
            x = _residual(x, "block17", number, 0.1)
        x = branched(x, _HALVE_AGAIN, "mixed_7a")
        for number in range(1, 10):
            x = _residual(x, "block8", number, 0.2)
        x = _residual(x, "block8", 10, 1.0, activation=None)
        return unit(x, 1536, name="conv_7b")

    return assembled(options, options.image_shape(299, 75), body, _FILES)


preprocess_input = preprocessing("tf")

InceptionResNetV2 = architecture(inception_resnet_v2, "InceptionResNetV2", "inception_resnet_v2", ABOUT)
