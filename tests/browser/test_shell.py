"""The JupyterLab shell: panel with several notebooks, tabs of our own, menus, status bar, keys."""

import pytest

from .test_extension import FIT, LOAD, MODEL, NEXT, execute

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SECOND = 1000
RUNNING = "[data-status=running]"


def beside(lab, name, cells):
    """Opens a second notebook and runs it; the first one stays open."""
    import json

    from .notebook import notebook_of

    (lab.folder / name).write_text(json.dumps(notebook_of(cells)), encoding="utf-8")
    lab.page.evaluate("path => window.jupyterapp.commands.execute('docmanager:open', { path })", name)
    lab.page.wait_for_function(
        "name => window.jupyterapp.shell.currentWidget?.title.label === name", arg=name, timeout=20 * SECOND
    )
    lab.page.wait_for_timeout(1000)
    lab.run_all()


def panel(lab):
    execute(lab, "keras-lab:show-panel")
    return lab.page.locator("#keras-lab-panel")


def test_the_panel_has_two_kernels_and_both_after_a_reload(lab):
    lab.open([LOAD, MODEL, FIT, NEXT])
    lab.run_all()
    lab.run_view(2).wait().wait_for_progress(0.2)
    beside(lab, "second.ipynb", [LOAD, FIT.replace("made_up", "other"), NEXT])
    shown = panel(lab)
    for name in ("made_up", "other"):
        shown.locator(".kl-Section .kl-Item", has_text=name).locator(RUNNING).wait_for(timeout=20 * SECOND)
    assert shown.locator(".kl-Section").first.locator("summary").first.inner_text() == "second.ipynb"
    lab.page.wait_for_timeout(1000)
    shown.get_by_text("Devices").first.click()
    lab.page.wait_for_timeout(1000)
    lab.screenshot("two")
    shown.locator(".kl-Item", has_text="made_up").first.get_by_role("button", name="Show the curves").click()
    lab.page.locator(".kl-Opened .kl-Run").wait_for(timeout=20 * SECOND)
    shown.get_by_role("button", name="Show the model in a tab").click()
    lab.page.locator(".kl-Opened .kl-Model").wait_for(timeout=20 * SECOND)
    lab.page.wait_for_timeout(1000)
    lab.screenshot("tabs")
    lab.page.wait_for_timeout(3000)
    lab.page.goto(lab.page.url.replace("?reset", ""))
    lab.page.locator(".jp-NotebookPanel .jp-Cell:visible").first.wait_for(timeout=60 * SECOND)
    shown = panel(lab)
    for name in ("made_up", "other"):
        shown.locator(".kl-Section .kl-Item", has_text=name).locator(RUNNING).wait_for(timeout=30 * SECOND)
    lab.page.wait_for_timeout(3000)
    lab.screenshot("reloaded")
    for name in ("made_up", "other"):
        shown.locator(".kl-Item", has_text=name).first.get_by_role("button", name="Stop").click()
    lab.page.wait_for_timeout(3000)
    lab.screenshot("stopped")
    assert not lab.messages


def test_status_bar_menus_and_keys_steer(lab):
    lab.open([LOAD, FIT, NEXT])
    lab.run_all()
    view = lab.run_view(1).wait()
    view.wait_for_progress(0.2)
    status = lab.page.locator(".kl-Status button")
    status.focus()
    lab.page.keyboard.press("Enter")
    menu = lab.page.locator(".lm-Menu", has_text="Pause or Resume")
    menu.wait_for(timeout=20 * SECOND)
    lab.screenshot("status")
    lab.page.keyboard.press("ArrowDown")
    lab.page.keyboard.press("Enter")
    view.wait_for_status("paused")
    lab.cell(0).locator(".jp-InputPrompt").click()
    lab.page.keyboard.press("Alt+k")
    lab.page.keyboard.press("p")
    view.wait_for_status("running")
    lab.page.locator(".lm-MenuBar-item", has_text="Run").first.click()
    lab.page.locator(".lm-Menu-item", has_text="Keras Lab").hover()
    lab.page.locator(".lm-Menu-item", has_text="Set the Learning Rate").wait_for(timeout=20 * SECOND)
    lab.screenshot("menu")
    lab.page.keyboard.press("Escape")
    lab.page.keyboard.press("Escape")
    view.node.click(button="right", position={"x": 40, "y": 200})
    lab.page.locator(".lm-Menu-item", has_text="Copy Curves as PNG").wait_for(timeout=20 * SECOND)
    lab.screenshot("context")
    lab.page.locator(".lm-Menu-item", has_text="Open in a Tab").click()
    tab = lab.page.locator(".kl-Opened .kl-Run")
    tab.wait_for(timeout=20 * SECOND)
    assert "made_up" in tab.inner_text()
    tab.get_by_role("button", name="Stop").first.click()
    lab.wait_for_output(2, "next cell stopped")
    assert not lab.messages


TINY = """\
%%keras -q
import numpy as np
model = Sequential([Input((4,)), Dense(3, name="hidden")])
model.compile("sgd", "mse")
for name in ("first", "second"):
    model.fit(np.ones((64, 4)), np.ones((64, 3)), epochs=3, verbose=0, callbacks=[])"""


def test_recent_runs_are_compared_and_cells_completed(lab):
    lab.open([LOAD, TINY, "print('ready')", "%%keras\nMaxP"])
    lab.run_all()
    lab.wait_for_output(2, "ready", 120)
    shown = panel(lab)
    recent = shown.locator(".kl-Panel-recent .kl-Item")
    recent.nth(1).wait_for(timeout=20 * SECOND)
    for each in (0, 1):
        recent.nth(each).get_by_role("checkbox").check()
    shown.get_by_role("button", name="Compare the ticked runs").click()
    lab.page.locator(".kl-Opened .kl-Compare, .kl-Opened table").first.wait_for(timeout=20 * SECOND)
    shown.get_by_role("button", name="Show the curves in a tab").last.click()
    lab.page.locator(".kl-Opened .kl-Run").wait_for(timeout=20 * SECOND)
    lab.page.wait_for_timeout(1500)
    lab.screenshot("ledger")
    editor = lab.cell(3).locator(".cm-content")
    editor.click()
    lab.page.keyboard.press("Control+End")
    offered = lab.page.locator(".jp-Completer-item", has_text="MaxPooling2D")
    for _ in range(8):  # the first time, the kernel may take longer than JupyterLab waits
        lab.page.keyboard.press("Tab")
        lab.page.wait_for_timeout(3 * SECOND)
        if offered.is_visible():
            break
    assert offered.is_visible()
    lab.screenshot("completion")
    coloured = lab.cell(1).locator(".cm-line span", has_text="import").first
    assert coloured.evaluate("node => getComputedStyle(node).fontWeight") == "700"  # a keyword of Python
    assert not lab.messages
