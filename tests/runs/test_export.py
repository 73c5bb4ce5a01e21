"""Runs for other programs, and what is kept of them to compare."""

import csv
import json

import numpy as np
import pytest

from keras_lab.asked import Asked, asking, asking_here
from keras_lab.events import RunStarted
from keras_lab.runs import export, load_run
from keras_lab.runs.recorder import Recorder

from .made_up import told


@pytest.fixture
def run(ledger):
    listener = Recorder(ledger)
    for event in told(epochs=2, steps=10):
        listener(event)
    return load_run("run-1", ledger)


def test_the_table_has_a_row_a_point(run):
    frame = run.to_frame()
    assert list(frame.columns) == ["kind", "step", "epoch", "loss", "accuracy", "val_loss"]
    assert frame.groupby("kind").size().to_dict() == {"epoch": 2, "step": 20}
    steps = frame[frame.kind == "step"]
    assert steps.epoch.tolist() == [0] * 10 + [1] * 10
    assert steps.loss.iloc[0] == next(c for c in run.curves if c.name == "loss").y[0]
    assert steps.val_loss.isna().all()


def test_csv_and_json(run, tmp_path):
    export.to_csv(run, tmp_path / "run.csv")
    with (tmp_path / "run.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 22
    assert rows[0]["val_loss"] == ""
    assert float(rows[-1]["val_loss"]) > 0
    export.to_json(run, tmp_path / "run.json")
    read = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert read["params"]["epochs"] == 2
    assert {curve["kind"] for curve in read["curves"]} == {"step", "epoch"}


def test_tensorboard_gets_a_folder_each_for_training_and_validation(run, tmp_path):
    export.to_tensorboard(run, tmp_path)
    (train,), (validation,) = ((tmp_path / name).glob("events*") for name in ("train", "validation"))
    assert b"epoch_loss" in train.read_bytes()
    assert b"batch_accuracy" in train.read_bytes()
    assert b"epoch_loss" in validation.read_bytes()
    assert b"val_" not in validation.read_bytes()


def test_the_code_and_the_architecture_are_kept_and_come_back(ledger):
    listener = Recorder(ledger)
    architecture = {"class_name": "Sequential", "config": {"rate": np.float32(0.5)}}
    with asking(Asked("trial", "lr = 0.1", {"lr": "0.2"})):
        listener(
            RunStarted(
                run="a", name="x", model={"name": "x", "architecture": architecture}, params={}, config={}
            )
        )
        with asking_here(Asked()):
            listener(RunStarted(run="b", name="y", model={"name": "y"}, params={}, config={}))
    first, second = load_run("a", ledger), load_run("b", ledger)
    assert (first.code, first.values, first.architecture["config"]) == (
        "lr = 0.1",
        {"lr": "0.2"},
        {"rate": 0.5},
    )
    assert first.model == {"name": "x"}
    assert (second.code, second.values, second.architecture) == (None, {}, None)
    assert next(iter(first.events())).code == "lr = 0.1"


def test_a_run_is_found_by_its_name_the_newest_first(ledger):
    listener = Recorder(ledger)
    for number, run in enumerate(("a1", "a2", "digits")):
        listener(
            RunStarted(
                run=run, name="digits" if number < 2 else "z", time=number, model={}, params={}, config={}
            )
        )
    assert load_run("digits", ledger).id == "digits"  # an id goes before a name
    assert load_run("z", ledger).id == "digits"
    with pytest.raises(LookupError, match="Did you mean 'digits'"):
        load_run("dgits", ledger)
