"""Writes the reference: one page a family, each with a table of what is on it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

from tools import markup, plan, shell
from tools.names import ROOT, Name, home_of, members, shared_bases


def title(text: str, line: str = "=") -> list[str]:
    """A heading."""
    return [text, line * len(text), ""]


def first_sentence(text: str) -> str:
    """What a docstring begins with, up to the first full stop that ends a sentence."""
    paragraph = " ".join((text or "").strip().partition("\n\n")[0].split())
    return markup.with_ends(re.split(r"(?<=[.:;])\s+(?=[A-Z`])", paragraph)[0].rstrip(":;"))


def _doc(name: Name) -> str:
    return inspect.getdoc(name.value) or ""


def _table(found: list[Name]) -> list[str]:
    rows = []
    for name in found:
        rows += [f"   * - :py:obj:`~{name.full}`", f"     - {first_sentence(_doc(name))}"]
    return [".. list-table::", "   :class: summary", "   :widths: 30 70", "", *rows, ""] if rows else []


def _entry(name: Name) -> list[str]:
    lines = [f".. auto{name.kind}:: {name.full}"]
    if name.kind == "class":
        own = members(name.value)
        lines += [f"   :members: {', '.join(own)}"] * bool(own) + ["   :show-inheritance:"]
    return [*lines, ""]


def _base_entry(base: type) -> list[str]:
    return [f".. autoclass:: {base.__module__}.{base.__name__}", ""]


def _link(name: str, target: Name) -> str:
    return f":py:obj:`{name} <{target.full}>`"


def _aliases(found: list[Name]) -> list[str]:
    """Names of things that are explained elsewhere, or under another name."""
    if not found:
        return []
    same = [name for name in found if _home(name).name == name.name]
    others: dict[Name, list[str]] = {}
    for name in found:
        if name not in same:
            others.setdefault(_home(name), []).append(name.name)
    lines = []
    if same:
        lines += [", ".join(_link(name.name, _home(name)) for name in same) + ".", ""]
    if others:
        lines += [".. list-table::", "   :class: summary", "   :widths: 45 55", ""]
        for target, words in others.items():
            lines += [f"   * - {', '.join(_link(word, target) for word in words)}"]
            lines += [f"     - the same as {_link(target.full.removeprefix(ROOT + '.'), target)}"]
        lines += [""]
    return lines


def _home(name: Name) -> Name:
    return home_of(name.value) or name


def _section(section: plan.Section, headed: bool) -> Iterator[str]:
    own = [name for name in section.names if _home(name) == name]
    others = [name for name in section.names if _home(name) != name]
    if headed:
        yield from title(section.title, "-")
    yield from (*markup.readable(plan.introduction(section.source).splitlines()), "")
    yield from (f".. currentmodule:: {section.module}", "")
    if others and own:
        yield from _table(own)
        yield from ("Under other names, or explained elsewhere:", "")
        yield from _aliases(others)
    else:
        yield from _table(own)
        yield from _aliases(others)
    for name in own:
        yield from _entry(name)


def reference(page: plan.Page, shared: list[type]) -> str:
    """The source of a page; `shared` are the bases explained on it."""
    lines = [*title(page.title)]
    for section in page.sections:
        first = section is page.sections[0] and section.title.lower() in page.title.lower()
        lines += _section(section, headed=len(page.sections) > 1 and not first)
    if shared:
        lines += [*title("In common", "-"), "Classes from which some of the above take arguments.", ""]
        for base in shared:
            lines += _base_entry(base)
    return "\n".join(lines)


def _contents(group: str, found: list[plan.Page], further: list[str]) -> str:
    paths = [*further, *(page.path for page in found)]
    lines = [*title(group), ".. toctree::", "   :maxdepth: 1", ""]
    return "\n".join([*lines, *(f"   /reference/{path}" for path in paths), ""])


def write(folder: Path) -> None:
    """Writes all pages of the reference into `folder`; what has not changed is left alone, as Sphinx does then."""
    found = {folder / f"{path}.rst": text for path, text in sources().items()}
    for path in folder.rglob("*.rst"):
        if path not in found:
            path.unlink()
    for path, text in found.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def shared_on_pages() -> dict[str, list[type]]:
    """Path of a page → the bases explained on it; each on the first page that needs it."""
    explained: dict[type, str] = {}
    for page in (page for found in plan.pages().values() for page in found):
        for base in shared_bases(
            [name for section in page.sections for name in section.names if _home(name) == name]
        ):
            explained.setdefault(base, page.path)
    return {path: [base for base in explained if explained[base] == path] for path in explained.values()}


def sources() -> dict[str, str]:
    """All pages of the reference: path → source."""
    shared = shared_on_pages()
    written: dict[str, str] = {}
    groups = []
    for group, found in plan.pages().items():
        written.update((page.path, reference(page, shared.get(page.path, []))) for page in found)
        typed = dict(shell.pages()) if group == shell.GROUP else {}
        written.update(typed)
        groups.append(plan.path_of(group))
        written[groups[-1]] = _contents(group, found, list(typed))
    lines = [*title("Reference"), "All public names, as a person looks for them.", ""]
    lines += [".. toctree::", "   :maxdepth: 2", "", *(f"   {key}" for key in groups), ""]
    return {**written, "index": "\n".join(lines)}
