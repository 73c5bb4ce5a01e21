"""Training a playground's network epoch by epoch, always the same way."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab.engine import P
from keras_lab.lab.playground.network import Network
from keras_lab.lab.playground.points import Points
from keras_lab.lab.playground.snapshots import State
from keras_lab.training.batch import pack
from keras_lab.training.data import Chunk
from keras_lab.training.program import run_key

ROOM = 256  # points; arrays grow by so many, so that a drawn point compiles nothing
STEPS = 64  # in one engine call


class Training:
    """The epochs of a network on the points that are for training.

    The order of the points depends on the seed and the epoch alone: from equal states training goes on equally.

    Arguments:
        network: compiled.
        points: the training points must not change; make another `Training` for others.
        batch_size: samples in a step; a last batch that is not full is filled up with others.
        seed: for the order.
    """

    def __init__(self, network: Network, points: Points, batch_size: int, seed: int) -> None:
        chosen = ~points.testing
        x, y = points.x[chosen], network.targets(points.y[chosen])
        self._model = network.model
        self._count = len(x)
        self._batch_size = batch_size
        self._seed = seed
        room = -(-max(len(x), 1) // ROOM) * ROOM
        self._arrays, self._packing = pack(_padded(x, room), _padded(y, room))
        self._device: list[Any] | None = None

    def epoch(self, number: int) -> None:
        """Trains on all points once.

        Raises:
            ValueError: without points.
        """
        if not self._count:
            raise ValueError("There are no points to learn from yet.")
        steps = -(-self._count // self._batch_size)
        order = np.random.default_rng((self._seed, number)).permutation(self._count).astype(np.int32)
        rows = np.resize(order, (steps, self._batch_size))
        self._model.reset_metrics()
        for first in range(0, steps, STEPS):
            self._run(rows[first : first + STEPS], first)

    def prepare(self) -> None:
        """Compiles what the first epoch needs; changes nothing."""
        if self._count:
            self._run(np.zeros((0, self._batch_size), np.int32), 0)

    def state(self) -> State:
        """Weights and optimizer as arrays."""
        return [variable.numpy() for variable in self._variables()]

    def restore(self, state: State) -> None:
        """Gives weights and optimizer the values of `state`; the learning rate stays as it is set.

        Of a state with another optimizer only the weights are taken.
        """
        variables = self._variables()
        if [value.shape for value in state] != [tuple(variable.shape) for variable in variables]:
            variables, state = self._model.variables, state[: len(self._model.variables)]
        for variable, value in zip(variables, state, strict=True):
            variable.assign(value)

    def _run(self, rows: np.ndarray, done: int) -> None:
        """Makes a step with each of the rows, all in one engine call."""
        if self._device is None:
            self._device = [P.convert(array) for array in self._arrays]
        whole = np.zeros((STEPS, self._batch_size), np.int32)
        whole[: len(rows)] = rows
        program, key = self._model._programs.train(self._packing), run_key(self._seed)
        program(Chunk(self._device, whole, len(rows), self._batch_size), key, done)

    def _variables(self) -> list[Any]:
        optimizer = self._model.optimizer
        own = [each for each in optimizer.variables if each is not getattr(optimizer, "_learning_rate", None)]
        return [*self._model.variables, *own]


def _padded(array: np.ndarray, room: int) -> np.ndarray:
    return np.concatenate([array, np.zeros((room - len(array), *array.shape[1:]), array.dtype)])
