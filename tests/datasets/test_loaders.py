"""The loaders of published data sets, on small stand-ins: the real files are neither shipped nor downloaded."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import pickle
import shutil
import tarfile

import keras
import numpy as np
import pytest

from keras_lab import config, datasets
from keras_lab.datasets import fetching
from keras_lab.datasets.npz import DamagedFileError
from keras_lab.utils.file import DownloadError

REVIEWS = [[5, 9, 3], [1, 2], [7] * 6, [4, 20, 8, 30], [11]]


def texts():
    array = np.empty(len(REVIEWS), object)
    array[:] = REVIEWS
    return array


def photographs(count, **labels):
    data = np.random.RandomState(count).randint(0, 256, (count, 3072)).astype("uint8")
    return {b"data": data, b"filenames": [b"x"] * count, **{k.encode(): v for k, v in labels.items()}}


def archive(path, batches):
    with tarfile.open(path, "w:gz") as tar:
        for name, batch in batches.items():
            content = pickle.dumps(batch, protocol=3)
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def idx(path, array):
    head = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    path.write_bytes(gzip.compress(head + array.tobytes()))


def md5(path):
    return hashlib.md5(path.read_bytes()).hexdigest()


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def net(tmp_path, monkeypatch):
    """A folder that stands for the net, and the list of what was downloaded from it."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    (tmp_path / "net").mkdir()
    calls = []

    def download(url, target, check, limit):
        calls.append(url)
        published = tmp_path / "net" / url.rsplit("/")[-1]
        if not published.exists():
            raise DownloadError(f"{url} cannot be downloaded: no net.")
        check(published)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(published, target)

    monkeypatch.setattr(fetching, "download", download)
    return tmp_path / "net", calls


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home" / "datasets"


def publish(monkeypatch, module, path, name="_DIGEST"):
    monkeypatch.setattr(module, name, sha256(path))


# ---- texts --------------------------------------------------------------------------------------------

SETTINGS = [
    {},
    {"num_words": 10},
    {"num_words": 10, "skip_top": 5, "oov_char": None},
    {"maxlen": 5, "start_char": None},
    {"start_char": None, "index_from": None, "seed": 1},
]


@pytest.fixture
def imdb(net, monkeypatch):
    path = net[0] / "imdb.npz"
    np.savez(path, x_train=texts(), y_train=np.arange(5), x_test=texts()[:4], y_test=np.arange(4))
    publish(monkeypatch, datasets.imdb, path)
    return path


def keras_loads(monkeypatch, module, path):
    monkeypatch.setattr(module, "get_file", lambda *args, **kwargs: str(path))
    return module


@pytest.mark.parametrize("how", SETTINGS, ids=str)
def test_imdb_as_in_keras(imdb, monkeypatch, how):
    from keras.src.datasets import imdb as module

    theirs = keras_loads(monkeypatch, module, imdb).load_data(**how)
    for ours, other in zip(datasets.imdb.load_data(**how), theirs, strict=True):
        assert ours[0].dtype == object and ours[0].ndim == 1
        assert [list(x) for x in ours[0]] == [list(x) for x in other[0]]
        np.testing.assert_array_equal(ours[1], other[1])


@pytest.mark.parametrize("how", [*SETTINGS, {"test_split": 0.5}], ids=str)
def test_reuters_as_in_keras(net, monkeypatch, how):
    from keras.src.datasets import reuters as module

    path = net[0] / "reuters.npz"
    np.savez(path, x=texts(), y=np.arange(5))
    publish(monkeypatch, datasets.reuters, path)
    theirs = keras_loads(monkeypatch, module, path).load_data(**how)
    for ours, other in zip(datasets.reuters.load_data(**how), theirs, strict=True):
        assert [list(x) for x in ours[0]] == [list(x) for x in other[0]]
        np.testing.assert_array_equal(ours[1], other[1])


def test_no_short_text(imdb):
    with pytest.raises(ValueError, match="greater maxlen"):
        datasets.imdb.load_data(maxlen=1)


def test_keras_1_words(imdb):
    with pytest.warns(DeprecationWarning, match="num_words"):
        assert max(map(max, datasets.imdb.load_data(nb_words=8)[0][0])) < 8


@pytest.mark.parametrize("name", ["imdb", "reuters"])
def test_word_indices(net, monkeypatch, name):
    module = getattr(datasets, name)
    path = net[0] / f"{name}_word_index.json"
    path.write_text(json.dumps({"film": 1}))
    monkeypatch.setattr(module, "_INDEX_DIGEST", md5(path))
    assert module.get_word_index() == {"film": 1}


def test_topics():
    names = datasets.reuters.get_label_names()
    assert names == keras.datasets.reuters.get_label_names()


# ---- houses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["boston_housing", "california_housing"])
@pytest.mark.parametrize("how", [{}, {"test_split": 0.5, "seed": 7}])
def test_houses_as_in_keras(net, monkeypatch, name, how):
    ours = getattr(datasets, name)
    path = net[0] / f"{name}.npz"
    np.savez(path, x=np.arange(80.0).reshape(20, 4), y=np.arange(20.0))
    publish(monkeypatch, ours, path)
    theirs = keras_loads(monkeypatch, __import__(f"keras.src.datasets.{name}", fromlist=["_"]), path)
    for mine, other in zip(ours.load_data(**how), theirs.load_data(**how), strict=True):
        for a, b in zip(mine, other, strict=True):
            np.testing.assert_array_equal(a, b)


def test_bad_arguments():
    with pytest.raises(ValueError, match="test_split"):
        datasets.boston_housing.load_data(test_split=1)
    with pytest.raises(ValueError, match="version"):
        datasets.california_housing.load_data(version="big")
    with pytest.raises(ValueError, match="label_mode"):
        datasets.cifar100.load_data("rough")


