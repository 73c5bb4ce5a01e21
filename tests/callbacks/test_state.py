"""Callbacks that keep or exchange the state of a model."""

from __future__ import annotations

import importlib.util
import pickle

import numpy as np
import pytest

from keras_lab import callbacks, optimizers
from tests.training.helpers import LABELS, X, Y, classifier, line, same_weights


class Crash(callbacks.Callback):
    def __init__(self, epoch=None, batch=None):
        super().__init__()
        self.epoch, self.batch, self.seen = epoch, batch, 0
        self.async_safe = batch is None

    def on_train_batch_end(self, batch, logs=None):
        self.seen += 1
        if self.seen == self.batch:
            raise RuntimeError("crash")

    def on_epoch_end(self, epoch, logs=None):
        if epoch == self.epoch:
            raise RuntimeError("crash")


def fit(model, folder, crash=None, **how):
    backup = callbacks.BackupAndRestore(folder, **how)
    return model.fit(X, LABELS, epochs=4, verbose=0, callbacks=[backup, *([crash] if crash else [])])


def test_a_resumed_training_ends_with_the_same_bits(tmp_path):
    whole = classifier()
    whole.fit(X, LABELS, epochs=4, verbose=0)
    with pytest.raises(RuntimeError, match="crash"):
        fit(classifier(), tmp_path / "state", Crash(epoch=1))
    resumed = classifier(seed=99)
    history = fit(resumed, tmp_path / "state")
    assert history.epoch == [2, 3]
    assert same_weights(resumed, whole)
    assert not (tmp_path / "state").exists()


def test_an_epoch_that_was_interrupted_begins_anew(tmp_path):
    with pytest.raises(RuntimeError, match="crash"):
        fit(line_of_classes(), tmp_path, Crash(batch=7), save_freq=2, double_checkpoint=True)
    assert {file.name for file in tmp_path.iterdir()} == {"latest.npz", "previous.npz"}
    history = fit(line_of_classes(), tmp_path, save_freq=2, delete_checkpoint=False)
    assert history.epoch == [1, 2, 3]
    assert tmp_path.exists()


def line_of_classes():
    return classifier(optimizer="sgd")


def test_a_damaged_state(tmp_path):
    (tmp_path / "latest.npz").write_bytes(b"half")
    with pytest.raises(ValueError, match="cannot go on from .*latest.npz"):
        fit(classifier(), tmp_path)


def test_a_pickle_is_not_run(tmp_path):
    ran = tmp_path / "ran"

    class Evil:
        def __reduce__(self):
            return open, (str(ran), "w")

    np.savez(tmp_path / "latest.npz", weight0=np.array([Evil()], object), place=0, seed=0)
    with pytest.raises(ValueError, match="cannot go on"):
        fit(classifier(), tmp_path)
    assert not ran.exists()
    assert pickle.dumps(Evil())  # it would have been run


def test_the_state_before_the_last_is_used(tmp_path):
    with pytest.raises(RuntimeError, match="crash"):
        fit(classifier(), tmp_path, Crash(epoch=2), double_checkpoint=True)
    (tmp_path / "latest.npz").write_bytes(b"half")
    assert fit(classifier(), tmp_path).epoch == [2, 3]


@pytest.mark.parametrize("how", [{"backup_dir": ""}, {"backup_dir": "x", "save_freq": "batch"}])
def test_bad_arguments(how):
    with pytest.raises(ValueError, match="BackupAndRestore needs|Invalid value for save_freq"):
        callbacks.BackupAndRestore(**how)


# ---- averages of weights ------------------------------------------------------------------------------


class Looks(callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.at_end, self.in_test = [], []

    def on_epoch_end(self, epoch, logs=None):
        self.at_end.append(self.model.get_weights())

    def on_test_begin(self, logs=None):
        self.in_test.append(self.model.get_weights())


def averaged(*more, **how):
    model = line(optimizer=optimizers.SGD(0.01, use_ema=True, ema_momentum=0.9))
    looks = Looks()
    swap = callbacks.SwapEMAWeights(**how)
    model.fit(X, Y, epochs=2, verbose=0, validation_data=(X, Y), callbacks=[swap, looks])
    return model, looks


def test_averages_are_in_place_for_validation():
    model, looks = averaged()
    assert np.all(looks.in_test[0][0] != looks.at_end[0][0])
    for a, b in zip(looks.in_test[-1], model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)  # fit ends with the averages


def test_averages_are_in_place_at_the_end_of_epochs():
    model, looks = averaged(swap_on_epoch=True)
    for a, b in zip(looks.in_test, looks.at_end, strict=True):
        np.testing.assert_array_equal(a[0], b[0])
    assert same_weights(model, averaged()[0])


def test_an_optimizer_without_averages():
    with pytest.raises(ValueError, match=r"SGD\(use_ema=True\)"):
        line().fit(X, Y, verbose=0, validation_data=(X, Y), callbacks=[callbacks.SwapEMAWeights()])


def test_orbax_is_asked_for(tmp_path):
    if importlib.util.find_spec("orbax") is None:
        with pytest.raises(ImportError, match="pip install orbax-checkpoint"):
            callbacks.OrbaxCheckpoint(tmp_path)
    with pytest.raises(ValueError, match="save_freq must be"):
        callbacks.OrbaxCheckpoint(tmp_path, save_freq="now")


def test_checkpoints_every_other_epoch_in_a_new_folder(tmp_path):
    model = line()
    checkpoint = callbacks.ModelCheckpoint(tmp_path / "new" / "{epoch}.h5", period=2)
    model.fit(X, Y, epochs=5, verbose=0, callbacks=[checkpoint])
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["2.h5", "4.h5"]
