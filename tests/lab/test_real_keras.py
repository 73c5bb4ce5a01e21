"""Models of Keras itself in the lab: shown, attended, steered, recorded."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from keras_lab import control, events
from keras_lab.events import EpochDone, Marked, RunEnded, RunStarted, StepsDone
from keras_lab.runs import query

#: Keras itself warns of this and that when it saves.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default:::keras.*", "default::DeprecationWarning"),
]

X = np.random.default_rng(0).normal(size=(320, 4)).astype("float32")
Y = X.sum(1, keepdims=True)


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras", "3.0")


@pytest.fixture
def model(keras):
    made = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1)]
    )
    made.compile(keras.optimizers.SGD(0.01, momentum=0.9), "mse", metrics=["mae"])
    return made


@pytest.fixture
def heard():
    found = []
    forget = events.subscribe(found.append)
    yield found
    forget()


def of_kind(heard, kind):
    return [event for event in heard if isinstance(event, kind)]


def when(condition, do):
    """Calls `do(control)` in the training's thread, at the first event for which `condition` holds."""
    done = []

    def listen(event):
        if not done and condition(event):
            done.append(event)
            forget()
            do(control.running()[event.run])

    forget = events.subscribe(listen)
    return done


# ---- as views see them ------------------------------------------------------------------------------------


def test_a_stack_is_described_as_ours_are(model):
    from keras_lab.lab.views.model import bundle, describe

    found = describe(model)
    assert [(layer["type"], layer["output"], layer["params"]) for layer in found["layers"]] == [
        ("Dense", "(None, 3)", 15), ("Dense", "(None, 1)", 4),
    ]  # fmt: skip
    assert [node["type"] for node in found["graph"]["nodes"]] == ["InputLayer", "Dense", "Dense"]
    assert len(found["graph"]["edges"]) == 2
    assert found["parameters"] == {"total": 19, "trainable": 19, "non_trainable": 0}
    assert "Parameters: 19 (76 B)" in bundle(model)["text/plain"]


def test_the_graph_of_a_functional_model_has_branches_ops_shared_layers_and_models_inside(keras):
    from keras_lab.lab.views.model import describe

    given, shared = keras.Input((8,)), keras.layers.Dense(8, name="shared")
    inner = keras.Sequential([keras.Input((8,)), keras.layers.Dense(8, name="within")], name="inner")
    found = describe(keras.Model(given, shared(inner(shared(given)) + given)))
    edges = {(edge["from"], edge["to"]) for edge in found["graph"]["edges"]}
    start = found["graph"]["nodes"][0]["id"]
    assert {(start, "shared"), ("shared", "inner")} < edges
    assert any(end == "shared:2" for _, end in edges)
    assert [layer["name"] for layer in found["layers"] if layer["depth"]] == ["within"]


def test_a_model_of_one_s_own_is_a_column(keras):
    from keras_lab.lab.views.model import describe

    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.second = keras.layers.Dense(4), keras.layers.Dense(2)

        def call(self, x):
            return self.second(self.first(x))

    own = Own()
    assert not describe(own)["built"]
    own(X)
    found = describe(own)
    assert [layer["output"] for layer in found["layers"]] == ["(320, 4)", "(320, 2)"]
    assert (len(found["graph"]["nodes"]), found["graph"]["edges"]) == (2, [])


# ---- attended ---------------------------------------------------------------------------------------------


def test_a_watched_fit_is_a_run_in_the_ledger_and_unwatched_it_is_none(keras, model, heard):
    from keras_lab.lab import unwatch, watch

    assert watch(watch(model)) is model
    history = model.fit(X, Y, epochs=2, batch_size=32, validation_split=0.5, verbose=0)
    (start,), (end,) = of_kind(heard, RunStarted), of_kind(heard, RunEnded)
    assert (end.status, end.epoch, end.step) == ("done", 2, 10)
    assert start.config["library"] == f"keras {keras.__version__}"
    assert start.config["engine"] == keras.backend.backend()
    assert (start.params["epochs"], start.params["steps"], start.params["samples"]) == (2, 5, 320)
    steps = of_kind(heard, StepsDone)
    assert sum(event.count for event in steps) == 10
    assert all(set(event.values) == {"loss", "mae"} for event in steps)
    epochs = of_kind(heard, EpochDone)
    assert [epoch.logs["val_loss"] for epoch in epochs] == pytest.approx(history.history["val_loss"])
    assert (history.status, model.stop_training, history.params["epochs"]) == ("done", False, 2)
    assert query.load_run(history.run).status == "done"
    heard.clear()
    unwatch(model).fit(X, Y, verbose=0)
    assert heard == []


