"""Preparing sequences, texts and images, with the names of Keras 2."""

from __future__ import annotations

from keras_lab.lazy import attach

__getattr__, __dir__ = attach(__name__, {}, ["image", "sequence", "text"])