# ---- images -------------------------------------------------------------------------------------------


def test_fashion_mnist(net, monkeypatch, home):
    arrays = [np.arange(n * 4, dtype="uint8").reshape(n, 2, 2) if i % 2 == 0 else np.arange(n, dtype="uint8")
              for i, n in enumerate((3, 3, 2, 2))]  # fmt: skip
    digests = {}
    for name, array in zip(datasets.fashion_mnist._FILES, arrays, strict=True):
        idx(net[0] / name, array)
        digests[name] = md5(net[0] / name)
    monkeypatch.setattr(datasets.fashion_mnist, "_FILES", digests)
    (x_train, y_train), (x_test, y_test) = datasets.fashion_mnist.load_data()
    for found, array in zip((x_train, y_train, x_test, y_test), arrays, strict=True):
        np.testing.assert_array_equal(found, array)
    assert (home / "fashion-mnist" / "t10k-labels-idx1-ubyte.gz").exists()


@pytest.mark.parametrize(
    "content", [b"", b"\0\0\x09\1\0\0\0\1a", b"\0\0\x08\1\0\0\0\2a", b"\0\0\x08\1\0\0\0\1ab"]
)
def test_a_file_that_is_no_array(tmp_path, content):
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(content))
    with pytest.raises(DamagedFileError):
        datasets.fashion_mnist._read(path)


def test_cifar10(net, monkeypatch):
    path = net[0] / "cifar-10-python.tar.gz"
    batches = {f"data_batch_{i}": photographs(i, labels=list(range(i))) for i in range(1, 6)}
    batches["test_batch"] = photographs(7, labels=list(range(7)))
    archive(path, {f"cifar-10-batches-py/{name}": batch for name, batch in batches.items()})
    publish(monkeypatch, datasets.cifar10, path)
    (x_train, y_train), (x_test, y_test) = datasets.cifar10.load_data()
    assert (x_train.shape, y_train.shape, x_test.shape) == ((15, 32, 32, 3), (15, 1), (7, 32, 32, 3))
    assert x_train.dtype == y_train.dtype == y_test.dtype == "uint8"
    np.testing.assert_array_equal(x_test[1, :, :, 2].ravel(), batches["test_batch"][b"data"][1, 2048:])
    assert y_train.ravel().tolist() == [0, 0, 1, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 3, 4]


def test_cifar100(net, monkeypatch, home):
    path = net[0] / "cifar-100-python.tar.gz"
    batch = photographs(2, fine_labels=[70, 3], coarse_labels=[7, 0])
    archive(path, {"cifar-100-python/train": batch, "cifar-100-python/test": batch})
    publish(monkeypatch, datasets.cifar100, path)
    home.mkdir(parents=True)
    shutil.move(path, home / "cifar-100-python-target_archive")  # as Keras 3 keeps it
    monkeypatch.setattr(config._settings, "image_data_format", "channels_first")
    (x_train, y_train), _ = datasets.cifar100.load_data()
    assert (x_train.shape, y_train.ravel().tolist()) == ((2, 3, 32, 32), [70, 3])
    assert datasets.cifar100.load_data("coarse")[1][1].ravel().tolist() == [7, 0]
    assert net[1] == []


def test_the_published_files():
    """Names and digests are those that Keras has."""
    import inspect

    for name in ("boston_housing", "california_housing", "cifar10", "cifar100", "imdb", "reuters"):
        text = inspect.getsource(__import__(f"keras.src.datasets.{name}", fromlist=["_"]))
        module = getattr(datasets, name)
        assert module._DIGEST in text
        assert getattr(module, "_INDEX_DIGEST", "") in text
        assert getattr(module, "ORIGIN", fetching.KERAS_ORIGIN) in text


# ---- what goes wrong ----------------------------------------------------------------------------------


def test_offline(net, home):
    with pytest.raises(DownloadError, match=r"imdb\.npz is not at .*no net.*by hand.*digits"):
        datasets.imdb.load_data()
    assert not home.exists()


def test_downloaded_once_and_again_if_damaged(imdb, net, home, capsys):
    datasets.imdb.load_data()
    datasets.imdb.load_data()
    assert len(net[1]) == 1
    (home / "imdb.npz").write_bytes(b"half")
    datasets.imdb.load_data()
    assert len(net[1]) == 2
    assert "is damaged: its sha256 is" in capsys.readouterr().out


def test_a_file_of_ones_own_is_left_alone(imdb, tmp_path):
    own = tmp_path / "own.npz"
    own.write_bytes(b"my own")
    with pytest.raises(DamagedFileError, match=r"own\.npz"):
        datasets.imdb.load_data(path=str(own))
    assert own.read_bytes() == b"my own"


class Evil:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def test_code_in_a_batch_is_not_run(net, monkeypatch, tmp_path):
    path = net[0] / "cifar-100-python.tar.gz"
    batch = {b"data": Evil(tmp_path / "ran"), b"fine_labels": [0]}
    archive(path, {"cifar-100-python/train": batch, "cifar-100-python/test": batch})
    publish(monkeypatch, datasets.cifar100, path)
    with pytest.raises(DamagedFileError, match=r"asks for .*open"):
        datasets.cifar100.load_data()
    assert not (tmp_path / "ran").exists()


def test_code_in_an_array_of_lists_is_not_run(net, monkeypatch, tmp_path):
    path = net[0] / "reuters.npz"
    array = np.empty(1, object)
    array[0] = Evil(tmp_path / "ran")
    np.savez(path, x=array, y=np.arange(1))
    publish(monkeypatch, datasets.reuters, path)
    with pytest.raises(DamagedFileError, match=r"asks for .*open"):
        datasets.reuters.load_data()
    assert not (tmp_path / "ran").exists()