def test_stop_ends_it_cleanly_in_the_middle_of_an_epoch(model, heard):
    from keras_lab.lab import watch

    when(lambda event: isinstance(event, EpochDone), lambda run: run.stop())
    history = watch(model).fit(X, Y, epochs=1000, validation_data=(X, Y), verbose=0)
    assert history.status == of_kind(heard, RunEnded)[0].status == "stopped"
    assert len(of_kind(heard, EpochDone)) == 1
    assert len(history.history["loss"]) in (1, 2)
    assert len(history.history["val_loss"]) == 1


def test_hyperparameters_epochs_and_best_weights_obey(model, heard):
    from keras_lab.lab import watch

    def steer(run):
        run.set("learning_rate", 0.125)
        run.set("momentum", 0.5)
        run.extend(-997)
        run.evaluate()
        run.checkpoint()
        run.restore_best()

    when(lambda event: isinstance(event, EpochDone), steer)
    history = watch(model).fit(X, Y, epochs=1000, validation_data=(X, Y), verbose=0)
    assert (history.status, len(history.history["loss"])) == ("done", 3)
    assert (float(model.optimizer.learning_rate), model.optimizer.momentum) == (0.125, 0.5)
    marks = {mark.kind: mark for mark in of_kind(heard, Marked)}
    assert list(marks) == ["learning_rate", "momentum", "extended", "evaluated", "checkpoint", "restored"]
    assert Path(marks["checkpoint"].text.removeprefix("Model written to ").rstrip(".")).exists()
    with pytest.raises(ValueError, match="models of keras_lab"):
        from keras_lab.lab.real.run import KerasControl

        KerasControl("r").ask(print).result()


def test_a_paused_run_waits_for_each_step(model, heard):
    from keras_lab.lab import watch

    seen = []

    def look_on(run):
        run.pause()

        def person():
            while not any(mark.kind == "paused" for mark in of_kind(heard, Marked)):
                threading.Event().wait(0.01)
            seen.append(sum(event.count for event in of_kind(heard, StepsDone)))
            run.step("batch")
            while run.stride is not None:
                threading.Event().wait(0.01)
            run.stop()

        threading.Thread(target=person).start()

    when(lambda event: isinstance(event, EpochDone), look_on)
    watch(model).fit(X, Y, epochs=1000, verbose=0)
    assert of_kind(heard, RunEnded)[0].step == seen[0] + 1


def test_what_fails_and_what_is_refused(keras, model, heard):
    from keras_lab.lab import watch

    def fail(batch, logs):
        raise OSError("the disk")

    with pytest.raises(OSError, match="the disk"):
        watch(model).fit(X, Y, callbacks=[keras.callbacks.LambdaCallback(on_train_batch_end=fail)], verbose=0)
    end = of_kind(heard, RunEnded)[0]
    assert (end.status, end.message) == ("failed", "OSError: the disk")
    assert control.running() == {}
    heard.clear()
    with pytest.raises(ValueError, match="cardinality"):
        model.fit(X, Y[:5], verbose=0)
    assert heard == []
    with pytest.raises(TypeError, match=r"watch takes a model.*str"):
        watch("model")


