"""Sequences: padding, windows, pairs of words; Keras is the oracle."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras.src.legacy.preprocessing import sequence as oracle
from keras.utils import pad_sequences as keras_pad

from keras_lab.preprocessing.sequence import (
    TimeseriesGenerator,
    make_sampling_table,
    pad_sequences,
    skipgrams,
)

numbers = st.lists(st.integers(0, 9), max_size=5)
ends = st.sampled_from(["pre", "post"])


@given(st.lists(numbers, min_size=1, max_size=4), st.none() | st.integers(1, 6), ends, ends)
def test_padding_as_in_keras(sequences, maxlen, padding, truncating):
    given_ = {"maxlen": maxlen, "padding": padding, "truncating": truncating, "value": 7}
    ours, theirs = pad_sequences(sequences, **given_), keras_pad(sequences, **given_)
    assert ours.dtype == theirs.dtype
    np.testing.assert_array_equal(ours, theirs)


def test_padding_vectors_and_strings():
    vectors = [np.ones((2, 3)), np.zeros((1, 3))]
    assert pad_sequences(vectors, dtype="float32").shape == (2, 2, 3)
    words = pad_sequences([["a"], ["b", "c"]], dtype=object, padding="post", value="-")
    assert words.tolist() == [["a", "-"], ["b", "c"]]


def test_padding_to_nothing():
    assert pad_sequences([[1, 2]], maxlen=0).shape == (1, 0)
    assert pad_sequences([]).shape == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sequences": 3}, "list of sequences. Received: 3"),
        ({"sequences": [[1], 2]}, "among others: 2"),
        ({"sequences": [[1]], "padding": "left"}, "padding must be 'pre' or 'post'. Received: 'left'"),
        ({"sequences": [[1]], "truncating": "x"}, "truncating must be"),
        ({"sequences": [[1]], "value": "x"}, "dtype=object holds strings"),
        ({"sequences": [[[1, 2]], [[1]]]}, r"sequence 1 have shape \(1,\), those before it \(2,\)"),
    ],
)
def test_what_cannot_be_padded(arguments, message):
    with pytest.raises(ValueError, match=message):
        pad_sequences(**arguments)


# ---- windows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given_",
    [
        {"length": 10, "sampling_rate": 2, "batch_size": 2},
        {"length": 4, "stride": 3, "batch_size": 5},
        {"length": 4, "start_index": 10, "end_index": 30, "reverse": True},
        {"length": 1, "batch_size": 49},
    ],
)
def test_windows_as_in_keras(given_):
    data, targets = np.arange(100).reshape(50, 2), np.arange(50) * 10
    ours = TimeseriesGenerator(data, targets, **given_)
    theirs = oracle.TimeseriesGenerator(data, targets, **given_)
    assert len(ours) == len(theirs)
    for index in range(len(ours)):
        for a, b in zip(ours[index], theirs[index], strict=True):
            np.testing.assert_array_equal(a, b)


def test_random_windows_belong_to_their_targets():
    generator = TimeseriesGenerator(list(range(20)), list(range(20)), length=3, shuffle=True, batch_size=8)
    np.random.seed(0)
    windows, targets = generator[0]
    assert windows.shape == (8, 3)
    np.testing.assert_array_equal(windows[:, -1] + 1, targets)


def test_windows_as_json():
    text = TimeseriesGenerator(np.arange(4), [0, 1, 2, 3], length=2).to_json()
    config = json.loads(text)["config"]
    assert (config["data"], config["targets"], config["length"]) == ("[0, 1, 2, 3]", "[0, 1, 2, 3]", 2)
    with pytest.raises(TypeError, match="cannot be written as JSON"):
        TimeseriesGenerator([object()] * 4, [0] * 4, length=2).get_config()


def test_windows_without_room():
    with pytest.raises(ValueError, match="no target any more"):
        TimeseriesGenerator([1, 2, 3], [1, 2, 3], length=3)
    with pytest.raises(ValueError, match="3 moments and 2 targets"):
        TimeseriesGenerator([1, 2, 3], [1, 2], length=1)


# ---- pairs of words -----------------------------------------------------------------------------------


def test_sampling_table_as_in_keras():
    np.testing.assert_allclose(make_sampling_table(100, 1e-3), oracle.make_sampling_table(100, 1e-3))


@pytest.mark.parametrize("categorical", [False, True])
def test_true_pairs_as_in_keras(categorical):
    sequence = [1, 2, 0, 3, 4, 5]
    given_ = {"window_size": 2, "negative_samples": 0, "categorical": categorical, "seed": 3}
    assert skipgrams(sequence, 6, **given_) == oracle.skipgrams(sequence, 6, **given_)


def test_made_up_pairs():
    couples, labels = skipgrams(range(5), 5, negative_samples=2.0, seed=1)
    true = [tuple(pair) for pair, label in zip(couples, labels, strict=True) if label]
    assert sorted(true) == [(a, b) for a in range(1, 5) for b in range(1, 5) if a != b]
    assert labels.count(0) == 2 * labels.count(1)
    assert skipgrams(range(5), 5, negative_samples=2.0, seed=1) == (couples, labels)


def test_frequent_words_are_left_out():
    couples, _ = skipgrams([1, 2, 3], 4, negative_samples=0, sampling_table=np.array([0, 0, 1, 1]), seed=0)
    assert {word for word, _ in couples} == {2, 3}


def test_nothing_to_pair():
    assert skipgrams([0, 0], 3) == ([], [])
