"""The doctor attends the runs that are drawn, unless a person does not want that."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab.lab import extension
from keras_lab.layers import Dense
from keras_lab.models import Sequential


@pytest.mark.parametrize(
    ("wanted", "verbose", "expected"),
    [(True, 1, ["finding.labels"]), (False, 1, []), (True, 0, [])],
    ids=["drawn", "not wanted", "not drawn"],
)
def test_what_it_finds_is_a_mark_of_the_run(shell, wanted, verbose, expected):
    lab = extension._labs[id(shell)]
    lab.config.doctor, lab.config.live, lab.in_notebook = wanted, "always", True
    try:
        model = Sequential([Dense(3, activation="softmax")])
        model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
        with np.errstate(all="ignore"):
            model.fit(np.zeros((8, 2)), np.arange(8) % 3 + 0.5, verbose=verbose)
    finally:
        lab.config.doctor, lab.config.live, lab.in_notebook = True, "cell", False
    (data,) = list(lab.publisher.runs.values())[-1:]
    assert [mark["kind"] for mark in data.marks] == expected
