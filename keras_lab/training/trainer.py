"""`compile`, `fit`, `evaluate`, `predict` and their kin: the part of a model that has to do with data."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from keras_lab import config, events, tree
from keras_lab.asked import asked
from keras_lab.callbacks.callback_list import CallbackList
from keras_lab.callbacks.history import History
from keras_lab.callbacks.progress import TextProgress
from keras_lab.legacy import accepts_old_words
from keras_lab.runs import start_recording
from keras_lab.training import evaluation, inputs, rehearsal
from keras_lab.training.batch import pack, to_arrays
from keras_lab.training.compiling import Compiling
from keras_lab.training.data import Chunk
from keras_lab.training.freezing import trains_as_compiled
from keras_lab.training.generators import GeneratorMethods
from keras_lab.training.loop import Loop
from keras_lab.training.plan import Plan
from keras_lab.training.program import run_key, to_numpy
from keras_lab.training.step import is_own
from keras_lab.training.steps import Steps

_NOT_COPIED = ("_programs", "history", "train_function", "test_function", "predict_function")


class Trainer(Steps, Compiling, GeneratorMethods):
    """What `Model` inherits to be trained. Needs `built`, `name`, `output_names`, the variables and `__call__`.

    Public names are Keras's only, so that subclasses may use all others (`self.seed`, `self.objective`, …).
    """

    history: History | None = None

    def __getstate__(self) -> dict[str, Any]:
        """What is copied and pickled: compiled programs are made anew, and a history stays with its run."""
        state = dict(super().__getstate__())  # type: ignore[misc]
        return {name: value for name, value in state.items() if name not in _NOT_COPIED}

    # ---- fit --------------------------------------------------------------------------------------------

    @accepts_old_words("Model.fit")
    @trains_as_compiled
    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Any = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | str = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: Any = 1,
    ) -> History:
        """Trains the model.

        Args:
            x: inputs: an array, a list or dict of arrays for several inputs, or an iterable of batches
                (generator, `Sequence`, `tf.data.Dataset`) of `(x, y)` or `(x, y, sample_weight)`.
            y: targets, likewise; None with an iterable.
            batch_size: samples in a step, 32 by default.
            epochs: the number of the last epoch (not how many, where `initial_epoch` is not 0).
            verbose: 0 silent, 1 a progress bar, 2 one line an epoch, `"auto"`.
            callbacks: a list of `Callback`s.
            validation_split: the fraction of the data, from its end, to evaluate on after each epoch.
            validation_data: `(x, y)`, `(x, y, sample_weight)` or an iterable of batches, to evaluate on.
            shuffle: whether samples come in a new order each epoch; `"batch"`: whole batches do.
            class_weight: class → weight of its samples in the loss.
            sample_weight: a weight for each sample, `(samples,)`, or for each step in time.
            initial_epoch: the number of the first epoch, to go on from earlier training.
            steps_per_epoch: steps in an epoch; needed with an endless generator.
            validation_steps: batches of `validation_data` to use, default all.
            validation_batch_size: default `batch_size`.
            validation_freq: validate every so many epochs, or after the epochs listed (from 1).

        Returns:
            A `History`; `history.history` maps names of metrics to lists, `history.status` says how the run ended.
            Ctrl-C (or the notebook's Stop) ends the run after the steps under way and returns it.

        Raises:
            RuntimeError: if `compile` was not called.
            ValueError: for data that do not fit the model; nothing is changed then.
        """
        self._check_compiled("fit")
        inputs.check_counts(epochs=epochs, initial_epoch=initial_epoch)
        inputs.check_shuffle(shuffle)
        inputs.check_counts(1, steps_per_epoch=steps_per_epoch, validation_steps=validation_steps)
        if not isinstance(validation_freq, (list, tuple, set)):
            inputs.check_counts(1, validation_freq=validation_freq)
        data = inputs.Data(x, y, sample_weight, batch_size, steps_per_epoch, class_weight)
        held_out = inputs.validation(
            data, validation_split, validation_data, validation_batch_size, validation_steps
        )
        source = data.source(whole=is_own(self, "train"))
        rehearsal.prepare(self, source, "train")
        if held_out is not None and not is_own(self, "train"):
            rehearsal.prepare(self, held_out, "test")
        callback_list = CallbackList(callbacks, add_history=True, model=self)
        plan = Plan(
            inputs.at_most(asked().epochs or epochs, config.max_epochs(), "epochs"),
            initial_epoch,
            inputs.at_most(steps_per_epoch, config.max_steps_per_epoch()),
            shuffle,
            held_out,
            validation_steps,
            validation_freq,
            asked().name or self.name,  # type: ignore[attr-defined]
            _verbosity(verbose),
        )
        self._run(Loop(self, source, plan, callback_list), callback_list)
        return callback_list.history  # type: ignore[return-value]

    def _run(self, loop: Loop, callbacks: CallbackList) -> None:
        plan = loop.plan
        steps = plan.steps or loop.source.steps
        callbacks.set_params({"epochs": plan.epochs, "steps": steps, "verbose": plan.verbose})
        history = callbacks.history
        start_recording()
        unsubscribe = events.subscribe(TextProgress(loop.control, plan.verbose)) if plan.verbose else None
        try:
            if history is not None:
                history.run = loop.control.run
            status = loop.run()
            if history is not None:
                history.status = status
        finally:
            if unsubscribe is not None:
                unsubscribe()

    # ---- evaluate and predict ---------------------------------------------------------------------------

    @accepts_old_words("Model.evaluate")
    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: Any = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """The loss and metrics on data (given as to `fit`).

        Returns:
            The loss, or a list `[loss, *metrics]` if there are metrics; a dict by name with `return_dict=True`.
        """
        self._check_compiled("evaluate")
        steps = inputs.at_most(steps, config.max_steps_per_epoch())
        inputs.check_counts(1, steps=steps)
        source = inputs.Data(x, y, sample_weight, batch_size, steps).source(whole=is_own(self, "test"))
        rehearsal.prepare(self, source, "test")
        logs = evaluation.evaluate(self, source, CallbackList(callbacks, model=self), steps)
        if _verbosity(verbose):
            print(" - ".join(f"{name}: {value:.4f}" for name, value in logs.items()))
        return logs if return_dict else self._listed(logs)

    @accepts_old_words("Model.predict")
    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Any = "auto",
        steps: int | None = None,
        callbacks: Any = None,
    ) -> Any:
        """The outputs for the inputs `x` (an array, nest of arrays, or iterable of batches), as NumPy arrays."""
        steps = inputs.at_most(steps, config.max_steps_per_epoch())
        inputs.check_counts(1, steps=steps)
        source = inputs.Data(x, None, None, batch_size, steps).source(whole=is_own(self, "predict"))
        rehearsal.prepare(self, source, "predict")
        return evaluation.predict(self, source, CallbackList(callbacks, model=self), steps)

    # ---- single batches ---------------------------------------------------------------------------------

    @trains_as_compiled
    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """One step of training on the given batch; returns its loss and metrics (see `evaluate`)."""
        self._check_compiled("train_on_batch")
        return self._on_batch(
            "train", inputs.Data(x, y, sample_weight, None, None, class_weight), return_dict
        )

    def test_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """The loss and metrics on the given batch alone."""
        self._check_compiled("test_on_batch")
        return self._on_batch("test", inputs.Data(x, y, sample_weight, None, None), return_dict)

    def _on_batch(self, kind: str, data: Any, return_dict: bool) -> Any:
        source = data.source()
        batch = source.samples
        rehearsal.prepare(self, source, kind)
        self.reset_metrics()
        program = getattr(self._programs, kind)(source.packing)
        chunk = Chunk(source.host, np.arange(batch, dtype=np.int32)[None], 1, batch)
        logs = program(chunk, run_key(self._run_seed), self._steps_taken)[-1]
        self._own_steps = self._steps_taken + (kind == "train")
        return logs if return_dict else self._listed(logs)

    def _listed(self, logs: dict[str, Any]) -> Any:
        """The values in the order of `metrics_names`, then the others; the only one by itself."""
        first = [name for name in self.metrics_names if name in logs]
        values = [logs[name] for name in [*first, *sorted(set(logs) - set(first))]]
        return values[0] if len(values) == 1 else values

    def predict_on_batch(self, x: Any) -> Any:
        """The outputs for one batch of inputs, as NumPy arrays."""
        arrays, packing = pack(to_arrays(x, "x"))
        return to_numpy(self._programs.predict(packing)(arrays, run_key(self._run_seed)))

    # ---- what runs and views want to know ---------------------------------------------------------------

    def _outline(self) -> dict[str, Any]:
        """Name, kind, number of parameters and of layers, as plain data."""
        parameters = sum(
            int(np.prod(v.shape)) for v in self.trainable_variables + self.non_trainable_variables
        )
        return {"name": self.name, "kind": type(self).__name__, "parameters": parameters, "layers": 1}  # type: ignore[attr-defined]

    def _run_config(self) -> dict[str, Any]:
        """What a run depends on, as plain data, for the ledger."""
        arguments = getattr(self, "_compile_arguments", {})
        rate = None if self.optimizer is None else float(np.asarray(self.optimizer.learning_rate))
        return {
            "engine": config.engine_name(),
            "floatx": config.floatx(),
            "seed": self._run_seed,
            "optimizer": type(self.optimizer).__name__,
            "learning_rate": rate,
            "loss": tree.map_structure(_name_of, arguments.get("loss")),
            "metrics": self.metrics_names[1:],
        }


def _name_of(thing: Any) -> Any:
    return (
        thing
        if thing is None or isinstance(thing, str)
        else getattr(thing, "name", getattr(thing, "__name__", "?"))
    )


def _verbosity(verbose: Any) -> int:
    """0, 1 or 2; `"auto"` is a bar where a person looks on, else a line an epoch."""
    if verbose != "auto":
        if not isinstance(verbose, (int, np.integer)):
            raise ValueError(f"verbose must be 0, 1, 2 or 'auto'. Received: {verbose!r}")
        return int(verbose)
    if not config.is_interactive_logging_enabled():
        return 2
    return 1 if sys.stdout.isatty() or "ipykernel" in sys.modules else 2
