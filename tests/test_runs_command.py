"""`keras-lab runs`: the ledger in a terminal."""

import sqlite3
import time

import numpy as np
import pytest

from keras_lab import cli
from keras_lab.events import RunStarted
from keras_lab.runs import Recorder, default_path, list_runs
from keras_lab.runs_command import sparkline
from tests.runs.made_up import told


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    """Runs the command; returns its status and what it said."""
    monkeypatch.setenv("KERAS_LAB_HOME", str(tmp_path / "lab"))
    recorder = Recorder()
    for number, name in enumerate(("digits", "mnist", "digits")):
        for event in told(run=f"run-{number}", epochs=number + 1):
            fields = (
                {"name": name, "time": time.time() - 86400 * (2 - number)}
                if isinstance(event, RunStarted)
                else {}
            )
            recorder(type(event)(**{**vars(event), **fields}))

    def run(*arguments):
        try:
            status = cli.main(["runs", *arguments])
        except SystemExit as end:
            status = end.code
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def ids(text):
    return [line.split()[0] for line in text.splitlines() if line.startswith("run-")]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["run-2", "run-1", "run-0"]),
        (["list", "--limit", "2"], ["run-2", "run-1"]),
        (["list", "--name", "DIG"], ["run-2", "run-0"]),
        (["--status", "failed"], []),
    ],
)
def test_runs_are_listed_and_filtered(command, arguments, expected):
    status, text = command(*arguments)
    assert status == 0
    assert ids(text) == expected


def test_they_are_sorted_by_a_metric(command):
    _, text = command("list", "--sort", "val_loss")
    values = {run.id: run.logs["val_loss"] for run in list_runs()}
    assert ids(text) == sorted(values, key=lambda run: values[run])
    status, text = command("list", "--sort", "val_los")
    assert status == 1
    assert "Did you mean 'val_loss'?" in text


def test_one_is_shown_with_its_curves(command):
    status, text = command("show", "mnist")
    assert status == 0
    assert "run-1" in text
    assert "\nval_loss  " in text
    assert "learning_rate: 0.5" in text
    assert max(len(line) for line in text.splitlines() if "█" in line) == 60


def test_one_is_exported(command, tmp_path):
    assert command("export", "run-0", "--csv", str(tmp_path / "a.csv"))[0] == 0
    assert (tmp_path / "a.csv").read_text().startswith("kind,step,epoch,loss")
    assert command("export", "run-0", "run-1", "--csv", str(tmp_path / "both.csv"))[0] == 0
    assert {line.split(",")[1] for line in (tmp_path / "both.csv").read_text().splitlines()[1:]} == {
        "run-0",
        "run-1",
    }
    status, text = command("export", "run-0")
    assert status == 1
    assert "say where to" in text


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        (["--keep", "1"], ["run-2"]),
        (["--older", "36h"], ["run-2", "run-1"]),
        (["--size", "0kB"], []),
        (["--size", "1GB"], ["run-2", "run-1", "run-0"]),
    ],
)
def test_old_ones_are_taken_out(command, arguments, left):
    status, text = command("prune", *arguments)
    assert [run.id for run in list_runs()] == ["run-2", "run-1", "run-0"]  # nobody agreed
    assert command("prune", *arguments, "--yes")[0] == 0
    assert [run.id for run in list_runs()] == left
    with sqlite3.connect(default_path()) as ledger:
        assert {run for (run,) in ledger.execute("SELECT run FROM curves")} == set(left)
    ledger.close()
    if len(left) < 3:
        assert status == 1
        assert f"{3 - len(left)} of 3 runs" in text


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["prun"], "Did you mean 'prune'?"),
        (["prune"], "say which"),
        (["prune", "--older", "soon"], "an age such as 12h, 30d or 8w is wanted"),
        (["show", "nothing"], "There is no run 'nothing'"),
    ],
)
def test_mistakes_are_explained(command, arguments, hint):
    status, text = command(*arguments)
    assert status in (1, 2)
    assert hint in text


def test_a_sparkline_leaves_gaps_where_nothing_is_finite():
    assert sparkline(np.array([0.0, np.nan, 7.0, 3.5])) == "▁ █▅"
    assert sparkline(np.array([np.nan])) == " "
    assert sparkline(np.array([2.0, 2.0])) == "▁▁"
