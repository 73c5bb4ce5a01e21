"""VGG with 16 layers that have weights, see `vgg`."""

from __future__ import annotations

from keras_lab.applications.imagenet_utils import decode_predictions, preprocess_input
from keras_lab.applications.vgg import VGG16

__all__ = ["VGG16", "decode_predictions", "preprocess_input"]
