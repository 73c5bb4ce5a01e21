"""The host's seed generator."""

from __future__ import annotations

import random

import numpy as np
import pytest

from keras_lab import seeds


def test_splitmix_is_the_published_one() -> None:
    seeds.set_seed(1234567)  # first outputs of the reference implementation for this seed
    assert [seeds.next_seed() for _ in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


def test_one_call_seeds_everything() -> None:
    drawn = []
    for _ in range(2):
        seeds.set_random_seed(42)
        drawn.append((random.random(), np.random.rand(), seeds.next_seed()))
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("seed", [-1, 1.5, "1", None, True, 1 << 32])
def test_bad_seeds_are_refused(seed: object) -> None:
    seeds.set_seed(5)
    with pytest.raises(ValueError, match="seed must be an integer"):
        seeds.set_random_seed(seed)  # type: ignore[arg-type]
    after = seeds.next_seed()
    seeds.set_seed(5)
    assert seeds.next_seed() == after
