"""Looking a model over: labels, last layer, ReLUs and gradients, on a few samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

import numpy as np

from keras_lab import control, engine, tree
from keras_lab.control import Control
from keras_lab.doctor import labels, network
from keras_lab.doctor.findings import Finding
from keras_lab.doctor.nonfinite import origin
from keras_lab.doctor.statistics import LayerStatistics, look_at
from keras_lab.doctor.targets import outputs_of
from keras_lab.engine.spec import Spec
from keras_lab.training.batch import number_of_samples, to_arrays
from keras_lab.training.step import is_own

Look = Callable[[Any, Any, Any, Any], Any]

MOST_SAMPLES, FEWEST_SAMPLES = 256, 16
#: Numbers in the inputs of a look at a model, beyond which there are fewer samples.
MOST_NUMBERS = 1 << 18


def examine(model: Any, x: Any, y: Any = None, sample_weight: Any = None) -> list[Finding]:
    """What is probably wrong with a model, its loss and its data; nothing is changed.

    Args:
        model: a model, compiled if there are targets.
        x: inputs, as given to `fit`; the model is run on the first 256 samples at most.
        y: targets; all of them are looked at.
        sample_weight: weights, if there are any.

    Returns:
        The findings, those about labels first; an empty list if nothing was found.
    """
    nests = [to_arrays(part, name) for part, name in ((x, "x"), (y, "y"), (sample_weight, "sample_weight"))]
    number_of_samples(dict(zip(("x", "y", "sample_weight"), nests, strict=True)))
    specs = _specs(model, nests[0])
    learns = nests[1] is not None and model.compiled
    found = about_labels(model, nests[1], specs) if learns else []
    if any(finding.kind == "labels" for finding in found):
        return found  # a loss of such labels says nothing
    seen = {finding.kind for finding in found}
    return [*found, *(each for each in look_over(model, nests) if each.kind not in seen)]


def ask(steering: Control, look: Look) -> Future[Any]:
    """Looks at the model of a run under way, in the training's own thread, after the steps under way.

    Args:
        steering: the run's.
        look: called as `look(model, x, y, sample_weight)` with some of the data (no targets where the model has
            a training step of its own): `statistics`, for instance.

    Returns:
        A future of what it gives; cancelled if the run ends before.
    """

    def question(loop: Any) -> Any:
        batch, _ = some(loop.source.packing.unpack(loop.source.first(MOST_SAMPLES)))
        return look(loop.model, *(batch if not is_own(loop.model, "train") else (batch[0], None, None)))

    return steering.ask(question)


def trainer(model: Any) -> Control | None:
    """The control of the run that trains `model` now, by itself or inside another model; None if none does."""
    for steering in control.running().values():
        trained = getattr(steering.subject, "model", None)
        if trained is not None and (trained is model or model in trained.flatten_layers()):
            return steering
    return None


def about_labels(
    model: Any, y: Any, specs: Any, predicted: Any = None, complete: bool = True
) -> list[Finding]:
    """What is wrong with targets and last layers (see `targets.outputs_of`)."""
    outputs = outputs_of(model, y, specs, predicted, complete)
    return [found for output in outputs if (found := labels.first_finding(output)) is not None]


def look_over(model: Any, nests: Sequence[Any]) -> list[Finding]:
    """What shows when the model is run on some of the samples `(x, y, sample_weight)`."""
    batch, samples = some(nests)
    learns = batch[1] is not None and model.compiled and not is_own(model, "train")
    layers, outputs = look_at(model, batch if learns else (batch[0], None, None))
    if any(_is_bad(layer) for layer in layers):
        return _not_finite(model, batch if learns else batch[:1])
    look = network.Look(layers, samples, _step_size(model.optimizer) if learns else None)
    told = about_labels(model, batch[1], outputs, outputs, False) if learns else []
    found = network.findings(look)
    # targets far away have large gradients
    return [*told, *(each for each in found if not told or each.kind != "exploding_gradient")]


def some(nests: Sequence[Any]) -> tuple[list[Any], int]:
    """As many of the first samples as can be looked at in a moment, and how many these are."""
    arrays = [leaf for leaf in tree.flatten(nests[0]) if leaf is not None]
    size = sum(int(np.prod(array.shape[1:])) for array in arrays)
    samples = min(len(arrays[0]), MOST_SAMPLES, max(FEWEST_SAMPLES, MOST_NUMBERS // max(size, 1)))
    few = [
        tree.map_structure(lambda array: None if array is None else array[:samples], nest) for nest in nests
    ]
    return few, samples


def _specs(model: Any, x: Any) -> Any:
    """The specs of the outputs; builds the model if need be."""
    with engine.spec_mode():
        inputs = tree.map_structure(lambda array: Spec((None, *array.shape[1:]), array.dtype.name), x)
        return model(inputs, training=False)


def _not_finite(model: Any, batch: Sequence[Any]) -> list[Finding]:
    found = origin(model, *batch)
    if found is None:  # only in inference, as when moving averages are spoilt
        return []
    return [
        Finding(
            "nan",
            found.said("bad"),
            found.action,
            found.layer,
        )
    ]


def _is_bad(layer: LayerStatistics) -> bool:
    every = [*layer.weights.values(), *layer.gradients.values()]
    return any(part.bad for part in every) or (layer.activations is not None and layer.activations.bad > 0)


def _step_size(optimizer: Any) -> float | None:
    """The learning rate of plain gradient descent without clipping."""
    clips = any(getattr(optimizer, name, None) for name in ("clipnorm", "clipvalue", "global_clipnorm"))
    plain = type(optimizer).__name__ == "SGD" and not clips
    return float(np.asarray(optimizer.learning_rate)) if plain else None
