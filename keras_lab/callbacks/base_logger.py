"""Keras 2's averaging of batch logs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lab.callbacks.callback import Callback


class BaseLogger(Callback):
    """Puts what batches logged into the logs of the epoch, where it is not there yet.

    `fit` logs running means, so the last value is the epoch's. A loop of one's own that logs the values of single
    batches says so by the batch's `size` in the logs, as Keras 2's loop did: then the mean is taken.

    Args:
        stateful_metrics: names that are never averaged.
    """

    async_safe = True

    def __init__(self, stateful_metrics: Iterable[str] | None = None) -> None:
        super().__init__()
        self.stateful_metrics = set(stateful_metrics or ())
        self._start()

    def _start(self) -> None:
        self.seen = 0
        self.totals: dict[str, float] = {}
        self._last: dict[str, Any] = {}

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._start()

    def on_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        values = {name: value for name, value in (logs or {}).items() if name not in ("batch", "size")}
        self._last.update(values)
        size = (logs or {}).get("size")
        if size is not None:
            self.seen += size
            for name, value in values.items():
                self.totals[name] = self.totals.get(name, 0.0) + value * size

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        for name, value in self._last.items() if logs is not None else ():
            averaged = name in self.totals and name not in self.stateful_metrics
            logs.setdefault(name, self.totals[name] / self.seen if averaged else value)  # type: ignore[union-attr]
