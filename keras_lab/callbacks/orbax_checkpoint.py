"""Checkpoints written by Orbax, where that is installed."""

from __future__ import annotations

import importlib
import json
import os
from typing import Any

import numpy as np

from keras_lab.callbacks.callback import Callback
from keras_lab.callbacks.monitor import Monitor


class OrbaxCheckpoint(Callback):
    """Saves weights, the optimizer's state and the model's configuration with Orbax, in a folder for each step.

    Args:
        directory: the folder of the checkpoints.
        monitor: the metric that says which model is best.
        verbose: 1 prints what is saved.
        save_best_only: whether only a model better than all before is saved.
        mode: `"min"`, `"max"` or `"auto"` (by the metric's name).
        save_freq: `"epoch"`, or an int: save every so many batches.
        initial_value_threshold: the value of the metric to beat at first.
        max_to_keep: how many checkpoints are kept, the newest; None: all.
        save_on_background: whether training goes on while a checkpoint is written.
        save_weights_only: whether the optimizer's state and the configuration are left out.

    Raises:
        ImportError: if Orbax is not installed.
        ValueError: for another mode or `save_freq`.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
        max_to_keep: int | None = 1,
        save_on_background: bool = True,
        save_weights_only: bool = False,
    ) -> None:
        super().__init__()
        if save_freq != "epoch" and not (isinstance(save_freq, int) and save_freq > 0):
            raise ValueError(f"save_freq must be 'epoch' or an int of at least 1. Received: {save_freq!r}")
        try:
            self._orbax: Any = importlib.import_module("orbax.checkpoint")
        except ImportError:
            raise ImportError(
                "OrbaxCheckpoint needs Orbax: pip install orbax-checkpoint. ModelCheckpoint needs nothing."
            ) from None
        self.directory = os.path.abspath(os.fspath(directory))
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_freq = save_freq
        self.save_weights_only = save_weights_only
        self._watch = Monitor(monitor, mode, baseline=initial_value_threshold)
        self._batches = 0
        self.async_safe = save_freq == "epoch"
        options = self._orbax.CheckpointManagerOptions(
            max_to_keep=max_to_keep, enable_async_checkpointing=save_on_background, create=True
        )
        self._manager = self._orbax.CheckpointManager(self.directory, options=options)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        self._batches += 1
        if self.save_freq != "epoch" and self._batches % int(self.save_freq) == 0:
            self._consider(self._batches, logs)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if self.save_freq == "epoch":
            self._consider(epoch, logs)

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        self.wait_until_finished()

    def wait_until_finished(self) -> None:
        """Waits for checkpoints that are being written."""
        self._manager.wait_until_finished()

    def is_multihost_enabled(self) -> bool:
        """False: training runs on one machine."""
        return False

    def is_primary_host(self) -> bool:
        """True: it is the only one."""
        return True

    def _consider(self, step: int, logs: dict[str, Any] | None) -> None:
        if self.save_best_only:
            value = self._watch.read(logs, "OrbaxCheckpoint")
            if value is None or not self._watch.is_better(value):
                return
            self._watch.best = value
        args = self._orbax.args
        items = {"state": args.StandardSave(_state(self.model, not self.save_weights_only))}
        if not self.save_weights_only:
            items["model_config"] = args.JsonSave(json.loads(self.model.to_json()))
        self._manager.save(step, args=args.Composite(**items))
        if self.verbose:
            print(f"Saved step {step} to {self.directory}")


def _state(model: Any, with_optimizer: bool) -> dict[str, Any]:
    """The arrays of a model by the paths of their variables, counted in their order."""
    found = {"weights": {str(i): np.asarray(array) for i, array in enumerate(model.get_weights())}}
    if with_optimizer and model.optimizer is not None:
        state = [variable.numpy() for variable in model.optimizer.variables]
        found["optimizer"] = {str(i): np.asarray(array) for i, array in enumerate(state)}
    return found
