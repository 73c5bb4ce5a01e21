"""How well a playground's network did, epoch by epoch."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from keras_lab.lab.protocol import Number, PlaygroundCurves

NAMES = ("loss", "test_loss", "accuracy", "test_accuracy")
MOST_SENT = 200


class Curves:
    """Epoch → loss and accuracy at training and test points."""

    def __init__(self) -> None:
        self._epochs: list[int] = []
        self._values: list[list[Number]] = []

    def put(self, epoch: int, values: Sequence[Number]) -> None:
        """Keeps the values (see `NAMES`) after `epoch`, in place of those there were."""
        row = [None if value is None or not math.isfinite(value) else value for value in values]
        at = bisect_left(self._epochs, epoch)
        same = at < len(self._epochs) and self._epochs[at] == epoch
        self._epochs[at : at + same] = [epoch]
        self._values[at : at + same] = [row]

    def cut(self, epoch: int) -> None:
        """Forgets what came after `epoch`."""
        del self._epochs[bisect_right(self._epochs, epoch) :]
        del self._values[len(self._epochs) :]

    def at(self, epoch: int) -> dict[str, Number]:
        """The values after `epoch`, if it was looked at."""
        at = bisect_left(self._epochs, epoch)
        known = at < len(self._epochs) and self._epochs[at] == epoch
        return dict(zip(NAMES, self._values[at] if known else [None] * len(NAMES), strict=True))

    def history(self) -> dict[str, list[Number]]:
        """All of it."""
        columns = zip(*self._values, strict=True) if self._values else [[]] * len(NAMES)
        named = {name: list(column) for name, column in zip(NAMES, columns, strict=True)}
        return {"epoch": list(self._epochs), **named}

    def sent(self) -> PlaygroundCurves:
        """So much of it as a view draws, in five digits."""
        step = max(1, -(-len(self._epochs) // MOST_SENT))
        chosen = sorted({*range(0, len(self._epochs), step), *range(len(self._epochs))[-1:]})
        columns = [
            [None if (value := self._values[i][n]) is None else float(f"{value:.5g}") for i in chosen]
            for n in range(len(NAMES))
        ]
        loss, test_loss, accuracy, test_accuracy = columns
        return {
            "epoch": [self._epochs[i] for i in chosen], "loss": loss, "test_loss": test_loss,
            "accuracy": accuracy, "test_accuracy": test_accuracy,
        }  # fmt: skip
