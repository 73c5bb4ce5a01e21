"""What `compile` was told about losses and metrics, resolved once the shapes of the outputs are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras_lab import engine, losses, metrics, ops, tree
from keras_lab.losses import Loss
from keras_lab.metrics import Mean, Metric
from keras_lab.training.outputs import Outputs
from keras_lab.training.terms import Term, at, find_terms


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
        """Finds the losses and the metrics of the outputs.

        Args:
            y, y_pred: nests of tensors or specs (y may be None).
        """
        outputs = Outputs(y_pred, self._output_names())
        terms = find_terms(self.given["loss"], self.given["loss_weights"], outputs)
        compared = [i for i, path in enumerate(outputs.paths) if any(_leads(t.path, path) for t in terms)]
        targets = outputs.fit(y, "y", compared)
        self._terms = [
            (term, losses.loss_for(term.loss, _shape(at(targets, term.path)), _shape(at(y_pred, term.path))))
            for term in terms
        ]
        self._loss_means = [Mean(name=f"{term.name}_loss") for term in terms] if len(terms) > 1 else []
        self._compared = compared
        about = list(zip(tree.flatten(targets), tree.flatten(y_pred), strict=True))
        self._metrics, self._weighted = (
            [
                [_find_metric(metric, *pair) for metric in _as_list(group)]
                for group, pair in zip(_per_output(outputs, self.given[kind], kind), about, strict=True)
            ]
            for kind in ("metrics", "weighted_metrics")
        )
        self.outputs = outputs

    @property
    def trackers(self) -> list[Metric]:
        """The metrics with state: of the loss, of the losses of several outputs, of `compile` (as one)."""
        given = [self.group] if self.given["metrics"] or self.given["weighted_metrics"] else []
        means = self._loss_means if self.built else []
        return [self.loss_tracker, *means, *given]

    @property
    def names(self) -> list[str]:
        """The names in logs: of the loss, of the outputs' losses, of the metrics."""
        if not self.built:
            return ["loss"]
        return ["loss", *(mean.name for mean in self._loss_means), *(name for name, _ in self.named())]

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
        y, weights = self._fitted(y, y_pred, sample_weight)
        means: list[Mean | None] = [*self._loss_means] or [None]
        for (term, loss), mean in zip(self._terms, means, strict=False):
            target, pred = at(y, term.path), at(y_pred, term.path)
            if all(each is None for each in tree.flatten(target)):
                self._refuse_missing(y, term)
                continue
            weight = at(weights, term.path) if tree.is_nested(weights) else weights
            value = loss(target, pred, sample_weight=weight)
            if mean is not None:
                mean.update_state(value, sample_weight=_batch_size(tree.flatten(pred)[0]))
            value = value if term.weight is None else value * term.weight
            total = value if total is None else total + value
        for penalty in penalties:
            total = penalty if total is None else total + penalty
        if total is None and self._terms:
            raise ValueError("y is missing: the loss given to compile() compares the outputs with targets.")
        if total is None and engine.in_spec_mode():
            return ops.zeros(())  # penalties on activations come with values only
        if total is None:
            raise ValueError(
                "There is nothing to minimise: compile(loss=…) got no loss, and no layer adds one."
            )
        return total

    def _refuse_missing(self, y: Any, term: Term) -> None:
        """Raises ValueError for a part of the outputs without targets where others have them."""
        if any(each is not None for each in tree.flatten(y)):
            raise ValueError(f"y has nothing for the output {term.name!r}, which has a loss.")

    def note(self, loss: Any, x: Any) -> None:
        """Takes the loss of a batch of inputs `x` into the running mean that logs show."""
        first = next(leaf for leaf in tree.flatten(x) if leaf is not None)
        self.loss_tracker.update_state(loss, sample_weight=_batch_size(first))

    def update_metrics(self, y: Any, y_pred: Any, sample_weight: Any) -> None:
        """Updates the metrics with a batch; masks they find at the predictions themselves."""
        if not self.given["metrics"] and not self.given["weighted_metrics"]:
            return
        y, weights = self._fitted(y, y_pred, sample_weight)
        leaves = tree.flatten(weights) if tree.is_nested(weights) else [weights] * len(self._metrics)
        rows = zip(tree.flatten(y), tree.flatten(y_pred), leaves, strict=True)
        for plain, weighted, (target, pred, weight) in zip(self._metrics, self._weighted, rows, strict=True):
            if target is None:
                continue
            for metric in plain:
                metric.update_state(target, pred)
            for metric in weighted:
                metric.update_state(target, pred, sample_weight=weight)

    def _fitted(self, y: Any, y_pred: Any, sample_weight: Any) -> tuple[Any, Any]:
        """Targets and weights in the structure of the outputs; a single weight stays one, for all."""
        if self.outputs is None:
            self.build(y, y_pred)
        assert self.outputs is not None
        fitted = self.outputs.fit(y, "y", self._compared)
        if not tree.is_nested(sample_weight) and len(self.outputs) > 1:
            return fitted, sample_weight
        return fitted, self.outputs.fit(sample_weight, "sample_weight", self._compared)


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
        losses.loss_for(leaf)
    for leaf in tree.flatten(metric_groups):
        if leaf not in ("accuracy", "acc", *_CROSSENTROPY):
            metrics.get(leaf)


def _is_name_or_callable(thing: Any) -> bool:
    return isinstance(thing, (str, Loss)) or callable(thing)


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


def _find_metric(identifier: Any, target: Any, pred: Any) -> Metric:
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


def _shape(nest: Any) -> tuple[int | None, ...]:
    """The shape of a tensor; of anything else none."""
    return tuple(getattr(nest, "shape", ()))


def _leads(path: tuple[Any, ...], to: tuple[Any, ...]) -> bool:
    """Whether what is at `to` is a part of what is at `path`."""
    return to[: len(path)] == path


def _batch_size(tensor: Any) -> Any:
    size = tensor.shape[0] if len(tensor.shape) else None
    return 1.0 if size is None else float(size)
