"""What `fit` was asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Plan:
    """How long to train, in what order, validated by what.

    Attributes:
        epochs: the number of the epoch to stop before.
        initial_epoch: the number of the first one.
        steps: steps in an epoch at most, or None for all the data.
        shuffle: whether samples come in a new order each epoch (`"batch"`: batches do).
        validation: a source of data to evaluate on, or None.
        validation_steps: batches of it at most.
        validation_freq: every how many epochs, or the numbers of the epochs (from 1).
        name: what a person calls the run.
        verbose: 0 if nobody wants to see it, 1 or 2 (see `fit`).
    """

    epochs: int
    initial_epoch: int
    steps: int | None
    shuffle: bool | str
    validation: Any
    validation_steps: int | None
    validation_freq: Any
    name: str
    verbose: int

    def validates_after(self, epoch: int) -> bool:
        """Whether the epoch counted from 0 is followed by an evaluation."""
        if self.validation is None:
            return False
        if isinstance(self.validation_freq, int):
            return (epoch + 1) % self.validation_freq == 0
        return (epoch + 1) in self.validation_freq
