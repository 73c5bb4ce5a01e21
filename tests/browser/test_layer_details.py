"""The details of a layer, asked from the kernel: weights, filters, activations, attention, saliency."""

import pytest

from .notebook import SECOND
from .test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOAD = "%load_ext keras_lab"
FIT = """\
%%keras
(images, labels), (x_test, y_test) = datasets.digits.load_data()
images, x_test = images[..., None] / 16.0, x_test[..., None] / 16.0
inputs = Input((8, 8, 1))
features = Conv2D(16, 3, activation="relu", name="conv")(inputs)
places = Reshape((36, 16))(features)
seen = MultiHeadAttention(4, 8, name="look")(places, places)
model = Model(inputs, Dense(10, activation="softmax", name="out")(Flatten()(seen)))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(images, labels, epochs=8)"""


def test_a_click_on_a_layer_shows_what_it_has_learned(lab):
    lab.open([LOAD, FIT])
    lab.run_all_to_the_end()
    output = lab.output(1)
    details = output.locator(".kl-Details")

    def choose(layer, *tabs):
        output.locator(".kl-Model-name", has_text=layer).first.click()
        for tab in tabs:
            details.get_by_role("tab", name=tab, exact=True).click(timeout=60 * SECOND)

    def picture(what):
        details.evaluate("node => node.scrollIntoView({ block: 'end' })")
        lab.page.wait_for_timeout(300)
        lab.screenshot(what)

    choose("conv", "Weights")
    assert "(3, 3, 1, 16)" in details.locator(".kl-Distributions").inner_text()
    picture("weights")
    choose("conv", "Filters")
    details.locator(".kl-Tiles canvas").nth(15).wait_for(timeout=60 * SECOND)
    picture("filters")
    choose("conv", "Activations")
    details.get_by_label("Data").select_option("x_test")
    details.get_by_role("button", name="Next sample").click()
    details.locator(".kl-Tiles canvas").nth(15).wait_for(timeout=60 * SECOND)
    assert details.get_by_label("Sample", exact=True).input_value() == "1"
    picture("activations")
    choose("look", "Attention")
    details.locator(".kl-Tiles canvas").nth(3).wait_for(timeout=60 * SECOND)
    assert details.locator(".kl-Tiles canvas").count() == 4
    picture("attention")
    assert violations(lab.page, [".kl-Details"]) == ([".kl-Details"], [])
    lab.use_theme("JupyterLab Dark")
    choose("out", "Saliency")
    details.locator(".kl-Saliency canvas").nth(1).wait_for(timeout=60 * SECOND)
    assert "hangs on" in details.inner_text()
    picture("saliency-dark")
    choose("out", "Activations")
    details.locator(".kl-Bars rect").nth(9).wait_for(timeout=60 * SECOND)
    picture("bars-dark")
    assert violations(lab.page, [".kl-Details"]) == ([".kl-Details"], [])
    lab.use_theme("JupyterLab Light")
    assert lab.messages == []


LONG = FIT.replace("epochs=8", "epochs=2000")


def test_a_model_in_training_can_be_looked_at_in_a_narrow_cell(lab):
    lab.page.set_viewport_size({"width": 720, "height": 900})
    lab.open([LOAD, LONG])
    lab.run_all()
    view = lab.run_view(1).wait()
    view.wait_for_progress(0.2)
    output = lab.output(1)
    output.locator(".kl-Model-name", has_text="out").first.click()
    details = output.locator(".kl-Details")
    details.get_by_role("tab", name="Weights").click(timeout=30 * SECOND)
    table = details.locator(".kl-Distributions")
    before = table.inner_text()
    view.wait_for_progress(view.progress() + 0.3)
    details.get_by_role("button", name="Ask the kernel again").click()
    lab.page.wait_for_function(
        "before => document.querySelector('.kl-Details .kl-Distributions')?.innerText !== before", arg=before
    )
    details.get_by_role("tab", name="Saliency").focus()
    details.get_by_role("tab", name="Saliency").press("ArrowLeft")
    details.locator(".kl-Bars").first.wait_for(timeout=30 * SECOND)
    details.evaluate("node => node.scrollIntoView({ block: 'end' })")
    lab.screenshot("narrow")
    assert view.is_steerable()  # it is still running
    view.press("Stop")
    view.wait_for_status("stopped")
    assert lab.messages == []
