"""What `compile` was told about losses and metrics, resolved once the shapes of the outputs are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import engine, losses, metrics, ops, tree
from keras_lab.losses import Loss
from keras_lab.metrics import Mean, Metric
from keras_lab.training.outputs import Outputs


class Objective:
    """Losses and metrics of a compiled model.

    Args:
        loss, loss_weights, metrics, weighted_metrics: as given to `compile`: one thing, a list in the order of
            the outputs, or a dict by their names.
        output_names: gives the outputs' names where the model knows them.
    """

    def __init__(
        self,
        loss: Any,
        loss_weights: Any,
        metrics: Any,
        weighted_metrics: Any,
        output_names: Callable[[], list[str] | None] = lambda: None,
    ) -> None:
        self.group = CompiledMetrics(self)
        self._output_names = output_names
        self.given = {"loss": loss, "loss_weights": loss_weights, "metrics": metrics}
        self.given["weighted_metrics"] = weighted_metrics
        self.loss_tracker = Mean(name="loss")
        self.outputs: Outputs | None = None
        _check_names(loss, metrics, weighted_metrics)

    @property
    def built(self) -> bool:
        """Whether the outputs are known."""
        return self.outputs is not None

    def build(self, y: Any, y_pred: Any) -> None:
        """Finds the loss and the metrics of each output.

        Args:
            y, y_pred: nests of tensors or specs (y may be None).
        """
        outputs = Outputs(y_pred, self._output_names())
        predictions = tree.flatten(y_pred)
        self._losses = outputs.spread(self.given["loss"], "loss", is_one=_is_name_or_callable)
        targets = self._targets(outputs, y)
        self._losses = [_find_loss(*each) for each in zip(self._losses, targets, predictions, strict=True)]
        self._weights = outputs.spread(self.given["loss_weights"], "loss_weights", is_one=_is_number)
        self._loss_means = [
            Mean(name=f"{name}_loss") if loss is not None and len(outputs) > 1 else None
            for name, loss in zip(outputs.names, self._losses, strict=True)
        ]
        shapes = list(zip(targets, predictions, self._losses, strict=True))
        self._metrics, self._weighted = (
            [
                [_find_metric(metric, *about) for metric in _as_list(group)]
                for group, about in zip(_per_output(outputs, self.given[kind], kind), shapes, strict=True)
            ]
            for kind in ("metrics", "weighted_metrics")
        )
        self.outputs = outputs

    @property
    def trackers(self) -> list[Metric]:
        """The metrics with state: of the loss, of the losses of several outputs, of `compile` (as one)."""
        given = [self.group] if self.given["metrics"] or self.given["weighted_metrics"] else []
        means = [mean for mean in self._loss_means if mean is not None] if self.built else []
        return [self.loss_tracker, *means, *given]

    @property
    def names(self) -> list[str]:
        """The names in logs: of the loss, of the outputs' losses, of the metrics."""
        if not self.built:
            return ["loss"]
        means = [mean.name for mean in self._loss_means if mean is not None]
        return ["loss", *means, *(name for name, _ in self.named())]

    def named(self) -> list[tuple[str, Metric]]:
        """The metrics given to `compile` with their names in logs: of several outputs, the output's name comes
        first; a weighted metric is called so if the same one is there unweighted."""
        if self.outputs is None:
            return []
        prefixes = [f"{name}_" if len(self.outputs) > 1 else "" for name in self.outputs.names]
        plain = [(p, metric) for p, group in zip(prefixes, self._metrics, strict=True) for metric in group]
        weighted = [
            (p, metric) for p, group in zip(prefixes, self._weighted, strict=True) for metric in group
        ]
        taken = {p + metric.name for p, metric in plain}
        return [
            *((p + m.name, m) for p, m in plain),
            *((f"{p}{'weighted_' if p + m.name in taken else ''}{m.name}", m) for p, m in weighted),
        ]

    def loss(self, y: Any, y_pred: Any, sample_weight: Any, penalties: list[Any]) -> Any:
        """The scalar to be minimised; updates the running means of the outputs' own losses.

        Raises:
            ValueError: if there is neither a loss nor a penalty.
        """
        total: Any = None
        rows = self._rows(y, y_pred, sample_weight)
        if y is not None:
            self._check_targets([target for target, _, _ in rows])
        for loss, weight, mean, (target, pred, each) in zip(
            self._losses, self._weights, self._loss_means, rows, strict=True
        ):
            if loss is None or target is None:
                continue
            value = _value(loss, target, pred, each)
            if mean is not None:
                mean.update_state(value, sample_weight=_batch_size(pred))
            value = value if weight is None else value * weight
            total = value if total is None else total + value
        for penalty in penalties:
            total = penalty if total is None else total + penalty
        if total is None and any(loss is not None for loss in self._losses):
            raise ValueError("y is missing: the loss given to compile() compares the outputs with targets.")
        if total is None and engine.in_spec_mode():
            return ops.zeros(())  # penalties on activations come with values only
        if total is None:
            raise ValueError(
                "There is nothing to minimise: compile(loss=…) got no loss, and no layer adds one."
            )
        return total

    def _check_targets(self, targets: list[Any]) -> None:
        assert self.outputs is not None
        for name, loss, target in zip(self.outputs.names, self._losses, targets, strict=True):
            if loss is not None and target is None:
                raise ValueError(f"y has nothing for the output {name!r}, which has a loss.")

    def note(self, loss: Any, x: Any) -> None:
        """Takes the loss of a batch of inputs `x` into the running mean that logs show."""
        first = next(leaf for leaf in tree.flatten(x) if leaf is not None)
        self.loss_tracker.update_state(loss, sample_weight=_batch_size(first))

    def update_metrics(self, y: Any, y_pred: Any, sample_weight: Any) -> None:
        """Updates the metrics with a batch; masks they find at the predictions themselves."""
        rows = self._rows(y, y_pred, sample_weight)
        for plain, weighted, (target, pred, weight) in zip(self._metrics, self._weighted, rows, strict=True):
            if target is None:
                continue
            for metric in plain:
                metric.update_state(target, pred)
            for metric in weighted:
                metric.update_state(target, pred, sample_weight=weight)

    def _targets(self, outputs: Outputs, y: Any) -> list[Any]:
        """The target of each output; those without a loss may be left out of `y`."""
        compared = [i for i, loss in enumerate(self._losses) if loss is not None]
        given = y if isinstance(y, (list, tuple)) else [y]
        if isinstance(y, dict) or y is None or len(given) != len(compared) or len(compared) == len(outputs):
            return outputs.spread(y, "y")
        own = dict(zip(compared, given, strict=True))
        return [own.get(i) for i in range(len(outputs))]

    def _rows(self, y: Any, y_pred: Any, sample_weight: Any) -> list[tuple[Any, Any, Any]]:
        if self.outputs is None:
            self.build(y, y_pred)
        outputs = self.outputs
        assert outputs is not None
        weights = outputs.spread(
            sample_weight, "sample_weight", is_one=lambda w: not isinstance(w, (list, tuple))
        )
        return list(zip(self._targets(outputs, y), tree.flatten(y_pred), weights, strict=True))


