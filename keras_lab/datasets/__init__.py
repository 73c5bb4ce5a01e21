"""Data sets: `mnist` is downloaded once, `digits` comes with the package."""

from __future__ import annotations

from keras_lab.lazy import attach

__all__ = ["digits", "mnist"]

__getattr__, __dir__ = attach(__name__, {}, __all__)
