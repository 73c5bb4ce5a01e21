"""Texts and vocabularies; Keras is the oracle."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras.src.legacy.preprocessing import text as oracle

from keras_lab.preprocessing import text
from keras_lab.preprocessing.text import Tokenizer, tokenizer_from_json

TEXTS = ["The cat sat on the mat.", "The dog, the cat & THE log!", "Ein Hündchen saß", ""]
NEW = ["the unknown cat", "dog dog mat xyz"]
SETTINGS = [
    {},
    {"num_words": 4},
    {"num_words": 4, "oov_token": "<?>"},
    {"oov_token": "<?>", "lower": False},
    {"char_level": True},
    {"filters": "", "split": "t"},
    {"analyzer": str.split},
]


@given(st.text(alphabet="aB,.\t é", max_size=12), st.booleans(), st.sampled_from([" ", "B", ", "]))
def test_words_as_in_keras(sentence, lower, split):
    ours = text.text_to_word_sequence(sentence, lower=lower, split=split)
    assert ours == oracle.text_to_word_sequence(sentence, lower=lower, split=split)


def test_hashing_as_in_keras():
    given_ = {"n": 50, "hash_function": "md5"}
    assert text.hashing_trick(TEXTS[1], **given_) == oracle.hashing_trick(TEXTS[1], **given_)
    assert text.one_hot(TEXTS[1], 50) == oracle.one_hot(TEXTS[1], 50)
    assert text.hashing_trick("a b", 9, hash_function=len) == [2, 2]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_tokenizer_as_in_keras(settings):
    ours, theirs = Tokenizer(**settings), oracle.Tokenizer(**settings)
    for tokenizer in (ours, theirs):
        tokenizer.fit_on_texts(TEXTS[:2])
        tokenizer.fit_on_texts(
            [*TEXTS[2:], ["Wörter", "sind", "the"]] if not settings.get("char_level") else TEXTS[2:]
        )
    assert plain(ours) == plain(theirs)
    sequences = ours.texts_to_sequences(NEW)
    assert sequences == theirs.texts_to_sequences(NEW)
    assert ours.sequences_to_texts(sequences) == theirs.sequences_to_texts(sequences)
    assert ours.sequences_to_texts([[1, 99, 3]]) == theirs.sequences_to_texts([[1, 99, 3]])
    for mode in ("binary", "count", "freq", "tfidf"):
        np.testing.assert_allclose(ours.texts_to_matrix(NEW, mode), theirs.texts_to_matrix(NEW, mode))


def plain(tokenizer):
    config = json.loads(tokenizer.to_json())["config"]
    return {k: json.loads(v) if k.startswith(("word_", "index_")) else v for k, v in config.items()}


def test_tokenizer_through_json_both_ways():
    ours, theirs = Tokenizer(num_words=5), oracle.Tokenizer(num_words=5)
    for tokenizer in (ours, theirs):
        tokenizer.fit_on_texts(TEXTS)
    assert plain(ours) == plain(theirs)
    for again in (tokenizer_from_json(theirs.to_json()), oracle.tokenizer_from_json(ours.to_json())):
        np.testing.assert_array_equal(again.texts_to_matrix(NEW, "tfidf"), ours.texts_to_matrix(NEW, "tfidf"))
    again = tokenizer_from_json(ours.to_json())
    again.fit_on_texts(["more words"])
    assert again.word_counts["more"] == 1


def test_lists_of_numbers():
    tokenizer = Tokenizer(num_words=4)
    tokenizer.fit_on_sequences([[1, 2, 2], [2, 3]])
    assert dict(tokenizer.index_docs) == {1: 1, 2: 2, 3: 1}
    assert tokenizer.sequences_to_matrix([[2, 2, 9], []], "count").tolist() == [[0, 0, 2, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Tokenizer().texts_to_matrix(["a"]), "knows no words yet"),
        (lambda: Tokenizer(num_words=3).sequences_to_matrix([[1]], "tfidf"), "fit_on_texts first"),
        (lambda: Tokenizer(num_words=3).sequences_to_matrix([[1]], "binery"), "Did you mean 'binary'"),
        (lambda: tokenizer_from_json("[]"), "no Tokenizer"),
        (lambda: tokenizer_from_json('{"config": {}}'), "no Tokenizer"),
        (lambda: tokenizer_from_json("nonsense"), "no Tokenizer"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_keras_1_words():
    with pytest.warns(DeprecationWarning, match="'num_words'"):
        assert Tokenizer(nb_words=7).num_words == 7
    with pytest.raises(TypeError, match="nonsense"):
        Tokenizer(nonsense=1)
