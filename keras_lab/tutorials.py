"""The tutorial notebooks: where they are, and JupyterLab started on them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FIRST = "01_thirty_seconds.ipynb"
COPIES = "keras_lab_notebooks"

_PACKAGE = Path(__file__).parent


def open_in_jupyterlab(options: Sequence[str] = (), folder: Path | None = None) -> int:
    """Starts JupyterLab on the first tutorial and returns its exit status when it ends.

    Arguments:
        options: more options for `jupyter lab`.
        folder: where the notebooks are, or are copied to; see `notebooks_folder`.

    Raises:
        ModuleNotFoundError: if JupyterLab is not installed.
        OSError: if the notebooks cannot be copied.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise ModuleNotFoundError("JupyterLab is not installed: pip install jupyterlab")
    folder = notebooks_folder(folder)
    # as the default URL, so that also the addresses it prints lead to the first tutorial
    start = f"--LabApp.default_url=/lab/tree/{FIRST}"
    command = [sys.executable, "-m", "jupyterlab", start, *_root_options(), *options]
    if os.name != "posix":
        return subprocess.call(command, cwd=folder)
    os.chdir(folder)
    return os.execv(command[0], command)  # JupyterLab takes this process's place, and so gets its signals


def notebooks_folder(folder: Path | None = None) -> Path:
    """The folder with the notebooks: in a checkout its own, else one with copies.

    Arguments:
        folder: where to put copies; `keras_lab_notebooks` in the current folder unless given. Notebooks
            that are there already are left as they are.
    """
    checkout = _PACKAGE.parent / "notebooks"
    if folder is None and (checkout / FIRST).exists():
        return checkout
    shipped = _PACKAGE / "notebooks"
    source = shipped if shipped.is_dir() else checkout
    folder = Path.cwd() / COPIES if folder is None else folder
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in sorted(source.glob("*.ipynb")):
        if not (folder / notebook.name).exists():
            shutil.copyfile(notebook, folder / notebook.name)
    return folder


def _root_options() -> list[str]:
    """JupyterLab refuses to run as root unless told otherwise; in a container that is the usual user."""
    return ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
