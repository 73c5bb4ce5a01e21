"""The tutorials, run whole in JupyterLab by a person who presses Run All and saves."""

import json
import shutil
from pathlib import Path

import pytest

from keras_lab.lab.protocol import (
    BUILDER_MIME,
    COMPARE_MIME,
    MODEL_MIME,
    PAD_MIME,
    PLAYGROUND_MIME,
    RUN_MIME,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def run(lab, name):
    lab.open(NOTEBOOKS / name)
    lab.run_all_to_the_end()
    saved = lab.save()
    lab.screenshot("whole")
    return [cell for cell in saved["cells"] if cell["cell_type"] == "code"]


def outputs_with(cells, kind):
    outputs = [output.get("data", {}) for cell in cells for output in cell["outputs"]]
    return [data for data in outputs if kind in data]


def assert_ran_well(cells):
    for cell in cells:
        assert cell["execution_count"] is not None, "".join(cell["source"])
        for output in cell["outputs"]:
            assert output["output_type"] != "error", "".join(output.get("traceback", []))


def assert_saved_small(cells):
    runs = outputs_with(cells, RUN_MIME)
    assert runs
    for data in runs:
        assert data[RUN_MIME]["live"] is False
        assert data[RUN_MIME]["run"]["status"] == "done"
        assert {"image/svg+xml", "text/plain"} <= set(data)
        assert len(json.dumps(data)) <= 60_000
    assert all({"text/html", "text/plain"} <= set(data) for data in outputs_with(cells, MODEL_MIME))


def test_thirty_seconds(lab):
    cells = run(lab, "01_thirty_seconds.ipynb")
    assert_ran_well(cells)
    assert_saved_small(cells)
    assert outputs_with(cells, MODEL_MIME)
    said = json.dumps([cell["outputs"] for cell in cells])
    assert "new digits are read correctly" in said


def test_mnist(lab, server_home):
    """On MNIST where it is to be had, on the digits of the package elsewhere."""
    cached = Path.home() / ".keras" / "datasets" / "mnist.npz"
    if cached.exists():
        target = server_home / ".keras" / "datasets"
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(cached, target)
    cells = run(lab, "02_mnist.ipynb")
    assert_ran_well(cells)
    assert_saved_small(cells)
    assert "Test accuracy" in json.dumps([cell["outputs"] for cell in cells])


def test_live_lab(lab):
    cells = run(lab, "03_live_lab.ipynb")
    assert_ran_well(cells)
    kinds = {kind for cell in cells for output in cell["outputs"] for kind in output.get("data", {})}
    assert {MODEL_MIME, RUN_MIME, COMPARE_MIME, BUILDER_MIME, PLAYGROUND_MIME, PAD_MIME} <= kinds
    for data in outputs_with(cells, RUN_MIME):
        assert data[RUN_MIME]["live"] is False
