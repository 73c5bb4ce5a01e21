"""Runs side by side: what the views are told of them, in little room; lists and exports for a front end."""

import json
from dataclasses import replace

import pytest

from keras_lab.asked import Asked, asking
from keras_lab.events import RunStarted
from keras_lab.lab import Comparison, answers
from keras_lab.lab.compared import as_item, better
from keras_lab.lab.live import Slot
from keras_lab.lab.magics.sweep_table import SweepTable
from keras_lab.lab.protocol import COMPARE_MIME, RUNS_MIME
from keras_lab.lab.rundata import replay, restored
from keras_lab.lab.runlist import RunList
from keras_lab.runs import load_run
from keras_lab.runs.recorder import Recorder
from tests.runs.made_up import told


def record(count, first=0, **options):
    listener = Recorder()
    for number in range(first, first + count):
        code = f"lr = {number}\nfit()"
        with asking(Asked(f"lr={number}", code, {"lr": str(number)})):
            for event in told(run=f"run-{number}", **options):
                named = isinstance(event, RunStarted)
                listener(replace(event, name=f"lr={number}") if named else event)
    return [load_run(f"run-{number}") for number in range(first, first + count)]


def size(data):
    return len(json.dumps(data, separators=(",", ":"), allow_nan=False))


def test_ten_long_runs_take_60_kb_and_more_of_them_get_fewer_points():
    runs = record(20, epochs=60, steps=20)
    bundle = Comparison(runs[:10])._repr_mimebundle_()
    assert size(bundle) <= 60_000
    few, many = (
        len(found._repr_mimebundle_()[COMPARE_MIME]["runs"][0]["series"][0]["x"])
        for found in (Comparison(runs[:2]), Comparison(runs))
    )
    assert few > many


def test_the_bundle_has_the_columns_of_what_was_set_and_of_the_results():
    data = Comparison(record(2))._repr_mimebundle_()[COMPARE_MIME]
    columns = {column["name"]: column for column in data["columns"]}
    assert (columns["lr"]["kind"], columns["best val_loss"]["better"]) == ("set", "less")
    first = dict(zip(columns, data["runs"][1]["items"], strict=True))
    assert first["lr"] == 1
    assert data["drawn"] == ["val_loss", "accuracy"]
    assert data["codes"] == ["lr = 0\nfit()", "lr = 1\nfit()"]
    assert [run["code"] for run in data["runs"]] == [0, 1]
    assert {"name": "set lr", "values": [0, 1]} in data["differences"]
    clock = data["runs"][0]["clock"]
    assert (clock["x"][0], clock["x"][-1], clock["seconds"][-1]) == (0, 120, 120.0)


def test_code_that_is_too_long_is_left_out_and_can_be_asked_for():
    listener = Recorder()
    for number in range(2):
        with asking(Asked(None, f"# {number}\n" * 3000, {})):
            for event in told(run=f"run-{number}", epochs=1):
                listener(event)
    names = {"runs": ["run-0", "run-1"]}
    data = Comparison([load_run(name) for name in names["runs"]])._repr_mimebundle_()
    assert data[COMPARE_MIME]["codes"] == [None, None]
    assert size(data) < 60_000
    details = answers.find("runs.details")(None, names)
    assert [len(code) for code in details["codes"]] == [12_000, 12_000]


def test_what_is_kept_of_a_run_is_what_its_events_tell():
    (run,) = record(1, epochs=30, steps=100)
    at_once, told_again = restored(run), replay(run.events())
    unlike = {"rate": None, "epoch": None, "position": None}
    assert at_once.state() | unlike == told_again.state() | unlike
    for key, series in told_again.series.items():
        for kept, again in zip(at_once.series[key].points(), series.points(), strict=True):
            assert kept.tolist() == again.tolist()


@pytest.mark.parametrize(
    ("value", "item"),
    [
        ("0.1", 0.1),
        ("32", 32),
        ("'relu'", "'relu'"),
        ("True", True),
        ("1e999", "inf"),
        (None, None),
        ([1], "[1]"),
    ],
)
def test_what_a_text_says(value, item):
    assert as_item(value) == item


def test_whether_more_is_better():
    assert [better(name) for name in ("val_loss", "accuracy", "mae", "lr")] == ["less", "more", "less", None]


def test_the_list_is_read_back_with_sparklines_and_numbers():
    record(3)
    data = RunList(2)._repr_mimebundle_()
    bundle = data[RUNS_MIME]
    assert (bundle["total"], [run["name"] for run in bundle["runs"]]) == (3, ["lr=2", "lr=1"])
    assert 0 < len(bundle["runs"][0]["spark"]) <= 24
    assert "lr=2" in data["text/html"]
    assert answers.find("runs.list")(None, {"count": 2}) == bundle
    assert RunList(2).to_frame()["name"].tolist() == ["lr=2", "lr=1"]
    json.dumps(bundle, allow_nan=False)


def test_a_front_end_compares_and_exports():
    record(2)
    runs = {"runs": ["run-0", "run-1"]}
    compared = answers.find("runs.compare")(None, runs)
    assert [run["label"] for run in compared["runs"]] == ["lr=0", "lr=1"]
    lines = answers.find("runs.export")(None, runs)["csv"].splitlines()
    assert lines[0] == "run,id,set lr,kind,step,epoch,loss,accuracy,val_loss"
    assert len(lines) == 1 + 2 * 123
    with pytest.raises(ValueError, match="two different runs"):
        answers.find("runs.compare")(None, {"runs": ["run-0"]})
    with pytest.raises(LookupError, match="Did you mean 'run-1'"):
        answers.find("runs.compare")(None, {"runs": ["run-0", "run-11"]})


def test_the_table_of_a_sweep_says_what_is_done_and_what_is_left(shell, monkeypatch):
    shown = []
    monkeypatch.setattr(Slot, "show", lambda slot, data: shown.append(data))
    trials = [(f"lr={number} n=1", {"lr": str(number), "n": "1"}) for number in range(3)]
    table = SweepTable(Slot(shell, lambda: 1.0), trials)
    record(1)
    table.done(["run-0"], failed=False)
    table.done([], failed=True)
    states = [[run["status"] for run in data[COMPARE_MIME]["runs"]] for data in shown]
    assert states[0] == ["running", "waiting", "waiting"]
    assert states[-1] == ["done", "failed", "running"]
    last = shown[-1][COMPARE_MIME]
    assert (last["left"], last["columns"][0]["name"]) == (1, "lr")
    assert [run["items"][0] for run in last["runs"]] == [0, 1, 2]
    assert max(map(size, shown)) < 20_000
