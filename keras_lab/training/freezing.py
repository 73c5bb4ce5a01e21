"""What a model trains is settled by `compile`: freezing layers later has effect after another `compile`.

So a discriminator that was compiled, and then frozen as a part of a larger model, still learns by itself.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from keras_lab.variables import Variable


def snapshot(model: Any) -> dict[Any, bool]:
    """Which of the model's layers and variables are trained."""
    layers = list(model.flatten_layers())
    return {each: each.trainable for each in (*layers, *model.variables)}


@contextmanager
def as_compiled(model: Any) -> Iterator[None]:
    """Inside, layers and variables are trained or not as they were when `compile` was called."""
    now = snapshot(model)
    then = {each: was for each, was in model._trained.items() if now.get(each, was) != was}
    if then:
        warnings.warn(
            f"The model {model.name!r} trains the layers that were trainable when compile() was called; "
            "`trainable` was changed since. Call compile() again if that is to have effect.",
            stacklevel=4,
        )
    _set(then)
    try:
        yield
    finally:
        _set({each: now[each] for each in then})


def _set(trained: dict[Any, bool]) -> None:
    """Sets the flags one by one: that of a layer leaves its variables and the layers inside it alone."""
    for each, flag in trained.items():
        if isinstance(each, Variable):
            each.trainable = flag
        else:
            each._trainable = flag


def trains_as_compiled(method: Callable[..., Any]) -> Callable[..., Any]:
    """Makes a method of models run inside `as_compiled`."""

    @functools.wraps(method)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        with as_compiled(self):
            return method(self, *args, **kwargs)

    return call
