"""What a model trains is settled by `compile`: freezing layers later has effect after another `compile`.

So a discriminator that was compiled, and then frozen as a part of a larger model, still learns by itself.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


def snapshot(model: Any) -> dict[Any, bool]:
    """Which of the model's layers are trained."""
    return {layer: layer.trainable for layer in model.flatten_layers()}


@contextmanager
def as_compiled(model: Any) -> Iterator[None]:
    """Inside, the layers are trained or not as they were when `compile` was called."""
    now = snapshot(model)
    then = {layer: was for layer, was in model._trained.items() if now.get(layer, was) != was}
    if then:
        warnings.warn(
            f"The model {model.name!r} trains the layers that were trainable when compile() was called; "
            "`trainable` was changed since. Call compile() again if that is to have effect.",
            stacklevel=4,
        )
    for layer, was in then.items():
        layer._trainable = was
    try:
        yield
    finally:
        for layer in then:
            layer._trainable = now[layer]


def trains_as_compiled(method: Callable[..., Any]) -> Callable[..., Any]:
    """Makes a method of models run inside `as_compiled`."""

    @functools.wraps(method)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        with as_compiled(self):
            return method(self, *args, **kwargs)

    return call
