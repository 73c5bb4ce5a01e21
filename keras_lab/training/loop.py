"""The one training loop: epochs, chunks of steps, events, callbacks, and a person's wishes."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from keras_lab import control as controls
from keras_lab import events
from keras_lab.asked import asked
from keras_lab.callbacks import training_state
from keras_lab.callbacks.callback_list import CallbackList
from keras_lab.callbacks.training_state import Place
from keras_lab.control import Control
from keras_lab.sentences import say
from keras_lab.training.checkpoints import Keeper
from keras_lab.training.data import Chunk
from keras_lab.training.evaluation import NoBatchesError, evaluate
from keras_lab.training.interrupts import first_one_stops
from keras_lab.training.logs import StepLogs, flat
from keras_lab.training.order import order, strides
from keras_lab.training.plan import Plan
from keras_lab.training.program import run_key
from keras_lab.training.replay import Call
from keras_lab.training.sizing import ChunkLength
from keras_lab.training.steering import Steering, hyperparameters


class Loop:
    """One call of `fit`.

    Args:
        model: a compiled, built model.
        source: where batches come from.
        plan: how long, in what order, validated by what.
        callbacks: Keras's callbacks.

    Attributes:
        keeper: keeps the states of the run, where that was asked for.
        call: the engine call whose steps are being told of, while a doctor attends, else None.
    """

    def __init__(self, model: Any, source: Any, plan: Plan, callbacks: CallbackList) -> None:
        self.model = model
        self.source = source
        self.plan = plan
        self.callbacks = callbacks
        self.control = Control(events.new_run_id(), hyperparameters(model.optimizer))
        self._steering = Steering(self)
        self.length = ChunkLength(1 if callbacks.act_between_steps else None)
        self.epoch, self.epochs = plan.initial_epoch, plan.epochs
        self.step = 0
        self.epochs_done = 0
        self.call: Call | None = None
        self.keeper = Keeper.wanted(model, self.control.run)
        self._position, self._epoch_began = 0, 0
        self._epoch_over = False
        self._metrics: Sequence[np.ndarray] | None = None
        self._warned = False
        self._start = time.perf_counter()

    @property
    def stopping(self) -> bool:
        """Whether a person or a callback wants the run to end."""
        return self.control.stop_reason is not None or self.model.stop_training

    def run(self) -> str:
        """Trains; returns the status the run ended with (see `events.RunEnded`)."""
        self.control.subject = self
        controls.register(self.control)
        self.model.stop_training = False
        status, message = "failed", None
        try:
            self._emit_start()
            with first_one_stops(self.control):
                self._epochs()
            status = self.control.stop_reason or ("stopped" if self._stopped_early() else "done")
        except KeyboardInterrupt:
            status = "interrupted"
            raise
        except BaseException as error:
            message = f"{type(error).__name__}: {error}"
            raise
        finally:
            controls.unregister(self.control)
            self._emit(
                events.RunEnded, status=status, message=message, seconds=time.perf_counter() - self._start,
                epoch=self.epochs_done, step=self.step,
            )  # fmt: skip
            self.control.subject = None
            if self.keeper is not None:
                self.keeper.ended(status)
        return status

    def _stopped_early(self) -> bool:
        return self.model.stop_training and self.epoch + 1 < self.epochs

    def _epochs(self) -> None:
        self.callbacks.on_train_begin()
        logs: dict[str, Any] = {}
        epoch = self._take_up()
        while epoch < self.epochs:
            self.epoch = epoch
            logs = self._one_epoch()
            if self.stopping:
                break
            epoch += 1
        if self.model.optimizer is not None:
            self.model.optimizer.finalize_variable_values(self.model.trainable_variables)
        self.callbacks.on_train_end(logs)

    def _take_up(self) -> int:
        """The epoch to begin with: that of a training that was interrupted, or the first one."""
        resumption = asked().resumption
        if resumption is not None and not resumption.taken:
            training_state.restore(self.model, resumption.path)
            resumption.taken = True
            self.mark("resumed_run", say("resumed_run", run=resumption.run))
        place, self._metrics = training_state.taken_up(self.model, self.plan.initial_epoch)
        self.epoch, self._position, self._epoch_began = place.epoch, place.position, place.first
        return place.epoch

    @property
    def place(self) -> Place:
        """Where the training stands now."""
        if self._epoch_over:
            return Place(self.epoch + 1)
        return Place(self.epoch, self._position, self._epoch_began)

    def _one_epoch(self) -> dict[str, Any]:
        begin = time.perf_counter()
        self._epoch_over = False
        self.callbacks.on_epoch_begin(self.epoch)
        self.model.reset_metrics()
        logs = self._train()
        if not self._told_to_stop() and self.plan.validates_after(self.epoch):
            logs.update(self._validate())
        if self._told_to_stop():
            self.callbacks.cut_short(self.epoch, logs)
            return logs
        self.epochs_done += 1
        self._epoch_over = True
        self.callbacks.on_epoch_end(self.epoch, logs)
        self._emit(
            events.EpochDone,
            epoch=self.epoch,
            step=self.step,
            logs=_numbers(logs),
            seconds=time.perf_counter() - begin,
        )
        self._keep(self.place, logs)
        self.control.strode("epoch")
        self._steering.obey()
        return logs

    def _keep(self, place: Place, logs: dict[str, Any] | None = None) -> None:
        """Keeps the state at `place`, if the last one is old enough; `logs` are those of an epoch that is over."""
        if self.keeper is None:
            return
        if logs is not None:
            self.keeper.epoch_done(self.epoch, logs)
        if self.keeper.due:
            self.keeper.begin_to_save(place)

    def _obeyed(self) -> bool:
        """Does what was asked for during validation; whether that is to end."""
        self._steering.obey()
        return self._told_to_stop()

    def _told_to_stop(self) -> bool:
        return self.control.stop_reason is not None

    def _validate(self) -> dict[str, Any]:
        """The validation's logs; none if it is stopped or, with a warning, if a generator has no more batches."""
        try:
            found = self.evaluate()
        except NoBatchesError:
            text = (
                f"validation_data had no batches left for epoch {self.epoch + 1}, so it is not validated. "
                "Give a generator that does not end, with validation_steps, or a Sequence."
            )
            warnings.warn(text, RuntimeWarning, stacklevel=2)
            return {}
        return {f"val_{name}": value for name, value in found.items()}

    def evaluate(self) -> dict[str, Any]:
        """Loss and metrics of the validation data; none if it is stopped."""
        plan = self.plan
        found = evaluate(self.model, plan.validation, self.callbacks, plan.validation_steps, self._obeyed)
        return {} if self._told_to_stop() else found

    def _train(self) -> dict[str, Any]:
        self._program = self.model._programs.train(self.source.packing)
        key = run_key(self.model._run_seed)
        taken = self.model._steps_taken
        logs = self._begin_epoch(taken)
        shuffled = order(self.source, self.plan.shuffle, [self.model._run_seed, self._epoch_began])
        chunks = strides(
            self.source.chunks(shuffled, self.length, self.plan.steps), self._position, self.control
        )
        wanted = time.perf_counter()
        for chunk in chunks:
            waited = time.perf_counter() - wanted
            self.callbacks.before("train", self._position)
            self.call = Call(self._program, chunk, key, taken) if self.control.attended else None
            start = time.perf_counter()
            step_logs = self._program(chunk, key, taken)
            seconds = time.perf_counter() - start
            self.length.took(seconds, chunk.count, chunk.order.shape)
            taken += chunk.count
            self.model._own_steps = taken
            logs = step_logs[-1]
            self._tell(chunk, step_logs, self._position, seconds, waited)
            self.call = None
            self._position += chunk.count
            self._keep(self.place)
            self.control.strode("batch")
            self._steering.obey()
            if self.stopping:
                chunks.close()
                break
            wanted = time.perf_counter()
        if not self._position:
            raise ValueError("There are no batches left to train on: the iterable of batches is exhausted.")
        return logs

    def _begin_epoch(self, taken: int) -> dict[str, Any]:
        """At its beginning, or where the run that was interrupted stood in it; returns the logs so far."""
        values, self._metrics = self._metrics, None
        if values is None or not self._position:
            self._position, self._epoch_began = 0, taken
            return {}
        for variable, value in zip(self.model.metrics_variables, values, strict=True):
            variable.assign(value)
        return {name: float(value) for name, value in flat(self.model.get_metrics_result()).items()}

    def compile_again(self) -> None:
        """Makes the compiled steps anew: something has changed that they have as a constant."""
        self.model._programs.clear()
        self._program = self.model._programs.train(self.source.packing)

    def _tell(self, chunk: Chunk, logs: StepLogs, position: int, seconds: float, waited: float) -> None:
        columns = logs.columns
        steps = self.plan.steps or self.source.steps
        done, self.step = self.step, self.step + chunk.count
        if "loss" in columns:
            self._warn_of_nan(columns["loss"], done)
        self._emit(
            events.StepsDone, epoch=self.epoch, step=done, count=chunk.count, position=position + chunk.count,
            steps=steps, values=columns, seconds=seconds, waited=waited,
        )  # fmt: skip
        self.callbacks.after("train", position, logs)

    def _warn_of_nan(self, losses: np.ndarray, step: int) -> None:
        bad = np.flatnonzero(~np.isfinite(losses))
        if self._warned or not bad.size:
            return
        self._warned = True
        text = (
            f"The loss is {losses[bad[0]]} since step {step + int(bad[0]) + 1} of this run. A smaller learning rate, "
            "clipnorm=1 in the optimizer, or inputs scaled to about 1 often help."
        )
        warnings.warn(text, RuntimeWarning, stacklevel=2)
        if not self.control.attended:
            self.mark("nan", text)

    def mark(self, kind: str, text: str, value: float | None = None) -> None:
        """Tells of something that was done or noticed (see `events.Marked`)."""
        self._emit(events.Marked, epoch=self.epoch, step=self.step, kind=kind, text=text, value=value)

    def _emit_start(self) -> None:
        model, source, plan = self.model, self.source, self.plan
        self._emit(
            events.RunStarted,
            name=plan.name,
            model=model._outline(),
            params={
                "epochs": plan.epochs, "initial_epoch": plan.initial_epoch, "steps": plan.steps or source.steps,
                "batch_size": source.batch_size, "samples": source.samples, "validation": plan.validation is not None,
                "verbose": plan.verbose,
            },
            config={**model._run_config(), "hyperparameters": dict(self.control.hyperparameters)},
            first_step=model._steps_taken,
        )  # fmt: skip

    def _emit(self, event: Any, **fields: Any) -> None:
        events.emit(event(run=self.control.run, **fields))


def _numbers(logs: dict[str, Any]) -> dict[str, float]:
    """The numbers among the logs: callbacks may have put other things there."""
    return {name: float(value) for name, value in logs.items() if isinstance(value, (int, float, np.number))}
