"""VGG (Simonyan & Zisserman, 2014, arXiv:1409.1556): small convolutions, stacked, and three dense layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keras_lab import layers
from keras_lab.applications.assembly import architecture, assembled
from keras_lab.applications.options import Options
from keras_lab.applications.weights import Published, kernels
from keras_lab.models import Model

ABOUT = (
    "convolutions of 3 × 3, stacked, and dense layers on top.\n\n"
    "Simonyan & Zisserman, 2014 (arXiv:1409.1556). Images: 224 × 224, from `preprocess_input`."
)
FILTERS = (64, 128, 256, 512, 512)


def vgg(options: Options, counts: Sequence[int], published: Published) -> Model:
    """A VGG network with `counts` convolutions in its five blocks."""

    def body(x: Any) -> Any:
        for block, (filters, count) in enumerate(zip(FILTERS, counts, strict=True), 1):
            for number in range(1, count + 1):
                name = f"block{block}_conv{number}"
                x = layers.Conv2D(filters, 3, padding="same", activation="relu", name=name)(x)
            x = layers.MaxPooling2D(2, 2, name=f"block{block}_pool")(x)
        return x

    return assembled(options, options.image_shape(224, 32), body, published, top=_top)


def _top(x: Any, classes: int, activation: Any) -> Any:
    x = layers.Flatten(name="flatten")(x)
    for name in ("fc1", "fc2"):
        x = layers.Dense(4096, activation="relu", name=name)(x)
    return layers.Dense(classes, activation=activation, name="predictions")(x)


def _member(layers_: int, counts: Sequence[int], top: str, no_top: str) -> Any:
    name = f"vgg{layers_}"
    return architecture(vgg, f"VGG{layers_}", name, ABOUT, counts, kernels(name, name, top, no_top))


VGG16 = _member(16, (2, 2, 3, 3, 3), "64373286793e3c8b2b4e3219cbf3544b", "6d6bbae143d832006294945121d1f1fc")
VGG19 = _member(19, (2, 2, 4, 4, 4), "cbe5617147190e668d6c5d5026f83318", "253f8cb515780f3b799900260a226db6")
