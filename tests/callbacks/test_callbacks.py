"""The callbacks, one by one."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from keras_lab import callbacks, events
from keras_lab.callbacks.callback_list import CallbackList
from keras_lab.callbacks.progress import TextProgress
from keras_lab.control import Control
from keras_lab.models import load_model
from tests.training.helpers import X, Y, line, same_weights

HOOKS = [name for name in vars(callbacks.Callback) if name.startswith("on_")]


class Tape(callbacks.Callback):
    """Notes which hooks are called."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("on_") and not name.startswith("on_batch"):
            return lambda *args, **kwargs: self.calls.append(name)
        return super().__getattribute__(name)

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None: ...
    def on_test_batch_end(self, batch: int, logs: dict | None = None) -> None: ...
    def on_predict_batch_end(self, batch: int, logs: dict | None = None) -> None: ...


def test_the_order_of_hooks() -> None:
    tape = Tape()
    line().fit(
        X, Y, batch_size=50, verbose=0, validation_data=(X, Y), validation_batch_size=100, callbacks=tape
    )
    batch = ["on_train_batch_begin", "on_train_batch_end"]
    test = ["on_test_begin", "on_test_batch_begin", "on_test_batch_end", "on_test_end"]
    assert tape.calls == [
        "on_train_begin",
        "on_epoch_begin",
        *batch,
        *batch,
        *test,
        "on_epoch_end",
        "on_train_end",
    ]


def test_hooks_of_evaluate_and_predict() -> None:
    tape = Tape()
    model = line()
    model.evaluate(X, Y, batch_size=100, verbose=0, callbacks=[tape])
    model.predict(X, batch_size=100, callbacks=[tape])
    kinds = [re.sub("on_|_(begin|end)", "", call) for call in tape.calls]
    assert kinds == [
        "test",
        "test_batch",
        "test_batch",
        "test",
        "predict",
        "predict_batch",
        "predict_batch",
        "predict",
    ]


