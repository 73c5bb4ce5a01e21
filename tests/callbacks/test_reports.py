"""Callbacks that tell others what happens: CSV files, servers, functions, bars."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import keras
import numpy as np
import pytest

from keras_lab import callbacks
from tests.training.helpers import X, Y, line


def tell(callback, epochs):
    callback.on_train_begin()
    for epoch, logs in enumerate(epochs):
        callback.on_epoch_end(epoch, dict(logs))
    callback.on_train_end()


EPOCHS = [
    {"loss": 0.5, "acc": np.float32(0.25)},
    {"loss": 0.25, "val_loss": 1.0},
    {"loss": [1, 2], "acc": "x"},
]


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("epochs", [EPOCHS, EPOCHS[1:]])
def test_csv_as_in_keras(tmp_path, separator, epochs):
    tell(callbacks.CSVLogger(tmp_path / "ours.csv", separator), epochs)
    tell(keras.callbacks.CSVLogger(str(tmp_path / "theirs.csv"), separator), epochs)
    assert (tmp_path / "ours.csv").read_text() == (tmp_path / "theirs.csv").read_text()


def test_csv_goes_on(tmp_path):
    for append in (False, True):
        tell(callbacks.CSVLogger(tmp_path / "x.csv", append=append), [{"loss": 1.0}])
    assert (tmp_path / "x.csv").read_text().split() == ["epoch,loss,val_loss", "0,1.0,NA", "0,1.0,NA"]


def test_csv_in_fit(tmp_path):
    logger = callbacks.CSVLogger(tmp_path / "log.csv")
    history = line().fit(X, Y, epochs=2, verbose=0, callbacks=[logger])
    rows = (tmp_path / "log.csv").read_text().split()
    assert [float(row.split(",")[1]) for row in rows[1:]] == history.history["loss"]


# ---- functions ----------------------------------------------------------------------------------------


def test_functions_as_a_callback():
    seen = []
    callback = callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append((epoch, sorted(logs))),
        on_batch_end=lambda batch, logs: seen.append(batch),
        on_train_end=lambda logs: seen.append("end"),
    )
    line().fit(X, Y, batch_size=50, verbose=0, callbacks=[callback])
    assert seen == [0, 1, (0, ["loss"]), "end"]


def test_functions_under_wrong_names():
    with pytest.raises(TypeError, match="no hook 'on_epoch_ends'. Did you mean 'on_epoch_end'"):
        callbacks.LambdaCallback(on_epoch_ends=print)
    with pytest.raises(TypeError, match="must be a function"):
        callbacks.LambdaCallback(on_epoch_end=3)


# ---- not a number -------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_the_end_of_numbers(loss, capsys):
    class Model:
        stop_training = False

    callback = callbacks.TerminateOnNaN()
    callback.set_model(model := Model())
    callback.on_train_batch_end(0, {"loss": 1.0})
    assert not model.stop_training
    callback.on_train_batch_end(1, {"loss": loss})
    assert model.stop_training
    assert "Batch 1" in capsys.readouterr().out
    strict = callbacks.TerminateOnNaN(raise_error=True)
    strict.set_model(Model())
    with pytest.raises(RuntimeError, match="Batch 3"):
        strict.on_train_batch_end(3, {"loss": loss})


@pytest.mark.filterwarnings("ignore:The loss is:RuntimeWarning")
def test_the_end_of_numbers_in_fit():
    history = line().fit(X, Y * np.float32(1e30), epochs=5, verbose=0, callbacks=[callbacks.TerminateOnNaN()])
    assert len(history.epoch) == 1


# ---- a server -----------------------------------------------------------------------------------------


@pytest.fixture
def server():
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            got.append((self.path, self.headers["Content-Type"], self.headers["X-Own"], body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", got
        server.shutdown()
        thread.join()


def test_a_server_is_told(server):
    root, got = server
    monitor = callbacks.RemoteMonitor(root, headers={"X-Own": "1"})
    monitor.on_epoch_end(3, {"loss": np.float32(0.5), "acc": 1})
    path, kind, own, body = got[0]
    assert (path, kind, own) == ("/publish/epoch/end/", "application/x-www-form-urlencoded", "1")
    assert json.loads(parse_qs(body)["data"][0]) == {"epoch": 3, "loss": 0.5, "acc": 1}
    callbacks.RemoteMonitor(root, "/x", send_as_json=True).on_epoch_end(0, {})
    assert got[1] == ("/x", "application/json", None, '{"epoch": 0}')


def test_no_server():
    with pytest.warns(UserWarning, match=r"cannot reach http://127\.0\.0\.1:9"):
        callbacks.RemoteMonitor("http://127.0.0.1:9").on_epoch_end(0, {})
    with pytest.raises(ValueError, match="http"):
        callbacks.RemoteMonitor("file:///etc/hostname")


# ---- Keras 2's loggers --------------------------------------------------------------------------------


def test_averaging():
    logger = callbacks.BaseLogger(stateful_metrics=["rate"])
    logger.on_epoch_begin(0)
    logger.on_train_batch_end(0, {"size": 3, "loss": 1.0, "rate": 1.0})
    logger.on_train_batch_end(1, {"size": 1, "loss": 5.0, "rate": 2.0})
    logger.on_epoch_end(0, logs := {"other": 7.0})
    assert logs == {"other": 7.0, "loss": 2.0, "rate": 2.0}


def test_averages_are_not_averaged_again():
    history = line().fit(X, Y, verbose=0)
    again = line().fit(X, Y, verbose=0, callbacks=[callbacks.BaseLogger()])
    assert again.history == history.history


def test_a_bar_as_a_callback(capsys):
    bar = callbacks.ProgbarLogger()
    model = line()
    model.fit(X, Y, batch_size=50, epochs=2, verbose=0, callbacks=[bar])
    assert capsys.readouterr().out == ""  # it heeds verbose
    bar.set_params({"epochs": 1, "steps": 2, "verbose": 1})
    bar.on_epoch_begin(0)
    bar.on_train_batch_end(0, {"loss": 0.5})
    bar.on_epoch_end(0, {"loss": 0.25})
    assert "loss: 0.2500" in capsys.readouterr().out.splitlines()[-1]
