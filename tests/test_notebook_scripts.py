"""Short copies and saved outputs of the tutorials: scripts/notebooks."""

from __future__ import annotations

import json

import pytest

from scripts.notebooks import files, outputs
from scripts.notebooks.running import run
from scripts.notebooks.short import shortened


def cell(source, **metadata):
    return {
        "cell_type": "code",
        "execution_count": 3,
        "metadata": metadata,
        "outputs": [],
        "source": [source],
    }


def notebook(*cells, **marks):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, **({"keras_lab": marks} if marks else {})}
    cells = [{**each, "id": f"cell-{number}"} for number, each in enumerate(cells)]
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def printed(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": [text]}


def shown(data):
    return {"output_type": "display_data", "metadata": {}, "data": data}


def test_a_short_copy_has_the_short_cells_and_no_outputs():
    full = notebook(cell("epochs = 90", keras_lab={"short": "epochs = 1"}), cell("fit(epochs)"))
    full["cells"][1]["outputs"] = [printed("done")]
    copied = shortened(full)
    assert [files.source(each) for each in copied["cells"]] == ["epochs = 1", "fit(epochs)"]
    assert [each["outputs"] for each in copied["cells"]] == [[], []]
    assert files.source(full["cells"][0]) == "epochs = 90" and full["cells"][1]["outputs"]


def test_what_is_another_one_in_each_run_is_not_kept():
    run_id, other = "20261122-192234-e6172284", "20261122-192255-ceb2fa54"
    found = [
        [printed(f"{run_id} → /tmp/tmpab12/x.csv"), printed("a warning", "stderr")],
        [
            shown(
                {"text/plain": f"<object at 0x7f18a1d75f50> {other}", "a/b+json": {"runs": [{"id": run_id}]}}
            )
        ],
    ]
    assert outputs.cleaned(found) == [
        [printed("run-1 → /tmp/folder/x.csv")],
        [shown({"text/plain": "<object at 0x…> run-2", "a/b+json": {"runs": [{"id": "run-1"}]}})],
    ]


def test_of_a_large_output_the_largest_forms_go():
    large = {"text/plain": "t" * 200, "a/b+json": ["x" * outputs.LARGEST_OUTPUT], "image/svg+xml": "<svg/>"}
    ((kept,),) = outputs.cleaned([[shown(large)]])
    assert set(kept["data"]) == {"text/plain", "image/svg+xml"}
    ((kept,),) = outputs.cleaned([[printed("y" * 10_000)]])
    assert len("".join(kept["text"])) < outputs.LONGEST_TEXT + 10


def test_outputs_are_out_of_step_when_the_code_changes():
    saved = notebook(cell("1 + 1"), outputs="saved")
    assert not outputs.in_step(saved)
    saved["metadata"]["keras_lab"]["code"] = files.sum_of_code(saved)
    assert outputs.in_step(saved)
    saved["cells"][0]["source"] = ["1 + 2"]
    assert not outputs.in_step(saved)


def test_outputs_that_nobody_asked_for_are_out_of_step():
    plain = notebook(cell("1 + 1"))
    assert outputs.in_step(plain)
    plain["cells"][0]["outputs"] = [printed("2")]
    assert not outputs.in_step(plain)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Notebooks of a folder of their own."""
    (tmp_path / "ko").mkdir()
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    monkeypatch.setattr(files, "TRANSLATIONS", (tmp_path / "ko",))
    return tmp_path


def test_outputs_are_saved_in_both_languages(folder):
    for path in (folder / "01_a.ipynb", folder / "ko" / "01_a.ipynb"):
        files.write(path, notebook(cell("print(6 * 7)"), outputs="saved"))
    executed = files.read(folder / "01_a.ipynb")
    executed["cells"][0]["outputs"] = [printed("42\n")]
    assert [path.parent for path in outputs.save(folder / "01_a.ipynb", executed)] == [folder, folder / "ko"]
    for path in (folder / "01_a.ipynb", folder / "ko" / "01_a.ipynb"):
        kept = files.read(path)
        assert kept["cells"][0]["outputs"] == [printed("42\n")] and outputs.in_step(kept)


def test_a_translation_with_other_code_gets_no_outputs(folder):
    files.write(folder / "01_a.ipynb", notebook(cell("1"), outputs="saved"))
    files.write(folder / "ko" / "01_a.ipynb", notebook(cell("2"), outputs="saved"))
    with pytest.raises(ValueError, match="other code"):
        list(outputs.save(folder / "01_a.ipynb", files.read(folder / "01_a.ipynb")))


@pytest.mark.slow
def test_a_notebook_is_run_and_its_error_told(folder):
    path = folder / "01_a.ipynb"
    files.write(path, notebook(cell("n = 10", keras_lab={"short": "n = 0"}), cell("print(1 / n)")))
    passed, failed = run(path), run(path, short=True)
    assert passed.error is None and json.dumps(passed.notebook).count("0.1") == 1
    assert failed.error == "failed: ZeroDivisionError: division by zero"
    assert not files.read(path)["cells"][1]["outputs"]
