"""The tutorials as they are kept: of one form, in both languages, and fit to be started on. (nbval runs them.)"""

from __future__ import annotations

import ast
import json
import re

import nbformat
import pytest

from scripts.notebooks import files, outputs

NOTEBOOKS = files.chosen()
KOREAN = files.FOLDER / "ko"
ALL = [*NOTEBOOKS, *sorted(KOREAN.glob("*.ipynb"))]

#: Those for which a few seconds are enough as they are, so they have no number to go further.
WITHOUT_PARAMETERS = {"01", "02", "03"}
TRANSLATED = re.compile(r"[가-힣]")


def name_of(path):
    return str(path.relative_to(files.FOLDER))


@pytest.fixture(params=ALL, ids=name_of)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return files.read(path)


@pytest.fixture(params=NOTEBOOKS, ids=name_of)
def english(request):
    return request.param


def tagged(notebook, tag):
    return [cell for cell in files.code_cells(notebook) if tag in cell["metadata"].get("tags", [])]


def is_hidden(cell):
    return cell["metadata"].get("jupyter") == {"source_hidden": True}


def python(text):
    """A cell's Python, without its magic."""
    return ast.parse(text.partition("\n")[2] if text.startswith("%%") else text)


def assigned(text):
    return {
        name.id
        for name in ast.walk(python(text))
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }


def prose(notebook):
    return "\n\n".join(files.source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown")


def links(text):
    return re.findall(r"\]\(([^)\s]+)\)", text)


def test_each_has_a_number():
    numbers = [path.name[:2] for path in NOTEBOOKS]
    assert len(numbers) >= 3 and len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"\d\d_[a-z0-9_]+\.ipynb", path.name) for path in NOTEBOOKS)


def test_it_is_valid_and_small_and_without_noise(path, notebook):
    nbformat.validate(nbformat.reads(json.dumps(notebook), as_version=4))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert path.stat().st_size <= outputs.LARGEST_NOTEBOOK
    assert set(notebook["metadata"]) <= {"kernelspec", "language_info", "keras_lab"}
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert set(notebook["metadata"].get("language_info", {})) <= {"name"}
    for cell in notebook["cells"]:
        assert cell.get("execution_count") is None
        assert set(cell["metadata"]) <= {"tags", "jupyter", "keras_lab"}, cell["id"]


def test_its_cells_have_readable_names_of_their_own(path, notebook):
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not re.fullmatch(rf"{path.name[:2]}-[a-z0-9-]+", name)] == []


def test_it_begins_with_a_title_and_the_extension(notebook):
    assert files.source(notebook["cells"][0]).startswith("# ")
    assert files.source(next(files.code_cells(notebook))).startswith("%load_ext keras_lab")


def test_one_cell_has_the_numbers_to_go_further(path, notebook):
    cells = tagged(notebook, "parameters")
    assert len(cells) <= 1
    if path.name[:2] in WITHOUT_PARAMETERS and not cells:
        return
    (cell,) = cells
    assert list(files.code_cells(notebook)).index(cell) <= 3, "parameters are near the beginning"
    short, source = files.marks(cell)["short"], files.source(cell)
    assert assigned(short) == assigned(source), "the short numbers have other names"
    assert ast.dump(python(short)) != ast.dump(python(source))
    assert "#" in source, "say what each number decides"


def test_only_parameters_and_checks_are_others_in_short(notebook):
    for cell in files.code_cells(notebook):
        assert set(files.marks(cell)) <= {"short"}
        if files.marks(cell):
            assert {"parameters", "check"} & set(cell["metadata"].get("tags", [])), cell["id"]


def test_it_ends_with_an_exercise_and_a_hidden_check(path, notebook):
    solutions = tagged(notebook, "solution")
    assert solutions, "a code cell tagged `solution` is missing"
    assert all(is_hidden(cell) for cell in solutions)
    before = notebook["cells"][notebook["cells"].index(solutions[0]) - 1]
    assert before["cell_type"] == "markdown", "a sentence asks before the solution"
    (check,) = tagged(notebook, "check")
    assert notebook["cells"][-1] is check and is_hidden(check)
    assert "assert " in files.source(check)
    assert "assert " in files.marks(check).get("short", "assert ")


def test_its_outputs_are_those_of_its_code(notebook):
    assert outputs.in_step(notebook), "make notebooks ARGS='--save --changed'"
    for cell in files.code_cells(notebook):
        assert not [each for each in cell["outputs"] if each["output_type"] == "error"]


def test_its_links_lead_somewhere(path, notebook):
    numbers = {other.name[:2] for other in NOTEBOOKS}
    for link in links(prose(notebook)):
        if link.startswith(("https://", "#", "attachment:")):
            continue
        # a tutorial that is still to be written
        if re.fullmatch(r"\d\d_\w+\.ipynb", link) and link[:2] not in numbers:
            continue
        assert (path.parent / link.partition("#")[0]).exists(), link


def test_it_is_there_in_korean(english):
    assert (KOREAN / english.name).exists()


def test_no_korean_one_is_left_over():
    assert {path.name for path in KOREAN.glob("*.ipynb")} <= {path.name for path in NOTEBOOKS}


def test_the_korean_one_has_the_same_cells(english):
    ours, theirs = files.read(english), files.read(KOREAN / english.name)
    assert ours["metadata"] == theirs["metadata"]
    assert [cell["id"] for cell in ours["cells"]] == [cell["id"] for cell in theirs["cells"]]
    for our, their in zip(ours["cells"], theirs["cells"], strict=True):
        if our["cell_type"] == "code":
            assert our == their
        else:
            assert (our["cell_type"], our["metadata"]) == (their["cell_type"], their["metadata"])
            assert TRANSLATED.search(files.source(their)), f"{our['id']} is not in Korean"
            assert links(files.source(our)) == links(files.source(their))
