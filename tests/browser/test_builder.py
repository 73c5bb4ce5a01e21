"""Building a model by hand: by clicks, with a mistake that is mended, into a cell; from code; dragging; undo."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOAD = "import keras_lab as keras\nfrom keras_lab.lab import ModelBuilder"
SHOW = "builder = ModelBuilder()\nbuilder"
CHECK = "print('built', builder.model().count_params())"
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
        return self.node.locator(".kl-Code-text").input_value()

    def wait_for_code(self, text):
        self.page.wait_for_function(
            "text => document.querySelector('.kl-Code-text').value.includes(text)",
            arg=text,
            timeout=10 * SECOND,
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
    builder = begin(lab, [LOAD, SHOW, CHECK])
    builder.add("Conv2D", "MaxPooling2D", "Conv2D", "Flatten", "Dense")
    builder.field("units").fill("10")
    builder.field("activation").select_option('"softmax"')
    builder.wait_for_code('layers.Dense(10, activation="softmax")')
    builder.box("conv2d_1").click()
    builder.field("kernel_size").fill("15")
    error = builder.node.locator(".kl-Builder-form .kl-Builder-error")
    error.get_by_text("a window of 15 entries does not fit").wait_for(timeout=10 * SECOND)
    assert "kl-mod-error" in builder.box("conv2d_1").get_attribute("class")
    assert "waits for conv2d_1" in builder.box("flatten").get_attribute("aria-label")
    assert builder.node.get_by_role("button", name="Insert the code into a new cell below").is_disabled()
    lab.screenshot("error")
    builder.field("kernel_size").fill("3")
    builder.wait_for_code("layers.Conv2D(32, 3),\n        layers.Flatten()")
    builder.node.get_by_text("Sequential ·").wait_for(timeout=10 * SECOND)
    lab.screenshot("cnn")
    builder.press("Insert the code into a new cell below")
    added = lab.page.locator(".jp-NotebookPanel .jp-CodeCell").nth(2)
    added.get_by_text("layers.Flatten()").wait_for(timeout=10 * SECOND)
    lab.run_all_to_the_end()
    lab.wait_for_output(3, "no layers yet", 60)  # the cell that shows it has made a new one


def test_mistakes_are_undone_and_the_document_is_kept(lab):
    builder = begin(lab, [LOAD, SHOW, "1"])
    builder.add("Dense", "Dropout")
    builder.box("input").click()
    builder.field("shape").fill("(4,)")
    builder.wait_for_code("shape=(4,)")
    builder.box("dropout").press("Delete")
    builder.page.wait_for_function("() => !document.querySelector('[data-id=dropout]')")
    builder.box("dense").press("Control+z")
    builder.box("dropout").wait_for(timeout=10 * SECOND)
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
    lab.page.evaluate(
        "() => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute("
        "{code: 'units = builder.model().layers[-1].units'}) }"
    )
    lab.screenshot("reloaded")


def test_from_code_and_by_dragging(lab):
    builder = begin(lab, [LOAD, SHOW])
    text = builder.node.locator(".kl-Code-text")
    text.fill("model = keras.Sequential([layers.Dens(3)])")
    builder.press("Draw the model that this code makes (Ctrl+Enter)")
    builder.node.get_by_text("Line 1: There is no layer 'Dens'. Did you mean 'Dense'?").wait_for()
    lab.screenshot("not_read")
    text.fill(BRANCHES)
    text.press("Control+Enter")
    builder.box("add").wait_for(timeout=10 * SECOND)
    builder.wait_for_code("layers.Add()([a, x])")
    relu = builder.node.locator('.kl-Builder-layer[data-layer="ReLU"]')
    relu.scroll_into_view_if_needed()
    builder.drag(relu, builder.box("a"), dy=40)  # the line below it
    builder.box("re_lu").wait_for(timeout=10 * SECOND)
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
    lab.screenshot("narrow")
