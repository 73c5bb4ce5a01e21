"""Reading the ledger: lists, single runs, and their events once more."""

from __future__ import annotations

import os
import sqlite3
import time

import numpy as np
import pytest

from keras_lab.events import EpochDone, Marked, RunEnded, RunStarted, StepsDone
from keras_lab.runs import LedgerError, Series, list_runs, load_run, process, step_numbers
from keras_lab.runs.recorder import Recorder

from .made_up import told


def record(ledger, **options):
    listener = Recorder(ledger)
    happened = list(told(**options))
    for event in happened:
        listener(event)
    return happened


def view(happened):
    """What any view makes of a stream of events: the curves by name."""
    curves = {}
    for event in happened:
        if isinstance(event, StepsDone):
            for name, y in event.values.items():
                curves.setdefault(("step", name), Series(name)).extend(step_numbers(event), y)
        elif isinstance(event, EpochDone):
            for name, y in event.logs.items():
                curves.setdefault(("epoch", name), Series(name)).extend(event.step, y)
    return {key: np.stack(series.points()) for key, series in curves.items()}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"epochs": 1, "steps": 1, "chunk": 1},
        {"epochs": 5, "steps": 33, "chunk": 10, "mark_at": 76},
        {"epochs": 3, "steps": 5000, "chunk": 64},
        {"epochs": 2500, "steps": 3, "chunk": 3},
    ],
)
def test_a_view_of_the_replay_is_the_view_of_the_live_run(ledger, options):
    live = view(record(ledger, **options))
    again = view(load_run("run-1", ledger).events())
    assert list(live) == list(again)
    for key in live:
        np.testing.assert_array_equal(live[key], again[key])


def test_a_short_run_comes_back_with_its_epochs_positions_and_marks(ledger):
    live = record(ledger, epochs=5, steps=33, chunk=10, mark_at=76)
    again = list(load_run("run-1", ledger).events())
    assert isinstance(again[0], RunStarted)
    assert isinstance(again[-1], RunEnded)
    assert again[-1] == live[-1]
    assert [e for e in again if isinstance(e, EpochDone)] == [e for e in live if isinstance(e, EpochDone)]
    assert [e for e in again if isinstance(e, Marked)] == [e for e in live if isinstance(e, Marked)]
    kinds = [type(e).__name__ for e in again if not isinstance(e, StepsDone)]
    assert kinds == [type(e).__name__ for e in live if not isinstance(e, StepsDone)]
    steps = [e for e in again if isinstance(e, StepsDone)]
    assert [(e.epoch, e.step, e.count, e.position) for e in steps] == [
        (0, 0, 33, 33), (1, 33, 33, 33), (2, 66, 10, 10), (2, 76, 23, 33), (3, 99, 33, 33), (4, 132, 33, 33)
    ]  # fmt: skip
    assert [e.seconds for e in steps] == pytest.approx([16.5, 16.5, 5.0, 11.5, 16.5, 16.5])


def test_epochs_of_a_thinned_run_are_those_of_the_live_one(ledger):
    happened = record(ledger, epochs=2500, steps=3, chunk=3)
    live = {e.step: e.epoch for e in happened if isinstance(e, EpochDone)}
    again = list(load_run("run-1", ledger).events())
    epochs = [e for e in again if isinstance(e, EpochDone)]
    assert all(live[e.step] == e.epoch for e in epochs)
    for event in (e for e in again if isinstance(e, StepsDone)):
        last = event.step + event.count
        assert event.epoch == (last - 1) // 3
        assert event.position == last - 3 * event.epoch


def test_a_run_that_resumed_at_a_later_epoch(ledger):
    listener = Recorder(ledger)
    listener(RunStarted(run="r", name="m", model={}, params={"epochs": 9, "initial_epoch": 7}, config={}))
    for epoch, step in ((7, 0), (8, 4)):
        values = {"loss": np.ones(4, np.float32)}
        listener(
            StepsDone(run="r", epoch=epoch, step=step, count=4, position=4, steps=4, values=values, seconds=1)
        )
        listener(EpochDone(run="r", epoch=epoch, step=step + 4, logs={"loss": 1.0}, seconds=1.0))
    listener(RunEnded(run="r", status="done", epoch=9, step=8, seconds=2.0))
    again = list(load_run("r", ledger).events())
    assert [e.epoch for e in again if isinstance(e, StepsDone | EpochDone)] == [7, 7, 8, 8]


def test_nothing_recorded_is_an_empty_list_and_makes_no_file(ledger):
    assert list_runs(path=ledger) == []
    assert not ledger.parent.exists()
    with pytest.raises(LookupError, match="nothing was recorded"):
        load_run("x", ledger)


def test_newest_first_and_no_more_than_asked_for(ledger):
    for number in range(4):
        record(ledger, run=f"run-{number}", epochs=1, steps=2)
    assert [run.id for run in list_runs(2, ledger)] == ["run-3", "run-2"]


def test_the_beginning_of_an_id_is_enough(ledger):
    record(ledger, run="20260101-aaa")
    record(ledger, run="20260102-bbb")
    assert load_run("20260102", ledger).id == "20260102-bbb"
    with pytest.raises(LookupError, match="2 runs begin"):
        load_run("2026", ledger)
    with pytest.raises(LookupError, match="Did you mean '20260101-aaa'"):
        load_run("20260101-aab", ledger)
    with pytest.raises(LookupError, match="no run ''"):
        load_run("", ledger)


def test_a_damaged_ledger_is_named(ledger):
    ledger.parent.mkdir()
    ledger.write_bytes(b"no database" * 500)
    with pytest.raises(LedgerError, match=r"runs\.db cannot be used.*Move the file away"):
        list_runs(path=ledger)


def unfinished(ledger, **changes):
    """A run recorded as running, by a process that differs in `changes`."""
    listener = Recorder(ledger)
    start, *_ = told()
    listener(start)
    with sqlite3.connect(ledger) as other:
        for key, value in changes.items():
            if key == "updated":
                other.execute("UPDATE runs SET updated = ?", (value,))
            else:
                path = f"$.process.{key}"
                other.execute("UPDATE runs SET environment = json_set(environment, ?, ?)", (path, value))
    other.close()
    return list_runs(path=ledger)[0].status


def test_a_run_of_a_living_process_is_running(ledger):
    assert unfinished(ledger) == "running"


@pytest.mark.parametrize("changes", [{"started": "17"}, {"boot": "another"}, {"pid": 2**22 + 1}])
def test_a_run_whose_process_is_gone_is_interrupted(ledger, changes):
    assert unfinished(ledger, **changes) == "interrupted"


def test_a_run_of_another_computer_is_judged_by_its_silence(ledger):
    assert unfinished(ledger, host="elsewhere", updated=time.time() - 60) == "running"


def test_a_run_of_another_computer_silent_for_long_is_interrupted(ledger):
    assert unfinished(ledger, host="elsewhere", updated=time.time() - 2 * 86400) == "interrupted"


def test_the_start_of_a_process_tells_it_from_others():
    assert process.start_time(os.getpid()) == process.start_time(os.getpid()) is not None
    assert process.start_time(2**22 + 1) is None
    assert process._start_time_from_ps(os.getpid())
    assert process._start_time_from_ps(2**22 + 1) is None
