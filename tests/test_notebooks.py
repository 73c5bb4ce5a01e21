"""The tutorials as they are kept: without outputs, and fit to be started on. (nbval runs them.)"""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.name)
def notebook(request):
    return json.loads(request.param.read_text(encoding="utf-8"))


def test_there_are_some():
    assert [path.name[:2] for path in NOTEBOOKS] == [
        f"{number:02d}" for number in range(1, len(NOTEBOOKS) + 1)
    ]
    assert len(NOTEBOOKS) >= 2


def test_it_is_valid_and_kept_without_outputs(notebook):
    nbformat.validate(nbformat.from_dict(notebook))
    for cell in notebook["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert set(notebook["metadata"]) <= {"kernelspec", "language_info"}


def test_it_begins_with_a_title_and_the_extension(notebook):
    first, second = notebook["cells"][:2]
    assert "".join(first["source"]).startswith("# ")
    assert "".join(second["source"]) == "%load_ext keras_lab"


def test_its_links_lead_somewhere(notebook):
    text = "".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    for link in (part.partition(")")[0] for part in text.split("](")[1:]):
        assert link.startswith("https://") or (FOLDER / link).exists(), link
