"""A person looks at the model of a run: confusion, samples and layers of a classifier, residuals of a regression."""

import json

import pytest

from .test_live import LOAD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DIGITS = """\
from keras_lab.datasets import digits
(x, y), _ = digits.load_data()
x = x[..., None].astype("float32") / 16"""
CLASSIFIER = """\
%%keras --seed 1
model = Sequential([
    Input((8, 8, 1)), Conv2D(16, 3, activation="relu", name="edges"), Flatten(),
    Dense(32, activation="relu", name="hidden"), Dense(10, activation="softmax", name="digit"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=EPOCHS, batch_size=32, validation_split=0.2)"""
LINE = """\
import numpy as np
rng = np.random.default_rng(0)
x = rng.normal(size=(2000, 4)).astype("float32")
y = (x @ [3.0, -2.0, 1.0, 0.5] + 5 + rng.normal(size=2000)).astype("float32")"""
REGRESSION = """\
%%keras --seed 1
model = Sequential([Input((4,)), Dense(16, activation="relu"), Dense(1)])
model.compile(optimizer="adam", loss="mse", metrics=["mae"])
history = model.fit(x, y, epochs=12, validation_split=0.2)"""
FIT = 2


def pane(view, selector):
    """The open pane once there is something in it."""
    found = view.node.locator(f".kl-Looks-pane {selector}").first
    found.wait_for(timeout=30_000)
    return found


def shown_step(view):
    return int(view.node.locator(".kl-Looks-pane > *").first.get_attribute("data-step"))


def test_confusion_samples_and_layers_of_a_run_under_way_and_after_it(lab):
    lab.open([LOAD, DIGITS, CLASSIFIER.replace("EPOCHS", "100000")])
    lab.run_all()
    view = lab.run_view(FIT).wait()
    view.press("Which class is taken for which")
    pane(view, "table")
    first = shown_step(view)
    lab.page.wait_for_function(
        "first => Number(document.querySelector('.kl-Looks-pane > *').dataset.step) > first", arg=first
    )
    assert view.node.locator(".kl-Confusion-table tbody tr").count() == 10
    lab.screenshot("confusion")
    view.press("What the model says of single samples")
    pane(view, "img")
    assert view.node.locator(".kl-Sample").count() == 12
    lab.screenshot("samples")
    view.press("Weights, activations and gradients by layer")
    pane(view, "table")
    assert view.node.locator(".kl-Layers-table tbody tr").count() == 6
    lab.screenshot("weights")
    view.node.get_by_role("button", name="Activations", exact=True).click()
    lab.screenshot("activations")
    view.press("Stop")
    view.wait_for_status("stopped")
    lab.wait_until_idle()
    view = lab.run_view(FIT).wait()
    pane(view, "table")
    view.press("Which class is taken for which")
    pane(view, ".kl-Confusion-table")
    lab.use_theme("JupyterLab Dark")
    lab.screenshot("dark")
    lab.use_theme("JupyterLab Light")
    saved = lab.save()
    (run,) = (
        o["data"] for o in saved["cells"][FIT]["outputs"] if "vnd.keras-lab.run" in json.dumps(o["data"])
    )
    assert len(json.dumps(run)) <= 60_000
    kinds = {look["kind"] for look in run["application/vnd.keras-lab.run+json"]["looks"]}
    assert kinds == {"confusion", "samples", "statistics"}


def test_residuals_of_a_regression_and_a_narrow_cell(lab):
    lab.open([LOAD, LINE, REGRESSION, "%keras look residuals", "%keras look layers"])
    lab.run_all()
    view = lab.run_view(FIT).wait()
    view.press("Predictions against targets")
    pane(view, "svg")
    view.wait_for_status("done")
    view = lab.run_view(FIT).wait()
    assert pane(view, ".kl-Plot").is_visible()
    lab.screenshot("residuals")
    lab.output(FIT + 1).locator("svg").first.wait_for(timeout=30_000)
    lab.output(FIT + 2).locator("table").first.scroll_into_view_if_needed()
    lab.screenshot("magic")
    lab.page.add_style_tag(content=".kl-Run { width: 300px; }")
    for label in ("What the model says of single samples", "Weights, activations and gradients by layer"):
        view.press(label)
        view.node.locator(".kl-Looks-pane > *").first.wait_for(timeout=30_000)
        view.node.locator(".kl-Looks-pane").scroll_into_view_if_needed()
        lab.screenshot("narrow_" + label.split(" ")[0])
        assert not view.node.evaluate("node => node.scrollWidth > node.clientWidth + 1")


NAN = """\
%%keras --seed 1
from keras_lab.callbacks import LambdaCallback
model = Sequential([Input((4,)), Dense(16, activation="relu"), Dense(1)])
model.compile(optimizer="adam", loss="mse")
spoil = LambdaCallback(on_epoch_begin=lambda epoch, logs: epoch == 3 and model.set_weights(
    [w * float("nan") for w in model.get_weights()]))
history = model.fit(x, y, epochs=100000, validation_split=0.2, callbacks=[spoil])"""


def test_a_loss_that_is_nan_is_healed_at_one_click(lab):
    lab.open([LOAD, LINE, NAN])
    lab.run_all()
    view = lab.run_view(FIT).wait()
    view.press("Best weights, learning rate × 0.1")
    finite = """() => Number(document.querySelector('.kl-Legend-value').textContent) > 0"""
    lab.page.wait_for_function(finite, timeout=30_000)
    view.node.locator(".kl-Findings-text").first.click()
    lab.screenshot("healed")
    assert view.node.locator(".kl-Run-note").first.inner_text().count("NaN") + view.node.locator(
        ".kl-Run-note"
    ).first.inner_text().count("nan")
    view.press("Stop")
    view.wait_for_status("stopped")
