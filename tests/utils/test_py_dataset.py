"""Data sets that hand out their batches by number, and batches made ahead of time."""

from __future__ import annotations

import itertools
import threading
import time

import numpy as np
import pytest

from keras_lab import utils


class Squares(utils.PyDataset):
    epochs = 0

    def __len__(self):
        return 5

    def __getitem__(self, index):
        time.sleep(0.002 * (5 - index))  # the first ones take longest
        return np.full(2, index**2)

    def on_epoch_end(self):
        self.epochs += 1


class Endless(utils.PyDataset):
    num_batches = None

    def __getitem__(self, index):
        return index


class OldStyle(utils.Sequence):
    def __init__(self, name):  # as in Keras 2, without super().__init__()
        self.name = name

    def __len__(self):
        return 2

    def __getitem__(self, index):
        if index == 1:
            raise RuntimeError("no batch 1")
        return self.name


def numbers(items):
    return [int(np.ravel(item)[0]) for item in items]


@pytest.mark.parametrize("how", [{}, {"workers": 3}, {"workers": 8, "max_queue_size": 1}])
def test_batches_keep_their_order(how):
    assert numbers(utils.batches(Squares(**how), range(5))) == [0, 1, 4, 9, 16]
    assert numbers(utils.batches(Squares(**how), [3, 0])) == [9, 0]


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning", "ignore:.*fork:RuntimeWarning")
def test_batches_from_processes():
    data = Squares(workers=2, use_multiprocessing=True)
    assert numbers(utils.batches(data, range(5))) == [0, 1, 4, 9, 16]


def test_only_so_many_in_advance():
    asked = []
    data = Endless(workers=2, max_queue_size=3)
    order = (asked.append(i) or i for i in itertools.count())
    ahead = utils.batches(data, order)
    assert [next(ahead) for _ in range(4)] == [0, 1, 2, 3]
    assert len(asked) <= 4 + 3
    ahead.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("keras_lab-batches")]


def test_walking_through():
    assert numbers(Squares()) == [0, 1, 4, 9, 16]
    assert list(itertools.islice(Endless(), 3)) == [0, 1, 2]
    assert (Squares().num_batches, len(Squares())) == (5, 5)
    with pytest.raises(TypeError, match="no end"):
        len(Endless())


def test_what_is_missing():
    with pytest.raises(NotImplementedError, match="__getitem__"):
        utils.PyDataset()[0]
    with pytest.raises(NotImplementedError, match="neither __len__"):
        len(utils.PyDataset())


@pytest.mark.parametrize("workers", [1, 3])
def test_errors_come_at_their_place(workers):
    data = OldStyle("x")
    data.workers = workers
    ahead = utils.batches(data, range(2))
    assert next(ahead) == "x"
    with pytest.raises(RuntimeError, match="no batch 1"):
        next(ahead)


# ---- Keras 2's enqueuers ------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 3])
def test_epoch_after_epoch(workers):
    data = Squares()
    enqueuer = utils.OrderedEnqueuer(data)
    enqueuer.start(workers, max_queue_size=2)
    assert enqueuer.is_running()
    assert numbers(itertools.islice(enqueuer.get(), 11)) == [0, 1, 4, 9, 16] * 2 + [0]
    enqueuer.stop()
    assert not enqueuer.is_running() and data.epochs >= 2


def test_random_order():
    enqueuer = utils.OrderedEnqueuer(Squares(), shuffle=True)
    enqueuer.start()
    assert sorted(numbers(itertools.islice(enqueuer.get(), 5))) == [0, 1, 4, 9, 16]
    enqueuer.stop()


def test_generators_end():
    enqueuer = utils.GeneratorEnqueuer(iter(range(5)), wait_time=0.1)
    enqueuer.start(workers=4)
    assert list(enqueuer.get()) == [0, 1, 2, 3, 4]
    enqueuer.stop()


def test_errors_of_enqueuers():
    enqueuer = utils.OrderedEnqueuer(OldStyle("x"))
    enqueuer.start()
    items = enqueuer.get()
    assert next(items) == "x"
    with pytest.raises(RuntimeError, match="no batch 1"):
        next(items)
    assert not enqueuer.is_running()
