"""A model of Keras itself, shown, drawn and steered in JupyterLab."""

import pytest

from .test_live import AFTER, DATA, FIT, LOAD, NEXT

pytest.importorskip("keras", "3.0")
pytestmark = [pytest.mark.browser, pytest.mark.slow]

REAL = """\
%%keras --real-keras --name real
import keras
model = keras.Sequential([keras.Input((20,)), Dense(32, activation="relu"), Dense(2, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=2000, batch_size=64, validation_split=0.1)"""
WATCHED = """\
from keras_lab.lab import watch
history = watch(model).fit(x, y, epochs=2, verbose=1)
model"""


def test_it_is_shown_drawn_steered_and_listed(lab):
    lab.open([LOAD, DATA, REAL, NEXT, WATCHED])
    lab.run_all()
    view = lab.run_view(FIT).wait(120)
    assert lab.output(FIT).locator(".kl-Model-body").count() == 1
    view.wait_for_progress(0.05, 120)
    field = view.node.get_by_label("Learning rate").first
    field.fill("0.125")
    field.press("Enter")
    view.press("Pause")
    view.wait_for_status("paused")
    view.press("Resume")
    view.wait_for_status("running")
    lab.page.wait_for_timeout(2000)
    lab.screenshot("running")
    view.press("Stop")
    view.wait_for_status("stopped", 30)
    lab.wait_for_output(AFTER, "next cell stopped")
    assert "ms/step" not in lab.output(FIT).inner_text()
    again = lab.run_view(4).wait(60)
    again.wait_for_status("done", 60)
    lab.output(4).locator(".kl-Model-body").first.wait_for(timeout=20_000)
    lab.page.get_by_role("tab", name="Keras Lab").first.click()
    lab.page.locator(".kl-Panel").get_by_text("model", exact=False).first.wait_for(timeout=20_000)
    lab.screenshot("watched")
