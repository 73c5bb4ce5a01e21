"""A pad to draw on: an image classifier says, stroke by stroke, what it sees."""

from __future__ import annotations

from keras_lab.lazy import attach

__getattr__, __dir__ = attach(__name__, {"DigitPad": ".pad"})
