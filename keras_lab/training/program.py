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
        batch = _batch_of(chunk.arrays, chunk.size)
        hints = contents(self.model, self.kind, self.packing, batch)
        if logs is None:  # found by tracing; inside the chunk the same step is not traced again
            step, hints = engine.load().compile(step), hints - {"products", "light"} | {"other"}
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
    """A compiled forward pass: of one batch, or of many batches of the same size in one program."""

    def __init__(self, model: Any, groups: Groups, packing: Packing) -> None:
        self.model, self.groups, self.packing = model, groups, packing
        self._step = steps.predict_step(model, groups, packing)
        self._eager = model.run_eagerly
        self._one = self._step if self._eager else engine.load().compile(self._step)
        self._picked: Callable[..., Any] | None = None
        self._many: Callable[..., Any] | None = None
        self._hints: frozenset[str] | None = None
        self._changes = False

    def __call__(self, arrays: list[Any], key: Any) -> Any:
        """The outputs for one batch."""
        return self._written(self._one, key, [P.convert(array) for array in arrays])

    def picked(self, arrays: list[Any], picked: np.ndarray, key: Any) -> Any:
        """The outputs for the samples `picked` of `arrays`."""
        if self._eager:
            return self([P.take(P.convert(array), P.convert(picked), 0) for array in arrays], key)
        self._picked = self._picked or engine.load().compile(chunks.on_picked(self._step))
        return self._written(self._picked, key, arrays, picked)

    def together(self, arrays: list[Any], size: int) -> bool:
        """Whether many batches of so many samples belong in one program: if each takes little time and, as the last
        call has shown, changes nothing."""
        if self._eager or self._changes:
            return False
        if self._hints is None:
            self._hints = contents(self.model, "predict", self.packing, _batch_of(arrays, size))
        return engine.load().loops(self._hints)

    def many(self, arrays: list[Any], order: np.ndarray, key: Any) -> Any:
        """The outputs for the batches whose samples are the rows of `order`, along a new first axis."""
        if self._many is None:
            self._many = engine.load().compile(chunks.on_each(self._step), hints=self._hints or frozenset())
        return self._many(self.groups.read(), key, arrays, order)

    def _written(self, run: Callable[..., Any], key: Any, *batch: Any) -> Any:
        outputs, assigned = run(self.groups.read(), key, *batch)
        if self.groups.adopt():
            return self._written(run, key, *batch)
        self._changes = self._changes or bool(assigned)
        for place, value in assigned.items():
            self.groups.others[int(place)].set_tensor(value)
        return outputs


def _batch_of(arrays: list[Any], size: int) -> list[Spec]:
    """The specs of a batch of so many samples of `arrays`."""
    found = map(_spec, arrays)
    return [Spec((size, *tuple(spec.shape[1:])), spec.dtype) for spec in found]


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
