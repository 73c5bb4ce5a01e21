"""A real JupyterLab, with a home of its own, and Chromium to look at it: for the tests and for the README's gallery."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
ROOT = Path(__file__).parents[2]
SERVER_CONFIG = ROOT / "keras_lab" / "lab" / "server" / "jupyter_server_config.json"


@contextmanager
def jupyterlab(folder: Path, home: Path) -> Iterator[str]:
    """JupyterLab's address; it shows `folder`, and `home` is its home folder and that of its kernels."""
    quiet = home / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    quiet.parent.mkdir(parents=True)
    quiet.write_text('{"fetchNews": "false", "checkForUpdates": false}')
    extensions = home / "config" / "jupyter_server_config.d"  # as `pip install` does
    extensions.mkdir(parents=True)
    shutil.copy(SERVER_CONFIG, extensions / "keras-lab.json")
    port = _free_port()
    log = (home / "jupyterlab.log").open("wb")
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=",
        "--ServerApp.password=", f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=_environment(home), stdout=log, stderr=log)
    try:
        yield _answering(f"http://127.0.0.1:{port}", process, home / "jupyterlab.log")
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def chromium_path() -> str | None:
    """Where Chromium is, if it is there."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def chromium(path: str) -> Iterator[Any]:
    """Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def _environment(home: Path) -> dict[str, str]:
    own = {
        "HOME": home,
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "IPYTHONDIR": home / "ipython",
        "KERAS_LAB_HOME": home / "keras_lab",
        "PYTHONPATH": ROOT,
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KERAS")}
    return {**kept, **{name: str(value) for name, value in own.items()}}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answering(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/api/status", timeout=5).close()
            return url
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(f"JupyterLab does not answer:\n{log.read_text()[-2000:]}")