def test_a_callback_s_early_stop_is_told_and_other_callbacks_see_what_was_planned(keras, model, heard):
    from keras_lab.lab import watch

    class Early(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.planned = self.params["epochs"]
            self.model.stop_training = True

    early = Early()
    history = watch(model).fit(X, Y, epochs=5, callbacks=early, verbose=0)
    assert (history.status, len(history.epoch), early.planned) == ("stopped", 1, 5)


# ---- in cells ---------------------------------------------------------------------------------------------

CELL = """%%keras --real-keras --name real --epochs 2
import keras
model = Sequential([Input((4,)), Dense(1)])
model.compile("sgd", "mse")
history = model.fit(X, Y, verbose=0)
print(type(model).__module__, keras.__name__, len(history.epoch))
"""


def test_in_a_cell_names_are_keras_s_own_and_each_fit_is_attended(shell, keras, heard, capsys):
    shell.user_ns.update(X=X, Y=Y)
    shell.run_cell("%%keras\nours = Sequential([Input((4,)), Dense(1)])").raise_error()
    shell.run_cell(CELL).raise_error()
    assert "keras.src.models.sequential keras 2" in capsys.readouterr().out
    (start,) = of_kind(heard, RunStarted)
    assert (start.name, start.code) == ("real", CELL)
    heard.clear()
    shell.run_cell("model.fit(X, Y, verbose=0)").raise_error()
    assert heard == []
    shell.run_cell("%%keras\nours = Sequential([Dense(1)])\nprint(type(ours).__module__)").raise_error()
    assert "keras_lab" in capsys.readouterr().out


def test_shown_in_any_cell_and_listed(shell, keras, model, capsys):
    from keras_lab.lab.models import states_in

    shell.user_ns["real"] = model
    formatted = shell.display_formatter.format(model)[0]
    assert "application/vnd.keras-lab.model+json" in formatted
    (state,) = states_in(shell.user_ns)
    assert (state["variable"], state["kind"], state["parameters"]) == ("real", "Sequential", 19)
    for line in ("summary real", "graph real", "weights real"):
        shell.run_cell(f"%keras {line}").raise_error()
    assert "15" in capsys.readouterr().out


def test_a_sweep_of_real_models(shell, keras, heard):
    cell = CELL.replace("--name real", '--sweep "units=1,2"').replace("model =", "units = 0\nmodel =", 1)
    shell.user_ns.update(X=X, Y=Y)
    shell.run_cell(cell).raise_error()
    assert [start.name for start in of_kind(heard, RunStarted)] == ["units=1", "units=2"]


def test_options_that_cannot_go_together(shell, capsys):
    for options, why in (("--engine jax", "KERAS_BACKEND"), ("--resume x", "BackupAndRestore")):
        assert not shell.run_cell(f"%%keras --real-keras {options}\n1").success
        assert why in capsys.readouterr().err


# ---- on another backend -----------------------------------------------------------------------------------

ON_JAX = """
import numpy as np, keras
from keras_lab import control, events
from keras_lab.lab import watch
assert keras.backend.backend() == "jax"
heard = []
events.subscribe(heard.append)
def steer(event):
    if isinstance(event, events.EpochDone) and event.epoch == 0:
        for wish in ("evaluate", "restore_best"):
            getattr(control.latest(), wish)()
        control.latest().set("learning_rate", 0.125)
        control.latest().set("momentum", 0.5)
    if isinstance(event, events.EpochDone) and event.epoch == 2:
        control.latest().stop()
events.subscribe(steer)
x = np.ones((640, 4), "float32")
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.01, momentum=0.9), "mse")
history = watch(model).fit(x, x[:, :1], epochs=9, validation_data=(x, x[:, :1]), verbose=0)
marks = [event.kind for event in heard if isinstance(event, events.Marked)]
assert marks == ["evaluated", "restored", "learning_rate", "momentum"], marks
assert history.status == "stopped" and len(history.history["val_loss"]) == 3, history.history
assert float(model.optimizer.learning_rate) == 0.125 and int(model.optimizer.iterations) == heard[-1].step
"""


def test_on_jax(keras):
    pytest.importorskip("jax")
    environment = {**os.environ, "KERAS_BACKEND": "jax"}
    done = subprocess.run(
        [sys.executable, "-c", ON_JAX], env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr


def test_a_cell_that_imports_keras_waits_for_the_engine_that_is_being_loaded(shell):
    from keras_lab.lab.extension import _labs

    lab, done = _labs[id(shell)], threading.Event()
    lab.preloading = threading.Thread(target=lambda: (threading.Event().wait(2), done.set()))
    lab.preloading.start()
    shell.run_cell("1").raise_error()
    shell.run_cell_magic("keras", "", "import keras\nfrom keras.layers import Dense")  # that is keras_lab
    assert not done.is_set()
    shell.run_cell("# a comment\nimport keras").raise_error()
    assert done.is_set()
