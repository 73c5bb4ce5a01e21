"""What one may do with a run besides stopping and pausing it, and with its curves."""

import pytest

from .test_live import AFTER, DATA, LOAD, LONG, start

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOMENTUM = LONG.replace('optimizer="sgd"', "optimizer=keras.optimizers.SGD(0.01, momentum=0.9)")
CHANGED = 'print("momentum", model.optimizer.momentum, "epochs", len(history.epoch))'


STEPS = 1125  # in an epoch


def position(view):
    """The number of the step in the epoch, as the view tells it."""
    text = view.node.locator(".kl-Run-progressText").inner_text()
    return int(text.split("step ")[1].split("/")[0].replace("\u2009", ""))


def test_single_steps_and_other_numbers(lab):
    view = start(lab, [LOAD, DATA, MOMENTUM, CHANGED])
    view.wait_for_progress(0.1)
    view.press("Pause")
    view.wait_for_status("paused")
    view.node.get_by_text("more", exact=True).click()
    before = position(view)
    for done in (1, 2):
        view.node.get_by_role("button", name="Make one batch more").click()
        lab.page.wait_for_timeout(1000)
        assert position(view) == (before + done - 1) % STEPS + 1
    field = view.node.get_by_label("momentum")
    field.fill("0.5")
    field.press("Enter")
    view.node.get_by_role("button", name="Write the state of the run now").click()
    lab.page.wait_for_timeout(1500)
    lab.screenshot("steered")
    view.press("Stop")
    lab.wait_for_output(AFTER, "momentum 0.5")


def test_zooming_and_smoothing(lab):
    view = start(lab, [LOAD, DATA, MOMENTUM, CHANGED])
    view.wait_for_progress(0.5)
    view.press("Stop")
    view.wait_for_status("stopped")
    lab.page.wait_for_timeout(3000)  # the output becomes the one that the notebook keeps
    chart = view.node.locator("canvas").first
    drawn = "canvas => canvas.toDataURL()"
    whole = chart.evaluate(drawn)
    box = chart.bounding_box()
    lab.page.mouse.move(box["x"] + 100, box["y"] + 40)
    lab.page.mouse.down()
    lab.page.mouse.move(box["x"] + 200, box["y"] + 60, steps=5)
    lab.page.mouse.up()
    out = view.node.get_by_role("button", name="Show the whole run again")
    out.wait_for(timeout=20_000)
    slider = view.node.get_by_label("Smoothing")
    slider.fill("0.9")
    lab.page.wait_for_timeout(500)
    lab.screenshot("zoomed")
    assert chart.evaluate(drawn) != whole
    slider.fill("0")
    out.click()
    lab.page.mouse.move(10, 10)
    lab.page.wait_for_timeout(500)
    assert chart.evaluate(drawn) == whole and not out.is_visible()
