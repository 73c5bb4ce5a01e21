"""Dropout and noise: what they do to numbers."""

from __future__ import annotations

import numpy as np
import pytest

from keras_lab import layers
from keras_lab.engine import P

ONES = np.ones((64, 64), "float32")


def numbers(x):
    return np.asarray(P.to_numpy(x))


def test_dropout_drops_its_share_and_keeps_the_mean(engine):
    outputs = numbers(layers.Dropout(0.25, seed=3)(ONES, training=True))
    assert set(np.unique(outputs)) == {0, np.float32(1 / 0.75)}
    assert abs((outputs == 0).mean() - 0.25) < 0.03


def test_nothing_happens_outside_training(engine):
    for layer in (layers.Dropout(0.5), layers.GaussianNoise(1.0), layers.AlphaDropout(0.5)):
        np.testing.assert_array_equal(layer(ONES), ONES)


def test_the_extremes(engine):
    np.testing.assert_array_equal(layers.Dropout(0)(ONES, training=True), ONES)
    np.testing.assert_array_equal(layers.Dropout(1)(ONES, training=True), 0 * ONES)


def test_noise_shape_is_shared_along_axes_of_one(engine):
    outputs = numbers(layers.Dropout(0.5, noise_shape=(None, 1))(ONES, training=True))
    assert (outputs == outputs[:, :1]).all()
    assert len(np.unique(outputs)) == 2


def test_spatial_dropout_drops_whole_channels(engine):
    outputs = numbers(layers.SpatialDropout2D(0.5)(np.ones((8, 3, 3, 16), "float32"), training=True))
    assert (outputs == outputs[:, :1, :1]).all()
    assert len(np.unique(outputs)) == 2


def test_two_draws_differ_and_a_seed_repeats_them(engine):
    def two(seed):
        layer = layers.Dropout(0.5, seed=seed)
        return [numbers(layer(ONES, training=True)) for _ in range(2)]

    first, again, other = two(5), two(5), two(6)
    assert not np.array_equal(*first)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_gaussian_noise_has_its_deviation(engine):
    outputs = numbers(layers.GaussianNoise(0.5, seed=1)(ONES, training=True))
    assert outputs.mean() == pytest.approx(1, abs=0.05)
    assert outputs.std() == pytest.approx(0.5, abs=0.05)


def test_gaussian_dropout_has_the_deviation_of_dropout(engine):
    outputs = numbers(layers.GaussianDropout(0.2, seed=1)(ONES, training=True))
    assert outputs.mean() == pytest.approx(1, abs=0.05)
    assert outputs.std() == pytest.approx(0.5, abs=0.05)


def test_alpha_dropout_keeps_mean_and_variance(engine):
    x = np.random.default_rng(0).normal(size=(200, 200)).astype("float32")
    outputs = numbers(layers.AlphaDropout(0.3, seed=1)(x, training=True))
    assert outputs.mean() == pytest.approx(0, abs=0.05)
    assert outputs.std() == pytest.approx(1, abs=0.05)
