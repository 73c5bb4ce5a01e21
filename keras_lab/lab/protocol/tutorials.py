"""The tutorials, as JupyterLab's server lists them for the start page."""

from __future__ import annotations

from typing import Any, TypedDict

from keras_lab.tutorials import COPIES

#: Where the server answers, below its base address.
TUTORIALS_ADDRESS = "keras-lab/tutorials"

#: `COPIES_FOLDER`, below the server's root, gets the copies.
CONSTANTS = {"TUTORIALS_ADDRESS": TUTORIALS_ADDRESS, "COPIES_FOLDER": COPIES}


class Tutorial(TypedDict):
    """One notebook: its number in two digits, the name of its file, its title, and a line about it."""

    number: str
    file: str
    title: str
    line: str


class Topic(TypedDict):
    """Tutorials that belong together."""

    name: str
    tutorials: list[Tutorial]


class TutorialsAnswer(TypedDict):
    """The server's answer: the topics in the language asked for (`language=en|ko`; those in other languages than
    English are in the `folder` of their name), or (asked with `file=`) a notebook; else `error` is a sentence."""

    error: str | None
    folder: str
    topics: list[Topic]
    notebook: Any | None
