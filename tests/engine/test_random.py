"""Random numbers from keys: their distribution, and what keys promise."""

from __future__ import annotations

import numpy as np
import pytest

SHAPE = (100, 200)


def test_uniform(engine):
    x = engine.to_numpy(engine.random_uniform(engine.key(1), SHAPE, "float32"))
    assert x.shape == SHAPE
    assert x.dtype == np.float32
    assert 0 <= x.min() < 0.001 < 0.999 < x.max() < 1
    assert abs(x.mean() - 0.5) < 0.01
    assert abs(x.var() - 1 / 12) < 0.003


def test_normal(engine):
    x = engine.to_numpy(engine.random_normal(engine.key(2), SHAPE, "float32"))
    assert x.shape == SHAPE
    assert abs(x.mean()) < 0.03
    assert abs(x.std() - 1) < 0.02
    assert abs((x**4).mean() - 3) < 0.25


@pytest.mark.parametrize("dtype", ["int32", "uint8", "int64"])
def test_integers(engine, dtype):
    x = engine.to_numpy(engine.random_integers(engine.key(3), SHAPE, 3, 8, dtype))
    counts = np.bincount(x.reshape(-1))
    assert counts[:3].tolist() == [0, 0, 0]
    assert counts.size == 8
    assert np.all(abs(counts[3:] - 4000) < 300)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_random_numbers_of_half_width(engine, dtype):
    for draw in (engine.random_uniform, engine.random_normal):
        assert engine.dtype(draw(engine.key(0), (3,), dtype)) == dtype


def test_the_same_key_gives_the_same_bits_eagerly_and_compiled(engine):
    def draw(key):
        key = engine.fold_in(key, 5)
        return [
            engine.random_uniform(key, (3, 4), "float32"),
            engine.random_normal(key, (3, 4), "float32"),
            engine.random_integers(key, (3, 4), 0, 1000, "int32"),
        ]

    key = engine.key(11)
    first, again, compiled = draw(key), draw(engine.key(11)), engine.compile(draw)(key)
    for one, two, three in zip(first, again, compiled, strict=True):
        np.testing.assert_array_equal(engine.to_numpy(one), engine.to_numpy(two))
        np.testing.assert_array_equal(engine.to_numpy(one), engine.to_numpy(three))


def test_all_64_bits_of_a_seed_count(engine):
    seeds = [0, 1, 2**31, 2**32, 2**63 - 1, 2**64 - 1]
    draws = [engine.to_numpy(engine.random_uniform(engine.key(s), (4,), "float32")) for s in seeds]
    assert len({draw.tobytes() for draw in draws}) == len(seeds)


def test_a_key_survives_as_an_array(engine):
    key = engine.fold_in(engine.key(5), 3)
    back = engine.convert(engine.to_numpy(key))
    draws = [engine.to_numpy(engine.random_uniform(k, (4,), "float32")) for k in (key, back)]
    np.testing.assert_array_equal(*draws)


def test_folded_keys_are_unrelated(engine):
    key = engine.key(0)
    keys = [
        key,
        *(engine.fold_in(key, i) for i in (0, 1, 2, -1, 2**31)),
        engine.fold_in(engine.fold_in(key, 1), 2),
    ]
    draws = np.stack([engine.to_numpy(engine.random_normal(k, (2000,), "float32")) for k in keys])
    correlation = np.corrcoef(draws) - np.eye(len(keys))
    assert abs(correlation).max() < 0.1


def test_a_traced_number_folds_as_an_int_does(engine):
    traced = engine.compile(engine.fold_in)(engine.key(4), np.int32(9))
    np.testing.assert_array_equal(engine.to_numpy(traced), engine.to_numpy(engine.fold_in(engine.key(4), 9)))
