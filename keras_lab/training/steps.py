"""The steps of training, evaluation and prediction, in the form in which subclasses may override them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

from keras_lab import engine, tree
from keras_lab.engine import P
from keras_lab.engine.spec import Spec
from keras_lab.layers.call import signature_of
from keras_lab.masks import mask_table
from keras_lab.metrics import Metric
from keras_lab.training.gradients import value_and_grad
from keras_lab.training.objective import Objective
from keras_lab.utils.batch_parts import unpack_x_y_sample_weight
from keras_lab.variables import Scope, Variable


class Steps:
    """What happens with one batch.

    `train_step`, `test_step` and `predict_step` may be overridden in Keras's way: `(self, data)` on an engine
    whose variables programs can change, as TensorFlow (with `tf.GradientTape`); `(self, state, data)` on one where
    programs are pure functions, as JAX. A step `(self, data)` that computes gradients with
    `keras_lab.training.value_and_grad` runs on every engine.
    """

    built: bool
    optimizer: Any
    losses: list[Any]
    trainable_variables: list[Variable]
    non_trainable_variables: list[Variable]
    _objective: Objective | None

    # ---- one batch ------------------------------------------------------------------------------------

    def train_step(self, *given: Any) -> Any:
        """One step of gradient descent on a batch.

        Args:
            *given: the batch, as `x`, `(x, y)` or `(x, y, sample_weight)`; or before it the state
                `(trainable, non_trainable, optimizer, metrics)`, each a list of the variables' values.

        Returns:
            The logs, a dict; with a state `(logs, state)`.
        """
        return self._on(given, self._state_variables("train"), self._train_on)

    def test_step(self, *given: Any) -> Any:
        """Loss and metrics of a batch (see `train_step`; the state is without the optimizer's)."""
        return self._on(given, self._state_variables("test"), self._test_on)

    def predict_step(self, *given: Any) -> Any:
        """The outputs for a batch; given `((trainable, non_trainable), batch)`: `(outputs, non_trainable)`."""
        if len(given) == 1:
            return self._predict_for(given[0])
        outputs, (_, others) = self._on(given, self._state_variables("predict"), self._predict_for)
        return outputs, others

    def _train_on(self, data: Any) -> dict[str, Any]:
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        self._build_for(x)

        def loss_and_logs() -> tuple[Any, Any]:
            y_pred = self(x, training=True)  # type: ignore[operator]
            loss = self._loss_of(x, y, y_pred, sample_weight, training=True)
            scaled = loss if self.optimizer is None else self.optimizer.scale_loss(loss)
            return scaled, self.compute_metrics(x, y, y_pred, sample_weight)

        variables = self.trainable_variables
        (_, logs), grads = value_and_grad(loss_and_logs, variables)
        if not variables:
            warnings.warn("The model has no trainable weights.", stacklevel=2)
        elif self.optimizer is not None:
            self.optimizer.apply(grads, variables)
        return logs

    def _build_for(self, x: Any) -> None:
        """Builds the model for tensors like `x`, where that was not done before the step."""
        if not self.built and not engine.in_spec_mode():
            specs = tree.map_structure(lambda t: Spec(tuple(t.shape), P.dtype(t)), x)
            with engine.spec_mode():
                self(specs, training=False)  # type: ignore[operator]

    def _test_on(self, data: Any) -> dict[str, Any]:
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        y_pred = self(x, training=False)  # type: ignore[operator]
        self._loss_of(x, y, y_pred, sample_weight, training=False)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def _predict_for(self, data: Any) -> Any:
        return self(unpack_x_y_sample_weight(data)[0], training=False)  # type: ignore[operator]

    def make_train_function(self, force: bool = False) -> Callable[[Any], Any]:
        """Sets `train_function(iterator)`, which runs `train_step` on the next batch. `fit` calls one of your own."""
        self.train_function = lambda iterator: self.train_step(next(iterator))
        return self.train_function

    def make_test_function(self, force: bool = False) -> Callable[[Any], Any]:
        """Sets `test_function(iterator)`, which runs `test_step` on the next batch."""
        self.test_function = lambda iterator: self.test_step(next(iterator))
        return self.test_function

    def make_predict_function(self, force: bool = False) -> Callable[[Any], Any]:
        """Sets `predict_function(iterator)`, which runs `predict_step` on the next batch."""
        self.predict_function = lambda iterator: self.predict_step(next(iterator))
        return self.predict_function

    # ---- loss and metrics -----------------------------------------------------------------------------

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """The scalar to be minimised: losses, plus the penalties of layers. May be overridden."""
        return self._objective_of("compute_loss").loss(y, y_pred, sample_weight, self.losses)

    def _loss_of(self, x: Any, y: Any, y_pred: Any, sample_weight: Any, training: bool) -> Any:
        """`compute_loss`, whose override may do without `training`, and the running mean of what it gives."""
        signature = signature_of(type(self).compute_loss)
        flag = {"training": training} if signature.takes("training") or signature.anything else {}
        loss = self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, **flag)
        loss = self._evaluated(loss, x, training)
        self._objective_of("compute_loss").note(loss, x)
        return loss

    def _evaluated(self, loss: Any, x: Any, training: bool) -> Any:
        """The loss itself; models with a graph give the value of one that is a tensor of the graph."""
        return loss

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> dict[str, Any]:
        """Updates the metrics given to `compile` with a batch and returns the logs. May be overridden."""
        self._objective_of("compute_metrics").update_metrics(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def get_metrics_result(self) -> dict[str, Any]:
        """The results of `metrics` by name; those of a metric that gives a dict stand under names of their own."""
        logs: dict[str, Any] = {}
        for metric in self.metrics:
            result = metric.result()
            logs.update(result if isinstance(result, dict) else {metric.name: result})
        return logs

    @property
    def metrics(self) -> list[Any]:
        """The metrics: of the loss, of `compile`, and those kept as attributes of the model and its layers.

        A subclass may override it, to say which ones start anew with each epoch.
        """
        own = self._objective.trackers if self._objective else []
        return list(dict.fromkeys([*own, *_kept_metrics(self)]))

    @property
    def metrics_variables(self) -> list[Variable]:
        """The variables of `metrics`."""
        return list(dict.fromkeys(v for metric in self.metrics for v in metric.variables))

    def reset_metrics(self) -> None:
        """Starts the metrics' running values anew."""
        for metric in self.metrics:
            metric.reset_state()

    def compiled_loss(
        self, y: Any, y_pred: Any, sample_weight: Any = None, regularization_losses: Any = None
    ) -> Any:
        """The old name of `compute_loss(y=…, y_pred=…)`, which also counts for the metric `loss`."""
        loss = self.compute_loss(y=y, y_pred=y_pred, sample_weight=sample_weight)
        self._objective_of("compiled_loss").note(loss, y)
        return loss

    @property
    def compiled_metrics(self) -> Any:
        """The metrics given to `compile`, as one; `update_state(y, y_pred, sample_weight)` updates all of them."""
        return self._objective_of("compiled_metrics").group

    def _objective_of(self, what: str) -> Objective:
        if self._objective is None:
            raise RuntimeError(f"{what}: the model has no loss and no metrics before compile().")
        return self._objective

    # ---- pure functions -------------------------------------------------------------------------------

    def stateless_compute_loss(
        self,
        trainable_variables: Sequence[Any],
        non_trainable_variables: Sequence[Any],
        metrics_variables: Sequence[Any],
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> tuple[Any, Any]:
        """`compute_loss` as a pure function: `(loss, (trainable, non_trainable, metrics))`, all by value."""
        state = trainable_variables, non_trainable_variables, metrics_variables
        with self._state_scope(self._state_variables("test"), state) as scope:
            loss = self._loss_of(x, y, y_pred, sample_weight, training)
            return loss, self._read(scope, self._state_variables("test"))

    def compute_loss_and_updates(
        self,
        trainable_variables: Sequence[Any],
        non_trainable_variables: Sequence[Any],
        metrics_variables: Sequence[Any],
        x: Any,
        y: Any,
        sample_weight: Any,
        training: bool = False,
        optimizer_variables: Sequence[Any] | None = None,
    ) -> tuple[Any, Any]:
        """Forward pass and loss as a pure function, to be differentiated (`jax.value_and_grad(…, has_aux=True)`).

        Returns:
            `(scaled loss, (loss, y_pred, non_trainable values, metrics' values))`
        """
        groups = self._state_variables("train" if optimizer_variables is not None else "test")
        state = [trainable_variables, non_trainable_variables, metrics_variables]
        if optimizer_variables is not None:
            state.insert(2, optimizer_variables)
        with self._state_scope(groups, state) as scope, mask_table():
            y_pred = self(x, training=training)  # type: ignore[operator]
            loss = self._loss_of(x, y, y_pred, sample_weight, training)
            scaled = self.optimizer.scale_loss(loss) if training and self.optimizer is not None else loss
            values = self._read(scope, groups)
        return scaled, (loss, y_pred, values[1], values[-1])

    def _state_variables(self, kind: str) -> list[list[Variable]]:
        """The variables of the state that `train_step`, `test_step` or `predict_step` is given."""
        state = [self.trainable_variables, self.non_trainable_variables]
        if kind == "train":
            state.append(self.optimizer.variables if self.optimizer is not None else [])
        return state if kind == "predict" else [*state, self.metrics_variables]

    def _on(self, given: tuple[Any, ...], groups: list[list[Variable]], step: Any) -> Any:
        """`step(data)`; with a state as well: the result and the state after it."""
        if len(given) == 1:
            return step(given[0])
        if len(given) != 2:
            raise TypeError(f"A step takes a batch, or a state and a batch. Received {len(given)} arguments.")
        with self._state_scope(groups, given[0]) as scope, mask_table():
            result = step(given[1])
            return result, self._read(scope, groups)

    def _state_scope(self, groups: list[list[Variable]], state: Sequence[Sequence[Any]]) -> Scope:
        values: dict[Variable, Any] = {}
        for group, given in zip(groups, state, strict=True):
            values.update(zip(group, given, strict=True))
        return Scope(values)

    def _read(self, scope: Scope, groups: list[list[Variable]]) -> tuple[Any, ...]:
        return tuple(scope.read(group) for group in groups)


def _kept_metrics(layer: Any) -> list[Metric]:
    """The metrics among the attributes of a layer and of the layers inside it.

    Models inside a model keep their metrics to themselves.
    """
    layers = [each for each in layer.flatten_layers() if each is layer or not isinstance(each, Steps)]
    attributes = [
        value for each in layers for name, value in vars(each).items() if name not in _GIVEN_TO_COMPILE
    ]
    return [metric for attribute in attributes for metric in _metrics_in(attribute)]


_GIVEN_TO_COMPILE = ("_compile_arguments", "_constructor_arguments")


def _metrics_in(value: Any) -> list[Metric]:
    if isinstance(value, Metric):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [metric for item in items for metric in _metrics_in(item)]
