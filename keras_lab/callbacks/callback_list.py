"""Callbacks in a row, and what their presence means for the loop."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from typing import Any

from keras_lab.callbacks.callback import (
    PREDICT_BATCH_HOOKS,
    TEST_BATCH_HOOKS,
    TRAIN_BATCH_HOOKS,
    Callback,
    overrides,
)
from keras_lab.callbacks.history import History


class CallbackList(Callback):
    """Passes every call on to all callbacks, in order.

    Args:
        callbacks: the callbacks; things without the protocol are refused.
        add_history: whether to put a `History` at the end, so that it keeps what others add to the logs.
        model: the model they belong to.
        queue_length: accepted for compatibility with Keras 2.
        params: what `set_params` tells them.

    Raises:
        TypeError: if something in `callbacks` is no callback.
    """

    def __init__(
        self,
        callbacks: Iterable[Any] | Any | None = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        queue_length: int = 10,
        **params: Any,
    ) -> None:
        super().__init__()
        given = (
            [] if callbacks is None else callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]
        )
        self.callbacks: list[Any] = [_checked(callback) for callback in given]
        self.history = next((c for c in self.callbacks if isinstance(c, History)), None)
        if add_history and self.history is None:
            self.history = History()
            self.callbacks.append(self.history)
        self._look_through()
        if model is not None:
            self.set_model(model)
        self.set_params(params)

    def _look_through(self) -> None:
        self.act_between_steps = self._any_overrides(TRAIN_BATCH_HOOKS)
        self.act_on_test_batches = self._any_overrides(TEST_BATCH_HOOKS)
        self.act_on_predict_batches = any(overrides(c, PREDICT_BATCH_HOOKS) for c in self.callbacks)
        self._batch_listeners = {
            "train": [c for c in self.callbacks if overrides(c, TRAIN_BATCH_HOOKS)],
            "test": [c for c in self.callbacks if overrides(c, TEST_BATCH_HOOKS)],
        }

    def _any_overrides(self, hooks: tuple[str, ...]) -> bool:
        return any(overrides(c, hooks) and not getattr(c, "async_safe", False) for c in self.callbacks)

    def append(self, callback: Any) -> None:
        """Adds a callback at the end."""
        self.callbacks.append(_checked(callback))
        callback.set_model(self.model)
        callback.set_params(self.params)
        self._look_through()

    def set_model(self, model: Any) -> None:
        super().set_model(model)
        for callback in self.callbacks:
            callback.set_model(model)

    def set_params(self, params: dict[str, Any]) -> None:
        super().set_params(params)
        for callback in self.callbacks:
            callback.set_params(params)

    def before(self, kind: str, batch: int) -> None:
        """Announces a batch to callbacks that act between steps; those that only read hear of it later."""
        for callback in self._batch_listeners[kind]:
            if not getattr(callback, "async_safe", False):
                getattr(callback, f"on_{kind}_batch_begin")(batch, {})

    def after(self, kind: str, batch: int, logs: Sequence[dict[str, Any]]) -> None:
        """Tells of `len(logs)` batches that are done, the first of which is number `batch`."""
        for callback in self._batch_listeners[kind]:
            for i in range(len(logs)):
                if getattr(callback, "async_safe", False):
                    getattr(callback, f"on_{kind}_batch_begin")(batch + i, {})
                getattr(callback, f"on_{kind}_batch_end")(batch + i, logs[i])

    def cut_short(self, epoch: int, logs: dict[str, Any]) -> None:
        """A person ended the run in the middle of `epoch`: the history keeps what there is of it."""
        if self.history is not None:
            self.history.on_epoch_end(epoch, logs)

    def __iter__(self) -> Any:
        return iter(self.callbacks)


def _passing_on(hook: str) -> Any:
    takes = len(inspect.signature(getattr(Callback, hook)).parameters) - 1

    def call(self: CallbackList, *args: Any, **kwargs: Any) -> None:
        if len(args) + len(kwargs) < takes:
            args = (*args, {})  # people's own hooks need not have a default for logs
        for callback in self.callbacks:
            getattr(callback, hook)(*args, **kwargs)

    call.__name__ = hook
    call.__signature__ = inspect.signature(getattr(Callback, hook))  # type: ignore[attr-defined]
    call.__doc__ = getattr(Callback, hook).__doc__
    return call


for _hook in [name for name in vars(Callback) if name.startswith("on_")]:
    setattr(CallbackList, _hook, _passing_on(_hook))


def _checked(callback: Any) -> Any:
    if isinstance(callback, type) or not hasattr(callback, "on_epoch_end"):
        what = (
            f"the class {callback.__name__}, not an object of it"
            if isinstance(callback, type)
            else repr(callback)
        )
        raise TypeError(f"callbacks must be objects derived from Callback. Received: {what}")
    return callback
