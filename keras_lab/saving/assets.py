"""Assets: files that layers keep besides their weights, such as vocabularies, under their layer's path."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from keras_lab.saving.state_file import owners

FOLDER = "assets"


def collect(model: Any) -> dict[str, bytes]:
    """What layers with a method `save_assets(dir_path)` write: names in the archive → contents."""
    found: dict[str, bytes] = {}
    for path, layer in owners(model):
        if hasattr(layer, "save_assets"):
            with tempfile.TemporaryDirectory() as folder:
                layer.save_assets(folder)
                for file in sorted(Path(folder).rglob("*")):
                    if file.is_file():
                        found[_name(path, file.relative_to(folder).as_posix())] = file.read_bytes()
    return found


def _name(path: str, inner: str = "") -> str:
    return "/".join(part for part in (FOLDER, path, inner) if part)


def hand_out(model: Any, names: list[str], read: Callable[[str], bytes]) -> None:
    """Gives layers with a method `load_assets(dir_path)` a folder with what the archive has for them.

    Args:
        names: of the archive's members, which have been checked to stay inside it.
        read: the contents of one.
    """
    if not any(name.startswith(f"{FOLDER}/") for name in names):
        return
    for path, layer in owners(model):
        if hasattr(layer, "load_assets"):
            prefix = f"{_name(path)}/"
            files = {
                name[len(prefix) :]: name
                for name in names
                if name.startswith(prefix) and not name.endswith("/")
            }
            with tempfile.TemporaryDirectory() as folder:
                _write(folder, {inner: read(name) for inner, name in files.items()})
                layer.load_assets(folder)


def _write(folder: str | os.PathLike[str], files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        if ".." in PurePosixPath(name).parts or PurePosixPath(name).is_absolute():
            raise ValueError(f"Invalid asset path: {name!r}")
        target = Path(folder, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
