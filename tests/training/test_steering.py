"""Stopping, pausing and changing a run while it goes on."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from keras_lab import callbacks, control, events, optimizers
from keras_lab.asked import Asked, asking_here
from keras_lab.control import Control
from keras_lab.training.interrupts import first_one_stops
from keras_lab.training.steering import hyperparameters
from tests.training.helpers import X, Y, line


def during(model, act: Callable[[Control], None], **arguments):
    """Runs `fit` and, once steps are being made, `act` in another thread; returns the history and the events."""
    heard: list[events.Event] = []
    going = threading.Event()

    def hear(event: events.Event) -> None:
        heard.append(event)
        if isinstance(event, events.StepsDone) and event.step > 0:
            going.set()

    def work() -> None:
        going.wait(30)
        steering = control.latest()
        if steering is not None:
            act(steering)

    thread = threading.Thread(target=work)
    unsubscribe = events.subscribe(hear)
    thread.start()
    try:
        history = model.fit(X, Y, epochs=1_000_000, verbose=0, **arguments)
    finally:
        thread.join()
        unsubscribe()
    return history, heard


def test_stop_keeps_history_and_weights(engine: str) -> None:
    model = line()
    history, heard = during(model, lambda steering: steering.stop())
    assert history.status == "stopped" and heard[-1].status == "stopped"
    assert len(history.history["loss"]) >= 1 and np.isfinite(history.history["loss"]).all()
    assert model._steps_taken == heard[-1].step > 0
    assert control.running() == {}
    assert model.fit(X, Y, verbose=0).status == "done"


def test_the_first_interrupt_ends_fit(engine: str) -> None:
    history, heard = during(line(), lambda steering: os.kill(os.getpid(), signal.SIGINT))
    assert history.status == "interrupted" and heard[-1].status == "interrupted"


def test_the_second_interrupt_raises() -> None:
    steering = Control("r")
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), first_one_stops(steering):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
        assert steering.stop_reason == "interrupted"
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_that_raises_is_in_the_events() -> None:
    class Interrupted(callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            raise KeyboardInterrupt

    heard: list[events.Event] = []
    unsubscribe = events.subscribe(heard.append)
    try:
        with pytest.raises(KeyboardInterrupt):
            line().fit(X, Y, verbose=0, callbacks=[Interrupted()])
    finally:
        unsubscribe()
    assert heard[-1].status == "interrupted"


def test_a_failure_is_in_the_events() -> None:
    class Fails(callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            raise ZeroDivisionError("of mine")

    heard: list[events.Event] = []
    unsubscribe = events.subscribe(heard.append)
    try:
        with pytest.raises(ZeroDivisionError):
            line().fit(X, Y, verbose=0, callbacks=[Fails()])
    finally:
        unsubscribe()
    assert heard[-1].status == "failed" and "of mine" in heard[-1].message
    assert control.running() == {}


def test_pause_holds_and_resume_goes_on(engine: str) -> None:
    counts: list[int] = []

    def act(steering: Control) -> None:
        steering.pause()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not any(isinstance(e, events.Marked) for e in heard_so_far):
            time.sleep(0.01)
        counts.append(len(heard_so_far))
        time.sleep(0.3)
        counts.append(len(heard_so_far))
        steering.resume()
        steering.stop()

    heard_so_far: list[events.Event] = []
    unsubscribe = events.subscribe(heard_so_far.append)
    try:
        _, heard = during(line(), act)
    finally:
        unsubscribe()
    assert counts[0] == counts[1]
    assert [event.kind for event in heard if isinstance(event, events.Marked)] == ["paused", "resumed"]


def test_a_paused_run_can_be_stopped(engine: str) -> None:
    def act(steering: Control) -> None:
        steering.pause()
        time.sleep(0.1)
        steering.stop()

    assert during(line(), act)[0].status == "stopped"


def test_the_learning_rate_changes_between_steps(engine: str) -> None:
    def act(steering: Control) -> None:
        steering.set_learning_rate(0.005)
        time.sleep(0.3)
        steering.stop()

    model = line()
    _, heard = during(model, act)
    assert float(model.optimizer.learning_rate) == pytest.approx(0.005)
    marks = [event for event in heard if isinstance(event, events.Marked)]
    assert [(mark.kind, mark.value) for mark in marks] == [("learning_rate", 0.005)]


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_bad_learning_rates_are_refused(value: float) -> None:
    steering = Control("r", {"learning_rate": 0.1})
    with pytest.raises(ValueError, match="finite number of at least 0"):
        steering.set_learning_rate(value)
    assert steering.take_wishes() == []


def test_a_listener_that_fails_is_left_out_and_training_goes_on() -> None:
    def bad(event: events.Event) -> None:
        raise OSError("disk")

    events.subscribe(bad)
    with pytest.warns(RuntimeWarning, match="hears no more events: OSError: disk"):
        history = line().fit(X, Y, verbose=0)
    assert history.status == "done"


def test_stop_during_validation_does_not_wait_for_its_end() -> None:
    batches: list[int] = []

    class Stops(callbacks.Callback):
        def on_test_batch_end(self, batch: int, logs: dict | None = None) -> None:
            batches.append(batch)
            if batch == 2:
                control.latest().stop("interrupted")

        def on_train_end(self, logs: dict | None = None) -> None:
            assert set(logs or {}) == {"loss"}

    history = line(run_eagerly=True).fit(
        X, Y, batch_size=100, epochs=3, verbose=0, validation_data=(X, Y), validation_batch_size=10,
        callbacks=[Stops()],
    )  # fmt: skip
    assert batches == [0, 1, 2]
    assert history.status == "interrupted" and set(history.history) == {"loss"}


def wait_for(kind: str, heard: list[events.Event]) -> events.Marked:
    """The first mark of that kind, waited for."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for event in tuple(heard):
            if isinstance(event, events.Marked) and event.kind == kind:
                return event
        time.sleep(0.01)
    raise TimeoutError(f"No mark {kind!r}.")


