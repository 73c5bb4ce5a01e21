"""Runs are written while they go on, by many at once, and never stop a training."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import numpy as np
import pytest

import keras_lab
from keras_lab import events
from keras_lab.events import Marked, RunStarted, StepsDone
from keras_lab.runs import list_runs, load_run, recorder, store
from keras_lab.runs.recorder import Recorder

from .made_up import told

HERE = Path(__file__).parent
PATHS = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(keras_lab.__file__).parents[1]), str(HERE)])}


def hear(listener, happened):
    for event in happened:
        listener(event)


def record(ledger, **options):
    hear(Recorder(ledger), told(**options))
    return load_run(options.get("run", "run-1"), ledger)


def test_a_run_is_kept_with_its_configuration_environment_curves_and_marks(ledger):
    run = record(ledger, mark_at=47)
    assert (run.name, run.status, run.epoch, run.step, run.seconds) == ("digits", "done", 3, 120, 121.0)
    assert run.first_step == 3
    assert run.model["kind"] == "Sequential"
    assert run.params["steps"] == 40
    assert run.config == {"engine": "numpy", "learning_rate": 0.5, "seed": None}
    assert run.environment["python"].startswith("3.")
    assert run.environment["engine"] == "numpy"
    assert run.environment["engine_version"] == np.__version__
    assert run.environment["process"]["pid"] == os.getpid()
    assert [(m.step, m.kind, m.value) for m in run.marks] == [(47, "learning_rate", 0.1)]
    steps = {c.name: c for c in run.curves if c.kind == "step"}
    epochs = {c.name: c for c in run.curves if c.kind == "epoch"}
    assert list(steps) == ["loss", "accuracy"]
    assert list(epochs) == ["loss", "accuracy", "val_loss"]
    assert steps["loss"].x.tolist() == list(range(1, 121))
    assert epochs["val_loss"].x.tolist() == [40, 80, 120]
    assert set(run.logs) == {"loss", "accuracy", "val_loss"}


def test_it_can_be_read_while_it_runs(ledger):
    listener = Recorder(ledger)
    happened = told()
    listener(next(happened))
    (run,) = list_runs(path=ledger)
    assert (run.status, run.step) == ("running", 0)


def test_values_that_are_not_finite_are_kept_as_nan(ledger):
    listener = Recorder(ledger)
    for event in told(epochs=1, steps=4, chunk=4):
        if isinstance(event, StepsDone):
            event.values["loss"][:] = [1, np.nan, np.inf, -np.inf]
        listener(event)
    run = load_run("run-1", ledger)
    loss = next(c for c in run.curves if c.kind == "step" and c.name == "loss")
    np.testing.assert_array_equal(loss.y, [1, np.nan, np.nan, np.nan])


def test_a_last_value_that_is_nan_is_listed_as_none(ledger):
    listener = Recorder(ledger)
    start, *_ = told()
    listener(start)
    values = {"loss": np.array([np.nan], np.float32)}
    listener(StepsDone(run="run-1", epoch=0, step=0, count=1, position=1, steps=9, values=values, seconds=1))
    listener._open["run-1"]._write()
    assert list_runs(path=ledger)[0].logs == {"loss": None}


def test_writes_are_throttled(ledger, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(recorder.time, "monotonic", lambda: now[0])
    writes = []
    monkeypatch.setattr(recorder.Recording, "write", lambda self, connection: writes.append(now[0]))
    listener = Recorder(ledger)
    for number, event in enumerate(told(epochs=2, steps=10_000, chunk=10)):
        now[0] = number * 0.05
        listener(event)
    middle = np.diff(writes[:-1])
    assert len(middle) > 40
    assert middle.min() > recorder.SHORTEST_INTERVAL - 0.01
    assert middle.max() <= recorder.LONGEST_INTERVAL + 0.1
    assert writes[-1] == now[0]  # the end is written at once


def test_a_long_run_takes_bounded_room_in_memory_and_on_disk(ledger):
    run = record(ledger, epochs=1500, steps=100, chunk=100)
    assert all(len(curve.x) <= 1000 for curve in run.curves)
    assert sum(file.stat().st_size for file in ledger.parent.iterdir()) < 400_000
    assert max(c.x[-1] for c in run.curves) == 150_000


def test_a_finding_comes_back_with_its_action_and_layer(ledger):
    first, *_, last = told(epochs=1)
    finding = Marked(
        run="run-1", epoch=0, step=3, kind="finding.nan", text="x", layer="dense",
        action={"kind": "learning_rate", "factor": 0.1},
    )  # fmt: skip
    hear(Recorder(ledger), [first, finding, last])
    assert load_run("run-1", ledger).marks == (finding,)
    assert finding in list(load_run("run-1", ledger).events())


@pytest.mark.parametrize("first_to_open", ["a reader", "a recorder"])
def test_a_ledger_of_version_1_is_brought_up_to_date(ledger, first_to_open):
    record(ledger, mark_at=47)
    with sqlite3.connect(ledger) as old:
        old.executescript(
            "ALTER TABLE marks DROP COLUMN action; ALTER TABLE marks DROP COLUMN layer; "
            "ALTER TABLE marks DROP COLUMN said; DROP TABLE texts; PRAGMA user_version = 1"
        )
    if first_to_open == "a recorder":
        record(ledger, run="run-2", mark_at=47)
    assert [(m.step, m.action, m.layer) for m in load_run("run-1", ledger).marks] == [(47, None, None)]


@pytest.mark.parametrize(
    ("megabytes", "message"), [("0.001", "more than its limit"), ("much", "number of megabytes")]
)
def test_a_ledger_that_is_full_takes_no_more_runs_and_says_so(ledger, monkeypatch, megabytes, message):
    record(ledger)
    monkeypatch.setenv("KERAS_LAB_LEDGER_MB", megabytes)
    with pytest.warns(RuntimeWarning, match=message):
        hear(Recorder(ledger), told(run="run-2"))
    assert [run.id for run in list_runs(path=ledger)] == ["run-1"]


def test_marks_are_bounded(ledger):
    listener = Recorder(ledger)
    first, *_, last = told(epochs=1)
    listener(first)
    for step in range(3000):
        listener(Marked(run="run-1", epoch=0, step=step, kind="notice", text="x"))
    listener(last)
    assert len(load_run("run-1", ledger).marks) == 1000


KILLED = """
import sys, time
from pathlib import Path
from keras_lab.runs.recorder import Recorder
from made_up import told
listener = Recorder(Path(sys.argv[1]))
for event in told(epochs=10**6, steps=40):
    listener(event)
    time.sleep(0.02)
    if event.__class__.__name__ == "EpochDone" and event.epoch == 8:
        print("nine epochs", flush=True)
