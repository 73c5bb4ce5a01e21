"""Generators and sequences as data: in what order they are read, and what happens when they end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.training.helpers import X, Y, line


class Batches:
    """Five batches, which notes down those it was asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __len__(self) -> int:
        return 5

    def __getitem__(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        self.asked.append(i)
        return X[i * 20 : (i + 1) * 20], Y[i * 20 : (i + 1) * 20]


def asked_for(**arguments: Any) -> list[int]:
    data = Batches()
    line(run_eagerly=True).fit(data, epochs=2, verbose=0, **arguments)
    return data.asked[1:]  # without the look at the first batch


def test_a_sequences_batches_are_shuffled_anew_each_epoch() -> None:
    order = asked_for()
    assert sorted(order[:5]) == sorted(order[5:]) == [0, 1, 2, 3, 4]
    assert order[:5] != order[5:] and order[:5] != [0, 1, 2, 3, 4]
    assert order == asked_for()


def test_a_sequence_that_shall_not_be_shuffled() -> None:
    assert asked_for(shuffle=False) == [0, 1, 2, 3, 4] * 2


def test_validation_data_that_end_are_told_and_training_goes_on() -> None:
    batches: Iterator[Any] = ((X[:5], Y[:5]) for _ in range(3))
    with pytest.warns(RuntimeWarning, match="no batches left for epoch 2"):
        history = line(run_eagerly=True).fit(
            X, Y, batch_size=50, epochs=2, validation_data=batches, verbose=0
        )
    assert len(history.history["loss"]) == 2 and len(history.history["val_loss"]) == 1
