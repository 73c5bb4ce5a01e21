"""How long each layer takes forward, measured on the engine in charge: each by itself, on made-up numbers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lab import engine, tree
from keras_lab.engine.spec import Spec
from keras_lab.graph.calls import Call
from keras_lab.graph.plain import plain_config
from keras_lab.graph.repeats import sign_of
from keras_lab.graph.rows import Row, model_rows
from keras_lab.graph.symbolic import is_symbolic
from keras_lab.layers.call import calling
from keras_lab.variables import Scope

BATCH = 4
_LEAST, _MOST = 3, 15  # runs of a layer
_ENOUGH = 0.1  # seconds of them


def layer_times(model: Any, batch: int = BATCH) -> list[float | None]:
    """The median seconds of each row of `model_rows(model, expand_nested=True)`, all calls of a layer together.

    Each layer is compiled and run by itself, so the sum is not the time of the model, in which the engine may do
    several at once. Layers that are alike are measured once. None where the shapes or dtypes of the inputs are not
    known, or the layer cannot be run by itself.

    Args:
        model: built.
        batch: samples in the batch, where the model does not fix it.
    """
    known: dict[str, float | None] = {}
    return [_row_time(row, batch, known) for row in model_rows(model, expand_nested=True)]


def _row_time(row: Row, batch: int, known: dict[str, float | None]) -> float | None:
    seconds = [_call_time(call, batch, known) for call in row.calls]
    return None if not seconds or None in seconds else sum(s for s in seconds if s is not None)


def _call_time(call: Call, batch: int, known: dict[str, float | None]) -> float | None:
    if call.node is None:
        return None
    if call.node.is_input:
        return 0.0
    sign = "|".join([sign_of(call, plain_config), *(str(each.spec) for each in call.node.inputs)])
    if sign not in known:
        known[sign] = _measured(call, batch)
    return known[sign]


def _measured(call: Call, batch: int) -> float | None:
    try:
        run = _program(call, batch)
        run()  # compiles it
        return _median(run)
    except Exception:  # code of somebody else's may fail in any way outside of its model
        return None


def _median(run: Callable[[], None]) -> float:
    seconds: list[float] = []
    while len(seconds) < _LEAST or (len(seconds) < _MOST and sum(seconds) < _ENOUGH):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def _program(call: Call, batch: int) -> Callable[[], None]:
    """The call as a function that computes, and waits for what comes out."""
    node, P = call.node, engine.load()
    assert node is not None
    structure = (node.args, node.kwargs)
    leaves = tree.flatten(structure)
    inputs = [P.convert(_numbers(leaf.spec, batch), leaf.dtype) for leaf in leaves if is_symbolic(leaf)]
    variables = list(getattr(call.operation, "variables", []))

    def compute(values: list[Any], tensors: list[Any]) -> Any:
        given = iter(tensors)
        filled = [next(given) if is_symbolic(leaf) else leaf for leaf in leaves]
        args, kwargs = tree.pack_sequence_as(structure, filled)
        with Scope(dict(zip(variables, values, strict=True))), calling(False):
            return call.operation(*args, **kwargs)

    program = P.compile(compute)
    values = [variable.value for variable in variables]

    def run() -> None:
        for output in tree.flatten(program(values, inputs)):
            P.to_numpy(output)

    return run


def _numbers(spec: Spec, batch: int) -> np.ndarray:
    """Numbers of the shape of `spec`: normal ones, or zeros where they may be indices.

    Raises:
        ValueError: if the shape is not known, but for the size of the batch.
    """
    sizes = [batch if n is None and axis == 0 else n for axis, n in enumerate(spec.shape)]
    shape = [n for n in sizes if n is not None]
    if len(shape) < len(sizes) or "string" in spec.dtype:
        raise ValueError(f"No inputs can be made up for {spec}.")
    if "float" in spec.dtype:
        return np.random.default_rng(0).standard_normal(shape).astype("float32")
    return np.zeros(shape, "int32")
