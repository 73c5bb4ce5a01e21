"""Makes the pictures of README's gallery from the real thing: JupyterLab, a kernel and Chromium.

    .venv/bin/python scripts/gallery.py [NAME …]    all pictures, or those with these names

Each scene opens a notebook, does what a person would do there, and says what of the page is to be pictured. The
pictures go to docs/gallery/.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.jupyterlab import chromium, chromium_path, jupyterlab  # noqa: E402
from tests.browser.notebook import SECOND, NotebookPage  # noqa: E402

PICTURES = ROOT / "docs" / "gallery"
COLOURS = 96  # enough for a page of few colours, and a third of the size
WINDOW = {"width": 1280, "height": 860}
TALL = {"width": 1400, "height": 1600}  # an output is in sight as a whole

Scene = Callable[[NotebookPage], Any]
SCENES: dict[str, tuple[Scene, dict[str, int]]] = {}

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
TRANSFORMER = """\
x = start = Input((128,), dtype="int32")
x = Embedding(5000, 64)(x)
for _ in range(6):
    seen = LayerNormalization()(x)
    x = Add()([x, MultiHeadAttention(4, 16)(seen, seen)])
    inner = Dense(256, activation="gelu")(LayerNormalization()(x))
    x = Add()([x, Dense(64)(inner)])
x = GlobalAveragePooling1D()(x)
transformer = Model(start, Dense(5000)(x), name="transformer")"""
FIT = "model.fit(x, y, epochs={epochs}, validation_split=0.2)"


def scene(size: dict[str, int]) -> Callable[[Scene], Scene]:
    """A picture of what the function returns, something on the page, or None for all of it, in a tab of this size."""

    def added(function: Scene) -> Scene:
        SCENES[function.__name__] = function, size
        return function

    return added


def training(lab: NotebookPage, epochs: int, head: str = "%%keras --seed 1") -> Any:
    """Opens a notebook that trains on the digits; returns the view of the run once it is there."""
    lab.open([LOAD, DIGITS, "\n".join([head, NETWORK, FIT.format(epochs=epochs)])])
    lab.run_all()
    return lab.run_view(2).wait()


@scene(WINDOW)
def live(lab: NotebookPage) -> Any:
    """A run under way, in the notebook, the panel and the status bar."""
    view = training(lab, 400)
    lab.page.evaluate("() => window.jupyterapp.commands.execute('keras-lab:show-panel')")
    view.wait_for_progress(6)
    settled(lab, view.node.first)


@scene(TALL)
def looks(lab: NotebookPage) -> Any:
    """Which digit is taken for which, while the training goes on."""
    view = training(lab, 100_000)
    view.press("Which class is taken for which")
    view.node.locator(".kl-Looks-pane table").first.wait_for(timeout=30 * SECOND)
    lab.page.wait_for_timeout(3000)
    return view.node.first


@scene(TALL)
def model(lab: NotebookPage) -> Any:
    """A transformer: six blocks that are alike are one box, which opens."""
    lab.open([LOAD, "%%keras\n" + TRANSFORMER])
    lab.run_all()
    view = shown(lab, 1, ".kl-Model")
    return settled(lab, view)


@scene(TALL)
def layer(lab: NotebookPage) -> Any:
    """What a layer has learned."""
    training(lab, 20).wait_for_status("done", 60)
    lab.output(2).locator(".kl-Model-name", has_text="conv2d").first.click()
    details = lab.output(2).locator(".kl-Details")
    details.get_by_role("tab", name="Activations", exact=True).click(timeout=30 * SECOND)
    details.locator(".kl-Tiles canvas").nth(15).wait_for(timeout=30 * SECOND)
    return settled(lab, lab.output(2).locator(".kl-Model").first)


@scene(TALL)
def sweep(lab: NotebookPage) -> Any:
    """A cell run once for each combination of values, and compared."""
    tried = NETWORK.replace("Dense(64", "Dense(units").replace(
        'optimizer="adam"', "optimizer=optimizers.Adam(rate)"
    )
    head = "%%keras --seed 1 --sweep rate=0.01,0.001,0.0001 units=8,64\nrate, units = 0.1, 8"
    lab.open([LOAD, DIGITS, "\n".join([head, tried, FIT.format(epochs=8)])])
    lab.run_all()
    shown(lab, 2, ".kl-Compare canvas")
    while lab.is_running(2):
        lab.page.wait_for_timeout(SECOND)
    return settled(lab, lab.output(2).locator(".kl-Compare").first)


@scene(TALL)
def builder(lab: NotebookPage) -> Any:
    """A model built by hand."""
    code = (
        NETWORK.rpartition("\n")[0].replace("Sequential", "keras.Sequential").replace("Input", "keras.Input")
    )
    for name in ("Conv2D", "Flatten", "Dense"):
        code = code.replace(f"    {name}(", f"    keras.layers.{name}(")
    lab.open([f'from keras_lab.lab import ModelBuilder\n\nModelBuilder("""\n{code}\n""")'])
    lab.run_all()
    view = shown(lab, 0, ".kl-Builder")
    view.locator('.kl-Builder-box[data-id="conv2d"]').click()
    return settled(lab, view)


@scene(TALL)
def playground(lab: NotebookPage) -> Any:
    """A spiral learned by a network whose weights one may change."""
    asked = 'Playground(data="spirals", layers=[8, 8, 4], activation="relu", noise=0.05, seed=1)'
    lab.open([LOAD, f"from keras_lab.lab import Playground\n\n{asked}"])
    lab.run_all()
    view = shown(lab, 1, ".kl-Play")
    play = view.get_by_role("button", name="Play", exact=True)
    lab.page.wait_for_function("button => !button.disabled", arg=play.element_handle(), timeout=60 * SECOND)
    play.click()
    lab.page.wait_for_timeout(25 * SECOND)
    view.get_by_role("button", name="Pause").click()
    return settled(lab, view)


@scene(TALL)
def pad(lab: NotebookPage) -> Any:
    """A digit drawn by hand, and what the model takes it for."""
    head = "%%keras --seed 1 --no-live --quiet"
    body = "\n".join([head, NETWORK, FIT.format(epochs=30)[:-1] + ", verbose=0);"])
    lab.open([LOAD, DIGITS, body, "from keras_lab.lab import DigitPad\n\nDigitPad(model)"])
    lab.run_all()
    view = shown(lab, 3, ".kl-Pad")
    box = view.locator("canvas").first.bounding_box()
    places = [(0.25, 0.2), (0.5, 0.2), (0.75, 0.2), (0.65, 0.4), (0.55, 0.6), (0.45, 0.85)]
    path = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    lab.page.mouse.move(*path[0])
    lab.page.mouse.down()
    for place in path[1:]:
        lab.page.mouse.move(*place, steps=8)
    lab.page.mouse.up()
    return settled(lab, view)


@scene(WINDOW)
def viewer(lab: NotebookPage) -> Any:
    """A model's file, opened from the file browser, without a kernel."""
    save = "model.save('digits.keras')"
    lab.open([LOAD, DIGITS, "\n".join(["%%keras --no-live", NETWORK, save])])
    lab.run_all_to_the_end()
    lab.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:open', { path: 'digits.keras' })")
    lab.page.locator(".kl-File:visible .kl-Model-name").first.wait_for(timeout=60 * SECOND)
    lab.page.locator(".kl-File:visible .kl-Model-name", has_text="conv2d").first.click()
    settled(lab, lab.page.locator(".kl-File:visible"))


