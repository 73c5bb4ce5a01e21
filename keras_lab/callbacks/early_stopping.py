"""Ending training when a metric no longer improves."""

from __future__ import annotations

from typing import Any

from keras_lab.callbacks.callback import Callback
from keras_lab.callbacks.monitor import Monitor, Watching


class EarlyStopping(Watching, Callback):
    """Stops training when `monitor` has not improved for `patience` epochs.

    Args:
        monitor: the metric's name in the logs.
        min_delta: a change must be larger than this to count as an improvement.
        patience: epochs without improvement before it stops.
        verbose: 1 prints when it stops.
        mode: `"min"`, `"max"` or `"auto"` (by the metric's name).
        baseline: a value to be reached; without it the first epoch sets the mark.
        restore_best_weights: whether the weights of the best epoch are put back.
        start_from_epoch: epochs to wait before watching.

    Raises:
        ValueError: for another mode.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__()
        self.monitor = monitor
        self.min_delta = min_delta
        self.patience = patience
        self.verbose = verbose
        self.mode = mode
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self._begin()

    def _begin(self) -> None:
        self._watch = Monitor(self.monitor, self.mode, self.min_delta)
        self.wait = 0
        self.stopped_epoch = 0
        self.best_epoch = 0
        self.best_weights: list[Any] | None = None

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self._begin()

    def get_monitor_value(self, logs: dict[str, Any] | None) -> float | None:
        """The metric that is watched; None, with a warning, where it is missing."""
        return self._watch.read(logs, "EarlyStopping")

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        value = self.get_monitor_value(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self.best_weights, self.best_epoch = self.model.get_weights(), epoch
        self.wait += 1
        if self._watch.is_better(value):
            self._improved(epoch, value)
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def _improved(self, epoch: int, value: float) -> None:
        self._watch.best = value
        self.best_epoch = epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()
        if self.baseline is None or self._watch.is_better(value, self.baseline):
            self.wait = 0

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        if self.stopped_epoch and self.verbose:
            print(f"Stopped early after epoch {self.stopped_epoch + 1}: {self.monitor} no longer improves.")
        if self.restore_best_weights and self.best_weights is not None:
            self.model.set_weights(self.best_weights)
            if self.verbose:
                print(f"The weights of epoch {self.best_epoch + 1}, the best one, are restored.")
