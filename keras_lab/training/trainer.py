"""`compile`, `fit`, `evaluate`, `predict` and their kin: the part of a model that has to do with data."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from keras_lab import config, control, events, optimizers, seeds, tree
from keras_lab.callbacks.callback_list import CallbackList
from keras_lab.callbacks.history import History
from keras_lab.callbacks.progress import TextProgress
from keras_lab.layers.call import signature_of
from keras_lab.legacy import accepts_old_words
from keras_lab.optimizers.loss_scale import scaled_for
from keras_lab.runs import start_recording
from keras_lab.training import evaluation, inputs, rehearsal
from keras_lab.training.batch import pack, to_arrays
from keras_lab.training.data import Chunk
from keras_lab.training.freezing import snapshot, trains_as_compiled
from keras_lab.training.loop import Loop, Plan
from keras_lab.training.objective import Objective
from keras_lab.training.program import Programs, run_key, to_numpy


class Trainer:
    """What `Model` inherits to be trained. Needs `built`, `name`, `output_names`, the variables and `__call__`.

    Public names are Keras's only, so that subclasses may use all others (`self.seed`, `self.objective`, …).
    """

    optimizer: Any = None
    history: History | None = None
    _objective: Objective | None = None
    _trained: Mapping[Any, bool] = {}
    run_eagerly = False
    jit_compile: Any = "auto"
    stop_training = False

    def __getstate__(self) -> dict[str, Any]:
        """What is copied and pickled: compiled programs are made anew, and a history stays with its run."""
        state = dict(super().__getstate__())  # type: ignore[misc]
        return {name: value for name, value in state.items() if name not in ("_programs", "history")}

    # ---- compile --------------------------------------------------------------------------------------

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: Any = None,
        metrics: Any = None,
        weighted_metrics: Any = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
    ) -> None:
        """Says how to train: with what optimizer, loss and metrics.

        Args:
            optimizer: a name such as `"adam"`, or an optimizer.
            loss: a name, a function `(y_true, y_pred)`, or a `Loss`; for several outputs a list or a dict by
                the outputs' names.
            loss_weights: numbers for a weighted sum of the losses, list or dict.
            metrics: a list of names, functions or `Metric`s; `"accuracy"` fits itself to the targets. For
                several outputs a list of lists or a dict.
            weighted_metrics: the same, weighted by `sample_weight` and `class_weight`.
            run_eagerly: whether to run every step in Python, for debugging.
            steps_per_execution: accepted; the number of steps in an engine call is found by itself.
            jit_compile: accepted; the engine decides.
            auto_scale_loss: whether the optimizer of a model in mixed float16 precision gets a loss scale.

        Raises:
            ValueError: for unknown names; nothing is changed then.
            NotImplementedError: for a model with a `train_step` of its own.
        """
        rehearsal.refuse_own_steps(type(self))
        made = optimizers.get(optimizer)
        if auto_scale_loss:
            made = scaled_for(self.dtype_policy.name, made)  # type: ignore[attr-defined]
        objective = Objective(loss, loss_weights, metrics, weighted_metrics)
        self.optimizer = made
        self._objective = objective
        self._trained = snapshot(self)
        self.run_eagerly = bool(run_eagerly)
        self.jit_compile = jit_compile
        self.stop_training = False
        self._compile_arguments = {
            "optimizer": made, "loss": loss, "loss_weights": loss_weights, "metrics": metrics,
            "weighted_metrics": weighted_metrics, "run_eagerly": run_eagerly,
            "steps_per_execution": steps_per_execution, "jit_compile": jit_compile,
            "auto_scale_loss": auto_scale_loss,
        }  # fmt: skip
        self._run_seed = seeds.next_seed()
        self._programs = Programs(self)

    @property
    def compiled(self) -> bool:
        """Whether `compile` has been called."""
        return self._objective is not None

    @cached_property
    def _run_seed(self) -> int:
        """What the order of samples and dropout depend on; drawn by `compile` from the global seed."""
        return seeds.next_seed()

    @property
    def _steps_taken(self) -> int:
        """How many steps the optimizer has made so far."""
        return int(self.optimizer.counter.numpy()) if self.optimizer is not None else 0

    @cached_property
    def _programs(self) -> Programs:
        """The model's compiled programs."""
        return Programs(self)

    @property
    def metrics(self) -> list[Any]:
        """The metrics with state, the loss first (none before `compile`)."""
        return self._objective.trackers if self._objective else []

    @property
    def metrics_names(self) -> list[str]:
        """Their names in logs."""
        return [name for name, _ in self._objective.named()] if self._objective else []

    def reset_metrics(self) -> None:
        """Starts the metrics' running values anew."""
        if self._objective:
            self._objective.reset()

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """The scalar to be minimised: losses, plus the penalties of layers. May be overridden."""
        return self._objective.loss(y, y_pred, sample_weight, self.losses)  # type: ignore[union-attr,attr-defined]

    def _loss_of(self, x: Any, y: Any, y_pred: Any, sample_weight: Any, training: bool) -> Any:
        """`compute_loss`, whose override may do without `training`, and the running mean of what it gives."""
        signature = signature_of(type(self).compute_loss)
        flag = {"training": training} if signature.takes("training") or signature.anything else {}
        loss = self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, **flag)
        loss = self._evaluated(loss, x, training)
        self._objective.note(loss, y_pred)  # type: ignore[union-attr]
        return loss

    def _evaluated(self, loss: Any, x: Any, training: bool) -> Any:
        """The loss itself; models with a graph give the value of one that is a tensor of the graph."""
        return loss

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
        inputs.check_counts(1, steps_per_epoch=steps_per_epoch, validation_steps=validation_steps)
        if not isinstance(validation_freq, (list, tuple, set)):
            inputs.check_counts(1, validation_freq=validation_freq)
        data = inputs.Data(x, y, sample_weight, batch_size, steps_per_epoch, class_weight)
        held_out = inputs.validation(
            data, validation_split, validation_data, validation_batch_size, validation_steps
        )
        source = data.source()
        rehearsal.prepare(self, source)
        if held_out is not None:
            rehearsal.prepare(self, held_out)
        callback_list = CallbackList(callbacks, add_history=True, model=self)
        plan = Plan(
            epochs,
            initial_epoch,
            steps_per_epoch,
            shuffle,
            held_out,
            validation_steps,
            validation_freq,
            control.run_name or self.name,  # type: ignore[attr-defined]
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

    def _check_compiled(self, what: str) -> None:
        if not self.compiled:
            raise RuntimeError(
                f"Call compile(optimizer=…, loss=…) before {what}(): "
                f"the model {self.name!r} does not know yet how to train."  # type: ignore[attr-defined]
            )

    # ---- evaluate and predict ---------------------------------------------------------------------------

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
        source = inputs.Data(x, y, sample_weight, batch_size, steps).source()
        rehearsal.prepare(self, source)
        logs = evaluation.evaluate(self, source, CallbackList(callbacks, model=self), steps)
        if _verbosity(verbose):
            print(" - ".join(f"{name}: {value:.4f}" for name, value in logs.items()))
        return logs if return_dict else _list_or_number(logs)

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Any = "auto",
        steps: int | None = None,
        callbacks: Any = None,
    ) -> Any:
        """The outputs for the inputs `x` (an array, nest of arrays, or iterable of batches), as NumPy arrays."""
        source = inputs.Data(x, None, None, batch_size, steps).source()
        rehearsal.check_input(self, source)
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
        """One step of training on the given batch; returns the running loss and metrics (see `evaluate`)."""
        self._check_compiled("train_on_batch")
        return self._on_batch(
            "train", inputs.Data(x, y, sample_weight, None, None, class_weight), return_dict
        )

    def test_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """The loss and metrics on the given batch, running on from earlier calls until `reset_metrics`."""
        self._check_compiled("test_on_batch")
        return self._on_batch("test", inputs.Data(x, y, sample_weight, None, None), return_dict)

    def _on_batch(self, kind: str, data: Any, return_dict: bool) -> Any:
        source = data.source()
        batch = source.samples
        rehearsal.prepare(self, source)
        program = getattr(self._programs, kind)(source.packing)
        chunk = Chunk(source.host, np.arange(batch, dtype=np.int32)[None], 1, batch)
        values = program(chunk, run_key(self._run_seed))
        logs = dict(zip(program.names, map(float, values[-1]), strict=True))
        return logs if return_dict else _list_or_number(logs)

    def predict_on_batch(self, x: Any) -> Any:
        """The outputs for one batch of inputs, as NumPy arrays."""
        arrays, packing = pack(to_arrays(x, "x"))
        return to_numpy(self._programs.predict(packing)(arrays, run_key(self._run_seed)))

    # ---- what runs and views want to know ---------------------------------------------------------------

    def _run_config(self) -> dict[str, Any]:
        """What a run depends on, as plain data, for the ledger."""
        arguments = getattr(self, "_compile_arguments", {})
        return {
            "engine": config.engine_name(),
            "floatx": config.floatx(),
            "seed": self._run_seed,
            "optimizer": type(self.optimizer).__name__,
            "learning_rate": float(np.asarray(self.optimizer.learning_rate)),
            "loss": tree.map_structure(_name_of, arguments.get("loss")),
            "metrics": self.metrics_names[1:],
        }


def _name_of(thing: Any) -> Any:
    return (
        thing
        if thing is None or isinstance(thing, str)
        else getattr(thing, "name", getattr(thing, "__name__", "?"))
    )


def _list_or_number(logs: dict[str, float]) -> Any:
    values: Sequence[float] = list(logs.values())
    return values[0] if len(values) == 1 else values


def _verbosity(verbose: Any) -> int:
    """0, 1 or 2; `"auto"` is a bar where a person looks on, else a line an epoch."""
    if verbose != "auto":
        if not isinstance(verbose, (int, np.integer)):
            raise ValueError(f"verbose must be 0, 1, 2 or 'auto'. Received: {verbose!r}")
        return int(verbose)
    return 1 if sys.stdout.isatty() or "ipykernel" in sys.modules else 2
