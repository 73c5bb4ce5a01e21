"""What keras_lab writes follows JupyterLab's language."""

import json

import pytest

from .test_live import DATA, FIT, LOAD, LONG

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def korean(server_home, server):
    """JupyterLab's pages in Korean."""
    file = server_home / "settings" / "@jupyterlab" / "translation-extension" / "plugin.jupyterlab-settings"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"locale": "ko_KR"}))
    yield
    file.unlink()


WRONG = """\
%%keras --seed 1
model = Sequential([Input((20,)), Dense(2, activation="softmax")])
model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x, y + 1, epochs=5, batch_size=256, validation_split=0.1)"""


def test_findings_and_looks_speak_korean(korean, lab):
    lab.open([LOAD, DATA, WRONG])
    lab.run_all()
    view = lab.run_view(FIT).wait()
    finding = view.node.locator(".kl-Findings-text").first
    finding.wait_for()
    assert "레이블" in finding.inner_text()
    view.node.get_by_role("button", name="층별").first.click()
    view.node.locator(".kl-Layers-table table").wait_for(timeout=30_000)
    lab.screenshot("korean_findings")


def test_the_view_and_the_panel_speak_korean(korean, lab):
    lab.open([LOAD, DATA, LONG])
    lab.run_all()
    view = lab.run_view(FIT).wait()
    view.wait_for_progress(0.1)
    lab.page.evaluate("() => window.jupyterapp.commands.execute('keras-lab:show-panel')")
    lab.screenshot("korean")
    assert view.node.get_by_role("button", name="중지").first.is_visible()
    assert lab.page.locator(".kl-Panel h3").first.inner_text() == "실행"
    view.press("일시 정지")
    view.wait_for_status("paused")
    view.press("중지")
    view.wait_for_status("stopped")
