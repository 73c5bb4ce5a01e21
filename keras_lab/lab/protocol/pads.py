"""Pads: a picture is drawn, a classifier says what it sees."""

from __future__ import annotations

from typing import TypedDict

from keras_lab.lab.protocol.basics import Number

PAD_MIME = "application/vnd.keras-lab.pad+json"

CONSTANTS = {"PAD_MIME": PAD_MIME}


class PadStroke(TypedDict):
    """A stroke of the pen, or of the eraser: x and y in turn, from 0 to 1000 over the pad."""

    erase: bool
    points: list[int]


class PadAnswer(TypedDict):
    """What the model sees (base64: `height` × `width` bytes, ink is 255) and how likely it thinks each label;
    null before anything is drawn."""

    image: str
    scores: list[Number]


class PadBundle(TypedDict):
    """The data of `PAD_MIME`. `centered`: the drawing is moved to the middle and made as large as digits are; `width`
    of the pen: of the pad's side."""

    version: int
    id: str
    model: str
    height: int
    width: int
    labels: list[str]
    centered: bool
    pen: float
    strokes: list[PadStroke]
    answer: PadAnswer
