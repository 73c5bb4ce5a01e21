"""Saving the model while it trains."""

from __future__ import annotations

import os
from typing import Any

from keras_lab.callbacks.callback import Callback
from keras_lab.callbacks.logs import Logs
from keras_lab.callbacks.monitor import Monitor, Watching


class ModelCheckpoint(Watching, Callback):
    """Saves the model, or its weights, at the end of epochs or every few batches.

    Args:
        filepath: where to; may contain `{epoch}` (counted from 1) and names of metrics, as in
            `"model-{epoch:02d}-{val_loss:.2f}.h5"`.
        monitor: the metric that says which model is best.
        verbose: 1 prints what is saved.
        save_best_only: whether only a model better than all before is saved.
        save_weights_only: whether only weights are saved.
        mode: `"min"`, `"max"` or `"auto"` (by the metric's name).
        save_freq: `"epoch"`, or an int: save every so many batches.
        initial_value_threshold: the value of the metric to beat at first.
        period: Keras 2's: save every so many epochs.

    Raises:
        ValueError: for another mode or `save_freq`.
    """

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
        period: int = 1,
    ) -> None:
        super().__init__()
        if save_freq != "epoch" and not (isinstance(save_freq, int) and save_freq > 0):
            raise ValueError(f"save_freq must be 'epoch' or an int of at least 1. Received: {save_freq!r}")
        self.filepath = os.fspath(filepath)
        self.monitor = monitor
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.save_freq = save_freq
        self.period = period
        self._epochs_since = 0
        self._watch = Monitor(monitor, mode, baseline=initial_value_threshold)
        self._batches = 0
        self._epoch = 0
        # only a checkpoint within epochs needs the weights as they are after a certain batch
        self.async_safe = save_freq == "epoch"

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        if self.save_freq == "epoch":
            return
        self._batches += 1
        if self._batches % int(self.save_freq) == 0:
            self._consider(self._epoch, logs)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._epochs_since += 1
        if self.save_freq == "epoch" and self._epochs_since >= self.period:
            self._epochs_since = 0
            self._consider(epoch, logs)

    def _consider(self, epoch: int, logs: dict[str, Any] | None) -> None:
        if self.save_best_only:
            value = self._watch.read(logs, "ModelCheckpoint")
            if value is None or not self._watch.is_better(value):
                return
            self._watch.best = value
        path = self._path(epoch, logs or {})
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path, overwrite=True)
        else:
            self.model.save(path, overwrite=True)
        if self.verbose:
            print(f"Epoch {epoch + 1}: saved to {path}")

    def _path(self, epoch: int, logs: dict[str, Any]) -> str:
        try:
            return self.filepath.format_map(Logs(logs, epoch=epoch + 1))
        except KeyError as error:
            raise KeyError(
                f"The filepath {self.filepath!r} names {error}, which is no metric. There are: {', '.join(logs)}."
            ) from error
