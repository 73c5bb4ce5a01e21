"""`compile`, and what is asked of a compiled model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any

from keras_lab import optimizers, seeds, tree
from keras_lab.legacy import accepts_old_words
from keras_lab.metrics import Metric
from keras_lab.optimizers.loss_scale import scaled_for
from keras_lab.training.freezing import snapshot
from keras_lab.training.objective import Objective
from keras_lab.training.program import Programs


class NotCompiledError(RuntimeError, ValueError):
    """Training or evaluation was asked of a model that was not compiled."""


class Compiling:
    """The part of a model that knows how it is to be trained."""

    optimizer: Any = None
    loss: Any = None
    run_eagerly = False
    jit_compile: Any = "auto"
    steps_per_execution = 1
    stop_training = False
    _objective: Objective | None = None
    _trained: Mapping[Any, bool] = {}

    @accepts_old_words("Model.compile")
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
            jit_compile: whether the engine's just-in-time compiler is used, where it has one that can be left out
                (XLA for TensorFlow): True, False (programs are ready sooner), or "auto" for what is faster.
            auto_scale_loss: whether the optimizer of a model in mixed float16 precision gets a loss scale.

        Raises:
            ValueError: for unknown names; nothing is changed then.
        """
        if _are_metrics(loss_weights) or _are_weights(metrics):  # Keras 2's order of the two
            loss_weights, metrics = metrics, loss_weights
        made = optimizers.get(optimizer)
        if auto_scale_loss:
            made = scaled_for(self.dtype_policy.name, made)  # type: ignore[attr-defined]
        names = partial(getattr, self, "output_names", None)
        objective = Objective(loss, loss_weights, metrics, weighted_metrics, names)
        self.optimizer = made
        self._objective = objective
        self._trained = snapshot(self)
        self.loss = loss
        self.run_eagerly = bool(run_eagerly)
        self.jit_compile = jit_compile
        self.steps_per_execution = steps_per_execution
        self.stop_training = False
        self._compile_arguments = {
            "optimizer": made, "loss": loss, "loss_weights": loss_weights, "metrics": metrics,
            "weighted_metrics": weighted_metrics, "run_eagerly": run_eagerly,
            "steps_per_execution": steps_per_execution, "jit_compile": jit_compile,
            "auto_scale_loss": auto_scale_loss,
        }  # fmt: skip
        self._run_seed = seeds.next_seed()
        self._programs = Programs(self)
        self._own_steps = 0

    @property
    def compiled(self) -> bool:
        """Whether `compile` has been called."""
        return self._objective is not None

    def _check_compiled(self, what: str) -> None:
        if not self.compiled:
            raise NotCompiledError(
                f"You must call `compile()` before {what}(): compile(optimizer=…, loss=…) says how the model "
                f"{self.name!r} is to be trained."  # type: ignore[attr-defined]
            )

    @cached_property
    def _run_seed(self) -> int:
        """What the order of samples and dropout depend on; drawn by `compile` from the global seed."""
        return seeds.next_seed()

    @cached_property
    def _programs(self) -> Programs:
        """The model's compiled programs."""
        return Programs(self)

    @property
    def _steps_taken(self) -> int:
        """How many steps the optimizer has made so far (or a step of the model's own, without it)."""
        counted = int(self.optimizer.counter.numpy()) if self.optimizer is not None else 0
        return max(counted, self.__dict__.get("_own_steps", 0))

    @property
    def _loss_tracker(self) -> Any:
        """Keras 3's name of the running mean of the loss, which steps of one's own are written with."""
        return self._objective.loss_tracker if self._objective else None

    @property
    def _compile_metrics(self) -> Any:
        """Keras 3's name of the metrics given to `compile`, as one; None without any."""
        return (
            next((m for m in self._objective.trackers if m is self._objective.group), None)
            if self._objective
            else None
        )

    @property
    def metrics_names(self) -> list[str]:
        """The names in logs, in the order in which `evaluate` lists them."""
        if self._objective is None:
            return []
        given = set(self._objective.trackers)
        kept = [metric.name for metric in self.metrics if metric not in given]  # type: ignore[attr-defined]
        return [*self._objective.names, *kept]


def _are_metrics(given: Any) -> bool:
    leaves = [leaf for leaf in tree.flatten(given) if leaf is not None]
    return bool(leaves) and all(isinstance(leaf, (str, Metric)) or callable(leaf) for leaf in leaves)


def _are_weights(given: Any) -> bool:
    leaves = [leaf for leaf in tree.flatten(given) if leaf is not None]
    return bool(leaves) and all(isinstance(leaf, (int, float)) for leaf in leaves)
