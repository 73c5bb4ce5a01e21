"""The states of a run that are kept while it goes on: the last one on the disk, the best one at hand."""

from __future__ import annotations

import math
import shutil
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np

from keras_lab.asked import asked, state_file
from keras_lab.callbacks import training_state
from keras_lab.callbacks.training_state import Place

#: Seconds between two states, and how many times as long as writing one takes, at least.
INTERVAL, RARITY = 10.0, 50
_MOST_FOLDERS = 20  # runs that were never gone on with give way to newer ones
_MOST_BYTES = 256 << 20  # of weights that are copied whenever an epoch was the best


class Keeper:
    """Keeps the states of one run.

    A disk that cannot be written to is warned of once; it never stops a training.

    Args:
        model: the model in training.
        file: of the last state, in a folder of this run alone, which is made when first needed.
    """

    def __init__(self, model: Any, file: Path) -> None:
        self._model = model
        self._file = file
        self._folder = file.parent
        self._due = time.monotonic() + INTERVAL
        self._best: tuple[float, int, list[Any]] | None = None
        self._writing: Thread | None = None
        self._failure: OSError | None = None

    @classmethod
    def wanted(cls, model: Any, run: str) -> Keeper | None:
        """One for the run, if its states shall be kept and it has an optimizer to go on with."""
        folder = asked().states
        return None if folder is None or model.optimizer is None else cls(model, state_file(folder, run))

    @property
    def due(self) -> bool:
        """Whether the last state is old enough for a new one."""
        return self._failure is None and self._written() and time.monotonic() >= self._due

    def begin_to_save(self, place: Place) -> None:
        """Takes the state at `place`; a thread writes it in the stead of the one before, while training goes on."""
        self.finish()
        self._failure = None
        state = training_state.taken(self._model, place)
        self._writing = Thread(target=self._write, args=(state,), name="keras_lab-state")
        self._writing.start()

    def save(self, place: Place) -> bool:
        """The same, and waits for it; False if that failed."""
        self.begin_to_save(place)
        self.finish()
        return self._failure is None

    def finish(self) -> None:
        """Waits until what was begun is written; warns if it could not be."""
        if self._writing is None:
            return
        self._writing.join()
        self._writing = None
        if self._failure is not None:
            text = f"The state of this run cannot be kept in {self._folder}: {self._failure}"
            warnings.warn(text, RuntimeWarning, stacklevel=2)

    def _written(self) -> bool:
        """Whether nothing is being written; says so if that has failed."""
        if self._writing is not None and not self._writing.is_alive():
            self.finish()
        return self._writing is None

    def _write(self, state: training_state.State) -> None:
        begin = time.monotonic()
        try:
            if not self._folder.exists():
                self._folder.mkdir(parents=True)
                self._make_room()
            training_state.write(state, self._file)
        except OSError as error:
            self._failure = error
        now = time.monotonic()
        self._due = now + max(INTERVAL, RARITY * (now - begin))

    def epoch_done(self, epoch: int, logs: Mapping[str, Any]) -> None:
        """Keeps the weights if they are the best so far, by validation loss (else loss)."""
        value = float(logs.get("val_loss", logs.get("loss", math.nan)))
        if not math.isfinite(value) or (self._best is not None and value >= self._best[0]):
            return
        size = sum(math.prod(v.shape) * 4 for v in self._model.weights)
        if size > _MOST_BYTES:
            return
        weights = self._model.get_weights()
        if all(map(_finite, weights)):  # the last step may have spoilt them, which no loss shows yet
            self._best = value, epoch, weights

    def restore_best(self) -> int | None:
        """Gives the model its best weights back; returns the number of the epoch, None if there is none yet.

        What the optimizer remembers of numbers that are not finite it forgets, or the next step would spoil all again.
        """
        if self._best is None:
            return None
        _, epoch, weights = self._best
        self._model.set_weights(weights)
        for variable in self._model.optimizer.variables:
            value = variable.numpy()
            if not _finite(value):
                variable.assign(np.nan_to_num(value, nan=0.0, posinf=0.0, neginf=0.0))
        return epoch

    @property
    def best_epoch(self) -> int | None:
        """The epoch whose weights `restore_best` would restore."""
        return None if self._best is None else self._best[1]

    def ended(self, status: str) -> None:
        """A run that is done needs no state to go on from."""
        self.finish()
        if status == "done":
            shutil.rmtree(self._folder, ignore_errors=True)

    def _make_room(self) -> None:
        """Deletes the states of other runs that were written longest ago, but for the newest few."""
        written = self._folder.parent.glob(f"*/{self._file.name}")
        for file in sorted(written, key=lambda file: file.stat().st_mtime)[:-_MOST_FOLDERS]:
            shutil.rmtree(file.parent, ignore_errors=True)


def _finite(value: Any) -> bool:
    return value.dtype.kind != "f" or bool(np.isfinite(value).all())
