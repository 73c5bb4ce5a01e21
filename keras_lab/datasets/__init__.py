"""Data sets: downloaded once and checked by their published digests; `digits` comes with the package."""

from __future__ import annotations

from keras_lab.lazy import attach

_MODULES = [
    "boston_housing", "california_housing", "cifar10", "cifar100", "digits", "fashion_mnist", "imdb", "mnist",
    "reuters",
]  # fmt: skip

__getattr__, __dir__ = attach(__name__, {}, _MODULES)
