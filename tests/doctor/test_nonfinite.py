"""Where NaN begin: found by making the steps of an engine call again."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import events, ops, optimizers
from keras_lab.doctor import Doctor, examine
from keras_lab.doctor.nonfinite import Origin, origin
from keras_lab.layers import Dense, Lambda
from tests.doctor.nets import LABELS, TARGETS, X, classifier, stack, twins


def regression(*layers, optimizer="sgd", loss="mse"):
    model = stack(*layers, Dense(1, name="last"))
    model.compile(optimizer, loss)
    return model


def spoilt():
    model = regression(Dense(4, name="first"), Dense(4, name="second"))
    model.get_layer("second").kernel.assign(np.full((4, 4), np.nan))
    return model


def logarithm():
    return regression(Dense(4, name="first"), Lambda(lambda x: ops.log(x), name="log"), Dense(4))


def root():
    return regression(Dense(4, name="first"), Lambda(lambda x: ops.sqrt(x - x), name="root"))


CASES = {
    "weights": (spoilt, X, Origin("weights", "second")),
    "outputs": (logarithm, X, Origin("outputs", "log")),
    "gradients": (root, X, Origin("gradients", "first")),
    "loss": (lambda: regression(loss=lambda y, p: ops.log(p * 0 - 1)), X, Origin("loss")),
    "inputs": (regression, np.where(X > 2, np.nan, X), Origin("inputs")),
    "nowhere": (regression, X, None),
}


@pytest.mark.parametrize("case", CASES)
def test_the_first_place_is_named(case: str) -> None:
    make, x, expected = CASES[case]
    assert origin(make(), x[:32], TARGETS[:32]) == expected


def test_examine_names_it(engine: str) -> None:
    (found,) = examine(logarithm(), X, TARGETS)
    assert (found.kind, found.layer) == ("nan", "log") and "the outputs of 'log'" in found.text


def marks(fit) -> list[events.Marked]:
    heard: list[events.Event] = []
    leave = [events.subscribe(Doctor()), events.subscribe(heard.append)]
    try:
        with pytest.warns(RuntimeWarning, match="The loss is"):
            fit()
    finally:
        for each in leave:
            each()
    return [event for event in heard if isinstance(event, events.Marked)]


def test_a_run_is_told_where_it_began_and_goes_on_as_it_would(engine: str) -> None:
    """The loss overflows in the middle of a chunk of steps; the weights of that moment are gone by its end."""

    model, twin = twins(lambda: regression(Dense(4, name="first"), optimizer=optimizers.SGD(0.7)))
    with pytest.warns(RuntimeWarning, match="The loss is"):
        twin.fit(X, TARGETS, epochs=12, verbose=0)
    told = marks(lambda: model.fit(X, TARGETS, epochs=12, verbose=0))
    (mark,) = [mark for mark in told if "nan" in mark.kind]
    assert mark.kind == "finding.nan" and "it begins in" in mark.text
    assert mark.layer in ("first", "last", None) and mark.step > 3
    losses = twin.history.history["loss"]
    assert mark.epoch == int(np.flatnonzero(~np.isfinite(losses))[0]) == (mark.step - 1) // 10
    assert np.array_equal(model.get_weights()[0], twin.get_weights()[0], equal_nan=True)


def test_spoilt_inputs_in_one_batch_are_named(engine: str) -> None:
    x = X.copy()
    x[250] = np.inf
    (mark,) = marks(lambda: classifier().fit(x, LABELS, epochs=2, verbose=0, shuffle=False))
    assert mark.step == 250 // 32 + 1 and "the inputs x" in mark.text
    assert mark.action["kind"] == "code"
