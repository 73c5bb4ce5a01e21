"""Model files open in a viewer, without a kernel and whatever is in them."""

import shutil
import zipfile

import pytest

from keras_lab import layers
from keras_lab.models import Sequential

from .jupyterlab import ROOT
from .notebook import SECOND
from .test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILES = ROOT / "tests" / "saving" / "files"


@pytest.fixture
def files(folder):
    """A model of ours, one of Keras 2's, weights alone, and two that are not what they seem."""
    model = Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(16, 3, activation="relu", name="edges"),
            layers.MaxPooling2D(name="coarser"),
            layers.Conv2D(32, 3, activation="relu", name="shapes"),
            layers.Flatten(name="flat"),
            layers.Dense(10, activation="softmax", name="digits"),
        ],
        name="reader",
    )
    model.save(folder / "reader.keras")
    model.save_weights(folder / "reader.weights.h5")
    shutil.copy(FILES / "convolutions.h5", folder / "convolutions.h5")
    (folder / "broken.h5").write_bytes(b"\x89HDF\r\n\x1a\n and nothing more")
    with zipfile.ZipFile(folder / "hostile.keras", "w") as archive:
        archive.writestr("../evil", b"")
    return folder


def opened(lab, name):
    """The viewer of a file after a double click on it."""
    lab.page.locator(".jp-DirListing-item", has_text=name).dblclick()
    viewer = lab.page.locator(".kl-File:visible")
    viewer.get_by_role("heading", name=name).wait_for(timeout=90 * SECOND)
    return viewer


def start(lab):
    lab.page.goto(f"{lab.server}/lab/workspaces/{lab.name}?reset")
    lab.page.wait_for_selector(".jp-DirListing-item", timeout=60 * SECOND)


def test_model_files_open_with_summary_graph_and_weights(lab, files):
    start(lab)
    kernels = lab.kernels()  # of tests before
    viewer = opened(lab, "reader.keras")
    viewer.locator(".kl-Model-name", has_text="shapes").click()
    viewer.locator(".kl-Distribution").first.wait_for(timeout=90 * SECOND)
    text = viewer.inner_text()
    assert "Keras archive" in text and "(3, 3, 16, 32)" in text and "Sequential" in text
    lab.screenshot("keras")
    viewer.locator(".kl-FileWeights").scroll_into_view_if_needed()
    lab.screenshot("keras-weights")
    lab.use_theme("JupyterLab Dark")
    viewer = opened(lab, "convolutions.h5")
    viewer.locator(".kl-Distribution").first.wait_for(timeout=90 * SECOND)
    assert "model in HDF5" in viewer.inner_text()
    lab.screenshot("h5-dark")
    viewer = opened(lab, "reader.weights.h5")
    viewer.locator(".kl-Distribution").first.wait_for(timeout=90 * SECOND)
    assert "layers/conv2d (edges)" in viewer.inner_text()
    lab.screenshot("weights-dark")
    assert violations(lab.page, [".kl-File"]) == ([".kl-File"], [])
    lab.use_theme("JupyterLab Light")
    assert lab.kernels() <= kernels
    assert lab.messages == []


def test_a_bad_file_gives_a_sentence(lab, files):
    start(lab)
    viewer = opened(lab, "broken.h5")
    assert "is no HDF5 file, or a damaged one" in viewer.get_by_role("alert").inner_text()
    viewer = opened(lab, "hostile.keras")
    assert "leads out of it" in viewer.get_by_role("alert").inner_text()
    lab.screenshot("hostile")
    lab.page.route("**/keras-lab/file*", lambda route: route.fulfill(status=404))
    viewer.get_by_role("button", name="Read the file again").click()
    viewer.get_by_text("is not running here").wait_for(timeout=20 * SECOND)
    assert lab.messages == []