"""


def test_a_killed_process_leaves_a_readable_run_shown_as_interrupted(ledger):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(ledger)], stdout=subprocess.PIPE, text=True, env=PATHS
    )
    try:
        assert process.stdout.readline().strip() == "nine epochs"
        assert list_runs(path=ledger)[0].status == "running"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    run = load_run("run-1", ledger)
    assert run.status == "interrupted"
    assert "gone" in run.message
    assert run.step > 40
    assert run.epoch >= 1
    assert list(run.events())[-1].status == "interrupted"


MANY = """
import sys
from pathlib import Path
from keras_lab.runs import recorder
from made_up import told
recorder.SHORTEST_INTERVAL = 0.0
listener = recorder.Recorder(Path(sys.argv[1]))
sys.stdin.readline()
for number in range(5):
    for event in told(run=f"{sys.argv[2]}-{number}"):
        listener(event)
"""


def test_several_processes_write_at_the_same_time(ledger):
    others = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", MANY, str(ledger), name],
            stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=PATHS,
        )
        for name in "abcd"
    ]  # fmt: skip
    for process in others:  # all are loaded before any starts on the file that is not there yet
        process.stdin.write("go\n")
        process.stdin.flush()
    errors = [process.communicate()[1] for process in others]
    assert errors == [""] * 4
    runs = list_runs(path=ledger)
    assert len(runs) == 20
    assert {run.status for run in runs} == {"done"}


def test_runs_in_several_threads(ledger):
    listener = Recorder(ledger)

    def train(name):
        for event in told(run=name):
            listener(event)

    threads = [threading.Thread(target=train, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(run.id for run in list_runs(path=ledger)) == ["a", "b", "c"]


def test_another_writer_in_the_middle_of_a_run_costs_no_training_and_no_point(ledger, monkeypatch):
    monkeypatch.setattr(recorder, "PATIENCE", 0.0)
    monkeypatch.setattr(recorder, "SHORTEST_INTERVAL", 0.0)
    listener = Recorder(ledger)
    *most, end = told()
    listener(most[0])
    other = sqlite3.connect(ledger)
    other.execute("BEGIN IMMEDIATE")
    for event in most[1:]:
        listener(event)
    other.rollback()
    other.close()
    listener(end)
    run = load_run("run-1", ledger)
    assert run.status == "done"
    assert run.step == 120


def broken_file(path):
    path.parent.mkdir()
    path.write_bytes(b"SQLite format 3\0" + b"nothing of the kind" * 300)


def foreign_database(path):
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE runs (whatever)")
    other.close()


def later_version(path):
    store.open_for_writing(path, 1.0).close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()


def folder_instead_of_file(path):
    path.mkdir(parents=True)


def file_instead_of_folder(path):
    path.parent.write_text("in the way")


@pytest.mark.parametrize(
    "spoil",
    [broken_file, foreign_database, later_version, folder_instead_of_file, file_instead_of_folder],
)
def test_a_ledger_that_cannot_be_used_costs_one_warning(ledger, spoil):
    spoil(ledger)
    before = ledger.read_bytes() if ledger.is_file() else None
    listener = Recorder(ledger)
    with pytest.warns(RuntimeWarning, match=r"not recorded.*runs\.db.*KERAS_LAB_HOME") as caught:
        hear(listener, [*told(run="run-1"), *told(run="run-2")])
    assert len(caught) == 1
    assert not ledger.is_file() or ledger.read_bytes() == before


def test_a_ledger_that_breaks_in_the_middle_of_a_run_costs_one_warning(ledger, monkeypatch):
    monkeypatch.setattr(recorder, "SHORTEST_INTERVAL", 0.0)
    listener = Recorder(ledger)
    happened = told()
    listener(next(happened))
    listener._open["run-1"]._connection.execute("DROP TABLE curves")
    with pytest.warns(RuntimeWarning, match="not recorded") as caught:
        hear(listener, happened)
    assert len(caught) == 1


def test_a_fork_leaves_the_run_of_its_parent_alone(ledger, monkeypatch):
    listener = Recorder(ledger)
    first, second, *_ = told()
    listener(first)
    monkeypatch.setattr(recorder.os, "getpid", lambda: -1)
    writes = []
    monkeypatch.setattr(recorder.Recording, "write", lambda *args: writes.append(args))
    monkeypatch.setattr(recorder, "SHORTEST_INTERVAL", 0.0)
    listener(second)
    assert not writes


@pytest.fixture
def hub(monkeypatch):
    fresh = events.Hub()
    monkeypatch.setattr(recorder.events, "subscribe", fresh.subscribe)
    monkeypatch.setattr(recorder, "_subscribed", threading.Event())
    monkeypatch.setattr(recorder, "_recorder", Recorder())
    return fresh


def test_recording_starts_once_and_goes_where_the_environment_says(hub, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_LAB_HOME", str(tmp_path / "mine"))
    monkeypatch.delenv("KERAS_LAB_LEDGER", raising=False)
    recorder.start_recording()
    recorder.start_recording()
    assert len(hub._listeners) == 1
    for event in told():
        hub.emit(event)
    assert [run.id for run in list_runs()] == ["run-1"]
    assert (tmp_path / "mine" / "runs.db").exists()


def test_the_ledger_can_be_turned_off(hub, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_LAB_LEDGER", "0")
    recorder.start_recording()
    assert not hub._listeners


def test_the_default_place_follows_keras_home(tmp_path, monkeypatch):
    monkeypatch.delenv("KERAS_LAB_HOME", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert store.default_path() == tmp_path / "keras_lab" / "runs.db"


def test_events_of_unknown_runs_are_ignored(ledger):
    listener = Recorder(ledger)
    _, *rest = told()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for event in rest:
            listener(event)
    assert not ledger.exists()


def test_the_cost_of_an_event_does_not_grow_with_the_run(ledger):
    """Not a timing: counts the points handled, by the size of what is held in memory."""
    listener = Recorder(ledger)
    start, *_ = told()
    assert isinstance(start, RunStarted)
    listener(start)
    values = {"loss": np.zeros(1, np.float32)}
    for step in range(5000):
        listener(
            StepsDone(run="run-1", epoch=0, step=step, count=1, position=step + 1, steps=None, values=values,
                      seconds=0.001, time=time.time())
        )  # fmt: skip
    curves = listener._open["run-1"]._recording._curves.values()
    assert all(len(curve._index) + len(curve._pending) <= 1512 for curve in curves)
