"""The steps of a chunk, one after the other: in one program, or in a program each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lab import engine
from keras_lab.engine import P
from keras_lab.training.logs import Layout
from keras_lab.training.warm_up import Run, WarmUp


def compiled(step: Callable[..., Any], layout: Layout, hints: frozenset[str]) -> Run:
    """`(state, key, arrays, order, count, done) → (state, rows)`: `step` on the first `count` batches of a chunk,
    and the logs of each as a row of numbers."""
    here, run = engine.load(), looped(step, layout)
    if not here.loops(hints):
        return _one_by_one(here.compile(_one(step, layout), hints=hints))
    program = here.compile(run, hints=hints)
    return WarmUp(program, here.hastened(program)) if here.warms_up(hints) else program


def looped(step: Callable[..., Any], layout: Layout) -> Run:
    """All steps in one program."""

    def run(state: Any, key: Any, arrays: list[Any], order: Any, count: Any, done: Any) -> tuple[Any, Any]:
        rows = P.full((order.shape[0], layout.width), 0.0, "float32")
        order, done = P.convert(order), P.convert(done)

        def body(i: Any, carry: tuple[Any, Any]) -> tuple[Any, Any]:
            state, rows = carry
            state, logs = step(state, key, P.add(done, i), _batch(arrays, P.take(order, i, 0)))
            return state, P.put(rows, i, layout.row(logs))

        return P.loop(count, body, (state, rows))

    return run


def _one(step: Callable[..., Any], layout: Layout) -> Callable[..., tuple[Any, Any]]:
    def run(state: Any, key: Any, arrays: list[Any], picked: Any, done: Any) -> tuple[Any, Any]:
        state, logs = step(state, key, P.convert(done), _batch(arrays, P.convert(picked)))
        return state, layout.row(logs)

    return run


def _one_by_one(program: Callable[..., tuple[Any, Any]]) -> Run:
    def run(state: Any, key: Any, arrays: list[Any], order: Any, count: Any, done: Any) -> tuple[Any, Any]:
        rows = []
        for i in range(int(count)):
            state, row = program(state, key, arrays, order[i], np.int32(done + i))
            rows.append(row)
        return state, np.stack([P.to_numpy(row) for row in rows])

    return run


def on_picked(step: Callable[..., Any]) -> Callable[..., Any]:
    """`(state, key, arrays, picked)`: a step without logs on the samples `picked`."""

    def run(state: Any, key: Any, arrays: list[Any], picked: Any) -> Any:
        return step(state, key, _batch(arrays, P.convert(picked)))

    return run


def on_each(step: Callable[..., Any]) -> Callable[..., Any]:
    """`(state, key, arrays, order)`: what a step that changes nothing gives on each row of `order`, stacked."""

    def run(state: Any, key: Any, arrays: list[Any], order: Any) -> Any:
        def body(carry: Any, picked: Any) -> Any:
            return carry, step(state, key, _batch(arrays, picked))[0]

        return P.scan(body, P.convert(np.int32(0)), P.convert(order))[1]

    return run


def _batch(arrays: list[Any], picked: Any) -> list[Any]:
    return [P.take(array, picked, 0) for array in arrays]
