"""Who answers what a front end asks (see `protocol.Ask`): a table of questions, one module a subject."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from keras_lab.lab.protocol import JSON
from keras_lab.registry import suggest

#: Called with the lab and the question's parameters, in the desk's thread. Raises `ValueError`, `LookupError` or
#: `TypeError` with a text for people if the question cannot be answered.
Answer = Callable[[Any, JSON], "JSON | Future[JSON]"]

#: The first word of a question → the module that answers; the second is the name of the function there.
SUBJECTS: Mapping[str, str] = {
    "layer": "keras_lab.lab.answers.layer",
    "builder": "keras_lab.lab.answers.builder",
    "model": "keras_lab.lab.answers.model",
    "pad": "keras_lab.lab.answers.pad",
    "playground": "keras_lab.lab.answers.playground",
    "runs": "keras_lab.lab.answers.runs",
    "run": "keras_lab.lab.answers.run",
    "session": "keras_lab.lab.answers.session",
}


def find(question: str) -> Answer:
    """The function that answers `question`, `"subject.word"`.

    Raises:
        LookupError: if there is none.
    """
    subject, _, word = question.partition(".")
    if subject not in SUBJECTS:
        raise LookupError(f"Nobody answers {question!r}.{suggest(subject, SUBJECTS)}")
    answers: Mapping[str, Answer] = importlib.import_module(SUBJECTS[subject]).ANSWERS
    if word not in answers:
        raise LookupError(f"Nobody answers {question!r}.{suggest(word, answers)}")
    return answers[word]
