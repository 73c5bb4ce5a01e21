"""Confusion, residuals and watched inputs, against numbers computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import events
from keras_lab.doctor import confusion, residuals, watch
from keras_lab.layers import Activation, Dense, Input
from keras_lab.models import Model
from tests.doctor.nets import LABELS, ONE_HOT, RNG, X, classifier, stack

SCORES = np.eye(3)[[0, 1, 1, 2, 0]].astype("float32")


def passing(*more):
    """A model that gives back its inputs (and then `more`)."""
    return stack(Activation("linear"), *more, inputs=3)


@pytest.mark.parametrize("y", [[0, 1, 2, 2, 1], np.eye(3)[[0, 1, 2, 2, 1]], [[0], [1], [2], [2], [1]]])
def test_confusion_counts_true_and_found_classes(engine: str, y) -> None:
    found = confusion(passing(Activation("softmax")), SCORES, y)
    assert found.counts.tolist() == [[1, 0, 0], [1, 1, 0], [0, 1, 1]]
    assert found.accuracy == 0.6
    assert found.recall.tolist() == [1.0, 0.5, 0.5] and found.precision.tolist() == [0.5, 0.5, 1.0]


@pytest.mark.parametrize(("last", "middle"), [("linear", 0.0), ("sigmoid", 0.5)])
def test_one_unit_makes_two_classes(last: str, middle: float) -> None:
    model = stack(Dense(1, activation=last, kernel_initializer="ones"), inputs=1)
    assert confusion(model, [[-1.0], [0.3], [2.0]], [0, 0, 1]).counts.tolist() == [[1, 1], [0, 1]]
    assert (model.predict(np.array([[0.3]]), verbose=0) > middle).all()


def test_labels_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="one-hot"):
        confusion(passing(), SCORES, np.ones((5, 4)))
    with pytest.raises(ValueError, match="-1"):
        confusion(passing(), SCORES, [0, 1, -1, 0, 0])
    with pytest.raises(ValueError, match="residuals"):
        residuals(passing(), SCORES, np.ones((5, 4)))


def test_residuals_are_few_points_of_all_errors() -> None:
    x = RNG.normal(size=(2000, 3)).astype("float32")
    found = residuals(passing(), x, x - 0.5)
    assert len(found.expected) == len(found.predicted) == 500
    assert found.predicted - found.expected == pytest.approx(0.5, abs=1e-6)
    assert (found.errors.count, found.errors.mean) == (6000, pytest.approx(0.5))


def test_watched_inputs_have_their_best_classes() -> None:
    first, *_, last = watch(passing(Activation("softmax")), [[0.0, 2.0, 1.0], [5.0, 0.0, 0.0]], top=2)
    assert first.classes == (1, 2) and last.classes[0] == 0
    assert last.values.sum() == pytest.approx(1)
    (plain,) = watch(passing(), [[0.0, 2.0, 1.0]])
    assert plain.classes == () and plain.values.tolist() == [0, 2, 1]


def test_of_several_outputs_one_is_chosen() -> None:
    x = Input((3,))
    model = Model(x, [Activation("linear")(x), Activation("softmax")(x)])
    targets = [SCORES, np.array([0, 1, 1, 2, 0])]
    assert confusion(model, SCORES, targets, output=1).accuracy == 1
    assert residuals(model, SCORES, targets).errors.norm == 0
    assert watch(model, SCORES, output=1)[0].classes[0] == 0


def test_they_can_be_asked_while_the_model_learns(engine: str) -> None:
    model, counts = classifier(Dense(8, activation="relu")), []

    def hear(event: events.Event) -> None:
        if isinstance(event, events.EpochDone):
            counts.append(confusion(model, X, ONE_HOT).counts.sum())

    leave = events.subscribe(hear)
    try:
        model.fit(X, LABELS, epochs=2, verbose=0)
    finally:
        leave()
    assert counts == [300, 300] and len(model.history.history["loss"]) == 2