def test_other_hyperparameters_change_between_steps(engine: str, heard: list[events.Event]) -> None:
    def act(steering: Control) -> None:
        assert steering.hyperparameters["momentum"] == pytest.approx(0.9)
        steering.set("momentum", 0.0)
        wait_for("momentum", heard)
        before = steering.hyperparameters["momentum"]
        steering.set("momentum", 7.0)
        wait_for("notice", heard)
        assert steering.hyperparameters["momentum"] == before == 0.0
        steering.stop()

    model = line(optimizer=optimizers.SGD(0.01, momentum=0.9))
    during(model, act)
    assert model.optimizer.momentum == 0.0
    alike = line(optimizer=optimizers.SGD(0.01, momentum=0.0))
    alike.set_weights(model.get_weights())
    for each in (model, alike):
        each.train_on_batch(X, Y)  # with what is left of the velocity it would go another way
    assert np.allclose(model.get_weights()[0], alike.get_weights()[0], atol=1e-6)


def test_what_cannot_be_set_is_refused_at_once() -> None:
    steering = Control("r", {"momentum": 0.9})
    with pytest.raises(ValueError, match="Did you mean 'momentum'"):
        steering.set("momentun", 0.1)
    assert steering.take_wishes() == []


def test_an_optimizer_without_configuration_trains_all_the_same(tmp_path: Path) -> None:
    class Plain(optimizers.SGD):
        def get_config(self) -> dict:
            raise NotImplementedError

    with asking_here(Asked(states=tmp_path)):
        assert line(optimizer=Plain(0.01)).fit(X, Y, verbose=0).status == "done"
        without = line()
        without.compile(None, "mse")
        assert without.fit(X, Y, verbose=0).status == "done"


def test_a_scheduled_learning_rate_cannot_be_set() -> None:
    schedule = optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    assert "learning_rate" not in hyperparameters(optimizers.Adam(schedule))


def test_steps_by_the_batch_and_by_the_epoch(engine: str, heard: list[events.Event]) -> None:
    def done() -> int:
        return max((e.step + e.count for e in tuple(heard) if isinstance(e, events.StepsDone)), default=0)

    def settled() -> int:
        """How many steps were made, once the run waits."""
        before, now = -1, done()
        while before != now or steering.stride is not None:
            time.sleep(0.1)
            before, now = now, done()
        return now

    def act(control: Control) -> None:
        nonlocal steering
        steering = control
        steering.pause()
        wait_for("paused", heard)
        first = settled()
        for stride in ("batch", "batch", "epoch"):
            steering.step(stride)
            places.append(settled() - first)
        steering.stop()

    steering = Control("none")
    places: list[int] = []
    during(line(), act, batch_size=10)
    assert places[:2] == [1, 2] and 2 < places[2] <= 12
    marks = [event.kind for event in heard if isinstance(event, events.Marked)]
    assert marks == ["paused", "resumed"]
    epochs = [event.epoch for event in heard if isinstance(event, events.EpochDone)]
    assert epochs == list(range(len(epochs)))


def test_extending_and_evaluating(engine: str, heard: list[events.Event]) -> None:
    class Wishes(callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
            if epoch == 1:
                control.latest().extend(2)
                control.latest().evaluate()

    plain = line(metrics=["mae"]).fit(X, Y, epochs=4, validation_data=(X, Y), verbose=0).history
    history = line(metrics=["mae"]).fit(
        X, Y, epochs=2, validation_data=(X, Y), verbose=0, callbacks=[Wishes()]
    )
    assert history.epoch == [0, 1, 2, 3]
    assert history.history == plain  # an evaluation in the middle of an epoch leaves its means alone
    assert wait_for("extended", heard).value == 4
    assert "val_mae" in wait_for("evaluated", heard).text


def test_without_validation_data_there_is_nothing_to_evaluate_on(heard: list[events.Event]) -> None:
    class Wishes(callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
            control.latest().evaluate()

    line().fit(X, Y, verbose=0, callbacks=[Wishes()])
    assert "no validation data" in wait_for("notice", heard).text
