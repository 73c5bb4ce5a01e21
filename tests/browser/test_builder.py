"""Building a model by hand: by clicks, with a mistake that is mended, into a cell; from code; dragging; undo."""

import pytest

from .test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOAD = "import keras_lab as keras\nfrom keras_lab.lab import ModelBuilder"
SHOW = "builder = ModelBuilder()\nbuilder"
SAME = "print('the same:', model.count_params() == builder.model().count_params())"
BRANCHES = """
inputs = keras.Input((16,))
a = keras.layers.Dense(8)(inputs)
b = keras.layers.Dense(8)(inputs)
model = keras.Model(inputs, keras.layers.Add()([a, b]))
"""
SECOND = 1000


class Builder:
    """The builder under a cell."""

    def __init__(self, lab, number=1):
        self.page = lab.page
        self.node = lab.output(number).locator(".kl-Builder")
        self.node.first.wait_for(timeout=60 * SECOND)
        self.node.locator(".kl-Builder-layer").first.wait_for(timeout=60 * SECOND)

    def add(self, *names):
        for name in names:
            count = self.node.locator(".kl-Builder-box").count()
            self.node.locator(f'.kl-Builder-layer[data-layer="{name}"]').click()
            self.page.wait_for_function(
                "count => document.querySelectorAll('.kl-Builder-box').length > count", arg=count
            )

    def box(self, id):
        return self.node.locator(f'.kl-Builder-box[data-id="{id}"]')

    def field(self, name):
        return self.node.locator(f'.kl-Builder-field[data-field="{name}"]').locator("input, select")

    def code(self):
        return self.node.locator(".kl-Source-text").input_value()

    def wait_for_code(self, text):
        self.page.wait_for_function(
            "text => document.querySelector('.kl-Source-text').value.includes(text)",
            arg=text,
            timeout=20 * SECOND,
        )

    def press(self, label):
        self.node.get_by_role("button", name=label, exact=True).first.click()

    def drag(self, source, target, dx=0, dy=0):
        one, other = source.bounding_box(), target.bounding_box()
        self.page.mouse.move(one["x"] + one["width"] / 2, one["y"] + one["height"] / 2)
        self.page.mouse.down()
        x, y = other["x"] + other["width"] / 2 + dx, other["y"] + other["height"] / 2 + dy
        self.page.mouse.move(x, y, steps=8)
        self.page.wait_for_timeout(200)
        self.page.mouse.up()


def begin(lab, cells):
    lab.open(cells)
    lab.run_all()
    return Builder(lab)


def test_a_network_by_hand(lab):
    builder = begin(lab, [LOAD, SHOW])
    builder.add("Conv2D", "MaxPooling2D", "Conv2D", "Flatten", "Dense")
    builder.field("units").fill("10")
    builder.field("activation").select_option('"softmax"')
    builder.wait_for_code('layers.Dense(10, activation="softmax")')
    builder.box("conv2d_1").click()
    builder.field("kernel_size").fill("15")
    error = builder.node.locator(".kl-Builder-form .kl-Builder-error")
    error.get_by_text("a window of 15 entries does not fit").wait_for(timeout=20 * SECOND)
    assert "kl-mod-error" in builder.box("conv2d_1").get_attribute("class")
    assert "waits for conv2d_1" in builder.box("flatten").get_attribute("aria-label")
    assert builder.node.get_by_role("button", name="Insert the code into a new cell below").is_disabled()
    lab.screenshot("error")
    builder.field("kernel_size").fill("3")
    builder.wait_for_code("layers.Conv2D(32, 3),\n        layers.Flatten()")
    builder.node.get_by_text("Sequential ·").wait_for(timeout=20 * SECOND)
    lab.screenshot("cnn")
    builder.press("Insert the code into a new cell below")
    added = lab.cell(2)
    added.get_by_text("layers.Flatten()").wait_for(timeout=20 * SECOND)
    added.locator(".cm-content").click()
    lab.page.keyboard.press("Control+End")
    lab.page.keyboard.insert_text(f"\n{SAME}")
    lab.page.keyboard.press("Shift+Enter")
    lab.wait_for_output(2, "the same: True", 60)


