"""A smaller learning rate when a metric no longer improves."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab.callbacks.callback import Callback
from keras_lab.callbacks.learning_rate_scheduler import current_rate, optimizers_of
from keras_lab.callbacks.monitor import Monitor, Watching
from keras_lab.legacy import accepts_old_words


class ReduceLROnPlateau(Watching, Callback):
    """Multiplies the learning rate by `factor` when `monitor` has not improved for `patience` epochs.

    Args:
        monitor: the metric's name in the logs.
        factor: below 1.
        patience: epochs without improvement before the rate is reduced.
        verbose: 1 prints when it is.
        mode: `"min"`, `"max"` or `"auto"` (by the metric's name).
        min_delta: a change must be larger than this to count as an improvement. (Keras 1: `epsilon`.)
        cooldown: epochs to wait after a reduction before watching again.
        min_lr: the rate is not made smaller.

    Raises:
        ValueError: for a factor of 1 or more, or another mode.
    """

    @accepts_old_words("ReduceLROnPlateau")
    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        super().__init__()
        if factor >= 1:
            raise ValueError(f"ReduceLROnPlateau needs a factor below 1. Received: {factor}")
        self.monitor = monitor
        self.factor = factor
        self.patience = patience
        self.verbose = verbose
        self.mode = mode
        self.min_delta = min_delta
        self.cooldown = cooldown
        self.min_lr = min_lr
        self._begin()

    def _begin(self) -> None:
        self._watch = Monitor(self.monitor, self.mode, self.min_delta)
        self.wait = 0
        self.cooldown_counter = 0

    def in_cooldown(self) -> bool:
        """Whether a reduction was made a short time ago."""
        return self.cooldown_counter > 0

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self._begin()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        logs = {} if logs is None else logs
        logs["learning_rate"] = current_rate(self.model)
        value = self._watch.read(logs, "ReduceLROnPlateau")
        if value is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self._watch.is_better(value):
            self._watch.best = value
            self.wait = 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience:
                self._reduce(epoch)

    def _reduce(self, epoch: int) -> None:
        for optimizer in optimizers_of(self.model):
            old = float(np.asarray(optimizer.learning_rate))
            if old <= self.min_lr:
                continue
            optimizer.learning_rate = new = max(old * self.factor, self.min_lr)
            self.cooldown_counter = self.cooldown
            self.wait = 0
            if self.verbose:
                print(
                    f"Epoch {epoch + 1}: {self.monitor} no longer improves; "
                    f"the learning rate is reduced to {new:g}."
                )
