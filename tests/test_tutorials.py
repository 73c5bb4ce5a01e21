"""The list of the tutorials: complete, in every language, and with nothing that is not there."""

from __future__ import annotations

import pytest

from keras_lab import tutorials


def listed(language):
    return [each for topic in tutorials.catalogue(language) for each in topic["tutorials"]]


@pytest.mark.parametrize("language", tutorials.LANGUAGES)
def test_every_notebook_is_listed_once(language):
    folder = tutorials.shipped_folder() / tutorials.LANGUAGES[language]
    there = sorted(path.name for path in folder.glob("*.ipynb"))
    assert sorted(each["file"] for each in listed(language)) == there


def test_each_has_a_title_and_a_line_in_its_language():
    english, korean = listed("en"), listed("ko")
    assert [each["number"] for each in english] == [each["number"] for each in korean]
    for each in [*english, *korean]:
        assert each["title"] and each["line"].endswith(".") and len(each["line"]) <= 100
    assert english[0]["title"] == "Thirty seconds with keras_lab"
    assert not {each["line"] for each in english} & {each["line"] for each in korean}


def test_a_tutorial_is_had_by_its_file_only():
    assert tutorials.tutorial(tutorials.FIRST, "ko")["cells"]
    for wrong in ("index.json", "../pyproject.toml", "ko/01_thirty_seconds.ipynb"):
        with pytest.raises(LookupError, match="no tutorial"):
            tutorials.tutorial(wrong, "en")
