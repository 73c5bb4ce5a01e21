"""A learning rate set anew for each epoch by a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lab.callbacks.callback import Callback


class LearningRateScheduler(Callback):
    """Sets the learning rate before each epoch.

    The rate of each epoch is in its logs as `learning_rate`.

    Args:
        schedule: function `(epoch, learning_rate) → learning rate`, or of the epoch (counted from 0) alone.
        verbose: 1 prints the rate.

    Raises:
        ValueError: (in training) if the function returns no number.
    """

    def __init__(self, schedule: Callable[..., float], verbose: int = 0) -> None:
        super().__init__()
        self.schedule = schedule
        self.verbose = verbose

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        for optimizer in optimizers_of(self.model):
            rate = self._rate(epoch, optimizer)
            if (
                isinstance(rate, bool)
                or not isinstance(rate, (int, float, np.number, np.ndarray))
                or np.ndim(rate)
            ):
                raise ValueError(
                    f"The schedule of LearningRateScheduler must return a number. It returned: {rate!r}"
                )
            optimizer.learning_rate = float(rate)
            if self.verbose:
                print(f"Epoch {epoch + 1}: the learning rate is {float(rate):g}.")

    def _rate(self, epoch: int, optimizer: Any) -> Any:
        try:
            inspect.signature(self.schedule).bind(epoch, 0.0)
        except TypeError:
            return self.schedule(epoch)
        except ValueError:  # a function that does not tell its parameters
            pass
        return self.schedule(epoch, float(np.asarray(optimizer.learning_rate)))

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if logs is not None:
            logs["learning_rate"] = current_rate(self.model)


def optimizers_of(model: Any) -> list[Any]:
    """A model's optimizer, or those that it is made of."""
    return getattr(model.optimizer, "optimizers", None) or [model.optimizer]


def current_rate(model: Any) -> float:
    """The learning rate of a model's optimizer as a number."""
    return float(np.asarray(model.optimizer.learning_rate))
