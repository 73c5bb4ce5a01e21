"""A small network learns a data set in the plane, and can be watched and changed while it does."""

from __future__ import annotations

from keras_lab.lazy import attach

__getattr__, __dir__ = attach(__name__, {"Playground": ".session"})
