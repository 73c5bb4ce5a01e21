"""A callback put together from functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab.callbacks.callback import Callback
from keras_lab.registry import suggest

_HOOKS = [name for name in vars(Callback) if name.startswith("on_")]


class LambdaCallback(Callback):
    """Calls the given functions at their times.

    Args:
        on_epoch_begin, on_epoch_end: functions `(epoch, logs)`.
        on_train_begin, on_train_end: functions `(logs)`.
        on_train_batch_begin, on_train_batch_end: functions `(batch, logs)`.
        on_batch_begin, on_batch_end: the same in Keras 2's words.
        **kwargs: functions for any other hook of `Callback` by its name, e.g. `on_test_end`; other things, whose
            names do not begin with `on_`, become attributes.

    Raises:
        TypeError: for a hook that does not exist, or something that cannot be called.
    """

    def __init__(
        self,
        on_epoch_begin: Callable[..., Any] | None = None,
        on_epoch_end: Callable[..., Any] | None = None,
        on_train_begin: Callable[..., Any] | None = None,
        on_train_end: Callable[..., Any] | None = None,
        on_train_batch_begin: Callable[..., Any] | None = None,
        on_train_batch_end: Callable[..., Any] | None = None,
        on_batch_begin: Callable[..., Any] | None = None,
        on_batch_end: Callable[..., Any] | None = None,
        **kwargs: Callable[..., Any] | None,
    ) -> None:
        super().__init__()
        given = {
            "on_epoch_begin": on_epoch_begin, "on_epoch_end": on_epoch_end, "on_train_begin": on_train_begin,
            "on_train_end": on_train_end, "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end, "on_batch_begin": on_batch_begin,
            "on_batch_end": on_batch_end, **kwargs,
        }  # fmt: skip
        for hook, function in given.items():
            if hook not in _HOOKS and hook.startswith("on_"):
                raise TypeError(f"LambdaCallback: there is no hook {hook!r}.{suggest(hook, _HOOKS)}")
            if function is None:
                continue
            if hook in _HOOKS and not callable(function):
                raise TypeError(f"LambdaCallback: {hook} must be a function. Received: {function!r}")
            setattr(self, hook, function)