@scene(WINDOW)
def korean_dark(lab: NotebookPage) -> Any:
    """In the dark and in Korean."""
    view = training(lab, 400)
    lab.page.evaluate("() => window.jupyterapp.commands.execute('keras-lab:show-panel')")
    lab.use_theme("JupyterLab Dark")
    view.wait_for_progress(6)
    settled(lab, view.node.first)


def shown(lab: NotebookPage, number: int, selector: str) -> Any:
    """What is in the output of a cell, once it is there."""
    found = lab.output(number).locator(selector).first
    found.wait_for(timeout=120 * SECOND)
    return found


def settled(lab: NotebookPage, node: Any) -> Any:
    """`node`, in sight and at rest."""
    node.scroll_into_view_if_needed()
    lab.page.wait_for_timeout(2000)
    return node


def picture(name: str, browser: Any, server: str, folder: Path) -> Path:
    """Plays a scene in a tab of its own; returns the file of its picture."""
    play, size = SCENES[name]
    context = browser.new_context(viewport=size)
    lab = NotebookPage(context.new_page(), server, folder, name)
    subject = play(lab) or lab.page
    path = PICTURES / f"{name}.png"
    subject.screenshot(path=str(path))
    lab.shut_kernels_down()
    context.close()
    Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def speak(home: Path, locale: str) -> None:
    """JupyterLab's language from the next page on."""
    file = home / "settings" / "@jupyterlab" / "translation-extension" / "plugin.jupyterlab-settings"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"locale": locale}))


def main(names: list[str]) -> None:
    """Makes the pictures with these names; all, if there are none."""
    unknown = set(names) - set(SCENES)
    chrome = chromium_path()
    if unknown or chrome is None:
        raise SystemExit(
            f"no scene {sorted(unknown)}; there are {list(SCENES)}" if unknown else "no Chromium"
        )
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder, home = Path(scratch, "notebooks"), Path(scratch, "home")
        folder.mkdir()
        with jupyterlab(folder, home) as server, chromium(chrome) as browser:
            for name in names or SCENES:
                speak(home, "ko_KR" if name.startswith("korean") else "default")
                path = picture(name, browser, server, folder)
                print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