def test_a_callback_may_change_the_weights_between_steps() -> None:
    class Zero(callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
            self.model.set_weights([np.zeros_like(w) for w in self.model.get_weights()])

    model = line()
    model.fit(X, Y, verbose=0, callbacks=[Zero()])
    assert all(not weight.any() for weight in model.get_weights())


def test_a_callback_that_only_reads_is_told_of_every_batch() -> None:
    class Read(callbacks.Callback):
        async_safe = True
        seen: list[int] = []

        def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
            self.seen.append(batch)

    callback = Read()
    assert not CallbackList([callback]).act_between_steps
    line().fit(X, Y, batch_size=10, epochs=2, verbose=0, callbacks=[callback])
    assert callback.seen == list(range(10)) * 2


def test_stop_training_from_a_batch() -> None:
    class Stop(callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
            self.model.stop_training = batch == 2

    model = line()
    history = model.fit(X, Y, batch_size=10, epochs=5, verbose=0, callbacks=[Stop()])
    assert model._steps_taken == 3
    assert history.epoch == [0] and history.status == "stopped"


@pytest.mark.parametrize("thing", [callbacks.History, "x", 3])
def test_things_that_are_no_callbacks(thing: Any) -> None:
    with pytest.raises(TypeError, match="objects derived from Callback"):
        CallbackList([thing])


# ---- EarlyStopping ------------------------------------------------------------------------------------


class FakeModel:
    """Remembers its weights and whether it shall stop."""

    def __init__(self) -> None:
        self.stop_training = False
        self.weights = [0]

    def get_weights(self) -> list[int]:
        return list(self.weights)

    def set_weights(self, weights: list[int]) -> None:
        self.weights = weights


def run(callback: Any, values: list[float], name: str = "val_loss") -> tuple[FakeModel, int]:
    """Feeds one value an epoch; returns the model and how many epochs there were."""
    model = FakeModel()
    callback.set_model(model)
    callback.on_train_begin()
    epoch = 0
    for epoch, value in enumerate(values):
        model.weights = [epoch]
        callback.on_epoch_end(epoch, {name: value})
        if model.stop_training:
            break
    callback.on_train_end()
    return model, epoch + 1


@pytest.mark.parametrize(
    ("arguments", "values", "epochs"),
    [
        ({"patience": 2}, [3, 2, 2.5, 2.5, 1], 4),
        ({"patience": 0}, [3, 4, 1], 2),
        ({"patience": 1, "min_delta": 0.5}, [3, 2.9, 2.8, 2.7], 2),
        ({"patience": 1, "mode": "max"}, [1, 2, 1, 0], 3),
        ({"patience": 1, "monitor": "val_accuracy"}, [0.1, 0.2, 0.1, 0.1], 3),
        ({"patience": 1, "start_from_epoch": 3}, [1, 2, 3, 4, 5, 6], 5),
        ({"patience": 2, "baseline": 1.0}, [3, 3.5, 0.5], 2),
        ({"patience": 5}, [3, 2, 1], 3),
    ],
)
def test_early_stopping_stops_in_time(arguments: dict, values: list[float], epochs: int) -> None:
    name = arguments.get("monitor", "val_loss")
    assert run(callbacks.EarlyStopping(**arguments), values, name)[1] == epochs


def test_early_stopping_restores_the_best_weights() -> None:
    model, _ = run(callbacks.EarlyStopping(patience=2, restore_best_weights=True), [3, 1, 2, 2])
    assert model.weights == [1]


def test_early_stopping_says_what_there_is_to_watch() -> None:
    with pytest.warns(UserWarning, match="'val_los', which is not there.*Did you mean 'val_loss'"):
        run(callbacks.EarlyStopping("val_los"), [1.0])


def test_an_unknown_mode() -> None:
    with pytest.raises(ValueError, match="'auto', 'min' or 'max'"):
        callbacks.EarlyStopping(mode="least")


def test_early_stopping_in_fit() -> None:
    model = line()
    model.optimizer.learning_rate = 0.0
    history = model.fit(
        X, Y, epochs=9, verbose=0, shuffle=False, callbacks=callbacks.EarlyStopping("loss", patience=2)
    )
    assert len(history.epoch) == 3


# ---- ModelCheckpoint ----------------------------------------------------------------------------------


def test_a_checkpoint_every_epoch(tmp_path: Path) -> None:
    model = line()
    checkpoint = callbacks.ModelCheckpoint(tmp_path / "m-{epoch:02d}-{loss:.2f}.h5")
    history = model.fit(X, Y, epochs=2, verbose=0, callbacks=[checkpoint])
    names = [f"m-{i + 1:02d}-{loss:.2f}.h5" for i, loss in enumerate(history.history["loss"])]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert same_weights(load_model(tmp_path / names[-1]), model)


def test_only_the_best_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "best.h5"
    model = line()
    checkpoint = callbacks.ModelCheckpoint(path, "loss", save_best_only=True, initial_value_threshold=-1.0)
    model.fit(X, Y, verbose=0, callbacks=[checkpoint])
    assert not path.exists()
    model.fit(X, Y, verbose=0, callbacks=[callbacks.ModelCheckpoint(path, "loss", save_best_only=True)])
    assert path.exists()


def test_a_checkpoint_every_few_batches(tmp_path: Path) -> None:
    model, checked = line(), line()
    checkpoint = callbacks.ModelCheckpoint(tmp_path / "w.weights.h5", save_weights_only=True, save_freq=3)
    model.fit(X, Y, batch_size=25, verbose=0, shuffle=False, callbacks=[checkpoint])
    checked.fit(X[:75], Y[:75], batch_size=25, verbose=0, shuffle=False)
    again = line(9)
    again.load_weights(tmp_path / "w.weights.h5")
    assert same_weights(again, checked)


def test_a_file_name_with_a_metric_that_is_not_there(tmp_path: Path) -> None:
    checkpoint = callbacks.ModelCheckpoint(tmp_path / "{val_loss}.h5")
    with pytest.raises(KeyError, match="no metric. There are: loss"):
        line().fit(X, Y, verbose=0, callbacks=[checkpoint])


def test_a_bad_save_freq() -> None:
    with pytest.raises(ValueError, match="save_freq must be 'epoch' or an int"):
        callbacks.ModelCheckpoint("x.h5", save_freq="batch")


# ---- progress in plain text ----------------------------------------------------------------------------


def told(verbose: int, shown: bool = False) -> str:
    stream, control = io.StringIO(), Control("r")
    control.shown = shown
    progress = TextProgress(control, verbose, stream)
    values = {"loss": np.float32([0.5, 0.25])}
    for event in (
        events.RunStarted(run="r", name="m", model={}, params={"epochs": 1}, config={}),
        events.StepsDone(run="r", epoch=0, step=0, count=2, position=2, steps=4, values=values, seconds=0.1),
        events.StepsDone(
            run="other", epoch=0, step=0, count=2, position=2, steps=4, values=values, seconds=0.1
        ),
        events.EpochDone(run="r", epoch=0, step=4, logs={"loss": 0.25, "val_loss": 1e-5}, seconds=61.0),
        events.RunEnded(run="r", status="stopped", epoch=1, step=4, seconds=61.0),
    ):
        progress(event)
    return stream.getvalue()


def test_one_line_an_epoch() -> None:
    assert told(2) == (
        "Epoch 1/1 - 1:01 - loss: 0.2500 - val_loss: 1.0000e-05\nTraining was stopped after 4 steps.\n"
    )


def test_a_moving_bar() -> None:
    text = told(1)
    assert text.startswith("Epoch 1/1\n\r━━━━━━━━━━━━──────────── 2/4 ")
    assert "loss: 0.2500 - val_loss: 1.0000e-05" in text.splitlines()[-2]


def test_silence_where_the_run_is_shown_elsewhere() -> None:
    assert told(1, shown=True) == ""


def test_fit_prints_what_verbose_says(capsys: pytest.CaptureFixture[str]) -> None:
    model = line()
    model.fit(X, Y, verbose=0)
    assert capsys.readouterr().out == ""
    model.fit(X, Y, verbose=2)
    assert capsys.readouterr().out.startswith("Epoch 1/1 - ")


def test_the_history_keeps_what_callbacks_add_to_the_logs() -> None:
    class Adds(callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            assert logs is not None
            logs["extra"], logs["words"] = epoch + 0.5, "fine"

    model = line(run_eagerly=True)
    history = model.fit(X, Y, batch_size=100, epochs=2, verbose=0, callbacks=[Adds()])
    assert history.history["extra"] == [0.5, 1.5]
    assert model.history is history


def test_a_callback_appended_to_a_list_hears_of_batches() -> None:
    class Hears(callbacks.Callback):
        batches = 0

        def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
            self.batches += 1

    everything, hears = callbacks.CallbackList(), Hears()
    everything.append(hears)
    line(run_eagerly=True).fit(X, Y, batch_size=50, verbose=0, callbacks=everything)
    assert hears.batches == 2
