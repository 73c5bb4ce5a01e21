"""Training on data sets that hand out their batches by number."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from keras_lab.preprocessing.image import ImageDataGenerator
from keras_lab.utils import PyDataset
from tests.training.helpers import X, Y, line


class Batches(PyDataset):
    def __init__(self, **how):
        super().__init__(**how)
        self.heard, self.threads = [], set()

    def __len__(self):
        return 4

    def __getitem__(self, index):
        self.threads.add(threading.current_thread().name.rpartition("_")[0])
        return X[index * 25 : (index + 1) * 25], Y[index * 25 : (index + 1) * 25]

    def on_epoch_begin(self):
        self.heard.append("begin")

    def on_epoch_end(self):
        self.heard.append("end")


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_change_nothing_but_who_works(workers):
    data = Batches(workers=workers)
    losses = line().fit(data, epochs=2, verbose=0, shuffle=False).history["loss"]
    expected = line().fit(X, Y, batch_size=25, epochs=2, verbose=0, shuffle=False).history["loss"]
    np.testing.assert_allclose(losses, expected, rtol=1e-5)
    assert data.heard == ["begin", "end"] * 2
    assert ("keras_lab-batches" in data.threads) == (workers > 1)


def test_a_data_set_without_end():
    class Endless(Batches):
        num_batches = None

        def __getitem__(self, index):
            return super().__getitem__(index % 4)

    assert len(line().fit(Endless(), steps_per_epoch=3, epochs=2, verbose=0).epoch) == 2


def test_images_made_while_training():
    from keras_lab import layers
    from keras_lab.models import Sequential

    images, labels = np.random.RandomState(0).rand(20, 4, 4, 1), np.arange(20) % 2
    flow = ImageDataGenerator(horizontal_flip=True).flow(images, labels, batch_size=8, seed=1)
    model = Sequential([layers.Input((4, 4, 1)), layers.Flatten(), layers.Dense(1)])
    model.compile("sgd", "mse", run_eagerly=True)
    history = model.fit(flow, epochs=2, verbose=0, validation_data=flow)
    assert len(history.history["val_loss"]) == 2
