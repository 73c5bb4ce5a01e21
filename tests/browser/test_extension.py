"""The rest of the JupyterLab extension: panel, status bar, commands, the view of a model."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOAD = "%load_ext keras_lab"
#: The events of a training without the training: no engine has to be loaded for these tests.
FIT = """\
%%keras
import time
import numpy as np
from keras_lab import control, events

run = events.new_run_id()
wishes = control.Control(run)
control.register(wishes)
params = {"epochs": 600, "initial_epoch": 0, "steps": 10, "batch_size": 1, "samples": 10}
model_facts = {"name": "made_up", "kind": "Sequential", "parameters": 7, "layers": 1}
events.emit(events.RunStarted(run=run, name="made_up", model=model_facts, params=params, config={}))
epoch, status = 0, "done"


def mark(kind):
    events.emit(events.Marked(run=run, epoch=epoch, step=10 * epoch, kind=kind, text=kind))


def pause():
    if wishes.paused:
        mark("paused")
        while wishes.wait_while_paused():
            pass
        mark("resumed")


try:
    while wishes.stop_reason is None and epoch < 600:
        time.sleep(0.1)
        pause()
        values = {"loss": np.exp(-np.arange(10 * epoch, 10 * epoch + 10, dtype="float32") / 600)}
        events.emit(events.StepsDone(
            run=run, epoch=epoch, step=10 * epoch, count=10, position=10, steps=10, values=values, seconds=0.1
        ))
        epoch += 1
    status = wishes.stop_reason or status
except KeyboardInterrupt:
    status = "interrupted"
finally:
    control.unregister(wishes)
    events.emit(events.RunEnded(run=run, status=status, epoch=epoch, step=10 * epoch, seconds=1.0))"""
NEXT = 'print("next cell", status)'
MODEL = """\
%%keras
model = Sequential([Input((8,)), Dense(4, activation="relu", name="hidden"), Dense(2, name="out")])"""
DEAF = """\
import keras_lab.lab.comms
keras_lab.lab.comms.command = lambda *_: None"""


def execute(lab, command):
    lab.page.evaluate("command => { void window.jupyterapp.commands.execute(command); }", command)


def test_panel_and_status_bar_follow_the_run_and_the_panel_stops_it(lab):
    lab.open([LOAD, MODEL, FIT, NEXT])
    lab.run_all()
    lab.run_view(2).wait().wait_for_progress(0.2)
    execute(lab, "keras-lab:show-panel")
    panel = lab.page.locator("#keras-lab-panel")
    item = panel.locator(".kl-Item", has_text="made_up")
    item.locator('[data-status="running"]').wait_for(timeout=20_000)
    assert item.get_by_role("progressbar").get_attribute("aria-valuenow") != "0"
    assert item.locator("path").get_attribute("d").startswith("M")
    panel.locator(".kl-Panel-models", has_text="model").wait_for(timeout=20_000)
    assert "loss" in lab.page.locator(".kl-Status").inner_text()
    lab.screenshot("panel")
    item.get_by_role("button", name="Stop").click()
    lab.wait_for_output(3, "next cell stopped")
    item.locator('[data-status="stopped"]').wait_for(timeout=20_000)
    assert not lab.page.locator(".kl-Status").is_visible()
    assert not lab.messages


def test_commands_pause_resume_and_stop_the_latest_run(lab):
    lab.open([LOAD, FIT, NEXT])
    lab.run_all()
    view = lab.run_view(1).wait()
    view.wait_for_progress(0.2)
    execute(lab, "keras-lab:pause")
    view.wait_for_status("paused")
    execute(lab, "keras-lab:resume")
    view.wait_for_status("running")
    execute(lab, "keras-lab:stop")
    lab.wait_for_output(2, "next cell stopped")
    enabled = "() => window.jupyterapp.commands.isEnabled('keras-lab:stop')"
    lab.page.wait_for_function(f"() => !({enabled})()", timeout=20_000)


def test_stop_interrupts_a_kernel_that_does_not_answer(lab):
    lab.open([LOAD, DEAF, FIT, NEXT])
    lab.run_all()
    view = lab.run_view(2).wait()
    view.wait_for_progress(0.2)
    view.press("Stop")
    lab.wait_for_output(3, "next cell interrupted")
    view.wait_for_status("interrupted")


def test_a_restarted_kernel_leaves_the_curves_and_no_buttons(lab):
    lab.open([LOAD, FIT])
    lab.run_all()
    view = lab.run_view(1).wait()
    view.wait_for_progress(0.3)
    assert view.is_steerable()
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    view.wait_for_status("gone")
    assert not view.is_steerable()
    assert view.progress() > 0.2
    lab.screenshot("gone")


def test_a_layer_of_the_graph_shows_its_details_by_key_and_by_click(lab):
    lab.open([LOAD, MODEL])
    lab.run_all()
    output = lab.output(1)
    node = output.get_by_role("button", name="hidden: Dense, output (None, 4), 36 parameters")
    node.wait_for(timeout=60_000)
    node.focus()
    lab.page.keyboard.press("Enter")
    details = output.locator(".kl-Details")
    details.get_by_text("relu").first.wait_for(timeout=20_000)
    assert "(8, 4) float32" in details.inner_text()
    output.locator(".kl-Model-name", has_text="out").click()
    assert "(4, 2) float32" in details.inner_text()
    before = node.bounding_box()["width"]
    output.get_by_role("button", name="Zoom in").click()
    assert node.bounding_box()["width"] > 1.2 * before
    lab.screenshot("details")
