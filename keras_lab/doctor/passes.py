"""Passes through a model that leave no traces, with a look at every layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from keras_lab import tree
from keras_lab.engine import P
from keras_lab.layers.call import observed
from keras_lab.masks import mask_table
from keras_lab.ops.random import key_source
from keras_lab.training.gradients import value_and_grad
from keras_lab.variables import Scope, Variable

Array = np.ndarray
See = Callable[[Any, list[Array]], None]


@contextmanager
def apart(key: Any = None) -> Iterator[None]:
    """Inside, what the code of models assigns and draws (from `key`) changes nothing outside."""
    with Scope({}), key_source(P.key(0) if key is None else key), mask_table():
        yield


def forward(model: Any, x: Any, see: See, training: bool = False) -> Any:
    """The outputs for `x`; `see(layer, arrays)` hears of each layer's outputs, in the order of the calls.

    What has no values yet (inside loops and rematerialized blocks) is not seen.
    """

    def observe(layer: Any, outputs: Any) -> None:
        see(layer, [array for leaf in tree.flatten(outputs) if (array := values_of(leaf)) is not None])

    with observed(observe):
        return model(x, training=training)


def values_of(tensor: Any) -> Array | None:
    """The values as NumPy floats (or ints, …); None where there are none."""
    try:
        array = np.asarray(P.to_numpy(tensor))
    except Exception:  # each engine has its own way to say that a tensor is only a name
        return None
    return array.astype(np.float32) if array.dtype.name in ("bfloat16", "float16") else array


def loss_of(model: Any, x: Any, y: Any, sample_weight: Any = None, training: bool = True) -> Any:
    """The loss of a batch, a tensor."""
    y_pred = model(x, training=training)
    return model._loss_of(x, y, y_pred, sample_weight, training=training)


def gradients(model: Any, x: Any, y: Any, sample_weight: Any = None) -> dict[Variable, Array]:
    """The gradient of the loss with respect to each trainable variable, in training mode."""
    optimizer, variables = model.optimizer, model.trainable_variables

    def scaled() -> tuple[Any, Any]:
        loss = loss_of(model, x, y, sample_weight)
        return loss if optimizer is None else optimizer.scale_loss(loss), loss

    (large, loss), grads = value_and_grad(scaled, variables)
    plain, scale = float(P.to_numpy(loss)), 1.0
    if np.isfinite(plain) and plain:
        scale = float(P.to_numpy(large)) / plain
    arrays = (values_of(grad) for grad in grads)
    return {v: array / scale for v, array in zip(variables, arrays, strict=True) if array is not None}
