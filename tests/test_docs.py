"""The documentation: every public name has its place, pages build without a warning, no link is dead."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import keras_lab

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

sys.path.insert(0, str(DOCS))

from tools import markup, names, plan, shell, words  # noqa: E402

HANDBOOK = sorted((DOCS / "handbook").glob("*.md"))
#: Files and folders that a page names in backticks.
_A_PATH = re.compile(r"`([\w.]+(?:/[\w.]+)*/?)`")
_A_LINK = re.compile(r"\]\(([^)\s]+)\)")


# ---- names ----------------------------------------------------------------------------------------------


def test_every_public_name_has_its_page():
    placed = plan.all_names()
    for module in names.modules():
        for name in (
            dir(importlib.import_module(module)) if module.endswith((".layers", ".utils", ".lab")) else ()
        ):
            assert f"{module}.{name}" in placed or f"{module}.{name}" in names.modules(), name
    assert {name.full for module in names.modules() for name in names.names(module)} <= set(placed)
    assert len(placed) > 1500


def test_every_page_was_planned():
    """A room or a family that docs/tools/plan.py does not know still gets its page, but not a good place."""
    assert [page.path for page in plan.all_names().values() if "further" in page.path] == []


def test_names_are_what_modules_hand_on_and_not_their_tools():
    metrics = {name.name for name in names.names("keras_lab.metrics")}
    assert {"Metric", "mse", "mean_squared_error", "get"} <= metrics
    assert not metrics & {"Any", "resolve", "custom_object_scope", "configurable"}
    assert {"tanh", "silu", "swish"} <= {name.name for name in names.names("keras_lab.activations")}


def test_a_thing_is_explained_once():
    assert names.home_of(keras_lab.losses.mse).full == "keras_lab.losses.mean_squared_error"
    assert names.home_of(keras_lab.metrics.mse).full == "keras_lab.losses.mean_squared_error"
    assert names.home_of(keras_lab.Layer).full == "keras_lab.layers.Layer"


def test_everything_public_is_explained():
    lacking = [
        name.full for name in names.homes().values() if not (getattr(name.value, "__doc__", "") or "").strip()
    ]
    assert lacking == []


def test_the_command_line_is_complete():
    assert {f"runs {each}" for each in shell.subcommands()} <= set(shell.COMMANDS)
    assert "usage: keras-lab" in shell.help_of("")


@pytest.mark.slow
def test_every_name_of_keras_is_on_a_page():
    from .test_names import keras, public_modules
    from .test_names import names as keras_names

    placed = set(plan.all_names())
    for module in public_modules():
        theirs = importlib.import_module(f"{keras.__name__}.{module}")
        assert {f"keras_lab.{module}.{name}" for name in keras_names(theirs)} <= placed


# ---- docstrings -----------------------------------------------------------------------------------------


def test_docstrings_are_made_readable_for_sphinx():
    written = [
        "Draws `Spec`s.", "", "Args:", "    first, second,", "        third, **kwargs: all of them.",
        "    x: one.", "", "Example:", "", "    draw(1)",
    ]  # fmt: skip
    assert markup.readable(written) == [
        r"Draws `Spec`\ s.", "", "Args:", r"    first, second, third, \*\*kwargs: all of them.",
        "    x: one.", "", "Example::", "", "    draw(1)",
    ]  # fmt: skip


def test_words_that_become_links():
    assert words.meant("Layer", None, None) == "keras_lab.layers.Layer"
    assert words.meant("losses.mse", None, None) == "keras_lab.losses.mean_squared_error"
    assert words.meant("fit", "keras_lab.models", "Model") == "keras_lab.models.Model.fit"
    assert words.meant("compile", "keras_lab.models", "Sequential") == "keras_lab.models.Model.compile"
    assert words.meant("fit", "keras_lab.losses", None) is None
    assert words.meant("x + 1", "keras_lab.losses", None) is None


# ---- links ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [ROOT / "README.md", *HANDBOOK], ids=lambda path: path.name)
def test_links_and_paths_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for link in _A_LINK.findall(text):
        target = page.parent / link.partition("#")[0]
        made = target.resolve().is_relative_to(DOCS / "reference")
        assert link.startswith("https://") or made or target.exists(), link
    for path in _A_PATH.findall(text):
        if "/" in path.rstrip("/") or path.endswith("/"):
            folder, _, rest = path.partition("NAME")
            assert (ROOT / folder).exists() or (rest and (ROOT / folder).is_dir()), path


def test_every_environment_variable_is_explained():
    used = {
        word
        for file in (ROOT / "keras_lab").rglob("*.py")
        for word in re.findall(r"environ[^\n]*[\"'](KERAS_\w*[A-Z])[\"']", file.read_text(encoding="utf-8"))
    }
    explained = (DOCS / "handbook" / "environment.md").read_text(encoding="utf-8")
    assert used
    assert [name for name in used if name not in explained] == []


def test_handbook_pages_are_short():
    for page in HANDBOOK:
        assert len(page.read_text(encoding="utf-8").splitlines()) <= 80, page.name


class Page(HTMLParser):
    """The anchors of a page and where its links lead."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.anchors.update(found[key] or "" for key in ("id", "name") if key in found)
        self.links.update(found[key] or "" for key in ("href", "src") if key in found)


def dead_links(folder: Path) -> Iterator[str]:
    pages = {path.resolve(): Page(path) for path in folder.rglob("*.html")}
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            known = (
                target not in pages or not parts.fragment or unquote(parts.fragment) in pages[target].anchors
            )
            if not target.exists() or not known:
                yield f"{path.relative_to(folder)}: {link}"


@pytest.mark.slow
def test_pages_build_without_warnings_and_without_dead_links(tmp_path):
    pytest.importorskip("furo")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-b",
        "html",
        "-W",
        "--keep-going",
        "-q",
        "-d",
        tmp_path / "trees",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, DOCS, tmp_path / "html"], capture_output=True, text=True, env=environment, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert list(dead_links(tmp_path / "html")) == []
    written = "".join(
        path.read_text(encoding="utf-8") for path in (tmp_path / "html" / "reference").rglob("*.html")
    )
    missing = [name.full for name in names.homes().values() if f'id="{name.full}"' not in written]
    assert missing == []
