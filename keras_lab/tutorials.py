"""The tutorial notebooks: where they are, what they are about, and JupyterLab started on them."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FIRST = "01_thirty_seconds.ipynb"
COPIES = "keras_lab_notebooks"
#: Language → the folder below that of the English ones.
LANGUAGES = {"en": "", "ko": "ko"}
#: Where Jupyter's server leads to the start page, followed by a language.
START_ADDRESS = "/keras-lab/start"

_PACKAGE = Path(__file__).parent
_INDEX = "index.json"  # topics, and a line about each tutorial


def open_in_jupyterlab(
    options: Sequence[str] = (),
    folder: Path | None = None,
    language: str = "en",
    number: int | None = None,
) -> int:
    """Starts JupyterLab on the start page and returns its exit status when it ends.

    Arguments:
        options: more options for `jupyter lab`.
        folder: where the notebooks are, or are copied to; see `notebooks_folder`.
        language: "en" or "ko".
        number: of the tutorial to open instead of the start page.

    Raises:
        ModuleNotFoundError: if JupyterLab is not installed.
        LookupError: if there is no tutorial with this number.
        OSError: if the notebooks cannot be copied.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise ModuleNotFoundError("JupyterLab is not installed: pip install jupyterlab")
    address = f"{START_ADDRESS}/{language}" if number is None else _address(number, language)
    folder = notebooks_folder(folder, language)
    # as the default URL, so that also the addresses it prints lead there
    start = f"--LabApp.default_url={address}"
    command = [sys.executable, "-m", "jupyterlab", start, *_root_options(), *options]
    if os.name != "posix":
        return subprocess.call(command, cwd=folder)
    os.chdir(folder)
    return os.execv(command[0], command)  # JupyterLab takes this process's place, and so gets its signals


def notebooks_folder(folder: Path | None = None, language: str = "en") -> Path:
    """The folder with the notebooks: in a checkout its own, else one with copies.

    Arguments:
        folder: where to put copies; `keras_lab_notebooks` in the current folder unless given. Notebooks
            that are there already are left as they are.
        language: of the notebooks to copy: those in other languages than English go to a folder in it (`ko`).
    """
    if folder is None and (_checkout() / FIRST).exists():
        return _checkout()
    folder = Path.cwd() / COPIES if folder is None else folder
    target = folder / LANGUAGES[language]
    target.mkdir(parents=True, exist_ok=True)
    for notebook in sorted((shipped_folder() / LANGUAGES[language]).glob("*.ipynb")):
        if not (target / notebook.name).exists():
            shutil.copyfile(notebook, target / notebook.name)
    return folder


def shipped_folder() -> Path:
    """The folder with the notebooks that come with this keras_lab."""
    shipped = _PACKAGE / "notebooks"
    return shipped if shipped.is_dir() else _checkout()


def catalogue(language: str) -> list[dict[str, Any]]:
    """The topics and their tutorials, as `keras_lab.lab.protocol.tutorials.Topic`."""
    folder = shipped_folder()
    index = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    files = {path.name[:2]: path for path in (folder / LANGUAGES[language]).glob("[0-9][0-9]_*.ipynb")}
    topics = [
        {
            "name": topic["topic"][language],
            "tutorials": [
                {
                    "number": each["number"],
                    "file": files[each["number"]].name,
                    "title": _title(files[each["number"]]),
                    "line": each["line"][language],
                }
                for each in topic["tutorials"]
                if each["number"] in files
            ],
        }
        for topic in index
    ]
    return [topic for topic in topics if topic["tutorials"]]


def tutorial(file: str, language: str) -> dict[str, Any]:
    """The notebook in that file of `catalogue`, in JSON.

    Raises:
        LookupError: if it is none of them.
    """
    if file not in {each["file"] for topic in catalogue(language) for each in topic["tutorials"]}:
        raise LookupError(f"There is no tutorial {file!r}.")
    path = shipped_folder() / LANGUAGES[language] / file
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def language_of(environment: dict[str, str]) -> str:
    """The language that a person's environment asks for, where there are tutorials in it; else "en"."""
    asked = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return asked[:2] if asked[:2] in LANGUAGES else "en"


def _address(number: int, language: str) -> str:
    """Where JupyterLab opens the tutorial with this number."""
    files = {each["number"]: each["file"] for topic in catalogue(language) for each in topic["tutorials"]}
    file = files.get(f"{number:02d}")
    if file is None:
        raise LookupError(f"There is no tutorial {number}; there are: {', '.join(sorted(files))}.")
    return "/".join(filter(None, ("/lab/tree", LANGUAGES[language], file)))


def _title(path: Path) -> str:
    """What the notebook's first line says."""
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]
    return "".join(first).partition("\n")[0].lstrip("# ")


def _checkout() -> Path:
    return _PACKAGE.parent / "notebooks"


def _root_options() -> list[str]:
    """JupyterLab refuses to run as root unless told otherwise; in a container that is the usual user."""
    return ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
