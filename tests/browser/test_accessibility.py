"""axe-core (Deque's checks of web pages) finds nothing serious in what keras_lab draws."""

import pytest

from .jupyterlab import ROOT
from .test_live import DATA, LOAD, LONG, start

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = ROOT / "labextension" / "node_modules" / "axe-core" / "axe.min.js"
OURS = [".kl-Run", ".kl-Model-body", ".kl-Panel", ".kl-Status"]


def violations(page, parts=OURS):
    """What is serious or critical in our parts of the page, as one line each."""
    page.add_script_tag(path=str(AXE))
    found = page.evaluate(
        """async parts => {
          const there = parts.filter(part => document.querySelector(part));
          const results = await axe.run({ include: there.map(part => [part]) });
          const bad = results.violations.filter(v => ['serious', 'critical'].includes(v.impact));
          return { there, bad: bad.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html}`)) };
        }""",
        parts,
    )
    return found["there"], found["bad"]


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_nothing_serious(lab, theme):
    view = start(lab, [LOAD, DATA, LONG])
    lab.use_theme(theme)
    lab.page.evaluate("() => window.jupyterapp.commands.execute('keras-lab:show-panel')")
    view.wait_for_progress(0.1)
    view.node.get_by_text("more", exact=True).click()
    for look in ("What the model says of single samples", "Weights, activations", "Which class is taken"):
        view.press(look)
        view.node.locator(".kl-Looks-pane > *").first.wait_for(timeout=30_000)
        lab.page.wait_for_timeout(500)
        there, bad = violations(lab.page)
        assert bad == []
    lab.screenshot(theme.split()[1])
    view.press("Stop")
    lab.use_theme("JupyterLab Light")
    assert there == OURS
    assert bad == []
