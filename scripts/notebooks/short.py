"""Copies of the notebooks that run in seconds: the tests execute them."""

from __future__ import annotations

import copy
from pathlib import Path

from scripts.notebooks import files


def shortened(notebook: files.Notebook) -> files.Notebook:
    """The notebook with each cell's `keras_lab.short` for its source, and without outputs."""
    short = copy.deepcopy(notebook)
    for cell in files.code_cells(short):
        cell["source"] = files.marks(cell).get("short", cell["source"])
        cell["outputs"], cell["execution_count"] = [], None
    return short


def write_short(folder: Path) -> None:
    """Writes the short copies into `folder`, and takes those away that were written there before."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.ipynb"):
        old.unlink()
    for path in files.chosen():
        files.write(folder / path.name, shortened(files.read(path)))
