"""What the detectors of labels know of an output: its loss, its last activation, targets and predictions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from keras_lab import losses
from keras_lab.graph.calls import is_kind, is_model
from keras_lab.graph.symbolic import OpCall, SymbolicTensor
from keras_lab.training.outputs import Outputs
from keras_lab.training.terms import at, find_terms

#: Layers that pass on what they are given, rearranged.
PASSING = ("Reshape", "Flatten", "Permute", "Dropout", "Identity", "TimeDistributed")


@dataclass(frozen=True)
class Output:
    """An output of a compiled model, and what it is compared with.

    Attributes:
        name: of the output; empty if there is only one.
        shape: of the output, the batch first (None).
        target: the targets, as many as are at hand; None without any.
        loss: the name of the loss function, if it is one of keras_lab's.
        options: what it was given: `from_logits`, …
        activation: the name of the last activation; None where it is not known.
        predicted: outputs for some samples; None where the model was not run.
        complete: whether `target` is all the data there are.
    """

    name: str
    shape: tuple[int | None, ...]
    target: Any
    loss: str | None
    options: dict[str, Any] = field(default_factory=dict)
    activation: str | None = None
    predicted: Any = None
    complete: bool = False

    @property
    def classes(self) -> int:
        """The size of the last axis."""
        return int(self.shape[-1] or 0)

    @property
    def from_logits(self) -> bool:
        """Whether the loss takes outputs for logits."""
        return bool(self.options.get("from_logits"))


def outputs_of(model: Any, y: Any, specs: Any, predicted: Any = None, complete: bool = False) -> list[Output]:
    """The outputs of `model` that have a loss and targets.

    Args:
        model: compiled.
        y: the nest of targets.
        specs: the nest of outputs, or of their specs.
        predicted: the nest of outputs for some samples, NumPy arrays.
        complete: whether `y` is all there is.
    """
    outputs = Outputs(specs, model.output_names)
    terms = [
        term for term in find_terms(model._objective.given["loss"], None, outputs) if term.loss is not None
    ]
    compared = [
        i for i, path in enumerate(outputs.paths) if any(path[: len(t.path)] == t.path for t in terms)
    ]
    targets = outputs.fit(y, "y", compared)
    found = []
    for term in terms:
        target = at(targets, term.path)
        if term.path not in outputs.paths or target is None:
            continue
        shape = tuple(at(specs, term.path).shape)
        name, options = _described(losses.loss_for(term.loss, np.shape(target), shape))
        found.append(
            Output(
                term.name if len(outputs) > 1 else "", shape, np.asarray(target), name, options,
                last_activation(model, outputs.paths.index(term.path)), at(predicted, term.path), complete,
            )
        )  # fmt: skip
    return found


def _described(loss: Any) -> tuple[str | None, dict[str, Any]]:
    function = getattr(loss, "fn", loss)
    name = getattr(function, "__name__", "")
    return (name if getattr(losses, name, None) is function else None), dict(getattr(loss, "_kwargs", {}))


def last_activation(model: Any, index: int = 0) -> str | None:
    """The name of the activation that the output number `index` went through last."""
    outputs = getattr(model, "outputs", None)
    if outputs:
        return _of_tensor(outputs[index])
    return _of_layer(model.layers[-1]) if is_kind(model, "Sequential") and model.layers else None


def _of_tensor(tensor: SymbolicTensor) -> str | None:
    if tensor.node is None:
        return None
    operation = tensor.node.operation
    if isinstance(operation, OpCall):
        return str(operation.function.__name__)
    if is_model(operation):
        return last_activation(operation, tensor.index)
    name = _of_layer(operation)
    passing = type(operation).__name__ in PASSING or (name == "linear" and is_kind(operation, "Activation"))
    if name in (None, "linear") and passing and tensor.node.inputs:
        return _of_tensor(tensor.node.inputs[0])
    return name


def _of_layer(layer: Any) -> str | None:
    if is_model(layer):
        return last_activation(layer)
    if is_kind(layer, "TimeDistributed"):
        return _of_layer(layer.layer)
    for kind in ("Softmax", "ReLU"):
        if is_kind(layer, kind):
            return kind.lower()
    if is_kind(layer, "RNN"):
        return None
    return getattr(getattr(layer, "activation", None), "__name__", None)
