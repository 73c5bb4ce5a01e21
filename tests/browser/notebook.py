"""A notebook in a tab of JupyterLab: what a person does there, in a person's words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
SECOND = 1000.0

_RUN_ALL = "app => window.jupyterapp.commands.execute('notebook:run-all-cells')"
_SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"
_STATUS = """() => {
  const kernel = window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
  return kernel ? kernel.status : 'none';
}"""


class NotebookPage:
    """One tab.

    Arguments:
        page: Playwright's page.
        server: JupyterLab's address.
        folder: the folder it shows.
        name: of the test, for workspace and screenshots.
    """

    def __init__(self, page: Any, server: str, folder: Path, name: str) -> None:
        self.page = page
        self.server = server
        self.folder = folder
        self.name = "".join(c if c.isalnum() else "_" for c in name)
        self.path = ""
        self.messages: list[str] = []
        page.on("pageerror", lambda error: self.messages.append(str(error)))

    def open(self, cells: list[str] | Path) -> None:
        """Opens a notebook with these cells, or a copy of the notebook in that file."""
        self.path = f"{self.name}.ipynb"
        text = (
            cells.read_text(encoding="utf-8") if isinstance(cells, Path) else json.dumps(notebook_of(cells))
        )
        (self.folder / self.path).write_text(text, encoding="utf-8")
        self.visit()

    def visit(self) -> None:
        """Loads the page of the notebook."""
        self.page.goto(f"{self.server}/lab/workspaces/{self.name}/tree/{self.path}?reset")
        self.wait_until_open()

    def reload(self) -> None:
        """Reloads the tab."""
        self.page.reload()
        self.wait_until_open()

    def wait_until_open(self) -> None:
        self.page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60 * SECOND)

    def wait_until_idle(self, seconds: float = 120) -> None:
        self.page.wait_for_function(f"() => ({_STATUS})() === 'idle'", timeout=seconds * SECOND)

    def is_running(self, number: int) -> bool:
        """Whether a code cell is running or waiting to run (the kernel's own status says "idle" after any
        message on a subshell)."""
        return "*" in self.cell(number).locator(".jp-InputPrompt").first.inner_text()

    def run_all(self) -> None:
        """Begins to run all cells."""
        self.wait_until_idle(60)
        self.page.evaluate(f"() => {{ void ({_RUN_ALL})(); }}")

    def run_all_to_the_end(self) -> None:
        """Runs all cells and waits for the last one."""
        self.wait_until_idle(60)
        self.page.set_default_timeout(300 * SECOND)
        self.page.evaluate(f"() => ({_RUN_ALL})()")

    def interrupt(self) -> None:
        """Presses ■."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:interrupt-kernel')")

    def save(self) -> dict[str, Any]:
        """Saves the notebook; returns what is in the file then."""
        self.page.evaluate(_SAVE)
        return dict(json.loads((self.folder / self.path).read_text(encoding="utf-8")))

    def cell(self, number: int) -> Any:
        """A code cell, counted from 0."""
        return self.page.locator(".jp-NotebookPanel .jp-CodeCell").nth(number)

    def output(self, number: int) -> Any:
        """The output area of a code cell."""
        return self.cell(number).locator(".jp-OutputArea").first

    def wait_for_output(self, number: int, text: str, seconds: float = 60) -> None:
        """Waits until `text` is in the output of a code cell."""
        found = self.output(number).get_by_text(text, exact=False).first
        found.wait_for(timeout=seconds * SECOND, state="attached")

    def run_view(self, number: int) -> RunView:
        """The live view (or what is left of it) under a code cell."""
        return RunView(self.output(number).locator(".kl-Run"))

    def use_theme(self, theme: str) -> None:
        """Changes JupyterLab's colours, for all tabs of this server."""
        change = "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })"
        self.page.evaluate(change, theme)
        light = "true" if theme == "JupyterLab Light" else "false"
        body = f'body[data-jp-theme-light="{light}"]'
        self.page.wait_for_selector(body, timeout=20 * SECOND, state="attached")
        self.page.wait_for_timeout(1000)

    def screenshot(self, what: str) -> None:
        """Puts a picture of the tab into tests/screenshots/."""
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=str(SCREENSHOTS / f"{self.name}-{what}.png"))

    def shut_kernels_down(self) -> None:
        """Ends what the test has started: nobody else uses this server."""
        self.page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")

    def kernels(self) -> int:
        """How many kernels there are."""
        return len(self.page.request.get(f"{self.server}/api/kernels").json())


class RunView:
    """The view of a run under a cell."""

    def __init__(self, node: Any) -> None:
        self.node = node

    def wait(self, seconds: float = 60) -> RunView:
        """Waits until it is there."""
        self.node.first.wait_for(timeout=seconds * SECOND)
        return self

    def wait_for_status(self, status: str, seconds: float = 30) -> None:
        self.node.locator(f'.kl-Run-status[data-status="{status}"]').first.wait_for(timeout=seconds * SECOND)

    def status(self) -> str:
        return str(self.node.locator(".kl-Run-status").first.get_attribute("data-status"))

    def progress(self) -> float:
        """The share that is done, in per cent."""
        return float(self.node.locator(".kl-Progress").first.get_attribute("aria-valuenow") or 0)

    def wait_for_progress(self, percent: float, seconds: float = 60) -> None:
        """Waits until more than `percent` are done."""
        bar = self.node.locator(".kl-Progress").first.element_handle()
        self.node.page.wait_for_function(
            "([bar, percent]) => Number(bar.getAttribute('aria-valuenow')) > percent",
            arg=[bar, percent],
            timeout=seconds * SECOND,
        )

    def picture(self) -> bytes:
        """The charts as a person sees them."""
        return bytes(self.node.locator(".kl-Run-charts").first.screenshot())

    def press(self, label: str) -> None:
        """Presses a button."""
        self.node.get_by_role("button", name=label).first.click()

    def is_steerable(self) -> bool:
        return bool(self.node.get_by_role("button", name="Stop").first.is_visible())


def notebook_of(cells: list[str]) -> dict[str, Any]:
    """A notebook with these code cells."""
    return {
        "cells": [
            {
                "cell_type": "code",
                "id": f"cell-{number}",
                "execution_count": None,
                "metadata": {},
                "outputs": [],
                "source": source,
            }
            for number, source in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
