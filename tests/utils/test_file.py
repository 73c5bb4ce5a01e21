"""Downloads: whole and checked, or nothing."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from keras_lab.utils.file import DownloadError, cache_folder, download

CONTENT = b"0123456789" * 100_000


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/missing":
            self.send_error(404)
            return
        self.send_response(200)
        if self.path != "/endless":
            self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT[:1000] if self.path == "/broken" else CONTENT)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def fine(path):
    assert path.suffix == ".part"


def refuse(path):
    raise ValueError("not what it should be")


def test_a_file_arrives_whole(server, tmp_path):
    target = tmp_path / "new" / "file.bin"
    download(f"{server}/file", target, fine, limit=len(CONTENT))
    assert target.read_bytes() == CONTENT
    assert [file.name for file in target.parent.iterdir()] == ["file.bin"]


@pytest.mark.parametrize(
    ("address", "check", "limit", "message"),
    [
        ("/file", refuse, 10**9, "not what it should be"),
        ("/file", fine, 1000, "more than 1000 bytes"),
        ("/endless", fine, 1000, "more than 1000 bytes"),
        ("/broken", fine, 10**9, "broke off: 1000 of 1000000"),
        ("/missing", fine, 10**9, "404"),
    ],
)
def test_what_goes_wrong_leaves_the_old_file(server, tmp_path, address, check, limit, message):
    target = tmp_path / "file.bin"
    target.write_bytes(b"old")
    with pytest.raises(DownloadError, match=message):
        download(f"{server}{address}", target, check, limit)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://example.org/x", "/etc/hostname"])
def test_only_web_addresses(tmp_path, url):
    with pytest.raises(DownloadError, match="only https"):
        download(url, tmp_path / "x", fine, 100)
    assert not list(tmp_path.iterdir())


def test_no_server(tmp_path):
    with pytest.raises(DownloadError, match=r"cannot be downloaded.*refused"):
        download("http://127.0.0.1:9/x", tmp_path / "x", fine, 100)


def test_the_folder_of_keras(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "datasets"
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".keras" / "datasets"
