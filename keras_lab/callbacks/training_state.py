"""All that a training needs to go on as if it had not been interrupted, in one file.

Weights, the optimizer's variables, the seed, the metrics' running values and the place that was reached: with them,
and the same data, the steps that follow compute the same bits.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from keras_lab.atomic import written_whole

State = dict[str, np.ndarray]

_WEIGHTS, _OPTIMIZER, _METRICS, _PLACE, _SEED = "weight", "optimizer", "metric", "place", "seed"


@dataclass(frozen=True)
class Place:
    """Where a training stands.

    Attributes:
        epoch: the epoch that comes next or is under way, from 0.
        position: steps of it that are done.
        first: steps that were done before it began; asked for only if `position` is not 0.
    """

    epoch: int
    position: int = 0
    first: int = 0


def taken(model: Any, place: Place) -> State:
    """The state of a model in training, to be written whenever there is time: the training may go on."""
    return {
        **_numbered(_WEIGHTS, model.get_weights()),
        **_numbered(_OPTIMIZER, model.optimizer.get_weights()),
        **_numbered(_METRICS, [variable.numpy() for variable in model.metrics_variables]),
        _PLACE: np.array([place.epoch, place.position, place.first]),
        _SEED: np.array(model._run_seed, "uint64"),
    }


def write(state: State, path: str | os.PathLike[str]) -> None:
    """Writes a state that was `taken` to `path`, whole or not at all.

    Raises:
        OSError: if that cannot be done.
    """
    with written_whole(path) as part, open(part, "wb") as file:
        np.savez(file, allow_pickle=False, **state)


def restore(model: Any, path: str | os.PathLike[str]) -> Place:
    """Gives a compiled, built model the state in a file, and says where it stood.

    The training loop goes on from there at the next `fit`.

    Raises:
        ValueError: if the file is damaged or of another model.
    """
    model.optimizer.build(model.trainable_variables)
    try:
        with np.load(path, allow_pickle=False) as stored:
            weights, optimizer, metrics = (_listed(kind, stored) for kind in (_WEIGHTS, _OPTIMIZER, _METRICS))
            place = Place(*(int(number) for number in stored[_PLACE]))
            seed = int(stored[_SEED])
        model.set_weights(weights)
        model.optimizer.set_weights(optimizer)
    except (KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(f"Training cannot go on from {os.fspath(path)!r}: {error}") from error
    model._run_seed = seed
    model._resumes = place, metrics
    return place


def taken_up(model: Any, epoch: int) -> tuple[Place, Sequence[np.ndarray] | None]:
    """Where `fit` begins, and the metrics' values there, if that was restored; else the beginning of `epoch`."""
    return model.__dict__.pop("_resumes", (Place(epoch), None))


def _numbered(name: str, arrays: list[Any]) -> dict[str, Any]:
    return {f"{name}{number}": array for number, array in enumerate(arrays)}


def _listed(name: str, stored: Any) -> list[Any]:
    count = sum(key.startswith(name) for key in stored.files)
    return [stored[f"{name}{number}"] for number in range(count)]
