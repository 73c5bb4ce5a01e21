"""MNIST's loader, on a small stand-in: the real file is neither shipped nor downloaded by tests."""

from __future__ import annotations

import hashlib
import shutil

import numpy as np
import pytest

from keras_lab.datasets import digits, mnist
from keras_lab.datasets.npz import DamagedFileError, Expected
from keras_lab.utils.file import DownloadError

ARRAYS = {
    "x_train": np.arange(6 * 28 * 28, dtype=np.uint8).reshape(6, 28, 28),
    "y_train": np.arange(6, dtype=np.uint8),
    "x_test": np.ones((2, 28, 28), np.uint8),
    "y_test": np.array([3, 4], np.uint8),
}


@pytest.fixture
def published(tmp_path, monkeypatch):
    """A small file that counts as the published one; the net is a copy of it."""
    kinds = {
        name: Expected(a.shape, a.dtype.name, hashlib.sha256(a.tobytes()).hexdigest())
        for name, a in ARRAYS.items()
    }
    monkeypatch.setattr(mnist, "_EXPECTED", kinds)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    path = tmp_path / "published.npz"
    np.savez_compressed(path, **ARRAYS)
    return path


@pytest.fixture
def net(published, monkeypatch):
    calls = []

    def download(url, target, check, limit):
        calls.append(url)
        check(published)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(published, target)

    monkeypatch.setattr(mnist, "download", download)
    return calls


@pytest.fixture
def offline(published, monkeypatch):
    def download(url, target, check, limit):
        raise DownloadError(f"{url} cannot be downloaded: no net.")

    monkeypatch.setattr(mnist, "download", download)


def right(loaded):
    (x_train, y_train), (x_test, y_test) = loaded
    for name, array in zip(ARRAYS, (x_train, y_train, x_test, y_test), strict=True):
        np.testing.assert_array_equal(array, ARRAYS[name])


def cached(tmp_path):
    return tmp_path / "home" / "datasets" / "mnist.npz"


def test_downloaded_once(net, tmp_path):
    right(mnist.load_data())
    right(mnist.load_data())
    assert net == [mnist.ORIGIN]
    assert cached(tmp_path).exists()


def test_under_another_name(net, tmp_path):
    right(mnist.load_data("digits-28.npz"))
    assert cached(tmp_path).with_name("digits-28.npz").exists()


def test_a_file_that_is_there_needs_no_net(offline, published, tmp_path):
    cached(tmp_path).parent.mkdir(parents=True)
    np.savez(cached(tmp_path), **ARRAYS)  # repacked: other bytes, the same arrays
    right(mnist.load_data())


@pytest.mark.parametrize("keep", [0, 100, -1])
def test_a_partial_file_is_downloaded_again(net, published, tmp_path, keep, capsys):
    cached(tmp_path).parent.mkdir(parents=True)
    cached(tmp_path).write_bytes(published.read_bytes()[:keep])
    right(mnist.load_data())
    assert len(net) == 1
    assert "damaged" in capsys.readouterr().out


def test_offline_the_error_names_the_digits_and_the_damaged_file_stays(offline, tmp_path):
    cached(tmp_path).parent.mkdir(parents=True)
    cached(tmp_path).write_bytes(b"half")
    with pytest.raises(DownloadError, match=r"no net.*mnist\.npz.*keras_lab\.datasets import digits"):
        mnist.load_data()
    assert cached(tmp_path).read_bytes() == b"half"


def test_a_file_of_ones_own_is_never_overwritten(net, tmp_path):
    own = tmp_path / "own.npz"
    np.savez(own, something=np.zeros(3))
    before = own.read_bytes()
    with pytest.raises(DamagedFileError, match=r"own\.npz"):
        mnist.load_data(str(own))
    assert own.read_bytes() == before
    assert not net


def test_digits_come_with_the_package():
    (x_train, y_train), (x_test, y_test) = digits.load_data()
    assert x_train.shape == (1437, 8, 8)
    assert x_test.shape == (360, 8, 8)
    assert (y_train.shape, y_test.shape) == ((1437,), (360,))
    assert {a.dtype.name for a in (x_train, y_train, x_test, y_test)} == {"uint8"}
    assert (x_train.min(), x_train.max()) == (0, 16)
    assert set(y_train) == set(y_test) == set(range(10))
    assert digits._FILE.stat().st_size < 100_000


def test_callers_cannot_change_the_digits_of_others():
    digits.load_data()[0][0][:] = 0
    assert digits.load_data()[0][0].max() == 16
