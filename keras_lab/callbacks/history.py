"""What `fit` returns: the metrics of every epoch."""

from __future__ import annotations

from typing import Any

from keras_lab.callbacks.callback import Callback
from keras_lab.callbacks.logs import Logs


class History(Callback):
    """Collects the logs of each epoch. The last one of a model is also its `model.history`.

    Attributes:
        history: name → list with a value for each epoch (see `Logs`: `acc` finds `accuracy`).
        epoch: the numbers of the epochs, from 0.
        run: the run's id in the ledger, once it has started.
        status: how the run ended: `"done"`, `"stopped"` or `"interrupted"`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list[float]] = Logs()
        self.epoch: list[int] = []
        self.run: str | None = None
        self.status: str | None = None

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self.epoch = []
        self.history = Logs()
        if self.model is not None:
            self.model.history = self

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)

    def __repr__(self) -> str:
        last = ", ".join(f"{name}: {values[-1]:.4g}" for name, values in self.history.items())
        return f"<History of {len(self.epoch)} epochs, {self.status or 'not run yet'}; {last or 'empty'}>"
