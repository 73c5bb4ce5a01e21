"""A run's data is a fold over its events: progress, speed, bounded curves."""

import numpy as np
import pytest

from keras_lab.events import EpochDone, Marked, RunEnded, StepsDone
from keras_lab.lab.clock import Clock
from keras_lab.lab.rundata import RunData, replay, thinned
from tests.lab import fake


def test_the_state_of_a_finished_run():
    state = replay(fake.run_events(epochs=3, steps=100)).state()
    assert state["status"] == "done"
    assert (state["step"], state["total"], state["steps"], state["epochs"]) == (300, 300, 100, 3)
    assert state["eta"] is None
    assert state["rate"] == pytest.approx(200)
    assert set(state["logs"]) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert 0 < len(state["spark"]) <= 60


def test_time_left_counts_what_the_steps_took_so_far():
    events = list(fake.run_events(epochs=2, steps=100, chunk=20, seconds=0.5, end=None))
    state = replay(events[:5]).state()  # RunStarted and four chunks: 80 of 200 steps at 40 steps/s
    assert state["step"] == 80
    assert state["eta"] == pytest.approx(120 / 40)


def test_a_pause_and_the_compiling_first_chunk_do_not_count_for_the_speed():
    clock = Clock(0.0)
    clock.steps(10.0, 10)
    clock.steps(11.0, 20)
    clock.pause(11.0)
    clock.resume(100.0)
    clock.steps(101.0, 30)
    assert clock.rate == pytest.approx(10)
    assert clock.seconds_left(50) == pytest.approx(2)


def test_time_left_is_unknown_before_the_second_chunk_and_without_a_total():
    clock = Clock(0.0)
    assert clock.seconds_left(10) is None
    clock.steps(1.0, 5)
    assert clock.seconds_left(10) is None
    clock.steps(2.0, 6)
    assert clock.seconds_left(None) is None


def test_a_pause_and_a_new_learning_rate_show_in_the_state():
    data = RunData(fake.started())
    data.apply(Marked(run="r", epoch=0, step=0, kind="paused", text="Paused."))
    assert data.state()["status"] == "paused"
    data.apply(Marked(run="r", epoch=0, step=0, kind="learning_rate", text="…", value=0.5))
    data.apply(Marked(run="r", epoch=0, step=0, kind="resumed", text="Resumed."))
    state = data.state()
    assert (state["status"], state["learning_rate"]) == ("running", 0.5)
    assert [mark["kind"] for mark in data.marks] == ["paused", "learning_rate", "resumed"]


def test_numbers_that_are_not_finite_are_none_in_the_state():
    data = RunData(fake.started())
    values = {"loss": np.array([1.0, np.inf, np.nan], np.float32)}
    data.apply(StepsDone(run="r", epoch=0, step=0, count=3, position=3, steps=9, values=values, seconds=1.0))
    state = data.state()
    assert state["logs"]["loss"] is None
    assert None in state["spark"]


def test_memory_stays_flat_and_spikes_survive_over_a_million_steps():
    data = RunData(fake.started(steps=1_000_000, epochs=1))
    for first in range(0, 1_000_000, 10_000):
        values = np.full(10_000, 0.5, np.float32)
        if first == 730_000:
            values[4321] = 99.0
        data.apply(
            StepsDone(
                run="r",
                epoch=0,
                step=first,
                count=10_000,
                position=first + 10_000,
                steps=1_000_000,
                values={"loss": values},
                seconds=0.1,
            )
        )
    (curve,) = data.curves()
    assert curve.x.size <= 1000
    assert curve.y.max() == 99.0
    (coarse,) = data.curves(100)
    assert coarse.x.size <= 100
    assert coarse.x[coarse.y.argmax()] == 734_322


def test_the_best_epoch_goes_by_validation_loss():
    data = RunData(fake.started())
    for epoch, value in enumerate((0.5, 0.2, 0.4)):
        step, logs = (epoch + 1) * 100, {"loss": 1.0 / (epoch + 1), "val_loss": value}
        data.apply(EpochDone(run="r", epoch=epoch, step=step, logs=logs, seconds=1.0))
    assert data.best() == ("val_loss", 200, pytest.approx(0.2))


def test_a_failed_run_keeps_its_message():
    data = RunData(fake.started())
    data.apply(RunEnded(run="r", status="failed", epoch=0, step=0, seconds=2.0, message="ValueError: no"))
    state = data.state()
    assert (state["status"], state["message"], state["seconds"]) == ("failed", "ValueError: no", 2.0)


def test_thinning_leaves_short_series_alone():
    data = replay(fake.run_events(epochs=1, steps=50))
    series = data.series["step", "loss"]
    assert thinned(series, 300)[0].size == 50


def test_events_must_begin_with_the_start():
    with pytest.raises(ValueError, match="begin with RunStarted"):
        replay(iter(()))
