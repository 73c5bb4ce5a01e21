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


#: Batches whose outputs are computed in one program where each takes little time.
TOGETHER = 32


def predict(model: Any, source: Any, callbacks: CallbackList, steps: int | None = None) -> Any:
    """The outputs for all samples of `source`, as a nest of NumPy arrays."""
    run = model._programs.predict(source.packing)
    key = run_key(model._run_seed)
    alone = callbacks.act_on_predict_batches
    callbacks.on_predict_begin()
    parts: list[Any] = []
    done = 0
    for chunk in source.chunks(None, lambda: 1 if alone or not parts else TOGETHER, steps):
        if chunk.count == TOGETHER and run.together(chunk.arrays, chunk.size):
            made = to_numpy(run.many(chunk.arrays, chunk.order[:TOGETHER], key))
            parts.append(tree.map_structure(lambda x: x.reshape(-1, *x.shape[2:]), made))
            done += chunk.count
            continue
        for picked in chunk.order[: chunk.count]:
            callbacks.on_predict_batch_begin(done)
            parts.append(run.picked(chunk.arrays, picked, key))
            if alone:
                callbacks.on_predict_batch_end(done, {"outputs": to_numpy(parts[-1])})
            done += 1
    if not done:
        raise NoBatchesError("There is no data to predict for: the source of batches is empty.")
    callbacks.on_predict_end()
    return tree.map_structure(lambda *each: np.concatenate([P.to_numpy(part) for part in each]), *parts)
