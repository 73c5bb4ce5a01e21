"""Keras 2's methods for data that come batch by batch; `fit`, `evaluate` and `predict` take such data as well."""

from __future__ import annotations

import itertools
import math
from typing import Any

from keras_lab import tree
from keras_lab.callbacks.history import History
from keras_lab.legacy import accepts_old_words


class GeneratorMethods:
    """`fit_generator`, `evaluate_generator` and `predict_generator`.

    `max_queue_size`, `workers` and `use_multiprocessing` are taken; a `Sequence` says itself how many workers it
    has, and the next batches are always prepared in a thread.
    """

    def _make_predict_function(self) -> None:
        """Nothing: what a model runs is compiled when it is first needed. Programs with threads call this."""

    _make_train_function = _make_test_function = _make_predict_function

    @accepts_old_words("Model.fit_generator")
    def fit_generator(
        self: Any,
        generator: Any,
        steps_per_epoch: int | None = None,
        epochs: int = 1,
        verbose: Any = 1,
        callbacks: Any = None,
        validation_data: Any = None,
        validation_steps: int | None = None,
        class_weight: dict[int, float] | None = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        shuffle: bool | str = True,
        initial_epoch: int = 0,
        samples_per_epoch: int | None = None,
        nb_val_samples: int | None = None,
    ) -> History:
        """Trains on batches from `generator`, as `fit` does.

        Args:
            samples_per_epoch, nb_val_samples: Keras 1's: samples instead of steps.
        """
        if samples_per_epoch is not None:
            generator, steps_per_epoch = _counted(generator, samples_per_epoch)
        if nb_val_samples is not None:
            validation_data, validation_steps = _counted(validation_data, nb_val_samples)
        return self.fit(
            generator,
            epochs=epochs,
            verbose=verbose,
            callbacks=callbacks,
            validation_data=validation_data,
            shuffle=shuffle,
            class_weight=class_weight,
            initial_epoch=initial_epoch,
            steps_per_epoch=steps_per_epoch,
            validation_steps=validation_steps,
        )

    @accepts_old_words("Model.evaluate_generator")
    def evaluate_generator(
        self: Any,
        generator: Any,
        steps: int | None = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        verbose: Any = 0,
        val_samples: int | None = None,
    ) -> Any:
        """Loss and metrics on batches from `generator`, as `evaluate` gives; `val_samples` (Keras 1) counts samples."""
        if val_samples is not None:
            generator, steps = _counted(generator, val_samples)
        return self.evaluate(generator, steps=steps, verbose=verbose)

    @accepts_old_words("Model.predict_generator")
    def predict_generator(
        self: Any,
        generator: Any,
        steps: int | None = None,
        max_queue_size: int = 10,
        workers: int = 1,
        use_multiprocessing: bool = False,
        verbose: Any = 0,
        val_samples: int | None = None,
    ) -> Any:
        """Outputs for batches from `generator`, as `predict` gives; `val_samples` (Keras 1) counts samples."""
        if val_samples is not None:
            generator, steps = _counted(generator, val_samples)
        return self.predict(generator, steps=steps, verbose=verbose)


def _counted(data: Any, samples: int) -> tuple[Any, int | None]:
    """The data, and how many of their batches have so many samples (None for arrays, of which all are used)."""
    if isinstance(data, (tuple, list)) or data is None:
        return data, None
    size = getattr(data, "batch_size", None)
    if size is None and hasattr(data, "__next__"):
        first = next(data)
        data = itertools.chain([first], data)
        size = len(tree.flatten(first)[0])
    elif size is None:
        size = len(tree.flatten(data[0])[0])
    return data, math.ceil(samples / size)
