"""Answers of a pad; `id` says of which one."""

from __future__ import annotations

from typing import Any, cast

from keras_lab.lab.pad.pad import PADS
from keras_lab.lab.protocol import JSON
from keras_lab.lab.views import pad as views


def predict(lab: Any, params: JSON) -> JSON:
    """What the model sees and thinks of `strokes` (see `protocol.PadStroke`): `protocol.PadAnswer`."""
    pad = PADS.get(params.get("id"))
    with pad.lock:
        pad.draw(params.get("strokes", pad.strokes), bool(params.get("centered", pad.centered)))
        return cast(JSON, views.answer(pad))


def save(lab: Any, params: JSON) -> JSON:
    """The MIME bundle, for the notebook to keep."""
    return PADS.get(params.get("id")).picture()


ANSWERS = {"predict": predict, "save": save}
