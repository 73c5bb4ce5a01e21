"""The publisher: nothing lost, nothing blocked, bounded traffic."""

import threading
import time

import numpy as np

from keras_lab.events import EpochDone, RunEnded, StepsDone
from keras_lab.lab.publisher import MOST_RUNS, Publisher, merged
from tests.lab import fake


class Recorder:
    """An outlet that remembers what it hears."""

    pending = False

    def __init__(self):
        self.taken = []
        self.rounds = 0

    def take(self, data, event):
        self.taken.append(event)

    def publish(self, now):
        self.rounds += 1
        return 0


class Broken(Recorder):
    def take(self, data, event):
        raise RuntimeError("cannot draw")


def test_neighbouring_steps_are_joined_without_a_loss():
    events = list(fake.run_events(epochs=2, steps=100, chunk=1))
    joined = merged(events)
    steps = [event for event in joined if isinstance(event, StepsDone)]
    assert len(steps) == 2
    assert [(event.step, event.count, event.position) for event in steps] == [(0, 100, 100), (100, 100, 100)]
    before = np.concatenate([e.values["loss"] for e in events if isinstance(e, StepsDone)])
    np.testing.assert_array_equal(np.concatenate([event.values["loss"] for event in steps]), before)
    assert [type(event) for event in joined] == [type(event) for event in merged(joined)]


def test_the_order_of_different_events_stays():
    kinds = [type(event) for event in merged(list(fake.run_events(epochs=2, steps=10, chunk=1)))]
    assert [kind.__name__ for kind in kinds] == [
        "RunStarted", "StepsDone", "EpochDone", "StepsDone", "EpochDone", "RunEnded",
    ]  # fmt: skip


def test_start_and_end_are_taken_in_at_once_in_the_caller_s_thread():
    publisher, outlet = Publisher(), Recorder()
    publisher.outlets.append(outlet)
    events = list(fake.run_events(epochs=1, steps=40))
    publisher.listen(events[0])
    assert outlet.taken == [events[0]]
    for event in events[1:-1]:
        publisher.listen(event)
    assert len(outlet.taken) == 1
    publisher.listen(events[-1])
    assert isinstance(outlet.taken[-1], RunEnded)
    assert any(isinstance(event, EpochDone) for event in outlet.taken)


def test_an_outlet_that_fails_is_left_out_and_the_others_go_on(caplog):
    publisher, outlet = Publisher(), Recorder()
    publisher.outlets += [Broken(), outlet]
    for event in fake.run_events(epochs=1, steps=20):
        publisher.listen(event)
    publisher.round()
    assert publisher.outlets == [outlet]
    assert "cannot draw" in caplog.text
    assert isinstance(outlet.taken[-1], RunEnded)


def test_finished_runs_are_forgotten_in_the_end_but_not_those_under_way():
    publisher = Publisher()
    publisher.listen(fake.started("running"))
    for number in range(MOST_RUNS + 10):
        for event in fake.run_events(epochs=1, steps=2, run=f"run {number}"):
            publisher.listen(event)
    assert len(publisher.runs) <= MOST_RUNS + 1
    assert "running" in publisher.runs
    assert f"run {MOST_RUNS + 9}" in publisher.runs


def test_the_thread_does_jobs_and_ends():
    publisher, done = Publisher(), threading.Event()
    publisher.start()
    publisher.soon(done.set)
    assert done.wait(5)
    publisher.close()
    assert not any(thread.name == "keras_lab publisher" for thread in threading.enumerate())


def test_listening_takes_no_longer_than_appending_while_a_round_is_under_way():
    """A training goes on while an outlet is slow: the queue grows, nobody waits."""
    publisher, entered, leave = Publisher(), threading.Event(), threading.Event()

    class Slow(Recorder):
        def publish(self, now):
            entered.set()
            leave.wait(10)
            return 0

    publisher.outlets.append(Slow())
    publisher.start()
    events = list(fake.run_events(epochs=1, steps=200, chunk=1, end=None))
    publisher.listen(events[0])
    assert entered.wait(5)
    begin = time.monotonic()
    for event in events[1:]:
        publisher.listen(event)
    assert time.monotonic() - begin < 5  # it would wait for `leave` else
    leave.set()
    publisher.close()
