"""`ResNet50` under Keras 2's path, see `resnet`."""

from __future__ import annotations

from keras_lab.applications.resnet import ResNet50, decode_predictions, preprocess_input

__all__ = ["ResNet50", "decode_predictions", "preprocess_input"]
