"""Files for TensorBoard, read back by TensorFlow."""

from __future__ import annotations

import io

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from keras_lab import callbacks
from keras_lab.event_file import EventFile, crc32c
from tests.training.helpers import X, Y, line


def events(folder):
    """(tag, step, plugin, array) of each summary; TensorFlow checks lengths and checksums."""
    (path,) = folder.glob("events.out.tfevents.*")
    first, *rest = [tf.compat.v1.Event.FromString(r.numpy()) for r in tf.data.TFRecordDataset(str(path))]
    assert first.file_version == "brain.Event:2"
    return [
        (value.tag, event.step, value.metadata.plugin_data.plugin_name, tf.make_ndarray(value.tensor))
        for event in rest
        for value in event.summary.value
    ]


def scalars(folder):
    return {(tag, step): array.item() for tag, step, plugin, array in events(folder) if plugin == "scalars"}


def test_checksum():
    assert crc32c(b"123456789") == 0xE3069283  # the check value of CRC-32C
    assert crc32c(b"\x00" * 32) == 0x8A9136AA  # RFC 3720, B.4


def test_summaries_come_back(tmp_path):
    file = EventFile(tmp_path)
    file.scalar("a", 0.5, 3)
    file.scalar("nan", float("nan"), -1)
    file.histogram("h", np.arange(60.0), 1)
    file.histogram("empty", np.array([np.nan]), 1)
    file.text("t", "wörter" * 50, 2, "plugin", b"1")
    file.close()
    found = {tag: (step, plugin, array) for tag, step, plugin, array in events(tmp_path)}
    assert found["a"][0] == 3 and found["a"][2].dtype == "float32"
    assert np.isnan(found["nan"][2]) and found["nan"][0] == -1
    assert found["h"][2].shape == (30, 3) and found["h"][2][:, 2].sum() == 60
    assert found["empty"][2].shape == (0, 3)
    assert found["t"][2].item().decode() == "wörter" * 50


def test_metrics_of_fit(tmp_path):
    board = callbacks.TensorBoard(tmp_path, update_freq=2, write_steps_per_second=True, histogram_freq=1)
    model = line(metrics=["mae"])
    history = model.fit(
        X, Y, batch_size=25, epochs=2, verbose=0, validation_data=(X, Y), callbacks=[board]
    ).history
    train, validation = scalars(tmp_path / "train"), scalars(tmp_path / "validation")
    for epoch in (0, 1):
        assert train["epoch_loss", epoch] == pytest.approx(history["loss"][epoch])
        assert validation["epoch_mae", epoch] == pytest.approx(history["val_mae"][epoch])
        assert train["epoch_learning_rate", epoch] == pytest.approx(0.01)
        assert train["epoch_steps_per_second", epoch] > 0
    assert sorted(step for tag, step in train if tag == "batch_loss") == [2, 4, 6, 8]
    assert validation["evaluation_loss_vs_iterations", 8] == pytest.approx(history["val_loss"][1])
    histograms = [
        (tag, step) for tag, step, plugin, _ in events(tmp_path / "train") if plugin == "histograms"
    ]
    assert len(histograms) == 4


def test_the_model(tmp_path):
    board = callbacks.TensorBoard(tmp_path)
    board.set_model(model := line())
    board.on_train_end()
    ((tag, _, plugin, text),) = events(tmp_path / "train")
    assert (tag, plugin, text.item().decode()) == ("keras", "graph_keras_model", model.to_json())


def test_weights_as_images(tmp_path):
    board = callbacks.TensorBoard(tmp_path, histogram_freq=1, write_images=True, write_graph=False)
    board.set_model(line())
    board.on_epoch_end(0, {})
    board.on_train_end()
    images = [array for _, _, plugin, array in events(tmp_path / "train") if plugin == "images"]
    width, height, png = images[0].tolist()
    assert (width, height) == (b"8", b"1")
    assert Image.open(io.BytesIO(png)).size == (8, 1)


@pytest.mark.parametrize("how", [{"update_freq": "step"}])
def test_bad_arguments(how):
    with pytest.raises(ValueError, match="update_freq must be"):
        callbacks.TensorBoard(**how)


def test_old_words():
    with pytest.warns(DeprecationWarning, match="batch_size"):
        callbacks.TensorBoard(batch_size=32)
