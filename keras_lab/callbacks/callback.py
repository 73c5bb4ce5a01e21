"""The protocol of callbacks, as in Keras."""

from __future__ import annotations

from typing import Any


class Callback:
    """Hooks into training, evaluation and prediction; override what you need.

    `self.model` is the model, `self.params` a dict with `epochs`, `steps`, `verbose`. Logs are dicts of floats.

    A callback that overrides a hook for training batches may change anything there, so training then makes
    one engine call a step. One that only reads its logs says so with `async_safe = True` and is told
    after the fact, many steps at a time, which is much faster.
    """

    async_safe = False

    def __init__(self) -> None:
        self.params: dict[str, Any] = {}
        self._model: Any = None

    @property
    def model(self) -> Any:
        """The model that is trained; Keras 2's callbacks have it set directly."""
        return self._model

    @model.setter
    def model(self, model: Any) -> None:
        self._model = model

    def set_params(self, params: dict[str, Any]) -> None:
        """Receives `epochs`, `steps`, `verbose`, …"""
        self.params = params

    def set_model(self, model: Any) -> None:
        """Receives the model."""
        self._model = model

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """`fit` begins."""

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """`fit` ends (also when stopped)."""

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """An epoch, counted from 0, begins."""

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """An epoch ends; `logs` has its metrics, those of validation as `val_…`."""

    def on_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Keras 1's name of `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Keras 1's name of `on_train_batch_end`."""

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """A training step begins."""
        self.on_batch_begin(batch, logs=logs)

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """A training step is done; `logs` has the running means of the epoch."""
        self.on_batch_end(batch, logs=logs)

    def on_test_begin(self, logs: dict[str, Any] | None = None) -> None:
        """An evaluation or validation begins."""

    def on_test_end(self, logs: dict[str, Any] | None = None) -> None:
        """An evaluation or validation ends."""

    def on_test_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """A batch of an evaluation begins."""

    def on_test_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """A batch of an evaluation is done."""

    def on_predict_begin(self, logs: dict[str, Any] | None = None) -> None:
        """`predict` begins."""

    def on_predict_end(self, logs: dict[str, Any] | None = None) -> None:
        """`predict` ends."""

    def on_predict_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """A batch of a prediction begins."""

    def on_predict_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """A batch of a prediction is done; `logs["outputs"]` has what it gave."""


TRAIN_BATCH_HOOKS = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")
TEST_BATCH_HOOKS = ("on_test_batch_begin", "on_test_batch_end")
PREDICT_BATCH_HOOKS = ("on_predict_batch_begin", "on_predict_batch_end")


def overrides(callback: Any, hooks: tuple[str, ...]) -> bool:
    """Whether `callback` does something of its own in one of `hooks`."""
    return any(
        getattr(type(callback), hook, None) is not getattr(Callback, hook) or hook in vars(callback)
        for hook in hooks
    )
