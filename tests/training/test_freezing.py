"""What a model trains is settled when it is compiled."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from keras_lab import Input, Model, Sequential, layers

X, Y = np.ones((8, 3), "float32"), np.zeros((8, 1), "float32")


def moved(model: Model, part: Model, method: str = "fit", **options: object) -> bool:
    before = part.get_weights()
    getattr(model, method)(X, Y, **options)
    return any((a != b).any() for a, b in zip(before, part.get_weights(), strict=True))


def test_a_part_frozen_for_one_model_is_trained_by_its_own() -> None:
    critic = Sequential([Input((4,)), layers.BatchNormalization(), layers.Dense(1)])
    critic.compile("sgd", "mse")
    maker = Sequential([Input((3,)), layers.Dense(4)])
    critic.trainable = False
    start = Input((3,))
    both = Model(start, critic(maker(start)))
    both.compile("sgd", "mse")
    assert moved(both, maker, verbose=0)
    assert not moved(both, critic, verbose=0)
    images = np.random.default_rng(0).normal(size=(8, 4))
    before = critic.get_weights()
    with pytest.warns(UserWarning, match="Call compile"):
        critic.train_on_batch(images, Y)
    assert all((a != b).any() for a, b in zip(before, critic.get_weights(), strict=True))
    assert not critic.trainable and critic.trainable_weights == []


def test_freezing_needs_another_compile() -> None:
    model = Sequential([Input((3,)), layers.Dense(2), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.layers[0].trainable = False
    with pytest.warns(UserWarning, match="Call compile"):
        assert moved(model, model.layers[0], verbose=0)
    model.compile("sgd", "mse")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not moved(model, model.layers[0], "train_on_batch")
        assert moved(model, model.layers[1], "train_on_batch")
