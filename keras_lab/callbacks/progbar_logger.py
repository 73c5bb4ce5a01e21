"""A progress bar as a callback."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras_lab.callbacks.callback import Callback
from keras_lab.utils.progbar import Progbar


class ProgbarLogger(Callback):
    """Prints a progress bar, for loops of one's own: `fit` draws one by itself (`verbose`).

    Args:
        count_mode: `"steps"` or `"samples"`; Keras 2's, without effect.
        stateful_metrics: names that are shown as they are; others too, for `fit` logs running means.
    """

    async_safe = True

    def __init__(self, count_mode: str = "samples", stateful_metrics: Iterable[str] | None = None) -> None:
        super().__init__()
        self.count_mode = count_mode
        self.stateful_metrics = set(stateful_metrics or ())
        self._bar: Progbar | None = None
        self._done = 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if self.params.get("verbose", 1) and self.params.get("epochs", 1) > 1:
            print(f"Epoch {epoch + 1}/{self.params['epochs']}")
        self._begin()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        self._update(batch, logs)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._end(logs)

    def on_test_begin(self, logs: dict[str, Any] | None = None) -> None:
        if self._bar is None:  # not within training
            self._begin()

    def on_test_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        if self._done <= batch and self._bar is not None:
            self._update(batch, logs)

    def on_test_end(self, logs: dict[str, Any] | None = None) -> None:
        if self._bar is not None and "epochs" not in self.params:
            self._end(logs)

    def on_predict_begin(self, logs: dict[str, Any] | None = None) -> None:
        self._begin()

    def on_predict_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        self._update(batch, None)

    def on_predict_end(self, logs: dict[str, Any] | None = None) -> None:
        self._end(None)

    def _begin(self) -> None:
        steps = self.params.get("steps")
        self._bar = Progbar(steps, verbose=self.params.get("verbose", 1), stateless_metrics=())
        self._done = 0

    def _update(self, batch: int, logs: dict[str, Any] | None) -> None:
        if self._bar is None:
            self._begin()
        self._done = batch + 1
        self._bar.update(self._done, list((logs or {}).items()), finalize=False)  # type: ignore[union-attr]

    def _end(self, logs: dict[str, Any] | None) -> None:
        if self._bar is not None:
            self._bar.update(self._done, list((logs or {}).items()), finalize=True)
        self._bar = None
