"""The start page: by the address that `keras-lab` leads to, from the launcher, in both languages."""

import pytest

from .test_korean import korean  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOAD = "%load_ext keras_lab"


def card(lab, text):
    return lab.page.locator(".kl-Start-card", has_text=text)


def test_the_address_leads_to_the_page_and_a_tutorial_is_copied(lab, folder):
    lab.page.goto(f"{lab.server}/keras-lab/start/en")
    card(lab, "Thirty seconds").wait_for(timeout=60_000)
    assert "keras-lab=" not in lab.page.url
    lab.screenshot("english")
    lab.page.evaluate("() => window.jupyterapp.restored")
    card(lab, "A program from 2016").click()
    lab.wait_until_open()
    copied = folder / "keras_lab_notebooks" / "02_mnist.ipynb"
    assert copied.exists()
    lab.page.get_by_role("tab", name="Keras Lab Tutorials").click()
    lab.page.get_by_role("button", name="한국어").click()
    card(lab, "2016년의 프로그램").click()
    lab.page.get_by_role("paragraph").filter(has_text="손글씨 숫자 70,000장").wait_for(timeout=20_000)
    assert (folder / "keras_lab_notebooks" / "ko" / "02_mnist.ipynb").exists()


def test_it_is_korean_and_dark_from_the_launcher(korean, lab):  # noqa: F811
    lab.open([LOAD])
    lab.page.evaluate("() => { void window.jupyterapp.commands.execute('launcher:create'); }")
    lab.page.locator(".jp-LauncherCard", has_text="Keras Lab 튜토리얼").click()
    card(lab, "keras_lab, 30초").wait_for(timeout=20_000)
    lab.use_theme("JupyterLab Dark")
    try:
        lab.screenshot("dark")
        assert lab.page.get_by_role("button", name="한국어").get_attribute("aria-pressed") == "true"
        lab.page.set_viewport_size({"width": 620, "height": 800})
        lab.screenshot("narrow")
    finally:
        lab.use_theme("JupyterLab Light")
