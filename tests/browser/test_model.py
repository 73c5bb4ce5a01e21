"""Understanding a model: summary with costs and times, graph with blocks that open, search, keys, files."""

import time
from xml.etree import ElementTree

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOAD = "%load_ext keras_lab"
RESNET = """\
%%keras
from keras_lab.applications import ResNet50
model = ResNet50(weights=None)"""
TOWER = """\
%%keras
start = x = Input((8,))
for k in range(250):
    y = Dense(8, name=f"first_{k}")(x)
    y = LayerNormalization(name=f"norm_{k}")(y)
    y = Dense(8, activation="relu", name=f"second_{k}")(y)
    x = Add(name=f"add_{k}")([x, y])
tower = Model(start, x)
del start, x, y, k"""
DENSE = """\
%%keras
model = Sequential([Input((8,)), Dense(4, activation="relu", name="hidden"), Dense(2, name="out")])"""
THEMES = ("JupyterLab Light", "JupyterLab Dark")


@pytest.fixture
def light(lab):
    yield lab
    lab.use_theme(THEMES[0])


def boxes(output):
    return output.locator(".kl-Graph-node")


def in_both_themes(lab, what):
    for theme in THEMES:
        lab.use_theme(theme)
        lab.screenshot(f"{what}-{theme.split()[-1].lower()}")


def test_the_graph_of_a_resnet_opens_is_searched_and_walked_through(light):
    lab = light
    lab.open([LOAD, RESNET, "%keras graph model"])
    lab.run_all()
    output = lab.output(2)
    boxes(output).first.wait_for(timeout=120_000)
    lab.cell(2).scroll_into_view_if_needed()
    closed = boxes(output).count()
    assert closed < 70
    search = output.get_by_role("searchbox")
    search.fill("conv2_block2")
    output.get_by_text("1 found").wait_for(timeout=20_000)
    search.press("Enter")
    output.get_by_text("1 of 1").wait_for(timeout=20_000)
    lab.screenshot("closed")
    block = output.locator('[data-id="conv2_block2_1_conv × 2"]')
    block.focus()
    start = time.monotonic()
    lab.page.keyboard.press("Enter")
    output.locator('[data-id="conv2_block2_1_conv × 2"][aria-expanded="true"]').wait_for(timeout=20_000)
    print(f"opened in {time.monotonic() - start:.2f} s")
    assert boxes(output).count() == closed + 2 + 20
    lab.page.keyboard.press("ArrowDown")
    assert lab.page.evaluate("document.activeElement.dataset.id") == "conv2_block2_1_conv …"
    lab.page.keyboard.press("ArrowDown")
    assert lab.page.evaluate("document.activeElement.dataset.id") == "conv2_block2_1_conv"
    lab.page.keyboard.press("Enter")
    output.locator(".kl-Details").get_by_text("conv2_block2_1_conv").first.wait_for(timeout=20_000)
    search.fill("conv3_block2_2")
    output.get_by_text("3 in closed boxes").wait_for(timeout=20_000)
    search.press("Enter")
    output.get_by_text("1 of 3").wait_for(timeout=20_000)
    assert boxes(output).count() == 177
    in_both_themes(lab, "found")


def test_an_open_block_looks_well_and_is_saved_as_svg_and_png(light):
    lab = light
    lab.open([LOAD, RESNET, "%keras graph model"])
    lab.run_all()
    output = lab.output(2)
    block = output.locator('[data-id="conv2_block2_1_conv × 2"]')
    block.wait_for(timeout=120_000)
    lab.cell(2).scroll_into_view_if_needed()
    output.get_by_role("searchbox").fill("conv2_block2")
    output.get_by_role("searchbox").press("Enter")
    block.click()
    output.locator('[data-id="conv2_block2_1_conv × 2"][aria-expanded="true"]').wait_for(timeout=20_000)
    output.get_by_role("searchbox").fill("")
    in_both_themes(lab, "open")
    with lab.page.expect_download() as saved:
        output.get_by_role("button", name="Download the drawing as SVG").click()
    root = ElementTree.parse(saved.value.path()).getroot()
    texts = {node.text for node in root.iter("{http://www.w3.org/2000/svg}tspan")}
    assert {"1 of 2", "conv2_block3_out"} <= texts
    assert "var(--" not in ElementTree.tostring(root, encoding="unicode")
    with lab.page.expect_download() as saved:
        output.get_by_role("button", name="Download the drawing as PNG").click()
    assert saved.value.path().read_bytes()[:4] == b"\x89PNG"


def test_the_summary_tells_costs_and_measures_times(light):
    lab = light
    lab.open([LOAD, RESNET, "%keras summary model"])
    lab.run_all()
    table = lab.output(2).locator(".kl-Model-table")
    table.wait_for(timeout=120_000)
    lab.cell(2).scroll_into_view_if_needed()
    head = lab.output(2).locator(".kl-Model-header")
    assert "7.775 G FLOPs" in head.inner_text()
    head.get_by_role("button", name="Measure how long").click()
    table.get_by_role("columnheader", name="Time").wait_for(timeout=120_000)
    assert "for a batch of 4" in head.inner_text()
    assert table.locator("tbody tr").count() == 177
    in_both_themes(lab, "summary")


def test_a_thousand_layers_stay_usable(light):
    lab = light
    lab.open([LOAD, TOWER, "tower", "%keras graph tower"])
    lab.run_all()
    output = lab.output(2)
    boxes(output).first.wait_for(timeout=120_000)
    assert boxes(output).count() == 2
    start = time.monotonic()
    output.get_by_role("button", name="Draw repeated blocks as one box").click()
    output.locator('[data-id="add_249"]').wait_for(timeout=30_000, state="attached")
    print(f"1001 boxes in {time.monotonic() - start:.2f} s")
    output.get_by_role("button", name="first_249").first.click()
    output.locator(".kl-Details").get_by_text("LecunNormal").or_(
        output.locator(".kl-Details").get_by_text("GlorotUniform")
    ).first.wait_for(timeout=20_000)
    lab.screenshot("thousand")
    saved = lab.save()
    assert len(str(saved["cells"][2]["outputs"])) < 400_000


def test_a_narrow_cell_cuts_nothing_off(light):
    lab = light
    lab.page.set_viewport_size({"width": 436, "height": 900})
    lab.open([LOAD, DENSE])
    lab.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
    lab.run_all()
    output = lab.output(1)
    boxes(output).first.wait_for(timeout=60_000)
    lab.page.wait_for_timeout(500)
    width = output.locator(".kl-Model").bounding_box()["width"]
    assert width <= 320
    for selector in (".kl-Graph", ".kl-Model-header", ".kl-Model-table"):
        assert output.locator(selector).bounding_box()["width"] <= width + 1
    in_both_themes(lab, "narrow")


def test_without_a_kernel_the_output_shows_what_it_holds(lab):
    lab.open([LOAD, RESNET, "%keras graph model"])
    lab.run_all()
    boxes(lab.output(2)).first.wait_for(timeout=120_000)
    lab.save()
    lab.shut_kernels_down()
    lab.reload()
    output = lab.output(2)
    block = output.locator('[data-id="conv2_block2_1_conv × 2"]')
    block.wait_for(timeout=60_000)
    block.dispatch_event("click")
    output.locator('[data-id="conv2_block2_1_conv"]').wait_for(timeout=20_000, state="attached")
    assert boxes(output).count() == 177
