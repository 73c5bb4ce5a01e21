"""What can be looked at: the models of the runs of this kernel, and a few samples of their data.

A run's model is held weakly: a look keeps nobody's model alive. Of its data at most a few megabytes are copied.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from keras_lab import tree
from keras_lab.control import Control
from keras_lab.doctor.examination import some, trainer
from keras_lab.doctor.labels import BINARY, CATEGORICAL, REGRESSION, SPARSE
from keras_lab.doctor.targets import Output, outputs_of
from keras_lab.lab.protocol.looks import LookKind
from keras_lab.training.rehearsal import check_input
from keras_lab.training.step import is_own

#: Samples that are looked at, and how many numbers their inputs may have together.
MOST_SAMPLES, MOST_NUMBERS = 1000, 1 << 19
#: Classes up to which a confusion matrix is counted.
MOST_CLASSES = 1000
_MARGINS = ("hinge", "squared_hinge")
_CURVED = ("mean_absolute_percentage_error", "mean_squared_logarithmic_error", "poisson", "tversky")

Batch = Sequence[Any]


@dataclass(frozen=True)
class Subject:
    """A run's model and some of its data.

    Attributes:
        run: the run's id.
        model: a weak reference.
        batch: `(x, y, sample_weight)` to look at, of the validation data if there are any; None where the
            data are of no known structure.
        held_out: whether they are that.
        training: likewise, fewer of the training data.
        output: the number of the output that is looked at.
        offered: what can be asked.
    """

    run: str
    model: weakref.ref[Any]
    batch: Batch | None
    held_out: bool
    training: Batch | None
    output: int
    offered: tuple[LookKind, ...]

    @property
    def control(self) -> Control | None:
        """How to reach the thread that trains the model now, in this run or in another one; None if none does."""
        model = self.model()
        return None if model is None else trainer(model)


def subject_of(loop: Any, run: str) -> Subject:
    """The subject that a training loop is about to train."""
    model, source = loop.model, loop.source
    if source.packing.whole:
        return Subject(run, weakref.ref(model), None, False, None, 0, ("statistics",))
    validation = loop.plan.validation
    looked_at = source if validation is None else validation
    batch = spread(looked_at)
    training, _ = some(source.packing.unpack(source.first(256)))
    if is_own(model, "train"):
        training = [training[0], None, None]
    task = _task(model, batch, source)
    offered: tuple[LookKind, ...] = (*((task[1],) if task else ()), "samples", "statistics")
    return Subject(
        run,
        weakref.ref(model),
        batch,
        validation is not None,
        _copy(training),
        task[0] if task else 0,
        offered,
    )


def spread(source: Any) -> Batch:
    """Samples of a source of data, evenly picked, so that sorted data show all their classes."""
    everything = source.packing.unpack(source.first(source.samples or MOST_SAMPLES))
    leaves = [leaf for leaf in tree.flatten(everything[0]) if leaf is not None]
    there = len(leaves[0])
    size = max(sum(int(np.prod(leaf.shape[1:])) for leaf in leaves), 1)
    count = max(min(there, MOST_SAMPLES, max(MOST_NUMBERS // size, 16)), 1)
    rows = np.linspace(0, there - 1, count).astype(int)
    return [
        tree.map_structure(lambda leaf: None if leaf is None else leaf[rows], nest) for nest in everything
    ]


def _copy(batch: Batch) -> Batch:
    return [tree.map_structure(lambda leaf: None if leaf is None else leaf.copy(), nest) for nest in batch]


def _task(model: Any, batch: Batch, source: Any) -> tuple[int, LookKind] | None:
    """Which output to compare with its targets, and how; None where there is none to compare."""
    if batch[1] is None or is_own(model, "train"):
        return None
    _, specs = check_input(model, source)
    names = list(model.output_names or ())
    for output in outputs_of(model, batch[1], specs):
        kind = _kind(output)
        if kind is not None:
            return (names.index(output.name) if output.name in names else 0), kind
    return None


def _kind(output: Output) -> LookKind | None:
    """What compares an output with its targets."""
    classes = output.classes
    if output.loss in (*SPARSE, *CATEGORICAL) or (output.loss in (*BINARY, *_MARGINS) and classes == 1):
        return "confusion" if classes <= MOST_CLASSES else None
    if output.loss in (*REGRESSION, *_CURVED):
        return "residuals"
    if output.loss in (*BINARY, *_MARGINS):
        return None
    if output.activation in ("softmax", "log_softmax") and 1 < classes <= MOST_CLASSES:
        return "confusion"
    fits = np.shape(output.target)[1:] == tuple(output.shape[1:])
    return "residuals" if fits and output.activation not in ("sigmoid", "softmax") else None
