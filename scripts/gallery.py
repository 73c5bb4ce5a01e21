"""Makes the pictures of README's gallery from the real thing: JupyterLab, a kernel and Chromium.

    .venv/bin/python scripts/gallery.py [NAME …]    all pictures, or those with these names

Each scene opens a notebook, does what a person would do there, and says what of the page is to be pictured. The
pictures go to docs/gallery/.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.jupyterlab import chromium, chromium_path, jupyterlab  # noqa: E402
from tests.browser.notebook import NotebookPage  # noqa: E402

PICTURES = ROOT / "docs" / "gallery"
COLOURS = 96  # enough for a page of few colours, and a third of the size
SIZE = {"width": 1280, "height": 860}

Scene = Callable[[NotebookPage], Any]
SCENES: dict[str, Scene] = {}

LOAD = "%load_ext keras_lab"
DIGITS = """\
%%keras
(x, y), (x_test, y_test) = digits.load_data()
x, x_test = x[..., None] / 16, x_test[..., None] / 16"""
NETWORK = """\
model = Sequential([
    Input((8, 8, 1)),
    Conv2D(16, 3, activation="relu"),
    Flatten(),
    Dense(64, activation="relu"),
    Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])"""
FIT = "model.fit(x, y, epochs={epochs}, validation_split=0.2)"


def scene(function: Scene) -> Scene:
    """A picture of what `function` returns: something on the page, or None for all of it."""
    SCENES[function.__name__] = function
    return function


def training(lab: NotebookPage, epochs: int, head: str = "%%keras --seed 1") -> Any:
    """Opens a notebook that trains on the digits; returns the view of the run once it is there."""
    lab.open([LOAD, DIGITS, "\n".join([head, NETWORK, FIT.format(epochs=epochs)])])
    lab.run_all()
    return lab.run_view(2).wait()


@scene
def live(lab: NotebookPage) -> Any:
    """A run under way, in the notebook, the panel and the status bar."""
    view = training(lab, 400)
    lab.page.evaluate("() => window.jupyterapp.commands.execute('keras-lab:show-panel')")
    view.wait_for_progress(6)
    view.node.first.scroll_into_view_if_needed()
    lab.page.wait_for_timeout(1000)


def picture(name: str, browser: Any, server: str, folder: Path) -> Path:
    """Plays a scene in a tab of its own; returns the file of its picture."""
    context = browser.new_context(viewport=SIZE)
    lab = NotebookPage(context.new_page(), server, folder, name)
    shown = SCENES[name](lab)
    path = PICTURES / f"{name}.png"
    (lab.page if shown is None else shown).screenshot(path=str(path))
    lab.shut_kernels_down()
    context.close()
    Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def main(names: list[str]) -> None:
    """Makes the pictures with these names; all, if there are none."""
    unknown = set(names) - set(SCENES)
    chrome = chromium_path()
    if unknown or chrome is None:
        raise SystemExit(f"no scene {sorted(unknown)}; there are {list(SCENES)}" if unknown else "no Chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder, home = Path(scratch, "notebooks"), Path(scratch, "home")
        folder.mkdir()
        with jupyterlab(folder, home) as server, chromium(chrome) as browser:
            for name in names or SCENES:
                path = picture(name, browser, server, folder)
                print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
