"""A person plays with a small network, and draws digits for a classifier."""

import pytest

from .test_accessibility import AXE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOAD = "%load_ext keras_lab"
PLAY = """\
from keras_lab.lab import Playground
play = Playground(data="spirals", layers=[8, 8, 4], activation="relu", noise=0.05, seed=1)
play"""
DIGITS = """\
%%keras --seed 1 --no-live
from keras_lab.datasets import digits
(x, y), test = digits.load_data()
model = Sequential([Input((8, 8)), Flatten(), Dense(64, activation="relu"), Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x / 16, y, epochs=40, verbose=0);"""
PAD = "from keras_lab.lab import DigitPad\npad = DigitPad(model)\npad"
#: A seven: from left to right, then down.
SEVEN = [(0.25, 0.2), (0.5, 0.2), (0.75, 0.2), (0.65, 0.4), (0.55, 0.6), (0.45, 0.85)]


def numbers(view):
    """What stands behind Epoch, Training loss, …"""
    return view.locator(".kl-Play-numbers output").all_inner_texts()


def wait_for(lab, view, condition, seconds=60):
    """Until `condition` of the numbers (an array `n` of texts) holds."""
    lab.page.wait_for_function(
        f"node => (n => {condition})([...node.querySelectorAll('.kl-Play-numbers output')].map(d => d.innerText))",
        arg=view.element_handle(),
        timeout=1000 * seconds,
    )


def plane(view):
    return view.locator(".kl-Plane").evaluate("node => node.toDataURL()")


def drag(lab, node, points):
    box = node.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    lab.page.mouse.move(*places[0])
    lab.page.mouse.down()
    for place in places[1:]:
        lab.page.mouse.move(*place, steps=8)
    lab.page.mouse.up()


def serious(lab, part):
    lab.page.add_script_tag(path=str(AXE))
    return lab.page.evaluate(
        """async part => (await axe.run({ include: [[part]] })).violations
          .filter(v => ['serious', 'critical'].includes(v.impact))
          .flatMap(v => v.nodes.map(n => `${v.id}: ${n.html}`))""",
        part,
    )


def test_a_spiral_is_learned_edited_and_gone_back_in(lab):
    lab.open([LOAD, PLAY, "print('epoch', play.epoch, play.model.name)"])
    lab.run_all()
    view = lab.output(1).locator(".kl-Play").first
    view.wait_for(timeout=120_000)
    play = view.get_by_role("button", name="Play", exact=True)
    lab.page.wait_for_function("b => !b.disabled", arg=play.element_handle(), timeout=60_000)
    play.click()
    wait_for(lab, view, "Number(n[0]) > 150 && Number(n[2]) < 0.55")
    view.get_by_role("button", name="Pause").click()
    view.scroll_into_view_if_needed()
    lab.page.wait_for_timeout(2500)
    lab.screenshot("spiral")
    assert serious(lab, ".kl-Play") == []

    before = plane(view)
    view.get_by_role("button", name="Output: 1").press("Enter")
    bias = view.get_by_label("bias → Output: 1").last
    bias.fill("4")
    bias.press("Enter")
    lab.page.wait_for_function(
        "([node, before]) => node.toDataURL() !== before",
        arg=[view.locator(".kl-Plane").element_handle(), before],
        timeout=20_000,
    )
    lab.screenshot("edited")

    slider = view.get_by_role("slider", name="Epoch")
    slider.fill("3")
    wait_for(lab, view, "n[0] === '3'")
    view.get_by_role("button", name="Train for one epoch").click()
    wait_for(lab, view, "n[0] === '4'")
    lab.page.wait_for_timeout(2500)  # until the picture is in the notebook
    lab.save()
    lab.reload()
    view = lab.output(1).locator(".kl-Play").first
    lab.page.wait_for_selector(".kl-Play:not(.kl-mod-static)", timeout=30_000)
    assert numbers(view)[0] == "4"
    lab.use_theme("JupyterLab Dark")
    view.scroll_into_view_if_needed()
    lab.screenshot("dark")
    lab.use_theme("JupyterLab Light")


def test_points_are_drawn_by_pointer_and_by_key(lab):
    lab.open(
        [LOAD, "%keras playground drawn", "print(len(playground.x), sorted(set(playground.y.tolist())))"]
    )
    lab.run_all()
    view = lab.output(1).locator(".kl-Play:not(.kl-mod-static)").first
    view.wait_for(timeout=120_000)
    sheet = view.locator(".kl-Plane")
    drag(lab, sheet, [(0.2, 0.2), (0.3, 0.8)])
    view.get_by_role("button", name="Draw 1", exact=True).click()
    drag(lab, sheet, [(0.7, 0.2), (0.8, 0.8)])
    sheet.focus()
    for key in ("3", "ArrowUp", "ArrowUp", "Space"):
        lab.page.keyboard.press(key)
    view.get_by_role("button", name="Output: 2").wait_for(timeout=20_000)
    lab.page.wait_for_timeout(1500)
    view.get_by_role("button", name="Train for one epoch").click()
    wait_for(lab, view, "n[0] === '1'")
    lab.screenshot("drawn")
    lab.page.set_viewport_size({"width": 680, "height": 1400})
    lab.page.wait_for_timeout(1000)
    view.scroll_into_view_if_needed()
    lab.screenshot("narrow")

    lab.page.wait_for_timeout(2000)  # until the picture is in the notebook
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    lab.page.wait_for_selector(".kl-Play.kl-mod-static", timeout=20_000)
    assert view.page.locator(".kl-Play").get_by_role("button", name="Play", exact=True).is_disabled()
    assert numbers(lab.output(1).locator(".kl-Play").first)[0] == "1"
    lab.screenshot("gone")


def test_a_digit_is_drawn_and_recognised(lab):
    lab.open([LOAD, DIGITS, PAD])
    lab.run_all()
    view = lab.output(2).locator(".kl-Pad:not(.kl-mod-static)").first
    view.wait_for(timeout=180_000)
    view.scroll_into_view_if_needed()
    sheet = view.locator(".kl-Pad-sheet")
    drag(lab, sheet, SEVEN)
    view.locator(".kl-mod-best .kl-Pad-label").wait_for(timeout=20_000)
    lab.page.wait_for_timeout(1000)
    lab.screenshot("seven")
    assert view.locator(".kl-mod-best .kl-Pad-label").inner_text() == "7"
    assert serious(lab, ".kl-Pad") == []

    view.get_by_role("button", name="Take a new sheet").click()
    sheet.focus()
    for key in ["ArrowUp"] * 8 + ["Space"] + ["ArrowDown"] * 16 + ["Space"]:
        lab.page.keyboard.press(key)
    lab.page.wait_for_timeout(1500)
    lab.screenshot("keys")
    assert view.locator(".kl-mod-best .kl-Pad-label").inner_text() == "1"
    lab.use_theme("JupyterLab Dark")
    lab.page.set_viewport_size({"width": 680, "height": 1000})
    view.scroll_into_view_if_needed()
    lab.page.wait_for_timeout(1000)
    lab.screenshot("narrow")
    lab.use_theme("JupyterLab Light")
