"""Going on with a training that was interrupted."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from keras_lab.callbacks import training_state
from keras_lab.callbacks.callback import Callback
from keras_lab.callbacks.training_state import Place


class BackupAndRestore(Callback):
    """Keeps the state of a training on the disk, and goes on from there when `fit` is called again after a crash.

    The state is the weights, the optimizer's variables, the seed and the number of the epoch. It is written to one
    file, whole or not at all.

    Args:
        backup_dir: the folder for the state; of this training only.
        save_freq: `"epoch"`, or an int: save every so many batches. Then the epoch that was interrupted begins anew.
        double_checkpoint: whether the state before the last is kept, too.
        delete_checkpoint: whether the folder is deleted when training is complete.

    Raises:
        ValueError: for another `save_freq`, or (in training) if the state is damaged or of another model.
    """

    def __init__(
        self,
        backup_dir: str | os.PathLike[str],
        save_freq: str | int = "epoch",
        double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ) -> None:
        super().__init__()
        if not backup_dir or not os.fspath(backup_dir):
            raise ValueError(
                "Empty `backup_dir` argument passed: BackupAndRestore needs the name of a folder."
            )
        if save_freq != "epoch" and not (isinstance(save_freq, int) and save_freq > 0):
            raise ValueError(
                f"Invalid value for save_freq: it must be 'epoch' or an int of at least 1. Received: {save_freq!r}"
            )
        self.backup_dir = os.fspath(backup_dir)
        self.save_freq = save_freq
        self.double_checkpoint = double_checkpoint
        self.delete_checkpoint = delete_checkpoint
        self.async_safe = (
            save_freq == "epoch"
        )  # else the weights are needed as they are after a certain batch
        self._epoch = 0
        self._batches = 0

    @property
    def _file(self) -> Path:
        return Path(self.backup_dir, "latest.npz")

    @property
    def _previous(self) -> Path:
        return Path(self.backup_dir, "previous.npz")

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self._batches = 0
        if self._file.exists():
            try:
                self._restore(self._file)
            except ValueError:
                if not self._previous.exists():
                    raise
                self._restore(self._previous)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        if self.save_freq == "epoch":
            return
        self._batches += 1
        if self._batches % int(self.save_freq) == 0:
            self._save()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._epoch = epoch

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._epoch = epoch + 1
        if self.save_freq == "epoch":
            self._save()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        if self.delete_checkpoint:
            shutil.rmtree(self.backup_dir, ignore_errors=True)

    def _save(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        if self.double_checkpoint and self._file.exists():
            shutil.copyfile(self._file, self._previous)
        training_state.write(training_state.taken(self.model, Place(self._epoch)), self._file)

    def _restore(self, path: Path) -> None:
        try:
            training_state.restore(self.model, path)
        except ValueError as error:
            raise ValueError(f"{error} Delete the folder to begin anew.") from error
