"""The compiled programs of a model: a chunk of training steps, a chunk of test steps, a forward pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from keras_lab import engine, tree
from keras_lab.distribution.current import distribution
from keras_lab.engine import P
from keras_lab.engine.spec import Spec
from keras_lab.training import chunks
from keras_lab.training import step as steps
from keras_lab.training.batch import Packing
from keras_lab.training.contents import contents
from keras_lab.training.data import Chunk
from keras_lab.training.logs import Layout, StepLogs, flat
from keras_lab.training.step import Groups
from keras_lab.training.steps import Steps


class Program:
    """A compiled chunk of steps.

    Args:
        model: whose steps they are.
        kind: `"train"` or `"test"`.
        groups: the variables it reads and writes.
        packing: how the arrays of a chunk make a batch.
    """

    def __init__(self, model: Any, kind: str, groups: Groups, packing: Packing) -> None:
        self.model, self.kind, self.groups, self.packing = model, kind, groups, packing
        self._step = steps.logging_step(model, kind, groups, packing)
        self._layout: Layout | None = None
        self._run: Callable[..., Any] | None = None

    def __call__(self, chunk: Chunk, key: Any, done: int = 0) -> StepLogs:
        """Runs the chunk on the variables; returns the logs of its steps.

        The first run finds the variables that belong to no layer; it is then repeated with them.

        Args:
            chunk: the batches.
            key: the run's key.
            done: how many steps were made before.
        """
        if self.model.run_eagerly:
            return self._eagerly(chunk, key, done)
        if self._run is None:
            self._layout, self._run = self._compile(chunk, key)
        counts = [np.asarray(n, np.int32) for n in (chunk.count, done)]
        state, rows = self._run(self.groups.read(), key, chunk.arrays, chunk.order, *counts)
        if self.groups.adopt():
            self._run = None
            return self(chunk, key, done)
        self.groups.write(state)
        assert self._layout is not None
        return StepLogs(self._layout, P.to_numpy(rows)[: chunk.count])

    def _compile(self, chunk: Chunk, key: Any) -> tuple[Layout, Callable[..., Any]]:
        step, logs = self._step, _known_logs(self.model, self.kind)
        batch = [
            Spec((chunk.size, *tuple(_spec(array).shape[1:])), _spec(array).dtype) for array in chunk.arrays
        ]
        hints = contents(self.model, self.packing, batch)
        if logs is None:  # found by tracing; inside the chunk the same step is not traced again
            step, hints = engine.load().compile(step), hints - {"products"} | {"other"}
            specs = tree.map_structure(_spec, (self.groups.read(), key, np.int32(0)))
            _, logs = engine.load().shape_of(step, *specs, batch)
        layout = Layout.of(logs)
        return layout, chunks.compiled(step, layout, hints)

    def _eagerly(self, chunk: Chunk, key: Any, done: int) -> StepLogs:
        """The same, step by step in Python."""
        rows, order = [], P.convert(chunk.order)
        for i in range(chunk.count):
            picked = P.take(order, P.convert(np.int32(i)), 0)
            arrays = [P.take(P.convert(array), picked, 0) for array in chunk.arrays]
            state, logs = self._step(self.groups.read(), key, P.convert(np.int32(done + i)), arrays)
            if self.groups.adopt():
                return self._eagerly(chunk, key, done)
            self.groups.write(state)
            self._layout = Layout.of(logs)
            rows.append(P.to_numpy(self._layout.row(logs)))
        assert self._layout is not None
        return StepLogs(self._layout, np.stack(rows))


def _spec(x: Any) -> Spec:
    tensor = P.convert(x)
    return Spec(P.shape(tensor), P.dtype(tensor))


class Forward:
    """A compiled forward pass: `(arrays of one batch, key) → outputs`."""

    def __init__(self, model: Any, groups: Groups, packing: Packing) -> None:
        step = steps.predict_step(model, groups, packing)
        self._groups = groups
        self._run = step if model.run_eagerly else engine.load().compile(step)

    def __call__(self, arrays: list[Any], key: Any) -> Any:
        outputs, assigned = self._run(self._groups.read(), key, [P.convert(array) for array in arrays])
        if self._groups.adopt():
            return self(arrays, key)
        for place, value in assigned.items():
            self._groups.others[int(place)].set_tensor(value)
        return outputs


class Programs:
    """Makes programs when they are first needed and keeps them while the model stays as it is."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._made: dict[Any, Any] = {}

    def clear(self) -> None:
        """Forgets all programs."""
        self._made.clear()

    def train(self, packing: Packing) -> Program:
        """The program that trains on chunks packed like `packing`."""
        return self._made_for("train", packing)

    def test(self, packing: Packing) -> Program:
        """The program that evaluates."""
        return self._made_for("test", packing)

    def predict(self, packing: Packing) -> Forward:
        """The program that predicts for batches packed like `packing`."""
        return self._made_for("predict", packing)

    def _made_for(self, kind: str, packing: Packing) -> Any:
        model = self._model
        groups = steps.groups_of(model, kind)
        how = engine.load().name, distribution(), model.run_eagerly
        key = kind, *how, groups.key, packing.key, id(model._objective)
        if key not in self._made:
            predicts = kind == "predict"
            self._made[key] = (
                Forward(model, groups, packing) if predicts else Program(model, kind, groups, packing)
            )
        return self._made[key]


def _known_logs(model: Any, kind: str) -> dict[str, Any] | None:
    """The specs of a step's logs where the model leaves them to `get_metrics_result`; None if they must be found."""
    own_metrics = getattr(model.compute_metrics, "__func__", None) is not Steps.compute_metrics
    if own_metrics or steps.is_own(model, kind):
        return None
    try:
        with engine.spec_mode():
            return flat(model.get_metrics_result())
    except Exception:  # a metric of a user's own that computes with raw tensors
        return None


def run_key(seed: int) -> Any:
    """The engine's key for a run with this seed."""
    return P.key(seed)


def to_numpy(outputs: Any) -> Any:
    """A nest of NumPy arrays from a nest of tensors."""
    return tree.map_structure(P.to_numpy, outputs)
