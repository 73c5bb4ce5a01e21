"""VGG with 19 layers that have weights, see `vgg`."""

from __future__ import annotations

from keras_lab.applications.assembly import architecture
from keras_lab.applications.imagenet_utils import decode_predictions, preprocess_input
from keras_lab.applications.vgg import ABOUT, vgg
from keras_lab.applications.weights import kernels

__all__ = ["VGG19", "decode_predictions", "preprocess_input"]

_FILES = kernels("vgg19", "vgg19", "cbe5617147190e668d6c5d5026f83318", "253f8cb515780f3b799900260a226db6")

VGG19 = architecture(vgg, "VGG19", "vgg19", ABOUT, (2, 2, 4, 4, 4), _FILES)
