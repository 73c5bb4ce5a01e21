"""A JupyterLab and a Chromium for all browser tests, a tab for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .jupyterlab import chromium, chromium_path, jupyterlab
from .notebook import NotebookPage


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder JupyterLab shows."""
    return tmp_path_factory.mktemp("notebooks")


@pytest.fixture(scope="session")
def server_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of JupyterLab and its kernels."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def server(folder: Path, server_home: Path) -> Iterator[str]:
    """JupyterLab's address."""
    pytest.importorskip("jupyterlab")
    with jupyterlab(folder, server_home) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, or the tests are skipped."""
    pytest.importorskip("playwright.sync_api")
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium here: scripts/browser installs it from Debian's packages")
    with chromium(path) as browser:
        yield browser


@pytest.fixture
def lab(browser: Any, server: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[NotebookPage]:
    """A tab with a workspace of its own; after a failure its picture is in tests/screenshots/."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = NotebookPage(context.new_page(), server, folder, request.node.name)
    yield page
    page.screenshot("end")
    page.shut_kernels_down()
    context.close()
