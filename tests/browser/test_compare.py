"""A person compares runs: a sweep with parallel coordinates, two runs and their code, the list of the ledger."""

import re

import pytest

from .test_accessibility import AXE
from .test_live import DATA, LOAD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIT = """\
model = Sequential([Input((20,)), Dense({units}, activation="relu"), Dense(2, activation="softmax")])
model.compile(optimizer=optimizers.SGD({lr}), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x[:2000], y[:2000], epochs=8, batch_size=50, validation_split=0.2)"""
SWEEP = "%%keras --seed 1 --sweep lr=0.3,0.03,0.003 units=4,32\nlr, units = 0.1, 8\n".replace(
    "lr, units = 0.1, 8", "lr = 0.1\nunits = 8"
) + FIT.format(units="units", lr="lr")
ONE = "%%keras --seed 1 -q --name small\n" + FIT.format(units=8, lr=0.05)
TWO = "%%keras --seed 1 -q --name large\nwidth = 64\n" + FIT.format(units="width", lr=0.2)
SWEPT = 2


def compare_view(lab, cell):
    view = lab.output(cell).locator(".kl-Compare").last
    view.wait_for(timeout=60_000)
    return view


def lines(view):
    return view.locator("tbody tr")


def violations(page):
    """What axe-core finds serious or critical in comparisons."""
    page.add_script_tag(path=str(AXE))
    return page.evaluate(
        """async () => {
          const results = await axe.run({ include: [['.kl-Compare']] });
          const bad = results.violations.filter(v => ['serious', 'critical'].includes(v.impact));
          return bad.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html}`));
        }"""
    )


def test_a_sweep_shows_what_is_left_and_ends_in_parallel_coordinates(lab):
    lab.open([LOAD, DATA, SWEEP])
    lab.run_all()
    view = compare_view(lab, SWEPT)
    view.get_by_text(re.compile("Sweep: [1-5] of 6 done")).wait_for(timeout=90_000)
    lab.page.wait_for_timeout(300)
    lab.screenshot("under_way")
    view.locator(".kl-Parallel").wait_for(timeout=90_000)
    view.locator(".kl-Compare-progress").wait_for(state="hidden", timeout=90_000)
    view.scroll_into_view_if_needed()
    assert view.locator(".kl-Parallel-line").count() == 6
    lab.screenshot("done")
    low = view.get_by_role("slider", name="lr, from")
    low.focus()
    low.press("ArrowUp")
    view.get_by_text("4 of 6 runs").wait_for(timeout=20_000)
    assert low.get_attribute("aria-valuetext") == "0.03"
    view.locator("table").first.get_by_text("lr=0.3 units=32").hover()
    assert view.locator(".kl-Parallel .kl-mod-pointed").count() == 1
    lab.screenshot("brushed")
    low.press("Escape")
    field = view.get_by_label("Filter")
    field.fill("units=32 lr>0.01")
    view.get_by_text("2 of 6 runs").wait_for(timeout=20_000)
    field.fill("unitz=3")
    view.get_by_text("There is no column “unitz”").wait_for(timeout=20_000)
    field.fill("")
    sort = view.get_by_role("button", name="Sort by best val_accuracy")
    sort.click()
    column = view.locator('th[aria-sort="descending"]')
    assert column.count() == 1
    assert lines(view.locator(".kl-SortTable").first).count() == 6
    assert violations(lab.page) == []
    assert [message for message in lab.messages if "keras" in message.lower()] == []


def test_two_runs_differ_in_configuration_and_code(lab):
    lab.open([LOAD, DATA, ONE, TWO, "%keras compare small large"])
    lab.run_all()
    view = compare_view(lab, 4)
    view.get_by_text("Configuration").click()
    view.locator("summary").last.click()
    view.locator(".kl-Code mark").first.wait_for(timeout=20_000)
    assert view.locator(".kl-Code-added").count() >= 2
    view.scroll_into_view_if_needed()
    lab.screenshot("light")
    lab.page.set_viewport_size({"width": 1400, "height": 1600})
    lab.use_theme("JupyterLab Dark")
    lab.page.wait_for_timeout(500)
    lab.screenshot("dark")
    dark = violations(lab.page)
    lab.use_theme("JupyterLab Light")
    assert dark == []
    view.evaluate("node => { node.style.maxWidth = '320px'; }")
    lab.page.wait_for_timeout(800)
    view.scroll_into_view_if_needed()
    lab.screenshot("narrow")
    saved = lab.save()
    assert len(str(saved["cells"][4]["outputs"])) < 60_000


def test_runs_are_chosen_from_the_list_and_compared(lab):
    lab.open([LOAD, DATA, ONE, TWO, "%keras runs"])
    lab.run_all()
    view = compare_view(lab, 4)
    view.get_by_label("Filter").fill("name=small|large")
    boxes = view.locator("tbody input")
    for place in (0, 1):
        boxes.nth(place).check()
    view.get_by_role("button", name="Compare the chosen runs").click()
    view.locator(".kl-Overlay").wait_for(timeout=20_000)
    lab.page.wait_for_timeout(500)
    lab.screenshot("list")
    with lab.page.expect_download() as started:
        view.get_by_role("button", name="Download").first.click()
    assert "set lr" not in started.value.path().read_text().splitlines()[0]
    assert violations(lab.page) == []
