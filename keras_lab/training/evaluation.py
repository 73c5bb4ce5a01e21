"""Running a model over data without training it: `evaluate` and `predict`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lab import tree
from keras_lab.callbacks.callback_list import CallbackList
from keras_lab.engine import P
from keras_lab.training.program import run_key, to_numpy
from keras_lab.training.sizing import ChunkLength


class NoBatchesError(ValueError):
    """An iterable of batches has no more of them."""


def evaluate(
    model: Any,
    source: Any,
    callbacks: CallbackList,
    steps: int | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Loss and metrics over `source` (see `training.data`), by name; as far as it got when `stopping()` says so.

    Raises:
        NoBatchesError: if `source` is exhausted.
    """
    program = model._programs.test(source.packing)
    length = ChunkLength(1 if callbacks.act_on_test_batches else None)
    key = run_key(model._run_seed)
    model.reset_metrics()
    source.rewind()
    callbacks.on_test_begin()
    logs: dict[str, Any] = {}
    done = 0
    chunks = source.chunks(None, length, steps)
    for chunk in chunks:
        callbacks.before("test", done)
        start = time.perf_counter()
        step_logs = program(chunk, key)
        length.took(time.perf_counter() - start, chunk.count, chunk.order.shape)
        callbacks.after("test", done, step_logs)
        done += chunk.count
        logs = step_logs[-1]
        if stopping():
            chunks.close()
            break
    if not done:
        raise NoBatchesError("There is no data to evaluate on: the source of batches is empty.")
    callbacks.on_test_end(logs)
    return logs


def predict(model: Any, source: Any, callbacks: CallbackList, steps: int | None = None) -> Any:
    """The outputs for all samples of `source`, as a nest of NumPy arrays."""
    run = model._programs.predict(source.packing)
    key = run_key(model._run_seed)
    callbacks.on_predict_begin()
    batches: list[Any] = []
    for chunk in source.chunks(None, lambda: 1, steps):
        callbacks.on_predict_batch_begin(len(batches))
        outputs = run([P.take(array, P.convert(chunk.order[0]), 0) for array in chunk.arrays], key)
        batches.append(outputs)
        if callbacks.act_on_predict_batches:
            callbacks.on_predict_batch_end(len(batches) - 1, {"outputs": to_numpy(outputs)})
    if not batches:
        raise NoBatchesError("There is no data to predict for: the source of batches is empty.")
    callbacks.on_predict_end()
    return tree.map_structure(lambda *parts: np.concatenate([P.to_numpy(p) for p in parts]), *batches)
