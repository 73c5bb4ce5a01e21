"""The compiled programs of a model: a chunk of training steps, a chunk of test steps, a forward pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from keras_lab import engine, tree
from keras_lab.engine import P
from keras_lab.training import step as steps
from keras_lab.training.batch import Packing
from keras_lab.training.data import Chunk
from keras_lab.training.step import Groups


@dataclass
class Program:
    """A compiled chunk of steps and what belongs to it.

    Attributes:
        groups: the variables it reads and writes.
        names: of the columns of its logs.
        run: `(state, key, arrays, order, count) → (state, logs)`, logs of shape `(capacity, names)`.
    """

    groups: Groups
    names: list[str]
    run: Callable[..., Any]

    def __call__(self, chunk: Chunk, key: Any) -> np.ndarray:
        """Runs the chunk on the variables; returns float32 logs `(count, names)`.

        The first run finds the variables that belong to no layer; it is then repeated with them.
        """
        count = np.asarray(chunk.count, np.int32)
        state, logs = self.run(self.groups.read(), key, chunk.arrays, chunk.order, count)
        if self.groups.adopt():
            return self(chunk, key)
        self.groups.write(state)
        return P.to_numpy(logs)[: chunk.count]


@dataclass
class Forward:
    """A compiled forward pass: `(arrays of one batch, key) → outputs`."""

    groups: Groups
    run: Callable[..., Any]

    def __call__(self, arrays: list[Any], key: Any) -> Any:
        outputs, assigned = self.run(self.groups.read(), key, arrays)
        if self.groups.adopt():
            return self(arrays, key)
        for place, value in assigned.items():
            self.groups.others[int(place)].set_tensor(value)
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
        return self._chunked("train", packing, steps.train_step)

    def test(self, packing: Packing) -> Program:
        """The program that evaluates."""
        return self._chunked("test", packing, steps.test_step)

    def predict(self, packing: Packing) -> Forward:
        """The program that predicts for batches packed like `packing`."""
        groups = Groups(self._model, forward_only=True)

        def make() -> Forward:
            return Forward(groups, self._compile(steps.predict_step(self._model, groups, packing)))

        return self._cached(("predict", groups, packing), make)

    def _chunked(self, kind: str, packing: Packing, make_step: Callable[..., Any]) -> Program:
        groups = Groups(self._model)

        def make() -> Program:
            names = _names(self._model._objective)
            step = make_step(self._model, groups, packing)
            chunk = chunk_of(step, len(names), self._model.run_eagerly)
            return Program(groups, names, self._compile(chunk, _contents(self._model)))

        return self._cached((kind, groups, packing), make)

    def _cached(self, what: tuple[str, Groups, Packing], make: Callable[[], Any]) -> Any:
        kind, groups, packing = what
        model = self._model
        key = (kind, engine.load().name, groups.key, packing.key, model.run_eagerly, id(model._objective))
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def _compile(
        self, function: Callable[..., Any], hints: frozenset[str] = frozenset()
    ) -> Callable[..., Any]:
        return function if self._model.run_eagerly else engine.load().compile(function, hints=hints)


#: Layers that are nothing but matrix products and arithmetic.
PRODUCTS = frozenset({"InputLayer", "Dense", "Activation", "Flatten", "Reshape", "Sequential", "Model"})


def _contents(model: Any) -> frozenset[str]:
    """What a model is made of, as hints for the engine (see `engine.contract.compile`)."""
    kinds = (type(layer) for layer in model.flatten_layers())
    plain = (kind.__name__ in PRODUCTS and kind.__module__.startswith("keras_lab.") for kind in kinds)
    return frozenset({"products"}) if all(plain) else frozenset({"other"})


def _names(objective: Any) -> list[str]:
    """The logs' names, from shapes alone if the metrics can do that."""
    try:
        with engine.spec_mode():
            return list(objective.results())
    except Exception:  # a metric of a user's own that computes with raw tensors
        return list(objective.results())


def chunk_of(step: Callable[..., Any], columns: int, eagerly: bool) -> Callable[..., Any]:
    """A function that runs `step` on the first `count` batches of a chunk and keeps each step's logs."""

    def run(state: Any, key: Any, arrays: list[Any], order: Any, count: Any) -> tuple[Any, Any]:
        logs = P.full((order.shape[0], columns), 0.0, "float32")
        order = P.convert(order)

        def body(i: Any, carry: tuple[Any, Any]) -> tuple[Any, Any]:
            state, logs = carry
            rows = P.take(order, i, 0)
            state, values = step(state, key, [P.take(array, rows, 0) for array in arrays])
            row = P.concatenate([P.reshape(value, (1,)) for value in values], 0)
            return state, P.put(logs, i, row)

        return (_python_loop if eagerly else P.loop)(count, body, (state, logs))

    return run


def _python_loop(count: Any, body: Callable[..., Any], carry: Any) -> Any:
    for i in range(int(count)):
        carry = body(P.convert(np.asarray(i, np.int32)), carry)
    return carry


def run_key(seed: int) -> Any:
    """The engine's key for a run with this seed."""
    return P.key(seed)


def to_numpy(outputs: Any) -> Any:
    """A nest of NumPy arrays from a nest of tensors."""
    return tree.map_structure(P.to_numpy, outputs)
