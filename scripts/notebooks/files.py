"""The notebooks as files, in plain JSON: cells keep the places and lines they have."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
#: Folders with the same notebooks in other languages.
TRANSLATIONS = (FOLDER / "ko",)

Notebook = dict[str, Any]
Cell = dict[str, Any]


def chosen(names: Sequence[str] = ()) -> list[Path]:
    """The English notebooks with one of `names` in the name of the file, or all."""
    return [
        path for path in sorted(FOLDER.glob("*.ipynb")) if not names or any(n in path.name for n in names)
    ]


def translations(path: Path) -> list[Path]:
    """The same notebook in other languages, where it is there."""
    return [other for folder in TRANSLATIONS if (other := folder / path.name).exists()]


def read(path: Path) -> Notebook:
    """A notebook as it is in its file."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def write(path: Path, notebook: Notebook) -> None:
    """Writes it as Jupyter does."""
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8")


def source(cell: Cell) -> str:
    """A cell's text."""
    return "".join(cell["source"])


def code_cells(notebook: Notebook) -> Iterator[Cell]:
    """Its code cells, in order."""
    return (cell for cell in notebook["cells"] if cell["cell_type"] == "code")


def marks(thing: Notebook | Cell) -> dict[str, Any]:
    """What a notebook's or a cell's metadata say to these scripts."""
    found: dict[str, Any] = thing["metadata"].get("keras_lab", {})
    return found


def sum_of_code(notebook: Notebook) -> str:
    """A short sum of all its code: another one where a cell was changed."""
    code = json.dumps([source(cell) for cell in code_cells(notebook)])
    return hashlib.sha256(code.encode()).hexdigest()[:16]
