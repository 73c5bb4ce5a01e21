"""The doctor as a listener: findings become marks, once each, and runs stay what they are."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable

import numpy as np
import pytest

from keras_lab import control, events, initializers
from keras_lab.asked import Asked, asking
from keras_lab.doctor import Doctor, attendance
from keras_lab.doctor.attendance import Looks, marked
from keras_lab.doctor.findings import Finding
from keras_lab.events import EpochDone, Marked, StepsDone
from keras_lab.layers import Dense
from keras_lab.utils import PyDataset
from tests.doctor.nets import LABELS, X, classifier, kinds, twins

pytestmark = pytest.mark.slow


def attended(fit: Callable[[], object], doctor: Doctor | None = None) -> list[Marked]:
    """The marks that are made while `fit` runs."""
    heard: list[events.Event] = []
    leave = [events.subscribe(doctor or Doctor()), events.subscribe(heard.append)]
    try:
        fit()
    finally:
        for each in leave:
            each()
    return [event for event in heard if isinstance(event, Marked)]


def test_labels_are_looked_at_when_a_run_starts(engine: str) -> None:
    model = classifier(loss="binary_crossentropy")
    y = np.eye(3)[LABELS] * 3
    (mark,) = attended(lambda: model.fit(X, y, verbose=0))
    assert (mark.kind, mark.epoch, mark.step) == ("finding.labels", 0, 0)
    assert "from 0 to 3" in mark.text and mark.action["kind"] == "code"


def test_the_network_is_looked_at_when_a_short_run_ends(engine: str, monkeypatch) -> None:
    monkeypatch.setattr(attendance, "AT_THE_END", 1e9)
    dead = Dense(16, activation="relu", bias_initializer=initializers.Constant(-30.0), name="dead")
    (mark,) = attended(lambda: classifier(dead).fit(X, LABELS, epochs=2, verbose=0))
    assert (mark.kind, mark.layer, mark.epoch, mark.step) == ("finding.dead_relu", "dead", 1, 20)


def test_sound_training_is_left_alone(engine: str, monkeypatch) -> None:
    monkeypatch.setattr(attendance, "FIRST_SHARE", 1e9)
    monkeypatch.setattr(attendance, "SHARE", 1e9)
    model, twin = twins(classifier)
    assert attended(lambda: model.fit(X, LABELS, epochs=3, verbose=0)) == []
    twin.fit(X, LABELS, epochs=3, verbose=0)
    assert model.history.history == twin.history.history


def test_a_slow_generator_is_told_of_once(monkeypatch) -> None:
    monkeypatch.setattr("keras_lab.doctor.curves.DataBound.SECONDS", 0.05)
    monkeypatch.setattr("keras_lab.doctor.curves.DataBound.CALLS", 2)

    class Slow(PyDataset):
        def __len__(self) -> int:
            return 12

        def __getitem__(self, index: int) -> tuple:
            time.sleep(0.02)
            return X[:16], LABELS[:16]

    model = classifier(Dense(2))
    model.fit(Slow(), verbose=0)
    found = attended(lambda: model.fit(Slow(), epochs=4, verbose=0))
    assert kinds(found).count("finding.data_bound") == 1


def test_of_another_librarys_training_the_events_are_enough() -> None:
    def tell() -> None:
        params = {"epochs": 1}
        events.emit(events.RunStarted(run="other", name="x", model={}, params=params, config={}))
        events.emit(steps(0.1, loss=np.array([np.nan])))
        events.emit(events.RunEnded(run="other", status="done", epoch=0, step=1, seconds=1.0))

    (mark,) = attended(tell)
    assert (mark.run, mark.kind, mark.step, mark.layer) == ("other", "finding.nan", 1, None)


def test_runs_that_nobody_looks_at_are_not_attended() -> None:
    model = classifier(loss="mse")
    assert attended(lambda: model.fit(X, LABELS[:, None] * 1e6, verbose=0), Doctor(lambda event: False)) == []


def test_what_cannot_be_looked_at_is_left(monkeypatch) -> None:
    def fail(*args: object) -> None:
        raise ValueError("no such thing")

    monkeypatch.setattr(attendance, "FIRST_SHARE", 1e9)
    monkeypatch.setattr(attendance, "look_over", fail)
    assert attended(lambda: classifier().fit(X, LABELS, epochs=2, verbose=0)) == []


def steps(seconds: float, **values: np.ndarray) -> StepsDone:
    return StepsDone(
        run="other", epoch=0, step=0, count=1, position=1, steps=9, values=values, seconds=seconds
    )


@pytest.mark.parametrize(("first_call", "first_look"), [(0.5, 25), (0.001, 13)], ids=["compiled", "known"])
def test_looks_cost_little(monkeypatch, first_call: float, first_look: int) -> None:
    now = [100.0]
    monkeypatch.setattr(attendance.time, "perf_counter", lambda: now[0])
    looks = Looks()
    due = []
    for now[0] in np.arange(101.0, 400.0):
        if looks.due(steps(first_call), False):
            looks.took(0.3)
            due.append(now[0] - 100)
    assert due[0] == first_look and due[1] == 60 and np.all(np.diff(due) >= 29)


@pytest.mark.parametrize(
    ("finding", "place"),
    [(Finding("plateau", "x"), (4, 50)), (Finding("overfitting", "x", epoch=2, step=30), (2, 30))],
)
def test_a_finding_stands_at_its_own_place_or_where_it_was_made(finding: Finding, place: tuple) -> None:
    mark = marked(finding, EpochDone(run="r", epoch=4, step=50, logs={}, seconds=1.0))
    assert (mark.epoch, mark.step) == place


@pytest.mark.parametrize("kept", [True, False])
def test_the_remedy_against_nan_helps(engine: str, kept: bool, tmp_path) -> None:
    model = classifier(optimizer="adam")
    told: list[Marked] = []

    def hear(event: events.Event) -> None:
        if isinstance(event, EpochDone) and event.epoch == 1:
            model.layers[0].kernel.assign(
                np.full((8, 16), np.nan)
            )  # from here on all is NaN, Adam's moments too
        if isinstance(event, Marked) and event.kind == "finding.nan":
            told.append(event)
            steering = control.running()[event.run]
            if event.action["kind"] == "restore_best":
                steering.restore_best()
                steering.set("learning_rate", 1e-3 * event.action["factor"])

    leave = [events.subscribe(Doctor()), events.subscribe(hear)]
    try:
        with asking(Asked(states=tmp_path if kept else None)), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            history = model.fit(X, LABELS, epochs=6, verbose=0)
    finally:
        for each in leave:
            each()
    (mark,) = told
    if kept:
        assert mark.action == {"kind": "restore_best", "epoch": 0, "factor": 0.1}  # those of 1 are spoilt
        losses = history.history["loss"]
        assert np.isnan(losses[2]) and losses[-1] < losses[0]
    else:
        assert mark.action["text"].startswith("optimizer=Adam(learning_rate=0.0001, clipnorm=1.0)")
