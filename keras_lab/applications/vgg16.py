"""VGG with 16 layers that have weights, see `vgg`."""

from __future__ import annotations

from keras_lab.applications.assembly import architecture
from keras_lab.applications.imagenet_utils import decode_predictions, preprocess_input
from keras_lab.applications.vgg import ABOUT, vgg
from keras_lab.applications.weights import kernels

__all__ = ["VGG16", "decode_predictions", "preprocess_input"]

_FILES = kernels("vgg16", "vgg16", "64373286793e3c8b2b4e3219cbf3544b", "6d6bbae143d832006294945121d1f1fc")

VGG16 = architecture(vgg, "VGG16", "vgg16", ABOUT, (2, 2, 3, 3, 3), _FILES)
