"""Cells in the background, and sweeps, in JupyterLab."""

import pytest

from .test_live import DATA, FIT, LOAD, LONG

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AFTER = 3


def test_a_run_in_the_background_is_steered_while_other_cells_run(lab):
    lab.open([LOAD, DATA, LONG.replace("--seed 1", "--background job"), "print('at once', job.status)"])
    lab.run_all()
    lab.wait_for_output(AFTER, "at once running", 60)
    view = lab.run_view(FIT).wait()
    view.wait_for_progress(0.1)
    assert view.is_steerable()
    lab.screenshot("background")
    view.press("Stop")
    view.wait_for_status("stopped")


def test_the_kernel_s_interrupt_ends_a_sweep_which_shows_what_was_done(lab):
    sweep = LONG.replace("--seed 1", "--sweep epochs=1,2,2000,3").replace("\nmodel", "\nepochs = 1\nmodel", 1)
    lab.open(
        [LOAD, DATA, sweep.replace("epochs=2000, batch", "epochs=epochs, batch"), "print(_.names, _.left)"]
    )
    lab.run_all()
    lab.output(FIT).locator(".kl-Run-name", has_text="epochs=2000").first.wait_for(timeout=120_000)
    lab.interrupt()
    lab.wait_for_output(AFTER, "['epochs=1', 'epochs=2', 'epochs=2000'] 1", 30)
    assert lab.output(FIT).locator("table").count() >= 1
    lab.screenshot("sweep")