def test_mistakes_are_undone_and_the_document_is_kept(lab):
    builder = begin(lab, [LOAD, SHOW, "1"])
    builder.add("Dense", "Dropout")
    builder.box("input").click()
    builder.field("shape").fill("(4,)")
    builder.wait_for_code("shape=(4,)")
    builder.box("dropout").press("Delete")
    builder.page.wait_for_function("() => !document.querySelector('[data-id=dropout]')")
    builder.box("dense").press("Control+z")
    builder.box("dropout").wait_for(timeout=20 * SECOND)
    builder.box("dropout").press("Alt+ArrowUp")
    builder.wait_for_code("layers.Dropout(0.25),\n        layers.Dense(64)")
    builder.box("dropout").press("Control+Shift+z")
    lab.page.wait_for_timeout(2500)  # it is put into the notebook
    saved = lab.save()["cells"][1]["outputs"][0]["data"]
    assert "layers.Dropout(0.25)" in "".join(saved["text/plain"]) and "<svg" in "".join(saved["text/html"])
    lab.reload()
    builder = Builder(lab)
    builder.wait_for_code("layers.Dropout(0.25),\n        layers.Dense(64)")
    builder.box("dense").click()
    builder.field("units").fill("7")
    builder.wait_for_code("layers.Dense(7)")
    lab.page.wait_for_timeout(2500)
    assert builder.field("units").evaluate("field => field === document.activeElement")
    lab.page.keyboard.type("8")
    builder.wait_for_code("layers.Dense(78)")
    lab.screenshot("reloaded")
    lab.shut_kernels_down()
    builder.node.get_by_text("read-only").wait_for(timeout=30 * SECOND)
    assert not builder.node.locator(".kl-Builder-palette").is_visible()
    lab.screenshot("no_kernel")


def test_from_code_and_by_dragging(lab):
    builder = begin(lab, [LOAD, SHOW])
    text = builder.node.locator(".kl-Source-text")
    text.fill("model = keras.Sequential([layers.Dens(3)])")
    builder.press("Draw the model that this code makes (Ctrl+Enter)")
    builder.node.get_by_text("Line 1: There is no layer 'Dens'. Did you mean 'Dense'?").wait_for()
    lab.screenshot("not_read")
    text.fill(BRANCHES)
    text.press("Control+Enter")
    builder.box("add").wait_for(timeout=20 * SECOND)
    builder.wait_for_code("layers.Add()([a, x])")
    relu = builder.node.locator('.kl-Builder-layer[data-layer="ReLU"]')
    relu.scroll_into_view_if_needed()
    builder.drag(relu, builder.box("a"), dy=40)  # the line below it
    builder.box("re_lu").wait_for(timeout=20 * SECOND)
    builder.wait_for_code("layers.ReLU()")
    builder.box("b").hover()
    builder.drag(builder.box("b").locator(".kl-Builder-port"), builder.box("re_lu"))
    builder.page.wait_for_function(
        "() => document.querySelector('[data-id=re_lu]').getAttribute('aria-label').includes('reads b')"
    )
    lab.screenshot("branches")
    lab.use_theme("JupyterLab Dark")
    lab.screenshot("dark")
    lab.use_theme("JupyterLab Light")


def test_narrow_and_accessible(lab):
    lab.page.set_viewport_size({"width": 560, "height": 1400})
    code = "model = Sequential([Input((28, 28, 1)), layers.Conv2D(8, 3), layers.Flatten(), layers.Dense(10)])"
    builder = begin(lab, [LOAD, f"builder = ModelBuilder('''{code}''')\nbuilder"])
    lab.page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
    lab.page.wait_for_timeout(1500)
    width = builder.node.bounding_box()["width"]
    assert width < 480
    assert builder.node.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    builder.box("dense").click()
    builder.field("units").fill("3 x")
    builder.node.get_by_text("This is not a value: 3 x").first.wait_for(timeout=20 * SECOND)
    lab.screenshot("narrow")
    for theme in ("Dark", "Light"):
        lab.use_theme(f"JupyterLab {theme}")
        assert violations(lab.page, [".kl-Builder"]) == ([".kl-Builder"], [])


def test_a_command_shows_a_builder_and_the_keyboard_suffices(lab):
    lab.open(["1"])
    lab.wait_until_idle()
    lab.page.evaluate("() => window.jupyterapp.commands.execute('keras-lab:build-model')")
    builder = Builder(lab)
    builder.node.get_by_label("Find a layer").focus()
    for name in ("dense", "dropo", "add"):
        lab.page.keyboard.type(name)
        lab.page.keyboard.press("Enter")
        lab.page.keyboard.press("Control+a")
    builder.box("add").wait_for(timeout=20 * SECOND)
    builder.node.get_by_label("Input 2").select_option("dense")
    builder.wait_for_code("layers.Add()([x, dense])")
    builder.box("add").focus()
    lab.page.keyboard.press("ArrowUp")
    lab.page.keyboard.press("ArrowUp")
    lab.page.keyboard.press("Control+d")
    builder.box("dense_1").wait_for(timeout=20 * SECOND)
    lab.page.keyboard.press("Control+z")
    builder.box("dense_1").wait_for(timeout=20 * SECOND, state="detached")
    lab.screenshot("keyboard")
