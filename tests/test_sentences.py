"""Sentences about runs: English here, with what they are made of."""

from __future__ import annotations

import json

import pytest

from keras_lab.lab.sentences import numbered
from keras_lab.sentences import SENTENCES, Said, from_parts, parts_of, say


def test_a_sentence_is_a_text_that_knows_its_parts():
    said = say("restored", epoch=3)
    assert said == "Weights of epoch 3, the best, restored." and isinstance(said, str)
    again = from_parts(json.loads(json.dumps(parts_of(said))), "")
    assert again == said and parts_of(again) == parts_of(said)


def test_the_output_it_is_about_comes_first():
    assert say("softmax_of_one", "left").startswith("left: Softmax")


def test_other_texts_have_no_parts():
    assert parts_of("Something else.") is None
    assert from_parts(None, "Something else.") == "Something else."
    assert from_parts({"id": "of a later version", "values": {}, "about": ""}, "Text.") == "Text."


@pytest.mark.parametrize("id", SENTENCES)
def test_every_sentence_can_be_said(id):
    _, names = numbered(SENTENCES[id])
    assert isinstance(Said(id, dict.fromkeys(names, "7")), str)
    assert len(names) == len(set(names))
