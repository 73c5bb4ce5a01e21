"""Where NaN and infinities begin: inputs, weights, a layer's outputs, the loss, or gradients."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from keras_lab import tree
from keras_lab.doctor.findings import Action, Finding, code, learning_rate
from keras_lab.doctor.passes import Array, apart, forward, gradients, loss_of, values_of
from keras_lab.graph.calls import is_model
from keras_lab.ops.random import next_key
from keras_lab.sentences import Said, parts_of, say
from keras_lab.training.replay import Call


@dataclass(frozen=True)
class Origin:
    """The first place that is not finite.

    Attributes:
        what: `"inputs"`, `"weights"`, `"outputs"`, `"loss"` or `"gradients"`.
        layer: the layer's name, where there is one.
    """

    what: str
    layer: str | None = None

    def said(self, kind: str, **values: Any) -> Said:
        """A sentence that ends with where it begins; `kind` is "nan" (of a loss) or "bad"."""
        return say(f"{kind}_{self.what}", layer=repr(self.layer), **values)

    @property
    def action(self) -> Action:
        """What can be done."""
        if self.what == "inputs":
            return code("x = np.nan_to_num(x)")
        return code("optimizer.clipnorm = 1.0") if self.what == "gradients" else learning_rate(0.1)


def origin(model: Any, x: Any, y: Any = None, sample_weight: Any = None) -> Origin | None:
    """The first place in a training step on this batch that is not finite; None if all is.

    Weights come before what is computed with them, gradients (from the output back to the inputs) last.
    """
    if any(_bad(values_of(leaf)) for leaf in tree.flatten(x) if leaf is not None):
        return Origin("inputs")
    for layer in model.flatten_layers():
        if any(_bad(v.numpy()) for v in layer._own_variables):
            return Origin("weights", layer.name)
    with apart(next_key(0)):
        found = _in_outputs(model, x)
    if found is not None or y is None:
        return found
    with apart(next_key(0)):
        if _bad(values_of(loss_of(model, x, y, sample_weight))):
            return Origin("loss")
        grads = gradients(model, x, y, sample_weight)
    return next((Origin("gradients", name) for name in _owners(model, grads)), None)


def explained(finding: Finding, model: Any, call: Call | None, first_step: int) -> Finding:
    """`finding` (of a loss that is not finite) with the place where that began, if it can be found.

    Args:
        finding: what was found at its `step`.
        model: the model.
        call: the engine call in which it happened.
        first_step: how many steps of the run were made before that call.
    """
    if call is None or not call.repeatable or finding.step is None:
        return finding
    number = finding.step - 1 - first_step
    found = _origin_in(model, call, number)
    if found is not None and found.what == "weights" and number:
        found = _origin_in(model, call, number - 1) or found
    if found is None:
        return finding
    values = {"loss": "nan", **(parts_of(finding.text) or {"values": {}})["values"], "step": finding.step}
    return replace(finding, text=found.said("nan", **values), action=found.action, layer=found.layer)


def _origin_in(model: Any, call: Call, number: int) -> Origin | None:
    with call.after(number) as (x, y, sample_weight):
        return origin(model, x, y, sample_weight)


def _in_outputs(model: Any, x: Any) -> Origin | None:
    first: list[Origin] = []

    def see(layer: Any, arrays: list[Array]) -> None:
        if not first and not is_model(layer) and any(map(_bad, arrays)):
            first.append(Origin("outputs", layer.name))

    forward(model, x, see, training=True)
    return first[0] if first else None


def _owners(model: Any, grads: dict[Any, Array]) -> list[str]:
    """The layers whose gradients are not finite, the last one first: it is the first that gradients reach."""
    layers = [layer for layer in model.flatten_layers() if not is_model(layer)]
    bad = [layer.name for layer in layers if any(_bad(grads.get(v)) for v in layer._own_variables)]
    return bad[::-1]


def _bad(array: Array | None) -> bool:
    return array is not None and array.dtype.kind in "fc" and not np.isfinite(array).all()
