"""A person watches and steers a training in JupyterLab."""

import json
import time

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOAD = "%load_ext keras_lab"
DATA = """\
import numpy as np
rng = np.random.default_rng(0)
x = rng.normal(size=(20_000, 20)).astype("float32")
y = (x.sum(axis=1) > 0).astype("int32")"""
#: Long enough to be steered; no test lets it end by itself.
LONG = """\
%%keras --seed 1
model = Sequential([Input((20,)), Dense(32, activation="relu"), Dense(2, activation="softmax")])
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y, epochs=2000, batch_size=16, validation_split=0.1)"""
SHORT = LONG.replace("epochs=2000", "epochs=12")
NEXT = 'print("next cell", history.status, len(history.history["loss"]) > 0)'
FIT = 2  # the number of the cell that trains
AFTER = 3


def start(lab, cells):
    lab.open(cells)
    lab.run_all()
    return lab.run_view(FIT).wait()


def test_the_model_and_then_moving_curves_appear_under_the_cell(lab):
    view = start(lab, [LOAD, DATA, LONG, NEXT])
    assert lab.output(FIT).locator(".kl-Model-body").count() == 1
    view.wait_for_progress(0.2)
    first = view.picture()
    before = view.progress()
    view.wait_for_progress(before + 0.5)
    lab.screenshot("running")
    assert view.picture() != first
    assert view.is_steerable()
    assert lab.is_running(FIT)
    view.press("Stop")
    view.wait_for_status("stopped")


def test_stop_ends_the_run_and_the_next_cell_runs(lab):
    view = start(lab, [LOAD, DATA, LONG, NEXT])
    view.wait_for_progress(0.1)
    view.press("Stop")
    view.wait_for_status("stopped")
    lab.wait_for_output(AFTER, "next cell stopped")
    assert not view.is_steerable()


def test_the_kernel_s_interrupt_ends_the_run_cleanly_too(lab):
    view = start(lab, [LOAD, DATA, LONG, NEXT])
    view.wait_for_progress(0.1)
    lab.interrupt()
    view.wait_for_status("interrupted")
    lab.wait_for_output(AFTER, "next cell interrupted")


def test_a_learning_rate_set_in_the_view_reaches_the_run(lab):
    view = start(lab, [LOAD, DATA, LONG, "print('learning rate', float(model.optimizer.learning_rate))"])
    view.wait_for_progress(0.1)
    field = view.node.get_by_label("Learning rate").first
    field.fill("0.125")
    field.press("Enter")
    lab.page.wait_for_timeout(1500)
    view.press("Stop")
    lab.wait_for_output(AFTER, "learning rate 0.125")


def test_pause_and_resume(lab):
    view = start(lab, [LOAD, DATA, LONG, NEXT])
    view.wait_for_progress(0.1)
    view.press("Pause")
    view.wait_for_status("paused")
    held = view.progress()
    lab.page.wait_for_timeout(1500)
    assert view.progress() == held
    assert lab.is_running(FIT)
    lab.screenshot("paused")
    view.press("Resume")
    view.wait_for_status("running")
    view.wait_for_progress(held + 0.1)
    view.press("Stop")
    lab.wait_for_output(AFTER, "next cell")


def test_a_tab_reloaded_in_the_middle_of_a_run_goes_on_showing_and_steering_it(lab):
    view = start(lab, [LOAD, DATA, LONG, NEXT])
    view.wait_for_progress(0.2)
    lab.save()
    lab.reload()
    view = lab.run_view(FIT).wait()
    view.wait_for_status("running")
    before = view.progress()
    view.wait_for_progress(before + 0.2)
    lab.screenshot("reloaded")
    view.press("Stop")
    view.wait_for_status("stopped")
    deadline = time.monotonic() + 20  # what is kept in the notebook comes a moment after the status
    while '"live": true' in json.dumps(lab.save()):
        assert time.monotonic() < deadline


def test_a_finished_run_is_saved_small_and_read_without_a_kernel(lab):
    view = start(lab, [LOAD, DATA, SHORT, NEXT])
    view.wait_for_status("done", 120)
    lab.wait_for_output(AFTER, "next cell done")
    saved = lab.save()
    outputs = saved["cells"][FIT]["outputs"]
    run = next(o["data"] for o in outputs if "application/vnd.keras-lab.run+json" in o.get("data", {}))
    assert len(json.dumps(run)) <= 60_000
    assert run["application/vnd.keras-lab.run+json"]["live"] is False
    assert "<svg" in "".join(run["image/svg+xml"])
    lab.shut_kernels_down()
    for cell in saved["cells"]:
        cell["metadata"]["trusted"] = False
    saved["metadata"] = {"kernelspec": {"name": "nobody", "display_name": "Nobody", "language": "none"}}
    (lab.folder / lab.path).write_text(json.dumps(saved), encoding="utf-8")
    lab.visit()
    lab.page.locator(".jp-Dialog button.jp-mod-reject").click()
    assert lab.kernels() == 0
    view = lab.run_view(FIT).wait()
    assert view.status() == "done"
    assert not view.is_steerable()
    assert lab.output(FIT).locator(".kl-Model-body").count() == 1
    lab.screenshot("without_kernel")


def test_nothing_on_the_page_fails(lab):
    view = start(lab, [LOAD, DATA, SHORT, NEXT])
    view.wait_for_status("done", 120)
    lab.page.get_by_role("tab", name="Keras Lab").first.click()
    panel = lab.page.locator(".kl-Panel")
    panel.get_by_text("model", exact=False).first.wait_for(timeout=20_000)
    lab.screenshot("panel")
    lab.use_theme("JupyterLab Dark")
    lab.screenshot("dark")
    lab.use_theme("JupyterLab Light")
    assert [message for message in lab.messages if "keras" in message.lower()] == []
