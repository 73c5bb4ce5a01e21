"""`.keras` archives made to do harm: each is refused, and nothing is written to the disk."""

from __future__ import annotations

import io
import json
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from keras_lab import layers
from keras_lab.models import Sequential, load_model

WEIGHTS = "model.weights.h5"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A good archive, to be spoilt."""
    model = Sequential([layers.Input((8,)), layers.Dense(1, name="dense")])
    model.save(tmp_path / "model.keras")
    return tmp_path / "model.keras"


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(path: Path, held: dict[Any, bytes], packing: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in held.items():
            archive.writestr(name, content)


def edit_weights(path: Path, change: Callable[[h5py.File], Any]) -> None:
    held = members(path)
    buffer = io.BytesIO(held[WEIGHTS])
    with h5py.File(buffer, "r+") as file:
        change(file)
    rewrite(path, {**held, WEIGHTS: buffer.getvalue()})


def refused(path: Path, message: str) -> None:
    folder = sorted(path.parent.iterdir())
    with pytest.raises((ValueError, TypeError), match=message):
        load_model(path)
    with pytest.raises((ValueError, TypeError)):
        Sequential([layers.Input((8,)), layers.Dense(1)]).load_weights(path)
    assert sorted(path.parent.iterdir()) == folder


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "assets/../../evil", "..\\evil", "C:/evil"])
def test_names_that_lead_out(path: Path, name: str) -> None:
    rewrite(path, {**members(path), name: b"evil"})
    refused(path, "leads out of it")


def test_symbolic_links(path: Path) -> None:
    link = zipfile.ZipInfo("assets")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    rewrite(path, {**members(path), link: b"/etc"})
    refused(path, "link or device")


@pytest.mark.parametrize("name", [WEIGHTS, "config.json"])
def test_decompression_bombs(path: Path, name: str) -> None:
    rewrite(path, {**members(path), name: bytes(64 << 20)}, zipfile.ZIP_DEFLATED)
    with pytest.raises(ValueError, match="far too many"):
        load_model(path)


def test_weights_that_are_packed_twice(path: Path) -> None:
    """13 kB in the archive, 64 MB as an array: each packing alone would be honest."""
    rows, width = 1 << 21, 8
    block = zlib.compress(np.zeros((1 << 16, width), "float32").tobytes(), 9)

    def spoil(file: h5py.File) -> None:
        del file[KERNEL]
        data = file.create_dataset(
            KERNEL, (rows, width), "float32", chunks=(1 << 16, width), compression="gzip"
        )
        for row in range(0, rows, 1 << 16):
            data.id.write_direct_chunk((row, 0), block)

    edit_weights(path, spoil)
    held = members(path)
    for name in ("units", "batch_shape"):
        config = held["config.json"].decode()
        old, new = {"units": ('"units": 1', '"units": 8'), "batch_shape": ("[null, 8]", f"[null, {rows}]")}[
            name
        ]
        held["config.json"] = config.replace(old, new).encode()
    rewrite(path, held, zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 50_000
    refused(path, "shape bomb")


def test_a_member_that_declares_less_than_it_holds(path: Path) -> None:
    held = members(path)
    rewrite(path, {**held, WEIGHTS: bytes(64 << 20)}, zipfile.ZIP_DEFLATED)
    size = (64 << 20).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (1000).to_bytes(4, "little")))
    refused(path, "damaged|declares|no HDF5 file")


def test_unusual_packing(path: Path) -> None:
    rewrite(path, members(path), zipfile.ZIP_LZMA)
    refused(path, "unusual way")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("config.json", b"{}")
    refused(path, "two members of one name")


@pytest.mark.parametrize("missing", ["config.json", WEIGHTS])
def test_missing_members(path: Path, missing: str) -> None:
    rewrite(path, {name: held for name, held in members(path).items() if name != missing})
    with pytest.raises(ValueError, match=missing):
        load_model(path)


@pytest.mark.parametrize(
    "config", [b"", b"[]", b"3", b"[" * 100_000, b'{"class_name": "os.system"}', b"\xff"]
)
def test_configurations_that_are_none(path: Path, config: bytes) -> None:
    rewrite(path, {**members(path), "config.json": config})
    with pytest.raises(ValueError, match="config|damaged|no model"):
        load_model(path)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04broken"])
def test_files_that_are_no_archives(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused(path, "no .keras archive")


def test_weights_that_are_no_file(path: Path) -> None:
    rewrite(path, {**members(path), WEIGHTS: b"nothing"})
    refused(path, "no HDF5 file")


KERNEL = "layers/dense/vars/0"


def test_links_inside_the_weights(path: Path) -> None:
    def spoil(file: h5py.File) -> None:
        del file[KERNEL]
        file[KERNEL] = h5py.ExternalLink("/etc/passwd", "x")

    edit_weights(path, spoil)
    refused(path, "ExternalLink")


def test_storage_outside_of_the_weights(path: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(bytes(32))

    def spoil(file: h5py.File) -> None:
        del file[KERNEL]
        file.create_dataset(KERNEL, (8, 1), "float32", external=[(str(tmp_path / "secret"), 0, 32)])

    edit_weights(path, spoil)
    refused(path, "outside the file")


def test_a_shape_bomb(path: Path) -> None:
    def spoil(file: h5py.File) -> None:
        del file[KERNEL]
        file.create_dataset(KERNEL, (1 << 34, 1), "float32", chunks=(1 << 20, 1))

    edit_weights(path, spoil)
    refused(path, "has the shape")


@pytest.mark.parametrize(
    "change",
    [
        {"module": "os", "class_name": "system", "config": {"command": "true"}},
        {"module": "keras.src.ops.numpy", "class_name": "System", "config": {}},
        {"module": "keras.saving", "class_name": "load_model", "config": {"filepath": "x"}},
        {
            "class_name": "Lambda",
            "config": {"function": {"class_name": "__lambda__", "config": {"code": "4w=="}}},
        },
    ],
)
def test_configs_name_only_layers(path: Path, change: dict) -> None:
    held = members(path)
    config = json.loads(held["config.json"])
    config["config"]["layers"].insert(1, change)
    rewrite(path, {**held, "config.json": json.dumps(config).encode()})
    with pytest.raises((ValueError, TypeError)):
        load_model(path)


def test_a_good_one(path: Path) -> None:
    assert np.isfinite(load_model(path).predict(np.ones((2, 8)), verbose=0)).all()
