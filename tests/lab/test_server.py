"""The part in Jupyter's server: it finds files only where it may, and has them read at arm's length."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import h5py
import numpy as np
import pytest

from keras_lab.lab.server import process
from keras_lab.lab.server.process import ReadingError, read
from tests.sources import ROOT

pytest.importorskip("jupyter_server")

FILES = ROOT / "tests" / "saving" / "files"


def reading(what: str, path: Path, **options: Any) -> Any:
    return asyncio.run(read(what, str(path), **options))


def test_contents_and_numbers() -> None:
    contents = reading("contents", FILES / "convolutions.h5")
    assert contents["model"]["kind"] == "Sequential" and contents["model"]["key"] is None
    numbers = {each["path"]: each["numbers"] for each in reading("numbers", FILES / "convolutions.h5")}
    with h5py.File(FILES / "convolutions.h5") as file:
        kernel = file["model_weights/conv2d/conv2d/kernel:0"][()]
    found = numbers["model_weights/conv2d/conv2d/kernel:0"]
    np.testing.assert_allclose([found["mean"], found["std"]], [kernel.mean(), kernel.std()], rtol=1e-4)
    assert sum(found["histogram"]) == kernel.size


def test_a_file_that_lies_about_its_size(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "bomb.h5", "w") as file:
        file.create_dataset("lie", (2_500_000_000,), "float32", chunks=(1 << 20,), compression="gzip")
        file["honest"] = np.ones(4, "float32")
    with h5py.File(tmp_path / "sparse.h5", "w") as file:  # truly 8 GB, of which nothing was ever written
        file.create_dataset("hole", (2_000_000_000,), "float32")
    assert os.path.getsize(tmp_path / "bomb.h5") < 100_000
    said = {each["path"]: each for each in reading("numbers", tmp_path / "bomb.h5")}
    assert said["lie"]["numbers"] is None and "bytes" in said["lie"]["problem"]
    assert said["honest"]["numbers"]["mean"] == 1
    assert reading("contents", tmp_path / "bomb.h5")["weights"][1]["shape"] == [2_500_000_000]
    (hole,) = reading("numbers", tmp_path / "sparse.h5")
    assert hole["numbers"] is None and "bytes" in hole["problem"]


def test_time_and_words_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReadingError, match="too long"):
        reading("contents", FILES / "trained.h5", seconds=0.01)
    monkeypatch.setattr(process, "BYTES", 100)
    with pytest.raises(ReadingError, match="more in this file than can be shown"):
        reading("contents", FILES / "trained.h5")


def test_a_broken_file_gives_a_sentence_without_the_server_s_folders(tmp_path: Path) -> None:
    (tmp_path / "broken.h5").write_bytes(b"\x89HDF\r\n\x1a\n")
    with pytest.raises(ReadingError, match="'broken.h5' is no HDF5 file, or a damaged one") as refusal:
        reading("contents", tmp_path / "broken.h5")
    assert str(tmp_path) not in str(refusal.value)


def test_modules_beside_the_file_are_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "h5py.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    shutil.copy(FILES / "trained.h5", tmp_path)
    assert reading("contents", tmp_path / "trained.h5")["problem"] is None


def test_no_engine_can_be_loaded() -> None:
    code = (
        "import sys; from keras_lab.lab.server import reading; reading.main('contents', sys.argv[1]); "
        "assert not any(sys.modules.get(name) for name in reading.ENGINES)"
    )
    subprocess.run(
        [sys.executable, "-c", code, FILES / "trained_archive.keras"], check=True, capture_output=True
    )


@pytest.mark.parametrize(
    "path",
    [
        "../secret.h5",
        "a/../../secret.h5",
        "/../secret.h5",
        "link.h5",
        ".hidden.h5",
        "a",
        "no.h5",
        "x\0.h5",
        "",
    ],
)
def test_no_file_outside_the_root_is_read(path: str, tmp_path: Path) -> None:
    from jupyter_server.services.contents.filemanager import FileContentsManager

    from keras_lab.lab.server.handler import resolved

    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    for file in (tmp_path / "secret.h5", root / ".hidden.h5", root / "a" / "fine.h5"):
        shutil.copy(FILES / "trained.h5", file)
    (root / "link.h5").symlink_to(tmp_path / "secret.h5")
    manager = FileContentsManager(root_dir=str(root))
    assert asyncio.run(resolved(manager, "a/fine.h5")) == os.path.realpath(root / "a" / "fine.h5")
    with pytest.raises(ReadingError, match="There is no file"):
        asyncio.run(resolved(manager, path))


@pytest.mark.slow
def test_the_server_loads_it_and_answers_only_those_who_may_ask(tmp_path: Path) -> None:
    root, config = tmp_path / "root", tmp_path / "config"
    (config / "jupyter_server_config.d").mkdir(parents=True)
    root.mkdir()
    shutil.copy(
        ROOT / "keras_lab" / "lab" / "server" / "jupyter_server_config.json",
        config / "jupyter_server_config.d" / "keras-lab.json",
    )
    shutil.copy(FILES / "trained.h5", root)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = {
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "HOME": str(tmp_path),
    }
    server = subprocess.Popen(
        [
            sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", f"--ServerApp.port={port}",
            "--ServerApp.port_retries=0", "--IdentityProvider.token=secret", f"--ServerApp.root_dir={root}",
        ],
        env={**os.environ, **folders, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}/keras-lab/file?"
        _wait(f"http://127.0.0.1:{port}/api", server)
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(address + urlencode({"path": "trained.h5"}), timeout=30)

        def ask(**query: str) -> Any:
            request = urllib.request.Request(
                address + urlencode(query), headers={"Authorization": "token secret"}
            )
            return json.load(urllib.request.urlopen(request, timeout=90))

        assert ask(path="trained.h5")["contents"]["model"]["kind"] == "Sequential"
        assert ask(path="trained.h5", what="numbers")["numbers"][0]["numbers"]["count"] > 0
        assert "There is no file" in ask(path="../config/x.h5")["error"]
        assert "Nobody answers" in ask(path="trained.h5", what="code")["error"]
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("Jupyter's server does not answer.")