class CompiledMetrics(Metric):
    """The metrics given to `compile` as one metric, whose result is a dict."""

    def __init__(self, objective: Objective) -> None:
        super().__init__(name="compile_metrics")
        self._objective = objective

    @property
    def metrics(self) -> list[Metric]:
        """The metrics one by one."""
        return list(dict.fromkeys(metric for _, metric in self._objective.named()))

    @property
    def variables(self) -> list[Any]:
        """The state of all of them."""
        return [variable for metric in self.metrics for variable in metric.variables]

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Updates each with its output's part of a batch."""
        self._objective.update_metrics(y_true, y_pred, sample_weight)

    def result(self) -> dict[str, Any]:
        """The results by name."""
        found: dict[str, Any] = {}
        for name, metric in self._objective.named():
            result = metric.result()
            found.update(result if isinstance(result, dict) else {name: result})
        return found

    def reset_state(self) -> None:
        """Starts all of them anew."""
        for metric in self.metrics:
            metric.reset_state()


_CROSSENTROPY = ("crossentropy", "ce")


def _check_names(loss: Any, *metric_groups: Any) -> None:
    """Unknown names are refused at `compile`, not at the first step."""
    for leaf in tree.flatten(loss):
        if leaf not in _CROSSENTROPY:
            losses.get(leaf)
    for leaf in tree.flatten(metric_groups):
        if leaf not in ("accuracy", "acc", *_CROSSENTROPY):
            metrics.get(leaf)


def _is_name_or_callable(thing: Any) -> bool:
    return isinstance(thing, (str, Loss)) or callable(thing)


def _is_number(thing: Any) -> bool:
    return isinstance(thing, (int, float))


def _as_list(thing: Any) -> list[Any]:
    return [] if thing is None else list(thing) if isinstance(thing, (list, tuple)) else [thing]


def _per_output(outputs: Outputs, given: Any, what: str) -> list[Any]:
    """A flat list of metrics belongs to the only output, or to each of them."""
    if isinstance(given, (list, tuple)):
        flat = not any(isinstance(item, (list, tuple, dict)) for item in given)
        if flat and (len(outputs) == 1 or len(given) != len(outputs)):
            return [given] * len(outputs)
        if len(outputs) == 1 and len(given) != 1:
            raise ValueError(f"The model has one output, but {what} has {len(given)} lists.")
    return outputs.spread(given, what, is_one=_is_name_or_callable)


def _find_loss(identifier: Any, target: Any, pred: Any) -> Any:
    """The loss of an output; the crossentropy that suits its labels, if only that word is given."""
    if identifier not in _CROSSENTROPY:
        return losses.get(identifier)
    shape = (pred if target is None else target).shape
    kind = losses.kind_of_labels(tuple(shape), tuple(pred.shape))
    return losses.get({"sparse": "sparse_categorical"}.get(kind, kind) + "_crossentropy")


def _find_metric(identifier: Any, target: Any, pred: Any, loss: Any) -> Metric:
    if isinstance(identifier, Metric):
        return identifier
    function: Any = identifier
    if identifier in ("accuracy", "acc"):
        function = metrics.accuracy_for(tuple(target.shape), tuple(pred.shape))
    elif identifier in _CROSSENTROPY:
        function = metrics.crossentropy_for(tuple(target.shape), tuple(pred.shape))
    else:
        function = metrics.get(identifier)
    name = identifier if isinstance(identifier, str) else getattr(function, "__name__", "metric").strip("<>")
    if not isinstance(function, Metric):
        return metrics.MeanMetricWrapper(function, name=name)
    if isinstance(identifier, str):
        function.name = name
    return function


def _value(loss: Any, target: Any, pred: Any, weight: Any) -> Any:
    if isinstance(loss, Loss):
        return loss(target, pred, sample_weight=weight)
    return losses.LossFunctionWrapper(loss)(target, pred, sample_weight=weight)


def _batch_size(tensor: Any) -> Any:
    size = tensor.shape[0] if len(tensor.shape) else None
    return 1.0 if size is None else float(size)
