"""README in both languages: the same sections, pictures, links and code."""

from __future__ import annotations

import re

import pytest

from .sources import ROOT

ENGLISH, KOREAN = ROOT / "README.md", ROOT / "README.ko.md"


def links(text):
    return re.findall(r"\]\(([^)\s]+)\)", text)


def commands(text):
    """What stands in indented lines, without remarks."""
    lines = re.findall(r"^    (\S.*)$", text, re.M)
    return [line.partition("  #")[0].rstrip() for line in lines]


@pytest.mark.parametrize("path", [ENGLISH, KOREAN], ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    for link in links(path.read_text(encoding="utf-8")):
        assert link.startswith("https://") or (ROOT / link).exists(), link


def test_both_say_the_same():
    english, korean = (path.read_text(encoding="utf-8") for path in (ENGLISH, KOREAN))
    assert links(english)[1:] == links(korean)[1:]
    assert (links(english)[0], links(korean)[0]) == (KOREAN.name, ENGLISH.name)
    assert english.count("\n## ") == korean.count("\n## ")
    assert re.findall(r"```.*?```", english, re.S) == re.findall(r"```.*?```", korean, re.S)
    assert commands(english) == commands(korean)
