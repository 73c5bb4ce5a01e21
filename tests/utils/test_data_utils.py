"""get_file: downloading, checking, unpacking."""

from __future__ import annotations

import hashlib
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from keras_lab.utils import get_file, validate_file
from keras_lab.utils.file import DownloadError

from .test_archives import GOOD, found, tar, zipped


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def net(tmp_path, monkeypatch):
    """A folder on a web server, its address, and what was asked for."""
    folder = tmp_path / "net"
    folder.mkdir()
    asked = []

    class Handler(Quiet):
        def do_GET(self):
            asked.append(self.path)
            super().do_GET()

    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home" / "datasets"


def test_a_file_is_downloaded_once(net, home):
    folder, address, asked = net
    (folder / "a.txt").write_text("hello")
    assert get_file("b.txt", f"{address}/a.txt") == str(home / "b.txt")
    assert get_file(origin=f"{address}/a.txt?x=1") == str(home / "a.txt")
    get_file("b.txt", f"{address}/a.txt")
    assert len(asked) == 2
    get_file("b.txt", f"{address}/a.txt", force_download=True)
    assert len(asked) == 3
    assert sorted(p.name for p in home.iterdir()) == ["a.txt", "b.txt"]


def test_other_folders(net, tmp_path):
    folder, address, _ = net
    (folder / "a").write_text("1")
    assert get_file("a", f"{address}/a", cache_subdir="models") == str(tmp_path / "home" / "models" / "a")
    assert get_file("a", f"{address}/a", cache_dir=tmp_path / "c") == str(tmp_path / "c" / "datasets" / "a")
    assert get_file("a", f"{address}/a", cache_subdir=tmp_path / "d") == str(tmp_path / "d" / "a")


@pytest.mark.parametrize("kind", ["sha256", "md5"])
def test_digests(net, home, kind, capsys):
    folder, address, _ = net
    (folder / "a").write_bytes(b"right")
    digest = hashlib.new(kind, b"right").hexdigest()
    words = {"md5_hash": digest} if kind == "md5" else {"file_hash": digest, "hash_algorithm": "sha256"}
    path = get_file("a", f"{address}/a", **words)
    assert validate_file(path, digest) and not validate_file(path, "0" * len(digest))
    (home / "a").write_bytes(b"wrong")
    get_file("a", f"{address}/a", file_hash=digest)
    assert (home / "a").read_bytes() == b"right"
    assert "downloaded again" in capsys.readouterr().out
    with pytest.raises(DownloadError, match=f"its {kind} is") as caught:
        get_file("b", f"{address}/a", file_hash="0" * len(digest))
    assert isinstance(caught.value, ValueError)
    assert not (home / "b").exists()


@pytest.mark.parametrize(("make", "name"), [(tar, "x.tar.gz"), (zipped, "x.zip")])
def test_archives(net, home, make, name):
    folder, address, asked = net
    make(folder / name, GOOD)
    path = get_file("photos", f"{address}/{name}", extract=True)
    assert path == str(home / "photos")
    assert found(home / "photos") == GOOD
    assert (home / "photos_archive").exists()
    get_file("photos", f"{address}/{name}", extract=True)
    assert len(asked) == 1
    assert get_file(name, f"{address}/{name}", extract=True) == str(home / "x_extracted")


def test_keras_2_words(net, home):
    folder, address, _ = net
    tar(folder / "x.tar.gz", GOOD)
    assert get_file("x", f"{address}/x.tar.gz", untar=True) == str(home / "x")
    assert found(home / "x") == GOOD


def test_a_harmful_archive(net, home, tmp_path):
    folder, address, _ = net
    tar(folder / "x.tar.gz", {"../../evil": b"1"})
    with pytest.raises(ValueError, match="leads out of the folder"):
        get_file("x", f"{address}/x.tar.gz", extract=True)
    assert not list(tmp_path.rglob("evil")) and not (home / "x").exists()


def test_a_file_of_ones_own(tmp_path, home, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    source = tmp_path / "ä b.txt"
    source.write_text("hello")
    path = get_file("c.txt", source.as_uri(), file_hash=hashlib.sha256(b"hello").hexdigest())
    assert (home / "c.txt").read_text() == "hello" and path == str(home / "c.txt")
    with pytest.raises(ValueError, match="its sha256 is"):
        get_file("d.txt", source.as_uri(), file_hash="0" * 64)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "address of the file in origin"),
        ({"origin": "http://127.0.0.1:9/"}, "names no file"),
        ({"fname": "../x", "origin": "http://127.0.0.1:9/x"}, "must be a name, not a path"),
        ({"fname": "..", "origin": "http://127.0.0.1:9/x"}, "must be a name, not a path"),
        ({"origin": "http://127.0.0.1:9/x", "file_hash": "12"}, "no digest"),
        ({"origin": "http://127.0.0.1:9/x", "hash_algorithm": "sha1"}, "hash_algorithm must be"),
        ({"origin": "http://127.0.0.1:9/x"}, "cannot be downloaded"),
        ({"origin": "ftp://127.0.0.1/x"}, "only https"),
    ],
)
def test_bad_input(arguments, message, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    with pytest.raises((ValueError, OSError), match=message):
        get_file(**arguments)


def test_no_archive(net):
    folder, address, _ = net
    (folder / "a").write_text("text")
    with pytest.raises(ValueError, match="no archive of the kind tar or zip"):
        get_file("b", f"{address}/a", extract=True)
    with pytest.raises(ValueError, match="archive_format must be"):
        get_file("c", f"{address}/a", extract=True, archive_format="rar")
