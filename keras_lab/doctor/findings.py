"""What a detector says: one sentence, and one thing that can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Action = Mapping[str, Any]

RESTORE_BEST: Action = {"kind": "restore_best"}


@dataclass(frozen=True)
class Finding:
    """Something that is probably wrong.

    Attributes:
        kind: `"nan"`, `"dead_relu"`, `"vanishing_gradient"`, `"exploding_gradient"`, `"plateau"`,
            `"overfitting"`, `"data_bound"`, `"labels"`, `"one_class"`, `"last_layer"` or `"scale"`.
        text: one sentence for people (see `keras_lab.sentences`).
        action: what can be done about it: `{"kind": "learning_rate", "factor": 0.1}`,
            `{"kind": "restore_best", "epoch": 4}`, or `{"kind": "code", "text": …}`, Keras code. Restoring may come
            with a factor for the learning rate, and with code for the next time.
        layer: the name of the layer it is about, if it is about one.
        value: the number that gave it away, if there is one.
        epoch, step: where it belongs, if that is not where it was found: the epoch counted from 0, and the steps
            of the run that were made by then.
    """

    kind: str
    text: str
    action: Action | None = None
    layer: str | None = None
    value: float | None = None
    epoch: int | None = None
    step: int | None = None


def learning_rate(factor: float) -> Action:
    """Multiply the learning rate by `factor`."""
    return {"kind": "learning_rate", "factor": factor}


def code(text: str) -> Action:
    """Change the program as `text` shows."""
    return {"kind": "code", "text": text}


def percent(share: float) -> str:
    """A share for people: `"62 %"`."""
    return f"{100 * share:.0f} %"
